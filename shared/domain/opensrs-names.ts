import { otherSpelling } from './punycode.ts';

/** Why OpenSRS cannot take a name; the words are for the agent. */
export interface NameFault {
  readonly kind:
    | 'empty'
    | 'too-short'
    | 'too-long'
    | 'characters'
    | 'first-character'
    | 'double-dots'
    | 'last-dot'
    | 'labels';
  /** A clause that follows the name: "has two dots in a row". */
  readonly text: string;
}

const LONGEST_LOCAL_PART = 64;
const SHORTEST_DOMAIN = 3;
const LONGEST_DOMAIN = 160;
const LONGEST_LABEL = 63;

/**
 * What keeps OpenSRS from taking a mailbox of this name, everything at once; empty when it can. Its rule is stricter than that of mail:
 * 1 to 64 characters, a letter or digit first, then letters, digits, `-`, `_` and `.`, never two dots in a row.
 */
export function checkLocalPart(local: string): readonly NameFault[] {
  if (local === '') return [{ kind: 'empty', text: 'is empty' }];
  const faults: NameFault[] = [];
  const strange = [...new Set([...local].filter((character) => !/[A-Za-z0-9._-]/.test(character)))];
  if (strange.length > 0) faults.push({ kind: 'characters', text: `has ${strange.map(inWords).join(', ')} in it` });
  if (/^[._-]/.test(local)) faults.push({ kind: 'first-character', text: 'does not begin with a letter or digit' });
  if (local.includes('..')) faults.push({ kind: 'double-dots', text: 'has two dots in a row' });
  // Not in OpenSRS' own words, but no address of the mail standards ends like that before its @.
  if (local.endsWith('.')) faults.push({ kind: 'last-dot', text: 'ends with a dot' });
  const length = [...local].length;
  if (length > LONGEST_LOCAL_PART)
    faults.push({ kind: 'too-long', text: `has ${length} characters, more than ${LONGEST_LOCAL_PART}` });
  return faults;
}

/** What keeps OpenSRS from taking a domain of this name; one with letters of its own is judged by its `xn--` spelling. */
export function checkDomain(domain: string): readonly NameFault[] {
  const name = asciiDomain(domain);
  if (name === '') return [{ kind: 'empty', text: 'is empty' }];
  const faults: NameFault[] = [];
  if (name.length < SHORTEST_DOMAIN)
    faults.push({ kind: 'too-short', text: `has fewer than ${SHORTEST_DOMAIN} characters` });
  if (name.length > LONGEST_DOMAIN)
    faults.push({ kind: 'too-long', text: `has ${name.length} characters, more than ${LONGEST_DOMAIN}` });
  const labels = name.split('.');
  if (labels.length < 2) faults.push({ kind: 'labels', text: 'has no dot, so it is no domain of the Internet' });
  else if (labels.some((label) => label === '')) faults.push({ kind: 'double-dots', text: 'has an empty part' });
  const longest = labels.find((label) => label.length > LONGEST_LABEL);
  if (longest !== undefined)
    faults.push({ kind: 'labels', text: `has a part of ${longest.length} characters, more than ${LONGEST_LABEL}` });
  if (labels.some((label) => !/^[A-Za-z0-9-]*$/.test(label) || label.startsWith('-') || label.endsWith('-')))
    faults.push({ kind: 'characters', text: 'has a part that is not made of letters, digits and inner hyphens' });
  return faults;
}

/** A domain as it is asked for in DNS and at OpenSRS: lower case, letters of its own as `xn--`. */
export function asciiDomain(domain: string): string {
  const name = domain.trim().toLowerCase();
  return /[^ -~]/.test(name) ? (otherSpelling(name) ?? name) : name;
}

const MOST_TRIES = 1000;

/**
 * The nearest name OpenSRS can take: letters lose their accents, what is left over becomes a hyphen. A name that is fine is returned as
 * it is. Null when nothing of it can be kept, or everything near it is taken.
 */
export function suggestLocalPart(local: string, taken: { has(name: string): boolean } = new Set()): string | null {
  const base = checkLocalPart(local).length === 0 ? local : cured(local);
  if (base === '') return null;
  if (!taken.has(base.toLowerCase())) return base;
  for (let count = 2; count < MOST_TRIES; count += 1) {
    const ending = `-${count}`;
    const next = `${base.slice(0, LONGEST_LOCAL_PART - ending.length)}${ending}`.replace(/\.+(?=-\d+$)/, '');
    if (!taken.has(next.toLowerCase())) return next;
  }
  return null;
}

const LETTERS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'oe',
  å: 'aa',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  '&': '-and-',
};

function cured(local: string): string {
  const latin = [...local.normalize('NFC')].map((character) => LETTERS[character.toLowerCase()] ?? character).join('');
  return latin
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f'’`"]/g, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/-*\.-*/g, '.')
    .replaceAll(/\.{2,}/g, '.')
    .replace(/^[._-]+/, '')
    .slice(0, LONGEST_LOCAL_PART)
    .replace(/[.-]+$/, '');
}

function inWords(character: string): string {
  if (character === ' ') return 'a blank';
  if (/[\p{Cc}\p{Cf}\p{Zs}]/u.test(character))
    return `an invisible character (U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')})`;
  return `"${character}"`;
}
