/** Whether a password is none that a person would type: a long run of hexadecimal digits or of base64, or unprintable. */
export function looksEncrypted(password: string): boolean {
  if (/\p{Cc}/u.test(password)) return true;
  if (/^(0x)?[0-9a-f]{16,}$/i.test(password) && password.length % 2 === 0 && !/^\d+$/.test(password)) return true;
  if (/^\{[A-Z0-9-]{2,12}\}/i.test(password) || /^\$\d[a-z]?\$/i.test(password)) return true;
  const base64 = /^[A-Za-z0-9+/]{16,}={0,2}$/.test(password) && password.length % 4 === 0;
  return (
    base64 && (password.endsWith('=') || (/[+/]/.test(password) && /[a-z]/.test(password) && /[A-Z]/.test(password)))
  );
}

/** The share of the passwords that look encrypted; 0 where there are too few to tell. */
export function shareEncrypted(passwords: readonly string[]): number {
  const given = passwords.filter((password) => password !== '');
  return given.length < 2 ? 0 : given.filter(looksEncrypted).length / given.length;
}
