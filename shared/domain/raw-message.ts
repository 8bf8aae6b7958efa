/** A header field as it stands in the message: one character a byte. */
export interface RawHeader {
  readonly name: string;
  /** What follows the colon, line ends and all, without the last one. */
  readonly value: string;
}

/** A message taken into header and body, nothing decoded: one character a byte. */
export interface RawMessage {
  readonly headers: readonly RawHeader[];
  readonly body: string;
  /** True when a line of it ends otherwise than with CRLF. */
  readonly oddLineEnds: boolean;
}

/** Splits a message at its first empty line. Lines of the header that are no field stay with the field before them. */
export function splitMessage(raw: string): RawMessage {
  const oddLineEnds = /\r(?!\n)|(?<!\r)\n/.test(raw);
  const text = oddLineEnds ? raw.replace(/\r\n|\r|\n/g, '\r\n') : raw;
  const end = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n');
  const header = end < 0 ? text : text.slice(0, end);
  const body = end < 0 ? '' : text.slice(end === 0 ? 2 : end + 4);
  return { headers: readFields(header), body, oddLineEnds };
}

function readFields(header: string): RawHeader[] {
  const fields: { name: string; lines: string[] }[] = [];
  for (const line of header === '' ? [] : header.split('\r\n')) {
    const colon = line.indexOf(':');
    const last = fields.at(-1);
    if (last !== undefined && (/^[ \t]/.test(line) || colon <= 0)) last.lines.push(line);
    else if (colon > 0) fields.push({ name: line.slice(0, colon).trimEnd(), lines: [line.slice(colon + 1)] });
  }
  return fields.map(({ name, lines }) => ({ name, value: lines.join('\r\n') }));
}

/** The value of a field in one line, without the blanks around it. */
export function unfold(value: string): string {
  return value.replace(/\r\n(?=[ \t])/g, '').trim();
}
