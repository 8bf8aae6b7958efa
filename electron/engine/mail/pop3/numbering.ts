import { createHash } from 'node:crypto';
import { AppError } from '../../../../shared/domain/errors.ts';

/** Stands where IMAP has UIDVALIDITY: numbers made of unique-ids. */
export const BY_UIDL = 'pop3';
/** Numbers made of the content, on a server without UIDL. Another numbering than the first, should UIDL come and go. */
export const BY_CONTENT = 'pop3-content';
/** Numbers made of the names of files in a message store (`mail/store/`). */
export const STORE_NUMBERING = 'store';

/**
 * True when the numbers of a folder are ours, made of the unique-ids of POP3 or of the files of a message store: nothing then tells that
 * all messages were given new ones, and their order is that of the listing.
 */
export function isPop3Numbering(uidValidity: string): boolean {
  return uidValidity === BY_UIDL || uidValidity === BY_CONTENT || uidValidity === STORE_NUMBERING;
}

/** The first 48 bits of SHA-256: a number that is the same in every session and that JavaScript and SQLite hold exactly. */
export function numberOf(id: string): number {
  return createHash('sha256').update(id, 'latin1').digest().readUIntBE(0, 6) || 1;
}

/**
 * A number for each id, in their order. RFC 1939 section 7 lets identical messages share a unique-id, so the second of its
 * kind is numbered as such; which of identical messages is the second makes no difference.
 *
 * @throws AppError `mail.refused` when two different ids have the same number: one of them would be taken for the other
 */
export function numbersOf(ids: readonly string[], hash: (id: string) => number = numberOf): number[] {
  const repeats = new Map<string, number>();
  const owners = new Map<number, string>();
  return ids.map((id) => {
    const count = (repeats.get(id) ?? 0) + 1;
    repeats.set(id, count);
    const own = count === 1 ? id : `${id}\0${count}`;
    const number = hash(own);
    if (owners.has(number)) {
      throw new AppError({
        code: 'mail.refused',
        side: 'source',
        message: `Two messages of the INBOX (unique-ids ${owners.get(number)} and ${id}) cannot be told apart by number. Read this mailbox over IMAP.`,
      });
    }
    owners.set(number, own);
    return number;
  });
}
