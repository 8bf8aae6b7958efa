import { parse } from 'tldts';
import { INCIDENT_NUMBER } from './incident.ts';

/** What a pasted text is about. */
export interface PastedText {
  /** The text on one line, the password in it replaced by dots; all that may be shown or kept. */
  readonly text: string;
  /** The passwords that stood in it, in their order. Never shown, kept, logged or searched for. */
  readonly passwords: readonly string[];
  /** Lower case, in the order of the text, each once. */
  readonly addresses: readonly string[];
  /** Domains that are not those of an address above. */
  readonly domains: readonly string[];
  /** What to search for: what was picked out, or the text itself when nothing was. Empty for an empty text. */
  readonly terms: readonly string[];
}

/** What stands in place of a password. */
export const MASK = '••••••••';

const MOST_TERMS = 8;
const LONGEST_PHRASE = 80;

// `password: x`, `pw x`, `my password is now x`, `Passwort lautet x`, `Kennwort für anna@… ist x`.
const PASSWORD = new RegExp(
  [
    String.raw`(?<![\p{L}\p{N}])(?<word>pass ?words?|passwd|passwort|passwörter|kennwort|pwd?|pass|passphrase|mot de passe|contraseña|wachtwoord)`,
    String.raw`(?![\p{L}\p{N}])(?<about>\s+(?:for|für|of|von|zu|to)\s+\S+(?!\S))?`,
    String.raw`(?<link>\s*(?:[:=]|->|=>|→|–)\s*|\s+(?:is|ist|lautet|war|was|est|es|heißt)(?:\s+(?:now|jetzt|nun|neu|folgendes|dieses))?(?:\s*:\s*|\s+)|\s+)`,
    String.raw`(?:"(?<double>[^"]+)"|“(?<curly>[^”]+)”|„(?<low>[^“”]+)[“”]|'(?<single>[^']+)'|(?<bare>\S+))`,
  ].join(''),
  'giu',
);
/** Words that follow "password" without being one. */
const ORDINARY =
  /^(?:is|ist|isn.t|not|nicht|no|nie|reset|zurück\S*|vergessen|forgotten|lost|verloren|change|changed|geändert|ändern|neu|new|and|und|or|oder|for|für|to|does|doesn.t|funktioniert|geht|stimmt|wrong|falsch|incorrect|works?|has|hat|was|war|will|wird|expired|abgelaufen|protected|manager|please|bitte|from|von|on|at|in|the|das|mein|my|again|wieder|stored|saved|field|dialog|policy|link|mail|e-mail|me|mir|it|we|i|ich)[.,!?;:]*$/iu;
const ADDRESS =
  /[\p{L}\p{N}][\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]*@[\p{L}\p{N}](?:[\p{L}\p{N}-]*\.)+[\p{L}\p{N}-]*[\p{L}\p{N}]/gu;
const HOST = /(?<![@\p{L}\p{N}.-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]*[\p{L}\p{N}]/gu;
/** Set aside for examples and private networks; everything else must be a real top-level domain. */
const reserved = new Set(['test', 'example', 'invalid', 'local', 'localhost', 'lan', 'internal', 'intern']);

/** Reads what an agent pasted or typed: hides a password, picks out addresses and domains. */
export function readPasted(pasted: string): PastedText {
  const { masked, passwords } = maskPasswords(pasted);
  const text = masked.replace(/[\r\n\t]+/g, ' ');
  const plain = text
    .normalize('NFC')
    .replaceAll(/\s*[([{]\s*(?:at|ät)\s*[)\]}]\s*/giu, '@')
    .replaceAll(/\s*[([{]\s*(?:dot|punkt)\s*[)\]}]\s*/giu, '.')
    .replaceAll(/mailto:/gi, ' ');
  const addresses = unique([...plain.matchAll(ADDRESS)].map(([found]) => found.toLowerCase()));
  const own = new Set(addresses.map((address) => address.slice(address.lastIndexOf('@') + 1)));
  const domains = unique(
    [...plain.replaceAll(ADDRESS, ' ').matchAll(HOST)].flatMap(([found]) => domainOf(found.toLowerCase()) ?? []),
  ).filter((domain) => !own.has(domain));
  const incidents = unique([...plain.matchAll(INCIDENT_NUMBER)].map(([found]) => found.toLowerCase()));
  const picked = [...incidents, ...addresses, ...domains].slice(0, MOST_TERMS);
  return { text, passwords, addresses, domains, terms: picked.length > 0 ? picked : phrase(text) };
}

function maskPasswords(pasted: string): { masked: string; passwords: readonly string[] } {
  let masked = '';
  let end = 0;
  const passwords: string[] = [];
  for (const found of pasted.matchAll(PASSWORD)) {
    const value = passwordIn(found.groups ?? {});
    if (value === null) continue;
    const at = found.index + found[0].lastIndexOf(value);
    masked += pasted.slice(end, at) + MASK;
    end = at + value.length;
    passwords.push(value);
  }
  return { masked: masked + pasted.slice(end), passwords };
}

function passwordIn(groups: Readonly<Record<string, string | undefined>>): string | null {
  const { double, curly, low, single, word = '', bare = '', link = '' } = groups;
  const quoted = double ?? curly ?? low ?? single;
  if (quoted !== undefined) return quoted.startsWith('•') ? null : quoted;
  const value = bare.replace(/[.,;)]+$/, '');
  if (value === '' || value.startsWith('•') || ORDINARY.test(bare)) return null;
  // Without a sign or a verb between them an address is whose password it is, and the last word of a sentence is none.
  if (/\S/.test(link) || /\d/.test(bare)) return value;
  if (bare.includes('@') || (!/^pwd?$/i.test(word) && /[.!?,]$/.test(bare))) return null;
  return value;
}

/** The registrable domain of a host, null when it is none: `e.g.`, `Rechnung.pdf`. */
function domainOf(host: string): string | null {
  const found = parse(host);
  if (found.domain === null || found.isIp) return null;
  return found.isIcann || reserved.has(found.publicSuffix ?? '') ? found.domain : null;
}

function phrase(text: string): readonly string[] {
  const bare = text.replaceAll(new RegExp(MASK, 'g'), ' ').replace(/^<|>$|[?!,;]+$/g, '');
  const short = bare.replace(/\s+/g, ' ').trim().slice(0, LONGEST_PHRASE).trim();
  return short === '' ? [] : [short];
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
