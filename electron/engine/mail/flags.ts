/** System flags every IMAP server keeps (RFC 3501 2.3.2); `\Recent` is the server's own. */
const SYSTEM = new Set(['\\seen', '\\answered', '\\flagged', '\\deleted', '\\draft']);

/**
 * Which of a message's flags can go to a folder with these permanent flags (null: unknown, then all ordinary ones), and
 * which keywords it would refuse. Letter case does not tell keywords apart (RFC 9051 2.3.2), the folder's spelling wins.
 */
export function flagsFor(
  flags: readonly string[],
  permanentFlags: readonly string[] | null,
): { readonly keep: readonly string[]; readonly refused: readonly string[] } {
  const listed = new Map((permanentFlags ?? []).map((flag) => [flag.toLowerCase(), flag]));
  const anyKeyword = permanentFlags === null || permanentFlags.length === 0 || listed.has('\\*');
  const keep: string[] = [];
  const refused: string[] = [];
  for (const flag of flags) {
    const folded = flag.toLowerCase();
    if (folded === '\\recent') continue;
    const known = listed.get(folded);
    if (SYSTEM.has(folded)) keep.push(flag);
    else if (known !== undefined) keep.push(known);
    else if (!flag.startsWith('\\') && anyKeyword && isKeyword(flag)) keep.push(flag);
    else refused.push(flag);
  }
  return { keep, refused };
}

/** Flags as they compare between two servers: without `\Recent`, folded, sorted. */
export function comparableFlags(flags: readonly string[]): string {
  return flags
    .map((flag) => flag.toLowerCase())
    .filter((flag) => flag !== '\\recent')
    .sort()
    .join(' ');
}

/** An atom of RFC 3501: a keyword with other characters would break the command. */
function isKeyword(flag: string): boolean {
  return /^[\x21\x23\x24\x26\x27\x2b-\x5b\x5e-\x7a\x7c-\x7e]+$/.test(flag);
}

/** Flags as the ledger remembers them: as the server spells them, without `\\Recent`, joined by blanks. */
export function flagText(flags: readonly string[]): string {
  return flags.filter((flag) => flag.toLowerCase() !== '\\recent').join(' ');
}
