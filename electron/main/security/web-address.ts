/** The address to hand to the system's browser, or undefined when it is not a plain web address. */
export function webAddress(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  // Credentials in an address serve only to deceive about where it leads.
  return url.username || url.password ? undefined : url.href;
}
