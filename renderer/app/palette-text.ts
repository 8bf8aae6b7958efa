/**
 * What an agent meant by a pasted text: `Anna <anna@harbour.test>`, `mailto:anna@harbour.test` and `https://harbour.test/x` all name
 * something the search knows by its bare form.
 */
export function searchedText(pasted: string): string {
  const text = pasted.trim().replace(/\s+/g, ' ');
  const inBrackets = /<([^<>\s]+@[^<>\s]+)>/.exec(text)?.[1];
  if (inBrackets) return inBrackets;
  const bare = text.replace(/^mailto:/i, '').replace(/^https?:\/\/(?:www\.)?/i, '');
  return bare === text ? text : bare.replace(/[/?].*$/, '');
}

/** True for a text that has the form of an address. */
export function looksLikeAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}
