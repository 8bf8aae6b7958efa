import { type RecordSet, type SetChange, textValue } from '../../../../shared/domain/dns.ts';
import type { DnsWorld } from '../../../../shared/domain/dns-look.ts';
import { builtInTemplates } from '../../../../shared/domain/dns-plan.ts';
import type { PracticeDirectory, PracticeDomain } from '../customers/directory.ts';
import { startDnsServer } from './dns-server.ts';
import { startWebmailServer } from './webmail-server.ts';
import { Zone } from './zones.ts';

/** The practice workspace's own corner of the world: name servers of the made-up domains, and what answers at `mail.<domain>`. */
export interface PracticeWorld {
  readonly dns: DnsWorld;
  readonly webmail: {
    readonly port: number;
    readonly ca: string;
    readonly addresses: Readonly<Record<string, readonly string[]>>;
  };
  /** The zones as a provider has them. */
  readonly zones: {
    names(): string[];
    read(zone: string): readonly RecordSet[];
    write(zone: string, changes: readonly SetChange[]): boolean;
  };
  /** Does again what was changed in an earlier session. */
  restore(changes: readonly { readonly zone: string; readonly sets: readonly SetChange[] }[]): void;
  reset(): void;
  stop(): Promise<void>;
}

const servers = ['ns1.practice.test', 'ns2.practice.test'];
/** The lifetime of all records before the move. */
const PRACTICE_TTL = 3600;
const LOOPBACK = '127.0.0.1';
/** The one domain whose new webmail shows a certificate of another name. */
const notWhiteLabelled = 'sakura-travel.test';

/** What a made-up domain has in the DNS on the first day, by the steps it has behind it. */
function setsOf(domain: PracticeDomain): RecordSet[] {
  const { name } = domain;
  const isDone = (step: string): boolean => domain.steps.some((entry) => entry.step === step && entry.state === 'done');
  const set = (owner: string, type: RecordSet['type'], values: readonly string[], ttl = PRACTICE_TTL): RecordSet => ({
    name: owner,
    type,
    ttl,
    values: [...values],
  });
  const [template] = builtInTemplates;
  const expand = (text: string): string => text.replaceAll('{domain}', name);
  const routed = isDone('routing') && template !== undefined;
  const sets = [
    set(name, 'A', ['192.0.2.80']),
    set(`www.${name}`, 'CNAME', [name]),
    set(`autodiscover.${name}`, 'CNAME', [`mail.${name}`]),
    set(
      name,
      'MX',
      routed ? template.mx.map(({ preference, host }) => `${preference} ${expand(host)}`) : [`10 mail.${name}`],
      routed ? template.ttl : PRACTICE_TTL,
    ),
  ];
  const spf = routed ? 'v=spf1 ip4:127.0.0.1 include:_spf.hostedemail.com -all' : `v=spf1 mx a:mail.${name} -all`;
  const texts = [textValue(spf), textValue('site-verification=practice')];
  // A second brand that somebody set up in a hurry: two SPF records, which makes both void.
  if (name === 'feinwerk.test') texts.push(textValue('v=spf1 include:newsletter.practice.test ~all'));
  sets.push(set(name, 'TXT', texts));
  if (routed) {
    for (const { selector, host } of template.dkim)
      sets.push(set(`${selector}._domainkey.${name}`, 'CNAME', [expand(host)]));
    sets.push(set(`_dmarc.${name}`, 'TXT', [textValue(template.dmarc ?? '')]));
  }
  const moved = isDone('webmail') && template?.webmailHost;
  sets.push(moved ? set(`mail.${name}`, 'CNAME', [expand(moved)], template.ttl) : set(`mail.${name}`, 'A', [LOOPBACK]));
  return sets;
}

/** Starts the name servers and web servers of the made-up domains, on this computer only. */
export async function startPracticeWorld(directory: PracticeDirectory, now: number): Promise<PracticeWorld> {
  const domains = directory.customers.flatMap((customer) => customer.domains);
  const zones = domains.map((domain) => new Zone({ name: domain.name, servers, sets: setsOf(domain) }));
  const find = (name: string): Zone | undefined => zones.find((zone) => zone.name === name);
  const [first, second, resolver] = await Promise.all([
    startDnsServer({ zones }),
    startDnsServer({ zones }),
    startDnsServer({ zones }),
  ]);
  const names = domains.map(({ name }) => name).filter((name) => name !== notWhiteLabelled);
  const webmail = await startWebmailServer({
    names: names.map((name) => `mail.${name}`),
    isNew: (host) => find(host.replace(/^mail\./, ''))?.find(host, 'CNAME') !== undefined,
    now,
  });
  return {
    dns: {
      resolvers: [],
      nameServers: [first, second].map(({ address, port }, at) => ({ name: servers[at] ?? 'ns', address, port })),
      publicResolvers: [{ name: 'Practice resolver', address: resolver.address, port: resolver.port }],
    },
    webmail: { port: webmail.port, ca: webmail.ca, addresses: { '*': [LOOPBACK] } },
    zones: {
      names: () => zones.map(({ name }) => name),
      read: (name) => find(name)?.sets ?? [],
      write: (name, changes) => find(name)?.write(changes) ?? false,
    },
    restore(changes) {
      for (const { zone, sets } of changes) find(zone)?.put(sets);
    },
    reset() {
      for (const zone of zones) zone.reset();
    },
    async stop() {
      await Promise.all([first, second, resolver, webmail].map((server) => server.stop()));
    },
  };
}
