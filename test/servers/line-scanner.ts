/** A line found in a stream of IMAP; the positions are those in the chunk that completed it. */
export interface ScannedLine {
  /** Without its line end; bytes read as Latin-1. */
  readonly text: string;
  /** Where the line begins, 0 when it began in an earlier chunk. */
  readonly start: number;
  /** False when the line goes on after a literal. */
  readonly opens: boolean;
}

/** Finds the lines in one direction of an IMAP connection and steps over literals (RFC 3501, 4.3; RFC 7888), whatever the chunks are. */
export class LineScanner {
  #partial = '';
  #literalLeft = 0;
  #opens = true;

  /** The lines that end in this chunk, in order. */
  *scan(chunk: Buffer): Generator<ScannedLine> {
    for (let at = 0; at < chunk.length; ) {
      if (this.#literalLeft > 0) {
        const skipped = Math.min(this.#literalLeft, chunk.length - at);
        this.#literalLeft -= skipped;
        at += skipped;
        continue;
      }
      const lineEnd = chunk.indexOf(0x0a, at);
      const text = this.#partial + chunk.toString('latin1', at, lineEnd < 0 ? chunk.length : lineEnd);
      if (lineEnd < 0) {
        this.#partial = text;
        return;
      }
      this.#partial = '';
      const line = text.endsWith('\r') ? text.slice(0, -1) : text;
      const opens = this.#opens;
      const literal = /\{(\d+)\+?\}$/.exec(line)?.[1];
      this.#literalLeft = Number(literal ?? 0);
      this.#opens = literal === undefined;
      yield { text: line, start: at, opens };
      at = lineEnd + 1;
    }
  }
}
