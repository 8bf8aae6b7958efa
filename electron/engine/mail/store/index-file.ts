const FLAG_OF: readonly (readonly [RegExp, string])[] = [
  [/^READ$/i, '\\Seen'],
  [/^(REPLIED|ANSWERED)$/i, '\\Answered'],
  [/^(FLAG|FLAGGED)$/i, '\\Flagged'],
  [/^FORWARDED$/i, '$Forwarded'],
  [/^DELETED$/i, '\\Deleted'],
  [/^DRAFT$/i, '\\Draft'],
];
const ELEMENT = /<ELEMENT\b/gi;
const ATTRIBUTE = /([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const CHILD = /<([A-Za-z_][\w.-]*)\s*>\s*([^<]*?)\s*<\//g;

/**
 * Reads from `_index.xml` the flags of each message, by the name of its file in upper case. Only the read mark is known for sure; others
 * are taken where they are there. The UIDs in it are not: a rebuilt index gives every message another one. Other programs write such files by putting texts together, so it is not read as XML: an
 * ampersand that is not escaped, or an end that was cut off, costs what stands there and nothing else.
 */
export function parseIndex(bytes: Uint8Array): ReadonlyMap<string, readonly string[]> {
  const text = textOf(bytes);
  const entries = new Map<string, readonly string[]>();
  const starts = [...text.matchAll(ELEMENT)].map((match) => match.index);
  for (const [place, start] of starts.entries()) {
    const piece = text.slice(start, starts[place + 1] ?? text.length);
    const end = tagEnd(piece);
    const attributes = new Map<string, string>();
    for (const [, name = '', double, single] of piece.slice(0, end).matchAll(ATTRIBUTE))
      attributes.set(name.toUpperCase(), double ?? single ?? '');
    const id = attributes.get('ID');
    if (id === undefined || id === '') continue;
    const marks = new Map(attributes);
    for (const [, name = '', value = ''] of piece.slice(end).matchAll(CHILD)) marks.set(name.toUpperCase(), value);
    entries.set(id.toUpperCase(), flagsOf(marks));
  }
  return entries;
}

function flagsOf(marks: ReadonlyMap<string, string>): readonly string[] {
  const flags: string[] = [];
  for (const [name, value] of marks) {
    const flag = FLAG_OF.find(([pattern]) => pattern.test(name))?.[1];
    if (flag !== undefined && /^(1|-1|true|yes)$/i.test(value.trim())) flags.push(flag);
  }
  return flags;
}

/** The `>` that ends the tag, not one within an attribute. */
function tagEnd(piece: string): number {
  let quote = '';
  for (let at = 0; at < piece.length; at += 1) {
    const character = piece[at] ?? '';
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at + 1;
  }
  return piece.length;
}

/** File names, numbers and marks are ASCII in every encoding but UTF-16. */
function textOf(bytes: Uint8Array): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return view.toString('utf16le');
  return view.toString('latin1');
}
