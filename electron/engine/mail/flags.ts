/** System flags every IMAP server keeps (RFC 3501 2.3.2); `\Recent` is the server's own. */
const SYSTEM = new Set(['\\seen', '\\answered', '\\flagged', '\\deleted', '\\draft']);

/**
 * Keywords that mean the same, the registered one first (IANA, RFC 5788); the others are how mail programs spelled them before.
 */
const TWINS: readonly (readonly string[])[] = [
  ['$forwarded', 'forwarded'],
  ['$mdnsent', 'mdnsent'],
  ['$junk', 'junk'],
  ['$notjunk', 'notjunk', 'nonjunk'],
];
const CANONICAL = new Map(TWINS.flatMap((names) => names.map((name) => [name, names[0] ?? name] as const)));

/** A flag by which it compares: folded, and by its registered name where it goes by several. */
export function canonicalFlag(flag: string): string {
  const folded = flag.toLowerCase();
  return CANONICAL.get(folded) ?? folded;
}

/**
 * Which of a message's flags can go to a folder with these permanent flags (null: unknown, then all ordinary ones), and
 * which keywords it would refuse. Letter case does not tell keywords apart (RFC 9051 2.3.2), the folder's spelling wins.
 * A keyword the folder does not take goes under the name of an equal one that it does.
 */
export function flagsFor(
  flags: readonly string[],
  permanentFlags: readonly string[] | null,
): { readonly keep: readonly string[]; readonly refused: readonly string[] } {
  const listed = new Map((permanentFlags ?? []).map((flag) => [flag.toLowerCase(), flag]));
  const twins = new Map([...listed.values()].map((flag) => [canonicalFlag(flag), flag]));
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
    else if (twins.has(canonicalFlag(flag))) keep.push(twins.get(canonicalFlag(flag)) ?? flag);
    else refused.push(flag);
  }
  return { keep: [...new Set(keep)], refused };
}

/** Flags as they compare between two servers: without `\Recent`, by their canonical names, sorted. */
export function comparableFlags(flags: readonly string[]): string {
  return [...new Set(flags.map(canonicalFlag))]
    .filter((flag) => flag !== '\\recent')
    .sort()
    .join(' ');
}

/** An atom of RFC 3501: a keyword with other characters would break the command. */
function isKeyword(flag: string): boolean {
  return /^[\x21\x23\x24\x26\x27\x2b-\x5b\x5e-\x7a\x7c-\x7e]+$/.test(flag);
}

/** Most messages share their list of flags with many others. */
const flagTexts = new WeakMap<readonly string[], string>();

/** Flags as the ledger remembers them: as the server spells them, without `\Recent`, sorted and joined by blanks. */
export function flagText(flags: readonly string[]): string {
  const known = flagTexts.get(flags);
  if (known !== undefined) return known;
  const text = flags
    .filter((flag) => flag.toLowerCase() !== '\\recent')
    .sort()
    .join(' ');
  // Only what nobody can change any more keeps its text.
  if (Object.isFrozen(flags)) flagTexts.set(flags, text);
  return text;
}
