/** An address as MailEnable writes it in maps, redirections and members. */
export type Token =
  | { readonly kind: 'smtp'; readonly local: string; readonly domain: string }
  /** `[SMTP:*@domain]`: everything that no other map of the domain takes. */
  | { readonly kind: 'catch-all'; readonly domain: string }
  | { readonly kind: 'local'; readonly postoffice: string; readonly name: string }
  | { readonly kind: 'list'; readonly postoffice: string; readonly name: string };

/** Reads `[SMTP:local@domain]`, `[SF:postoffice/mailbox]` and `[LS:postoffice/list]`; null for anything else. */
export function parseToken(text: string): Token | null {
  const [, scheme = '', value = ''] = /^\[(SMTP|SF|LS):([^[\]]+)\]$/i.exec(text.trim()) ?? [];
  if (scheme === '') return null;
  if (scheme.toUpperCase() === 'SMTP') {
    const at = value.lastIndexOf('@');
    const local = value.slice(0, at).trim();
    const domain = value.slice(at + 1).trim();
    if (at < 1 || domain === '' || /\s/.test(domain)) return null;
    return local === '*' ? { kind: 'catch-all', domain } : { kind: 'smtp', local, domain };
  }
  const [, postoffice, name] = /^([^/\\]+)[/\\](.+)$/.exec(value) ?? [];
  if (postoffice === undefined || name === undefined) return null;
  return { kind: scheme.toUpperCase() === 'SF' ? 'local' : 'list', postoffice: postoffice.trim(), name: name.trim() };
}

/** Reads a list such as `[SMTP:a@x];[SMTP:b@y]`; what is no token is left out. */
export function parseTokens(text: string): Token[] {
  return [...text.matchAll(/\[[^[\]]*\]/g)].flatMap(([found]) => parseToken(found) ?? []);
}

/** Whether panels left this behind when they could not delete it. */
export function isLeftover(text: string): boolean {
  return /\[DELETE:ME\]|___~/i.test(text);
}
