import { OddAnswer } from '../../faults.ts';

/** A response of the server as it came. */
export interface ServerResponse {
  /** The line without its end, each byte one character (Latin-1); a literal stands in it as its mark and a line end: `{5}\r\n`. */
  readonly text: string;
  /** The bytes the marks stand for, in order. */
  readonly literals: readonly Buffer[];
}

const LF = 10;
const CR = 13;
const CLOSING = 41;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;
const ZERO = 48;
const MAX_LINE = 8 * 1024 * 1024;
const MAX_LITERAL = 1024 * 1024 * 1024;
const EMPTY: Buffer = Buffer.alloc(0);
const NO_LITERALS: readonly Buffer[] = [];
/** Text for people, in which braces at the end mean nothing (RFC 3501 7.1). */
const STATUS = /^\S+ (?:OK|NO|BAD|BYE|PREAUTH)\b|^\+/i;

/**
 * Cuts the stream of a server into responses: lines, and the literals within them (RFC 3501 4.3). Responses are pulled, so
 * that whoever takes them decides when. Bytes of a literal that came whole are not copied, others once.
 */
export class ResponseFramer {
  #chunk = EMPTY;
  #at = 0;
  /** Beginnings of a line from earlier chunks. */
  #parts: Buffer[] = [];
  #partsLength = 0;
  /** Earlier lines of this response. */
  #text = '';
  #literals: Buffer[] | null = null;
  #literal: Buffer | null = null;
  #filled = 0;

  /** Gives further bytes. Only once `next` has returned null for those before. */
  feed(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  /**
   * The next response, null when its end has not come yet.
   *
   * @throws OddAnswer when a line or a literal is larger than anything reasonable
   */
  next(): ServerResponse | null {
    for (;;) {
      if (this.#literal !== null && !this.#fill(this.#literal)) return null;
      const line = this.#line();
      if (line === null) return null;
      const size = literalSize(line);
      if (size < 0 || (this.#literals === null && STATUS.test(line))) return this.#finish(line);
      if (size > MAX_LITERAL) throw new OddAnswer(`a literal of ${size} bytes`);
      this.#text += `${line}\r\n`;
      this.#literals ??= [];
      this.#begin(size, this.#literals);
    }
  }

  /** Takes out what has not been looked at yet. */
  rest(): Buffer {
    const rest = Buffer.concat([...this.#parts, this.#chunk.subarray(this.#at)]);
    this.#parts = [];
    this.#partsLength = 0;
    this.feed(EMPTY);
    return rest;
  }

  #finish(line: string): ServerResponse {
    if (this.#literals === null) return { text: line, literals: NO_LITERALS };
    const response = { text: this.#text + line, literals: this.#literals };
    this.#text = '';
    this.#literals = null;
    return response;
  }

  #begin(size: number, literals: Buffer[]): void {
    if (this.#chunk.length - this.#at >= size) {
      literals.push(this.#chunk.subarray(this.#at, this.#at + size));
      this.#at += size;
      return;
    }
    this.#literal = Buffer.allocUnsafeSlow(size);
    this.#filled = 0;
    literals.push(this.#literal);
  }

  #fill(literal: Buffer): boolean {
    const copied = this.#chunk.copy(literal, this.#filled, this.#at);
    this.#filled += copied;
    this.#at += copied;
    if (this.#filled < literal.length) return false;
    this.#literal = null;
    return true;
  }

  #line(): string | null {
    // What mostly follows a message: the end of the list it is in.
    const chunk = this.#chunk;
    const at = this.#at;
    if (chunk[at] === CLOSING && chunk[at + 1] === CR && chunk[at + 2] === LF && this.#parts.length === 0) {
      this.#at = at + 3;
      return ')';
    }
    const end = this.#chunk.indexOf(LF, this.#at);
    if (end < 0) {
      this.#keep(this.#chunk.subarray(this.#at));
      return null;
    }
    if (this.#parts.length === 0) {
      const line = this.#chunk.toString('latin1', this.#at, withoutReturn(this.#chunk, this.#at, end));
      this.#at = end + 1;
      return line;
    }
    this.#keep(this.#chunk.subarray(this.#at, end));
    this.#at = end + 1;
    const whole = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#partsLength = 0;
    return whole.toString('latin1', 0, withoutReturn(whole, 0, whole.length));
  }

  #keep(part: Buffer): void {
    this.#at = this.#chunk.length;
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#partsLength += part.length;
    if (this.#partsLength > MAX_LINE) throw new OddAnswer('a line without an end');
  }
}

function withoutReturn(bytes: Buffer, start: number, end: number): number {
  return end > start && bytes[end - 1] === CR ? end - 1 : end;
}

/** The size a line announces at its end, -1 when it announces none. */
function literalSize(line: string): number {
  let at = line.length - 1;
  if (line.charCodeAt(at) !== CLOSING_BRACE) return -1;
  let size = 0;
  let unit = 1;
  for (at -= 1; at >= 0; at -= 1) {
    const digit = line.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
    size += digit * unit;
    unit *= 10;
  }
  return unit > 1 && line.charCodeAt(at) === OPENING_BRACE ? size : -1;
}
