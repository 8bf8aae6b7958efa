/** What a command is made of: text as it stands on the wire, or a literal (RFC 3501 4.3). */
export type Part = string | Uint8Array;

/** From this size on bytes go out as they lie; below, copying them together costs less than a write each. */
const WORTH_A_WRITE = 64 * 1024;
const MAX_GATHERED = 256 * 1024;
/** Smaller pieces are not worth a buffer that is kept. */
const WORTH_KEEPING = 32 * 1024;
const MOST_KEPT = 8;

/** Gathers what goes out in one turn into few pieces. */
export class Outgoing {
  readonly #write: (bytes: Uint8Array, written?: () => void) => void;
  /** Buffers that the line has done with: new memory for every megabyte costs more than filling it. */
  readonly #spare: Buffer[] = [];
  #pieces: Part[] = [];
  #length = 0;

  /** `write` calls back once it needs the bytes no more. */
  constructor(write: (bytes: Uint8Array, written?: () => void) => void) {
    this.#write = write;
  }

  add(piece: Part): void {
    if (piece.length >= WORTH_A_WRITE && typeof piece !== 'string') {
      this.flush();
      this.#write(piece);
      return;
    }
    if (this.#length + piece.length > MAX_GATHERED) this.flush();
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  flush(): void {
    if (this.#length === 0) return;
    const kept = this.#length < WORTH_KEEPING ? null : (this.#spare.pop() ?? Buffer.allocUnsafeSlow(MAX_GATHERED));
    const gathered = kept?.subarray(0, this.#length) ?? Buffer.allocUnsafeSlow(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      if (typeof piece === 'string') gathered.write(piece, at, 'latin1');
      else gathered.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    this.#length = 0;
    if (kept === null) this.#write(gathered);
    else
      this.#write(gathered, () => {
        if (this.#spare.length < MOST_KEPT) this.#spare.push(kept);
      });
  }
}

const ATOM = /^[\x21\x23\x24\x26\x27\x2b-\x5b\x5d-\x7a\x7c\x7e]+$/;

/** A name or other short text in the plainest form that holds it: atom, quoted string, else a literal. */
export function astring(text: string): Part {
  if (ATOM.test(text) && text.toUpperCase() !== 'NIL') return text;
  return string(text);
}

/** A quoted string, or a literal where it has more than printable ASCII in it. Characters are bytes (Latin-1). */
export function string(text: string): Part {
  if (/[^\x20-\x7e]/.test(text)) return Buffer.from(text, 'latin1');
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
