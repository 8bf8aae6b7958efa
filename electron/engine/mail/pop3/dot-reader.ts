const CR = 13;
const LF = 10;
const DOT = 46;

type State = 'text' | 'after-cr' | 'line-start' | 'after-dot' | 'after-dot-cr';

/**
 * Takes the dots off a multi-line response (RFC 1939 section 3) as it comes in, in pieces cut anywhere. Only CRLF ends a line
 * and only `CRLF . CRLF` ends the response: a lone LF or CR is content, so that such a line with a dot cannot cut a message short.
 */
export class DotReader {
  #state: State = 'line-start';

  /**
   * Hands the content of a piece to `emit` and returns the offset behind the end of the response, or -1 while more has to come.
   * What is emitted is a view of `chunk` and only good until the call returns.
   */
  feed(chunk: Buffer, emit: (bytes: Buffer) => void): number {
    let from = 0;
    let at = 0;
    while (at < chunk.length) {
      const byte = chunk[at];
      switch (this.#state) {
        case 'text': {
          const cr = chunk.indexOf(CR, at);
          at = cr < 0 ? chunk.length : cr + 1;
          if (cr >= 0) this.#state = 'after-cr';
          break;
        }
        case 'after-cr':
          at += 1;
          this.#state = byte === LF ? 'line-start' : byte === CR ? 'after-cr' : 'text';
          break;
        case 'line-start':
          if (byte !== DOT) {
            this.#state = 'text';
            break;
          }
          if (at > from) emit(chunk.subarray(from, at));
          at += 1;
          from = at;
          this.#state = 'after-dot';
          break;
        case 'after-dot':
          this.#state = byte === CR ? 'after-dot-cr' : 'text';
          if (byte === CR) at += 1;
          break;
        case 'after-dot-cr':
          if (byte === LF) {
            this.#state = 'line-start';
            return at + 1;
          }
          // A line that begins with a dot and a lone CR: the CR was held back and belongs to the content.
          if (at === 0) emit(Buffer.from([CR]));
          this.#state = 'after-cr';
          break;
      }
    }
    const end = this.#state === 'after-dot-cr' ? chunk.length - 1 : chunk.length;
    if (end > from) emit(chunk.subarray(from, end));
    return -1;
  }
}
