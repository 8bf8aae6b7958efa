import { MASK, type PastedText, readPasted } from '../../shared/domain/pasted-text.ts';

/** An empty field. */
export const emptyInput: PastedText = readPasted('');

/**
 * The palette's field after a change, read anew with the passwords back in the place of their dots: what is typed right behind the
 * dots goes on with the password. Whoever deletes a dot deletes the password.
 */
export function nextInput(before: PastedText, entered: string): PastedText {
  const dots = entered.match(/•+/g) ?? [];
  if (dots.length === 0) return readPasted(entered);
  if (dots.length !== before.passwords.length || dots.some((run) => run !== MASK))
    return readPasted(entered.replace(/•+/g, ''));
  let at = 0;
  return readPasted(entered.replaceAll(MASK, () => before.passwords[at++] ?? ''));
}

/** The field after a paste into a selected part of it; nothing of a password is ever shown. */
export function pastedInput(before: PastedText, pasted: string, start: number, end: number): PastedText {
  return nextInput(before, before.text.slice(0, start) + pasted + before.text.slice(end));
}

/** True for a text that has the form of an address. */
export function looksLikeAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}
