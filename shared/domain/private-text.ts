/** A piece of a text; `hidden` when it names somebody. */
export interface TextPart {
  readonly text: string;
  readonly hidden: boolean;
}

// What our own sentences put between quotation marks are folders, subjects and names.
const NAMES = new RegExp(
  [
    '"[^"]+"|“[^”]+”|„[^“”]+[“”]|«[^»]+»',
    String.raw`[^\s<>()"“”„:;,]+@[^\s<>()"“”„:;,]+`,
    String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]*\.)+\p{L}[\p{L}\p{N}-]+`,
  ].join('|'),
  'gu',
);

/** Splits a sentence into what anybody may read and what names somebody: addresses, domains, and whatever is quoted. */
export function splitNames(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const found of text.matchAll(NAMES)) {
    if (found.index > end) parts.push({ text: text.slice(end, found.index), hidden: false });
    parts.push({ text: found[0], hidden: true });
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), hidden: false });
  return parts;
}

/** The sentence with an ellipsis in place of everything that names somebody; for tooltips and notifications. */
export function withoutNames(text: string): string {
  return splitNames(text)
    .map((part) => (part.hidden ? '…' : part.text))
    .join('');
}
