import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { selfSigned } from '../../electron/engine/practice/dns/self-signed.ts';
import type { MailHost } from '../../electron/engine/practice/opensrs/documented.ts';
import { startOmaSimulator } from '../../electron/engine/practice/opensrs/oma-simulator.ts';
import { OmaState } from '../../electron/engine/practice/opensrs/oma-state.ts';
import { type DovecotServer, startDovecot } from './dovecot.ts';
import { openMailDoor } from './mail-door.ts';
import { MailSender, type SentMail } from './mail-sender.ts';
import { generateMailbox } from './mailbox-generator.ts';
import { seedMailbox } from './mailbox-seed.ts';
import { snapshotMailbox } from './mailbox-snapshot.ts';
import { composeMailEnableServer } from './mailenable-server.ts';
import { startPowerDns } from './powerdns.ts';

/** A customer's domain with all that surrounds its move, as plain data: it may live in another process. */
export interface MovingDomain {
  readonly domain: string;
  readonly addresses: readonly string[];
  readonly source: ServerFacts;
  readonly destination: ServerFacts;
  /** The configuration folder of its MailEnable server. */
  readonly configuration: string;
  readonly dns: { readonly address: string; readonly port: number; readonly apiUrl: string; readonly apiKey: string };
  readonly oma: { readonly url: string; readonly user: string; readonly password: string };
  readonly webmail: {
    readonly host: string;
    readonly address: string;
    readonly port: number;
    readonly ca: string;
    /** The same in a file. */
    readonly caFile: string;
  };
}

interface ServerFacts {
  readonly host: string;
  readonly imaps: number;
  readonly fingerprint: string;
}

/** What came of all the mail that was sent during the move. */
export interface MailAccount {
  readonly sent: number;
  /** How many of them the old and the new side took. */
  readonly toOld: number;
  readonly toNew: number;
  /** Sentences; empty when each message is at the destination exactly once. */
  readonly wrong: readonly string[];
}

export interface MovingWorld {
  readonly facts: MovingDomain;
  /** Lets some senders with caches of their own send to all mailboxes, one message after the other. */
  startSending(): void;
  /** Ends that, and looks where all their mail is. */
  account(): Promise<MailAccount>;
  stop(): Promise<void>;
}

const domain = 'hafenkontor.test';
const oldMx = `mx.old.${domain}`;
const newMx = `mx.${domain}.cust.a.hostedemail.com`;
const SENDERS = 4;
/** Between two messages of one sender. */
const PAUSE_MS = 500;
/** Away from the address everything else of the test is at, so that its usual port is free. */
const WEBMAIL_ADDRESS = '127.0.0.77';
/** How long the old MX lives in caches, in seconds: short, for the move of a test is. */
const OLD_TTL = 5;

