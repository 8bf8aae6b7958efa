import { randomInt } from 'node:crypto';

const LONGEST = 54;
const ALLOWED = /^[\x21\x23-\x7e]+$/;

/**
 * Why OpenSRS will not take a password for an address, as a clause ("has a blank in it"), or null. How strong it must be is up to the
 * domain there, and only OpenSRS tells.
 */
export function passwordFault(password: string, address: string): string | null {
  if (password === '') return 'is empty';
  if (password.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (password.includes(' ')) return 'has a blank in it';
  if (password.includes('"')) return 'has a double quote in it';
  if (!ALLOWED.test(password)) return 'has characters in it that are not plain ASCII';
  const at = address.lastIndexOf('@');
  const lower = password.toLowerCase();
  if (lower.includes(address.slice(0, at).toLowerCase())) return 'contains the name of the mailbox';
  if (lower.includes(address.slice(at + 1).toLowerCase())) return 'contains the name of the domain';
  return null;
}

/** Without letters and digits that are mistaken for one another. */
const ALPHABETS = ['abcdefghijkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '-_.+'] as const;
const LENGTH = 20;

/** A password nobody guesses and every strength rule takes. */
export function generatePassword(address: string): string {
  for (;;) {
    const all = ALPHABETS.join('');
    const drawn = [...ALPHABETS, ...Array.from({ length: LENGTH - ALPHABETS.length }, () => all)].map(
      (alphabet) => alphabet[randomInt(alphabet.length)] ?? '',
    );
    for (let at = drawn.length - 1; at > 0; at--) {
      const other = randomInt(at + 1);
      [drawn[at], drawn[other]] = [drawn[other] ?? '', drawn[at] ?? ''];
    }
    const password = drawn.join('');
    if (passwordFault(password, address) === null) return password;
  }
}
