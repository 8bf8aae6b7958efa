import type { ImportFinding } from '../../../../shared/domain/import.ts';
import type { DomainOrigin } from '../../../../shared/domain/origin.ts';
import { isDomain } from '../../platforms/mailenable/column-values.ts';
import {
  type MailEnableServer,
  type Postoffice,
  type ServerDomain,
  type ServerMailbox,
  wordsOf,
} from '../../platforms/mailenable/read-server.ts';
import type { Candidate, Candidates } from './candidate.ts';

/** Gives every mailbox of a server the one address it is known by here; its others become aliases. */
export function serverCandidates(server: MailEnableServer, kbPerUnit: number): Candidates {
  const mailboxes: Candidate[] = [];
  const domains = new Map<string, Omit<DomainOrigin, 'domainId'>>();
  const findings: ImportFinding[] = [];
  const taken = new Map<string, string>();
  for (const office of server.postoffices.values()) {
    const mainDomain = mainDomainOf(office);
    if (mainDomain === null) {
      if (office.mailboxes.size > 0) findings.push(withoutDomain(office));
      continue;
    }
    if (!office.domains.has(office.name.toLowerCase())) findings.push(notADomain(office, mainDomain));
    const aliasDomains = aliasDomainsOf(office, mainDomain);
    const used = new Set<string>();
    for (const mailbox of office.mailboxes.values()) {
      const login = mailbox.login?.user ?? `${mailbox.name}@${office.name}`;
      if (!mailbox.listed && mailbox.addresses.length === 0 && anyListed(office)) {
        findings.push({
          kind: 'leads-nowhere',
          weight: 'note',
          key: null,
          about: login,
          text: `The login ${login} belongs to no mailbox.`,
          cure: 'Probably an administrator or what is left of a deleted mailbox; it is not imported.',
        });
        continue;
      }
      const address = addressOf(mailbox, mainDomain);
      const key = address.toLowerCase();
      const owner = taken.get(key);
      if (owner !== undefined) {
        findings.push({ ...duplicate(address, owner, `${mailbox.name} of ${office.name}`), weight: 'stop' });
        continue;
      }
      taken.set(key, `${mailbox.name} of ${office.name}`);
      const domain = key.slice(key.lastIndexOf('@') + 1);
      used.add(domain);
      if (mailbox.addresses.length === 0) findings.push(withoutAddress(mailbox, office, address));
      if (mailbox.login === null) findings.push(withoutLogin(key, address, login));
      mailboxes.push(candidate(mailbox, office, { address, key, domain, login, kbPerUnit }, aliasDomains));
    }
    for (const name of used) {
      const own = office.domains.get(name);
      const catchAll = own?.catchAll ? catchAllTarget(office, mainDomain, own) : null;
      domains.set(name, {
        postoffice: office.name,
        catchAll,
        aliasDomains: name === mainDomain ? aliasDomains : [],
      });
    }
    for (const domain of office.domains.values()) findings.push(...domainFindings(domain));
    if (office.lists.length > 0) findings.push(listsOf(office));
  }
  for (const { address, leadsTo, instead } of server.duplicates)
    findings.push(duplicate(address, leadsTo, instead ?? leadsTo));
  for (const { address, leadsTo } of server.nowhere) {
    findings.push({
      kind: 'leads-nowhere',
      weight: 'look',
      key: null,
      about: address,
      text: `${address} leads to ${leadsTo}, which is no mailbox.`,
      cure: 'Probably a group: make a forward with its members at the destination, or leave the address out.',
    });
  }
  return { mailboxes, domains, findings, postoffices: server.postoffices.size, whole: true };
}

function anyListed(office: Postoffice): boolean {
  return [...office.mailboxes.values()].some((mailbox) => mailbox.listed);
}

