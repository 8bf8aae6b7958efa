/** A message cut behind the empty line that ends its header; a message without one is all header. */
export function splitMessage(raw: string): { readonly header: string; readonly body: string } {
  const leading = /^\r?\n/.exec(raw);
  if (leading) return { header: leading[0], body: raw.slice(leading[0].length) };
  const end = /\n\r?\n/.exec(raw);
  const at = end ? end.index + end[0].length : raw.length;
  return { header: raw.slice(0, at), body: raw.slice(at) };
}

/** The fields of a header with their line ends and folding as they stand, in order. */
export function headerFields(header: string): { readonly name: string; readonly text: string }[] {
  const fields = header.match(/[^\n]+(?:\n[ \t][^\n]*)*(?:\n|$)/g) ?? [];
  return fields
    .map((text) => ({
      name: text
        .slice(0, Math.max(text.indexOf(':'), 0))
        .trim()
        .toLowerCase(),
      text,
    }))
    .filter(({ text }) => text.trim() !== '');
}

/** The values of all fields of that name, unfolded. */
export function headerValues(raw: string, name: string): string[] {
  return headerFields(splitMessage(raw).header)
    .filter((field) => field.name === name.toLowerCase())
    .map(({ text }) =>
      text
        .slice(text.indexOf(':') + 1)
        .replace(/\r?\n(?=[ \t])/g, '')
        .trim(),
    );
}
