import type { Platform } from '../../../../shared/domain/endpoint.ts';
import { formatBytes } from '../../../../shared/domain/format.ts';
import type { ImportFinding } from '../../../../shared/domain/import.ts';
import { checkDomain, checkLocalPart, suggestLocalPart } from '../../../../shared/domain/opensrs-names.ts';
import { bytesOfKilobytes, kilobytes, quotaTierFor } from '../../../../shared/domain/opensrs-quota.ts';
import type { Candidate } from './candidate.ts';
import { looksEncrypted, shareEncrypted } from './encrypted-passwords.ts';

/** The login each mailbox gets at the destination, and what stands in its way. */
export interface DestinationNames {
  /** By key; null: none can be given. */
  readonly users: ReadonlyMap<string, string | null>;
  readonly findings: readonly ImportFinding[];
}

/** Gives every mailbox a name the destination can take: the agent's, the file's, its own, or the nearest possible one. */
export function destinationNames(
  candidates: readonly Candidate[],
  platform: Platform,
  wanted: Readonly<Record<string, string>>,
): DestinationNames {
  const users = new Map<string, string | null>();
  const findings: ImportFinding[] = [];
  const taken = new Set<string>();
  const later: Candidate[] = [];
  for (const one of candidates) {
    const name = wanted[one.key] || one.destinationUser || one.address;
    if (platform !== 'opensrs' || checkLocalPart(localOf(name)).length === 0) {
      users.set(one.key, name);
      taken.add(name.toLowerCase());
    } else later.push(one);
  }
  // Those that need another name choose last, so that nobody loses a good one.
  for (const one of later) {
    const asked = wanted[one.key] || one.destinationUser || one.address;
    const faults = checkLocalPart(localOf(asked)).map((fault) => fault.text);
    const suggested = suggestLocalPart(localOf(asked), {
      has: (local) => taken.has(`${local}@${one.domain}`.toLowerCase()),
    });
    const user = suggested === null ? null : `${suggested}@${one.domain}`;
    users.set(one.key, user);
    if (user) taken.add(user.toLowerCase());
    findings.push({
      kind: 'name-not-possible',
      weight: user ? 'look' : 'stop',
      key: one.key,
      about: one.address,
      text: `OpenSRS cannot take "${localOf(asked)}": it ${faults.join(' and ')}.`,
      cure: user
        ? `It becomes ${user} there, unless you enter another name. Mail to the old address needs another way.`
        : 'Enter a name it can have there.',
    });
  }
  return { users, findings };
}

/** What an agent should know of the mailboxes before anything is written; what the files' form tells is not among it. */
export function mailboxFindings(candidates: readonly Candidate[], platform: Platform): ImportFinding[] {
  const findings = candidates.flatMap((one) => [...ofMailbox(one), ...(platform === 'opensrs' ? atOpensrs(one) : [])]);
  if (platform === 'opensrs') findings.push(...domainNames(candidates), ...tiers(candidates));
  const unit = unitFinding(candidates);
  const encrypted = encryptedFinding(candidates);
  return [...(encrypted ? [encrypted] : []), ...(unit ? [unit] : []), ...findings];
}

function ofMailbox({ key, address, origin, password }: Candidate): ImportFinding[] {
  const about = { key, about: address };
  const findings: ImportFinding[] = [];
  const targets = origin.redirectTo.join(', ');
  if (origin.kind === 'redirect') {
    findings.push({
      ...about,
      kind: 'redirect-only',
      weight: 'look',
      text: `${address} only passes mail on to ${targets}.`,
      cure: 'It is imported as a forward. It may hold mail of earlier days: compare both sides before leaving it out.',
    });
  } else if (origin.redirectMode === 2) {
    findings.push({
      ...about,
      kind: 'forwards',
      weight: 'note',
      text: `${address} keeps its mail and also passes it on to ${targets}.`,
      cure: 'The forward is set up when its mailbox is made at the destination.',
    });
  }
  if (origin.enabled === false) {
    findings.push({
      ...about,
      kind: 'disabled',
      weight: 'look',
      text: `${address} is disabled on the old server.`,
      cure: 'Its login will be refused: enable it there for the copy, or leave it out.',
    });
  }
  if (password === '') {
    findings.push({
      ...about,
      kind: 'no-password',
      weight: 'note',
      text: `The file has no password for ${address}.`,
      cure: 'Enter it on the page of the mailbox, or read the mail from the message store.',
    });
  }
  return findings;
}