/** The domain a post office is named after, else the one most of its addresses are in. */
function mainDomainOf(office: Postoffice): string | null {
  const own = office.name.toLowerCase();
  if (office.domains.has(own)) return own;
  const counts = new Map<string, number>([...office.domains.keys()].map((name) => [name, 0]));
  for (const mailbox of office.mailboxes.values()) {
    for (const address of mailbox.addresses) {
      const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
      counts.set(domain, (counts.get(domain) ?? 0) + 1);
    }
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? (isDomain(own) ? own : null);
}

function addressOf(mailbox: ServerMailbox, mainDomain: string): string {
  const wanted = `${mailbox.name}@${mainDomain}`.toLowerCase();
  const rank = (address: string): number => {
    const [key, at] = [address.toLowerCase(), address.lastIndexOf('@')];
    const ownName = key.slice(0, at) === mailbox.name.toLowerCase() ? 0 : 1;
    return (key === wanted ? 0 : 2) + (key.slice(at + 1) === mainDomain ? 0 : 4) + ownName;
  };
  const [best] = mailbox.addresses.toSorted((a, b) => rank(a) - rank(b));
  return best ?? `${mailbox.name}@${mainDomain}`;
}

/** Domains all of whose addresses lead where the same ones of the main domain lead. */
function aliasDomainsOf(office: Postoffice, mainDomain: string): string[] {
  const target = new Map<string, string>();
  for (const [name, mailbox] of office.mailboxes)
    for (const address of mailbox.addresses) target.set(address.toLowerCase(), name);
  const namesIn = new Map<string, string[]>([...office.domains.keys()].map((name) => [name, []]));
  for (const address of target.keys()) {
    const at = address.lastIndexOf('@');
    namesIn.get(address.slice(at + 1))?.push(address.slice(0, at));
  }
  return [...namesIn].flatMap(([domain, names]) =>
    domain !== mainDomain &&
    names.length > 0 &&
    names.every((name) => target.get(`${name}@${domain}`) === target.get(`${name}@${mainDomain}`))
      ? [domain]
      : [],
  );
}

function candidate(
  mailbox: ServerMailbox,
  office: Postoffice,
  known: { address: string; key: string; domain: string; login: string; kbPerUnit: number },
  aliasDomains: readonly string[],
): Candidate {
  const { address, key, domain, login, kbPerUnit } = known;
  const inKb = (count: number | null): number | null =>
    count === null || count < 0 ? count : Math.round(count * kbPerUnit);
  const disabled = mailbox.enabled === false || mailbox.login?.enabled === false;
  return {
    key,
    address,
    domain,
    customer: null,
    sourceUser: login,
    destinationUser: null,
    note: '',
    password: mailbox.login?.password ?? '',
    destinationPassword: '',
    origin: {
      kind: mailbox.redirectMode === 1 ? 'redirect' : 'mailbox',
      postoffice: office.name,
      name: mailbox.name,
      enabled: disabled ? false : (mailbox.enabled ?? mailbox.login?.enabled ?? null),
      limitKb: inKb(mailbox.limitKb),
      sizeKb: inKb(mailbox.sizeKb),
      redirectMode: mailbox.redirectMode,
      redirectTo: mailbox.redirectMode === 0 ? [] : mailbox.redirectTo,
      aliases: mailbox.addresses.filter((one) => {
        const lower = one.toLowerCase();
        return lower !== key && !aliasDomains.includes(lower.slice(lower.lastIndexOf('@') + 1));
      }),
    },
  };
}

function catchAllTarget(office: Postoffice, mainDomain: string, { catchAll }: ServerDomain): string | null {
  if (catchAll === null) return null;
  if (catchAll.kind === 'smtp') return wordsOf(catchAll);
  if (catchAll.kind !== 'local') return null;
  const mailbox = office.mailboxes.get(catchAll.name.toLowerCase());
  return mailbox ? addressOf(mailbox, mainDomain) : null;
}

function domainFindings(domain: ServerDomain): ImportFinding[] {
  const findings: ImportFinding[] = [];
  if (domain.catchAll) {
    findings.push({
      kind: 'catch-all',
      weight: 'look',
      key: null,
      about: domain.name,
      text: `Everything sent to ${domain.name} that has no mailbox goes to ${wordsOf(domain.catchAll)}.`,
      cure: 'OpenSRS enables no catch-all for new domains: find out which addresses are used and make them aliases.',
    });
  }
  if (domain.redirectedTo !== null) {
    findings.push({
      kind: 'domain-redirected',
      weight: 'look',
      key: null,
      about: domain.name,
      text: `Mail for ${domain.name} is passed on to ${domain.redirectedTo}.`,
      cure: 'Its mail may live there and not here: look there before anything is copied.',
    });
  }
  return findings;
}

function listsOf(office: Postoffice): ImportFinding {
  const { lists } = office;
  return {
    kind: 'lists-and-groups',
    weight: 'note',
    key: null,
    about: office.name,
    text: `${lists.length === 1 ? 'One mailing list is' : `${lists.length} mailing lists are`} not imported: ${lists.slice(0, 5).join(', ')}${lists.length > 5 ? ', …' : ''}.`,
    cure: 'Make them anew at the destination as forwards, or move them to a list service.',
  };
}

function notADomain(office: Postoffice, mainDomain: string): ImportFinding {
  return {
    kind: 'postoffice-not-domain',
    weight: 'note',
    key: null,
    about: office.name,
    text: `The post office ${office.name} is not named like its domain ${mainDomain}.`,
    cure: `Logins at the source stay mailbox@${office.name}; addresses are taken from the address maps.`,
  };
}

function withoutDomain(office: Postoffice): ImportFinding {
  return {
    kind: 'postoffice-not-domain',
    weight: 'stop',
    key: null,
    about: office.name,
    text: `The post office ${office.name} has ${office.mailboxes.size} mailboxes, but no domain is known for it.`,
    cure: 'Correct the columns of the domains and the address maps, or import these mailboxes from a CSV file with their addresses.',
  };
}

function withoutAddress(mailbox: ServerMailbox, office: Postoffice, address: string): ImportFinding {
  return {
    kind: 'no-address',
    weight: 'look',
    key: address.toLowerCase(),
    about: address,
    text: `No address leads to the mailbox ${mailbox.name} of ${office.name}; ${address} is assumed.`,
    cure: 'Import it if it holds mail, else leave it out.',
  };
}

function withoutLogin(key: string, address: string, login: string): ImportFinding {
  return {
    kind: 'no-login',
    weight: 'look',
    key,
    about: address,
    text: `${address} has no login of its own; ${login} is assumed and no password is known.`,
    cure: 'Set a password on the old server, or read its mail from the message store.',
  };
}

function duplicate(address: string, leadsTo: string, instead: string): ImportFinding {
  return {
    kind: 'duplicate-address',
    weight: 'look',
    key: null,
    about: address,
    text: `${address} is there twice: it leads to ${leadsTo} and to ${instead}.`,
    cure: 'The first one is used. Find out which one is meant, and give the other one another address.',
  };
}