/** Starts two Dovecots, PowerDNS, the mail API of OpenSRS and a webmail around one domain of eight mailboxes. */
export async function startMovingWorld(): Promise<MovingWorld> {
  const stops: (() => Promise<void>)[] = [];
  const started = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const one = await starting;
    stops.unshift(() => one.stop());
    return one;
  };
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0)) await end();
  };
  try {
    const directory = await mkdtemp(join(tmpdir(), 'moving-domain-'));
    stops.unshift(() => rm(directory, { recursive: true, force: true }));
    const [source, destination, dns] = await Promise.all([
      started(startDovecot({ specialUse: { 'Sent Items': '\\Sent' } })),
      started(startDovecot({ specialUse: { Sent: '\\Sent', Trash: '\\Trash' } })),
      started(startPowerDns()),
    ]);

    const locals = ['anna', 'ben', 'clara', 'dirk', 'eva', 'frank', 'grete', 'info'];
    const addresses = locals.map((local) => `${local}@${domain}`);
    for (const [index, address] of addresses.entries()) {
      await source.addUser(address, `Old-Anchor-${40 + index}`);
      const plan = generateMailbox({ seed: 40 + index, folders: 3, messages: 30, profile: 'small' });
      await seedMailbox(source, address, plan);
    }
    const { config } = await composeMailEnableServer(directory, {
      postoffices: [
        {
          name: domain,
          domains: [{ name: domain }],
          mailboxes: locals.map((name, index) => ({ name, password: `Old-Anchor-${40 + index}`, limitKb: 1_024_000 })),
        },
      ],
    });

    const password = 'Kelp-Lantern-58';
    const user = 'admin@reseller1.adm';
    const state = new OmaState({
      company: 'reseller1',
      admins: [{ user, password, role: 'company' }],
      foreignDomains: [],
    });
    const oma = await started(
      // Nobody asks it to copy here.
      startOmaSimulator({ state, mail: hostOn(destination), copy: async () => undefined }),
    );

    const webmail = await started(startWebmail());
    await dns.resetZone(domain, [
      `${domain} ${OLD_TTL} MX 10 ${oldMx}.`,
      `${oldMx} 60 A 127.0.0.1`,
      `${domain} 60 TXT "v=spf1 mx -all"`,
      `mail.${domain} 60 A 127.0.0.1`,
      // Where a template of one's own leads: PowerDNS tells the address of an alias only within the zone.
      `webmail.${domain} 60 A ${webmail.address}`,
    ]);
    await dns.resetZone('hostedemail.com', [
      `${newMx} 60 A 127.0.0.1`,
      `mail.${domain}.cust.hostedemail.com 60 A ${webmail.address}`,
    ]);

    const oldDoor = await started(openMailDoor(source));
    const newDoor = await started(openMailDoor(destination));
    const ports: Readonly<Record<string, number>> = { [oldMx]: oldDoor.port, [newMx]: newDoor.port };
    const senders = Array.from(
      { length: SENDERS },
      () => new MailSender({ nameServer: dns, domain, portOf: (mx) => ports[mx] }),
    );
    const sending = new AbortController();
    let going: Promise<void>[] = [];
    stops.unshift(async () => {
      sending.abort();
      await Promise.allSettled(going);
    });

    const caFile = join(directory, 'webmail.pem');
    await writeFile(caFile, webmail.ca);
    const facts: MovingDomain = {
      domain,
      addresses,
      source: factsOf(source),
      destination: factsOf(destination),
      configuration: config,
      dns: { address: dns.address, port: dns.port, apiUrl: dns.apiUrl, apiKey: dns.apiKey },
      oma: { url: oma.url, user, password },
      webmail: { host: `mail.${domain}`, address: webmail.address, port: webmail.port, ca: webmail.ca, caFile },
    };
    return {
      facts,
      startSending() {
        going = senders.map(async (sender, which) => {
          for (let count = 0; !sending.signal.aborted; count++) {
            const to = addresses[(count + which) % addresses.length] ?? '';
            await sender.send(to, `${which}-${count}@world.test`);
            await delay(PAUSE_MS);
          }
        });
      },
      async account() {
        sending.abort();
        await Promise.all(going);
        return accountOf(
          senders.flatMap((sender) => sender.sent),
          destination,
        );
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function accountOf(sent: readonly SentMail[], destination: DovecotServer): Promise<MailAccount> {
  const wrong: string[] = [];
  const copies = new Map<string, number>();
  for (const address of new Set(sent.map(({ to }) => to))) {
    const snapshot = await snapshotMailbox(destination, address, destination.passwordOf(address));
    for (const { messages } of snapshot.folders) {
      for (const { messageId } of messages) {
        const key = `${address} ${messageId}`;
        copies.set(key, (copies.get(key) ?? 0) + 1);
      }
    }
  }
  for (const { to, messageId, mx } of sent) {
    const count = copies.get(`${to} <${messageId}>`) ?? 0;
    if (count !== 1) wrong.push(`<${messageId}> to ${to}, taken by ${mx}, is at the destination ${count} times.`);
  }
  const toNew = sent.filter(({ mx }) => mx === newMx).length;
  return { sent: sent.length, toOld: sent.length - toNew, toNew, wrong };
}

/** What the simulated OpenSRS does on the Dovecot that plays its mail servers. */
function hostOn(server: DovecotServer): MailHost {
  const passwords = new Map<string, string>();
  return {
    async createMailbox(address, { password }) {
      passwords.set(address, password ?? 'none');
      await server.addUser(address, password ?? 'none');
    },
    async changeMailbox(address, { password }) {
      if (password === undefined) return;
      passwords.set(address, password);
      await server.setPassword(address, password);
    },
    // A Dovecot of these tests knows one password for each user: the newest.
    allowToken: (address, token) => server.setPassword(address, token),
  };
}

function factsOf({ host, ports, certificate }: DovecotServer): ServerFacts {
  return { host, imaps: ports.imaps, fingerprint: certificate.fingerprint256 };
}

/** The new webmail at the port browsers go to, where this process may open it. */
async function startWebmail(): Promise<{ address: string; port: number; ca: string; stop(): Promise<void> }> {
  const { certificate, key } = selfSigned('Test webmail', [`mail.${domain}`], Date.now());
  const server = createServer({ cert: certificate, key }, (_request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end('<!doctype html><title>Hosted Email</title><p>mail.hostedemail.com</p>');
  });
  server.listen(443, WEBMAIL_ADDRESS);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: WEBMAIL_ADDRESS,
    port,
    ca: certificate,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
