import { textOf } from '../../../../../shared/domain/dns.ts';
import type {
  AnswerOutcome,
  DnsAnswer,
  DnsFinding,
  DnsFindingCode,
  ServerLook,
} from '../../../../../shared/domain/dns-look.ts';
import type { Delegation } from './delegation.ts';

type Words = Pick<DnsFinding, 'severity' | 'todo'> & { readonly says: (server: string, domain: string) => string };

const OF_OWN_SERVERS: Readonly<Partial<Record<AnswerOutcome, Words & { readonly code: DnsFindingCode }>>> = {
  nxdomain: {
    code: 'nxdomain',
    severity: 'bad',
    says: (server, domain) => `${server} says that ${domain} does not exist.`,
    todo: 'Ask the provider of the zone why this server has lost it, or remove the server from the delegation.',
  },
  servfail: {
    code: 'servfail',
    severity: 'bad',
    says: (server, domain) => `${server} fails on ${domain} (SERVFAIL).`,
    todo: 'The zone is expired or broken on this server: ask its operator to load it again.',
  },
  refused: {
    code: 'refused',
    severity: 'bad',
    says: (server, domain) => `${server} refuses to answer for ${domain}.`,
    todo: 'Ask its operator whether it serves this zone.',
  },
  lame: {
    code: 'lame',
    severity: 'bad',
    says: (server, domain) => `${server} is named for ${domain} but does not serve it (lame delegation).`,
    todo: 'Set the zone up on this server, or take the server out of the delegation at the registrar.',
  },
  timeout: {
    code: 'timeout',
    severity: 'warning',
    says: (server) => `${server} does not answer.`,
    todo: 'Every look-up that meets this server is slow. Ask its operator whether it is up.',
  },
  unreachable: {
    code: 'timeout',
    severity: 'warning',
    says: (server) => `${server} cannot be reached.`,
    todo: 'Ask its operator whether it is up; a firewall near here may be the reason, too.',
  },
  malformed: {
    code: 'malformed',
    severity: 'bad',
    says: (server) => `${server} answers what is no DNS message.`,
    todo: 'Something else may listen at this address, or a firewall changes the answers.',
  },
};

/** Everything about a look that an agent should know, the worst first. Pure. */
export function findingsOf(domain: string, delegation: Delegation, servers: readonly ServerLook[]): DnsFinding[] {
  const found: DnsFinding[] = [];
  const add = (code: DnsFindingCode, severity: DnsFinding['severity'], text: string, todo: string, server?: string) =>
    void found.push({ code, severity, server: server ?? null, text, todo });

  if (delegation.trouble === 'nxdomain') {
    add(
      'nxdomain',
      'bad',
      `There is no domain ${domain} (NXDOMAIN).`,
      'Check the spelling, and at the registrar whether the domain has expired.',
    );
  } else if (delegation.trouble === 'bogus') {
    add('bogus', 'bad', bogusText(domain, 'The resolver'), bogusTodo);
  } else if (delegation.trouble === 'no-resolver') {
    add(
      'resolver-failed',
      'warning',
      'No resolver answers here, so the servers of the domain cannot be found.',
      'Check the network of this computer, or name a resolver under Settings, DNS.',
    );
  } else if (delegation.trouble === 'servfail' && delegation.servers.length === 0) {
    add(
      'servfail',
      'bad',
      `The resolver fails on ${domain} (SERVFAIL), and no server of it was found.`,
      'None of its name servers gives a usable answer. Check the delegation at the registrar.',
    );
  } else if (delegation.servers.length === 0) {
    add('not-delegated', 'bad', `No name server was found for ${domain}.`, 'Check the delegation at the registrar.');
  }
  for (const name of delegation.unknown) {
    add('lame', 'bad', `${name} is named for ${domain} but has no address.`, 'Correct the delegation.', name);
  }
  const { atParent, inZone } = delegation;
  if (atParent !== null && inZone !== null && atParent.join() !== inZone.join()) {
    add(
      'delegation-differs',
      'warning',
      `The registrar names ${atParent.join(', ')}; the zone itself names ${inZone.join(', ')}.`,
      'The world follows the registrar. Change records where its servers get them from, and make both lists the same.',
    );
  }

  const own = servers.filter(({ kind }) => kind === 'authoritative');
  for (const server of own) {
    const outcome = worst(server, domain);
    const words = outcome === null ? undefined : OF_OWN_SERVERS[outcome];
    if (words) add(words.code, words.severity, words.says(server.name, domain), words.todo, server.name);
  }
  for (const server of servers.filter(({ kind }) => kind === 'public')) {
    if (server.answers.some(({ outcome }) => outcome === 'bogus')) {
      add('bogus', 'bad', bogusText(domain, server.name), bogusTodo, server.name);
    } else if (worst(server, domain) === 'servfail') {
      add(
        'servfail',
        'bad',
        `${server.name} cannot find out about ${domain} (SERVFAIL).`,
        'See what is said about the name servers of the domain.',
        server.name,
      );
    }
  }
  const differing = questionsThatDiffer(own);
  if (differing.length > 0) {
    add(
      'servers-differ',
      'warning',
      `The name servers do not agree on ${differing.join(', ')}.`,
      'A change may still be on its way from one to the other. Look again in some minutes; if it stays, the transfer between them is broken.',
    );
  }
  const apex = (type: string): DnsAnswer | undefined =>
    own.flatMap(({ answers }) => answers.filter((a) => a.name === domain && a.type === type)).find(answered);
  if ((apex('TXT')?.values ?? []).filter((value) => /^v=spf1( |$)/i.test(textOf(value))).length > 1) {
    add(
      'two-spf',
      'warning',
      `${domain} has more than one SPF record, which makes all of them void (RFC 7208 section 4.5).`,
      'The plan merges them into one.',
    );
  }
  if (apex('MX')?.outcome === 'none') {
    add(
      'no-mx',
      'warning',
      `${domain} has no MX record.`,
      'Mail goes to the address of the name itself. The plan adds MX.',
    );
  }
  const rank = { bad: 0, warning: 1, note: 2 } as const;
  return found.toSorted((a, b) => rank[a.severity] - rank[b.severity]);
}

function bogusText(domain: string, who: string): string {
  return `${who} rejects ${domain}: its DNSSEC signatures do not hold (bogus).`;
}
const bogusTodo =
  'Everybody who checks signatures loses mail for this domain now. Sign the zone again, or have the DS record removed at the registrar.';

function answered({ outcome }: DnsAnswer): boolean {
  return outcome === 'records' || outcome === 'none';
}

/** What a server says of the domain itself, when that is no answer. */
function worst(server: ServerLook, domain: string): AnswerOutcome | null {
  const apex = server.answers.filter(({ name }) => name === domain);
  const bad = apex.find(({ outcome }) => outcome !== 'records' && outcome !== 'none');
  return bad?.outcome ?? null;
}

function questionsThatDiffer(own: readonly ServerLook[]): string[] {
  const seen = new Map<string, Set<string>>();
  for (const { answers } of own) {
    for (const answer of answers) {
      if (!answered(answer) && answer.outcome !== 'nxdomain') continue;
      const key = `${answer.type} of ${answer.name}`;
      const values = seen.get(key) ?? new Set();
      values.add(JSON.stringify([answer.alias, answer.values]));
      seen.set(key, values);
    }
  }
  return [...seen].filter(([, values]) => values.size > 1).map(([key]) => key);
}
