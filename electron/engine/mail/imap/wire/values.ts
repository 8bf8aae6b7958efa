/** A value in a response: an atom or a string as text (Latin-1), a literal as bytes, NIL as null, or a list (RFC 3501 4). */
export type Value = string | Uint8Array | null | readonly Value[];

/** A response code such as `[APPENDUID 38505 3955]` (RFC 3501 7.1). */
export interface ResponseCode {
  /** Upper case. */
  readonly name: string;
  readonly values: readonly Value[];
}

/** What stands behind OK, NO, BAD, BYE or PREAUTH. */
export interface StatusText {
  readonly code: ResponseCode | null;
  /** For people, without the code. */
  readonly words: string;
}

const ATOM_END = /[ ()]/g;
const SECTION_NAME = /^(?:BODY|BINARY)(?:\.\w+)?\[/i;

/**
 * Reads values separated by spaces up to the end of the line.
 *
 * @returns null for a line that is not built like that: lists must close, and nothing may follow a literal but a space or an end
 */
export function readValues(text: string, from: number, literals: readonly Buffer[]): readonly Value[] | null {
  const reader = new ValueReader(text, from, literals);
  const values = reader.list('');
  return values !== null && reader.done ? values : null;
}

/** Reads `[CODE …] words`. */
export function readStatusText(text: string): StatusText {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[')) return { code: null, words: utf8(trimmed) };
  const end = endOfCode(trimmed);
  if (end < 0) return { code: null, words: utf8(trimmed) };
  const inside = trimmed.slice(1, end).trim();
  const space = inside.indexOf(' ');
  const name = space < 0 ? inside : inside.slice(0, space);
  const values = space < 0 ? [] : readValues(inside, space + 1, []);
  return { code: { name: name.toUpperCase(), values: values ?? [] }, words: utf8(trimmed.slice(end + 1).trim()) };
}

/** Text that came as Latin-1, as UTF-8 where that is what its bytes are. */
export function utf8(text: string): string {
  if (!/[\x80-\xff]/.test(text)) return text;
  const read = Buffer.from(text, 'latin1').toString('utf8');
  return read.includes('\ufffd') ? text : read;
}

/** Brackets may stand within a code, for instance in a keyword among PERMANENTFLAGS; where they do not pair, the first one ends it. */
function endOfCode(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '[') depth += 1;
    else if (text[at] === ']') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return text.indexOf(']');
}

class ValueReader {
  readonly #text: string;
  readonly #literals: readonly Buffer[];
  #at: number;
  #literal = 0;

  constructor(text: string, from: number, literals: readonly Buffer[]) {
    this.#text = text;
    this.#at = from;
    this.#literals = literals;
  }

  get done(): boolean {
    return this.#at === this.#text.length && this.#literal === this.#literals.length;
  }

  /** Values up to the closing bracket, which is passed over, or the end of the line where there is none to come. */
  list(closing: ')' | ''): readonly Value[] | null {
    const values: Value[] = [];
    for (;;) {
      while (this.#text[this.#at] === ' ') this.#at += 1;
      const next = this.#text[this.#at] ?? '';
      if (next === closing) {
        this.#at += closing.length;
        return values;
      }
      if (next === '' || next === ')') return null;
      const value = this.#value(next);
      if (value === undefined) return null;
      values.push(value);
    }
  }

  /** Undefined for something that cannot be read. */
  #value(first: string): Value | undefined {
    if (first === '(') {
      this.#at += 1;
      return this.list(')') ?? undefined;
    }
    if (first === '"') return this.#quoted();
    const mark = /^~?\{\d+\}\r\n/.exec(this.#text.slice(this.#at, this.#at + 24));
    if (mark !== null) return this.#takeLiteral(mark[0].length);
    const atom = this.#atom();
    return atom.toUpperCase() === 'NIL' ? null : atom;
  }

  #takeLiteral(length: number): Value | undefined {
    this.#at += length;
    const next = this.#text[this.#at] ?? '';
    const bytes = this.#literals[this.#literal];
    this.#literal += 1;
    return next === '' || next === ' ' || next === ')' ? bytes : undefined;
  }

  #quoted(): string | undefined {
    let text = '';
    for (let at = this.#at + 1; at < this.#text.length; at += 1) {
      const char = this.#text[at];
      if (char === '"') {
        this.#at = at + 1;
        return text;
      }
      if (char === '\\') at += 1;
      text += this.#text[at] ?? '';
    }
    return undefined;
  }

  #atom(): string {
    const section = SECTION_NAME.exec(this.#text.slice(this.#at, this.#at + 24));
    // A section may have spaces and lists in it: BODY[HEADER.FIELDS (DATE)].
    const closed = section === null ? -1 : this.#text.indexOf(']', this.#at);
    ATOM_END.lastIndex = closed < 0 ? this.#at : closed;
    const end = ATOM_END.exec(this.#text)?.index ?? this.#text.length;
    const atom = this.#text.slice(this.#at, end);
    this.#at = end;
    return atom;
  }
}