const OPENSRS_PASSWORD = /^[!#-~]{1,54}$/;

function atOpensrs({ key, address, domain, origin, password }: Candidate): ImportFinding[] {
  const findings: ImportFinding[] = [];
  const about = { key, about: address };
  const odd = origin.aliases.filter((alias) => checkLocalPart(localOf(alias)).length > 0);
  if (odd.length > 0) {
    findings.push({
      ...about,
      kind: 'alias-not-possible',
      weight: 'look',
      text: `OpenSRS cannot take the ${odd.length === 1 ? 'alias' : 'aliases'} ${odd.join(', ')} of ${address}.`,
      cure: 'Mail to it will be refused after the move: tell the customer, who may use another address.',
    });
  }
  const lower = password.toLowerCase();
  const named = [localOf(address).toLowerCase(), domain].some((name) => name.length > 2 && lower.includes(name));
  if (password !== '' && !looksEncrypted(password) && (!OPENSRS_PASSWORD.test(password) || named)) {
    findings.push({
      ...about,
      kind: 'password-not-possible',
      weight: 'look',
      text: `OpenSRS will not take the password of ${address}: ${named ? 'it has the name of the user or domain in it' : 'it is too long or has a blank, a quotation mark or a letter with an accent in it'}.`,
      cure: 'Set another one at the destination and tell the customer; the old server keeps its own.',
    });
  }
  const limit = origin.limitKb !== null && origin.limitKb >= 0 ? bytesOfKilobytes(kilobytes(origin.limitKb)) : null;
  const used = origin.sizeKb !== null && origin.sizeKb >= 0 ? bytesOfKilobytes(kilobytes(origin.sizeKb)) : null;
  const tier = quotaTierFor({ limit, used });
  if (tier === null || tier.needsTicket) {
    findings.push({
      ...about,
      kind: 'quota-large',
      weight: 'look',
      text:
        tier === null
          ? `${address} holds more than the largest mailbox OpenSRS has.`
          : `${address} needs ${tier.gb} GB, which OpenSRS makes only on request.`,
      cure:
        tier === null ? 'Split it, or archive a part elsewhere.' : 'Ask OpenSRS support before its mailbox is made.',
    });
  }
  return findings;
}

function domainNames(candidates: readonly Candidate[]): ImportFinding[] {
  return [...new Set(candidates.map((one) => one.domain))].flatMap((domain): ImportFinding[] => {
    const faults = checkDomain(domain).map((fault) => fault.text);
    if (faults.length === 0) return [];
    return [
      {
        kind: 'domain-not-possible',
        weight: 'stop',
        key: null,
        about: domain,
        text: `OpenSRS cannot take the domain "${domain}": it ${faults.join(' and ')}.`,
        cure: 'Its mailboxes are left out. If the post office has another domain, correct the columns of domains and address maps.',
      },
    ];
  });
}

/** OpenSRS has a few sizes only, so most limits change: told once for each size. */
function tiers(candidates: readonly Candidate[]): ImportFinding[] {
  const limits = candidates.flatMap(({ origin }) =>
    origin.limitKb !== null && origin.limitKb >= 0 ? [origin.limitKb] : [],
  );
  const unlimited = candidates.filter(({ origin }) => origin.limitKb === -1).length;
  const byTier = new Map<number, number>();
  for (const limitKb of limits) {
    const tier = quotaTierFor({ limit: bytesOfKilobytes(kilobytes(limitKb)), used: null });
    if (tier) byTier.set(tier.gb, (byTier.get(tier.gb) ?? 0) + 1);
  }
  const findings = [...byTier]
    .sort(([a], [b]) => a - b)
    .map(([gb, count]): ImportFinding => {
      return {
        kind: 'quota-tier',
        weight: 'note',
        key: null,
        about: `${gb} GB`,
        text: `${count === 1 ? 'One mailbox gets' : `${count} mailboxes get`} ${gb} GB, the nearest size OpenSRS has that is no smaller than today's limit.`,
        cure: 'The plan for the domain shows each; what lies in a mailbox counts more than its limit.',
      };
    });
  if (unlimited > 0) {
    findings.push({
      kind: 'quota-tier',
      weight: 'look',
      key: null,
      about: 'unlimited',
      text: `${unlimited === 1 ? 'One mailbox has' : `${unlimited} mailboxes have`} no limit today.`,
      cure: 'Compare both sides first: their real size decides which of the sizes of OpenSRS they need.',
    });
  }
  return findings;
}

const SMALLEST_SENSIBLE_KB = 5 * 1024;
const LARGEST_SENSIBLE_KB = 1024 ** 3;

/** Limits of a few hundred kilobytes, or of a thousand gigabytes, are numbers in another unit. */
function unitFinding(candidates: readonly Candidate[]): ImportFinding | null {
  const limits = candidates
    .flatMap(({ origin }) => (origin.limitKb !== null && origin.limitKb > 0 ? [origin.limitKb] : []))
    .sort((a, b) => a - b);
  const middle = limits[Math.floor(limits.length / 2)];
  if (middle === undefined || (middle >= SMALLEST_SENSIBLE_KB && middle < LARGEST_SENSIBLE_KB)) return null;
  const small = middle < SMALLEST_SENSIBLE_KB;
  return {
    kind: 'quota-unit',
    weight: 'look',
    key: null,
    about: 'limits',
    text: `Half of the limits are ${small ? 'at most' : 'at least'} ${formatBytes(middle * 1024)}, which is ${small ? 'too little' : 'too much'} for a mailbox.`,
    cure: `They are probably counted in ${small ? 'megabytes' : 'bytes'}: choose the unit above.`,
  };
}

function encryptedFinding(candidates: readonly Candidate[]): ImportFinding | null {
  const passwords = candidates.map((one) => one.password);
  if (shareEncrypted(passwords) < 0.5) return null;
  return {
    kind: 'passwords-encrypted',
    weight: 'look',
    key: null,
    about: 'passwords',
    text: 'The passwords look encrypted; logins with them will be refused.',
    cure: 'Switch off "Encrypt Passwords" in the security settings of the old server and import again, or leave the passwords out. More than ten wrong logins within an hour block your address there.',
  };
}

function localOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? address : address.slice(0, at);
}
