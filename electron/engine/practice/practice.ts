import { join } from 'node:path';
import { freshFolders, populateDestination } from './customers/already-there.ts';
import {
  alreadyThere,
  knownPasswordOf,
  mailboxesOf,
  type PracticeDirectory,
  type PracticeMailbox,
  passwordOf,
  practiceDirectory,
} from './customers/directory.ts';
import { plans } from './customers/plans.ts';
import { populate } from './customers/populate.ts';
import { seedOf } from './customers/random.ts';
import { type PracticeWorld, startPracticeWorld } from './dns/practice-world.ts';
import { type PracticeOpenSrs, startPracticeOpenSrs } from './opensrs/practice-opensrs.ts';
import { type Greeters, startGreeters } from './server/greeters.ts';
import { fileJournal, removeJournals } from './server/journal.ts';
import { MailboxStore, type StartFolder } from './server/mailbox-store.ts';
import { likeMailEnable, likeOpenSrs, type ServerPlatform } from './server/platform.ts';
import { type Account, type PracticeServer, startServer } from './server/practice-server.ts';

export type PracticeSide = 'source' | 'destination';

/** Where one of the two servers listens: clear text, on this machine only. */
export interface PracticeEndpoint {
  readonly host: string;
  readonly port: number;
  readonly protocol: 'imap';
  readonly tls: 'none';
}

export interface Practice {
  readonly source: PracticeEndpoint;
  readonly destination: PracticeEndpoint;
  readonly directory: PracticeDirectory;
  /** Ports of POP3, SMTP and webmail of both servers, for probes: they greet, no more. */
  readonly services: Readonly<Record<PracticeSide, Pick<Greeters, 'pop3' | 'smtp' | 'webmail'>>>;
  /** Name servers and webmail of the made-up domains. */
  readonly world: PracticeWorld;
  /** The mail API of the new platform. */
  readonly openSrs: Pick<PracticeOpenSrs, 'url' | 'user' | 'company'> & { readonly password: string };
  /** The password as the directory knows it, which is wrong for one mailbox. @throws RangeError for an unknown address. */
  secretFor(side: PracticeSide, address: string): string;
  /**
   * Lets the new mailbox of an address hold so many bytes from now on, until the next reset or start, as an operator of the
   * new platform would. @throws RangeError for an unknown address
   */
  setQuota(address: string, bytes: number): void;
  /** Puts both servers back to their first day and ends all their sessions; the ports stay. */
  reset(): Promise<void>;
  /** Ends all sessions and closes both ports; what was changed stays on disk. Safe to call twice. */
  stop(): Promise<void>;
}

export interface PracticeOptions {
  /** The workspace's folder; changes to the mail are kept below `practice/` in it. */
  readonly dir: string;
  /** The same seed makes the same customers, mail and UIDVALIDITYs. */
  readonly seed?: number;
  /** Now, in milliseconds; the directory's step times and deadlines are counted from it. */
  readonly now?: number;
}

/** Counts up when the made-up mail changes, so that changes kept for the former mail are not applied to it. */
const generation = 1;

const platforms: Readonly<Record<PracticeSide, ServerPlatform>> = { source: likeMailEnable, destination: likeOpenSrs };

/** The folders one mailbox starts with on one side. */
export function startFolders(side: PracticeSide, address: string, seed: number): StartFolder[] {
  const plan = plans[address];
  if (!plan) throw new RangeError(`There is no practice mailbox "${address}"`);
  const source = (): StartFolder[] => populate(address, plan, seed);
  return side === 'source' ? source() : populateDestination(address, plan, alreadyThere[address] ?? {}, source, seed);
}

/**
 * Starts the two practice servers with the made-up customers. A mailbox's mail is made at its first login, and what
 * clients have changed since is replayed from its journal.
 */
export async function startPractice({ dir, seed = 1, now = Date.now() }: PracticeOptions): Promise<Practice> {
  const directory = practiceDirectory(seed, now);
  const mailboxes = mailboxesOf(directory);
  const journals = join(dir, 'practice', `${generation}-${seed}`);

  const raisedQuotas = new Map<string, number>();

  const openStore = (side: PracticeSide, { address, quotaBytes }: PracticeMailbox): MailboxStore =>
    new MailboxStore({
      separator: platforms[side].separator,
      // Below 2^31, with room for the folders to come (RFC 3501 section 2.3.1.1).
      firstUidvalidity: 1_000_000_000 + (seedOf(seed, `${side}/${address}`) % 1_000_000) * 1000,
      folders: startFolders(side, address, seed),
      quotaBytes: () =>
        side === 'destination' ? (raisedQuotas.get(address) ?? openSrs.quotaOf(address) ?? quotaBytes) : null,
      journal: fileJournal(join(journals, side, `${address}.journal`)),
    });

  /** A mailbox that was made later, with the folders every new one has. */
  const newStore = (address: string): MailboxStore =>
    new MailboxStore({
      separator: platforms.destination.separator,
      firstUidvalidity: 1_000_000_000 + (seedOf(seed, `destination/${address}`) % 1_000_000) * 1000,
      folders: freshFolders.map((folder) => ({ ...folder, messages: [] })),
      quotaBytes: () => openSrs.quotaOf(address) ?? null,
      journal: fileJournal(join(journals, 'destination', `${address}.journal`)),
    });

  const sourceAccounts = new Map<string, Account>(
    mailboxes.map((mailbox) => [
      mailbox.sourceUser,
      {
        accepts: (password) => password === passwordOf('source', mailbox.address, seed),
        openStore: () => openStore('source', mailbox),
      },
    ]),
  );
  const source = await startServer(platforms.source, (user) => sourceAccounts.get(user));
  let destination: PracticeServer | null = null;
  const adminPassword = passwordOf('destination', 'admin', seed);
  const openSrs = await startPracticeOpenSrs({
    mailboxes: mailboxes.map(({ address, quotaBytes }) => ({
      address,
      quotaBytes,
      password: passwordOf('destination', address, seed),
    })),
    file: join(journals, 'opensrs.json'),
    adminPassword,
    destination: () => ({ host: destination?.host ?? '', port: destination?.port ?? 0 }),
  });
  // Who is let in says the new platform, which makes mailboxes of its own as well.
  const destinationAccount = (user: string): Account | undefined => {
    const made = openSrs.quotaOf(user);
    if (made === undefined) return undefined;
    const mailbox = mailboxes.find(({ destinationUser }) => destinationUser === user);
    return {
      accepts: (password) => openSrs.accepts(user, password),
      openStore: () => (mailbox ? openStore('destination', mailbox) : newStore(user)),
    };
  };
  destination = await startServer(platforms.destination, destinationAccount);
  const services = { source: await startGreeters('source'), destination: await startGreeters('destination') };
  const world = await startPracticeWorld(directory, now);
  const endpoint = ({ host, port }: PracticeServer): PracticeEndpoint => ({
    host,
    port,
    protocol: 'imap',
    tls: 'none',
  });

  const checkKnown = (address: string): void => {
    if (!mailboxes.some((mailbox) => mailbox.address === address)) {
      throw new RangeError(`There is no practice mailbox "${address}"`);
    }
  };

  return {
    source: endpoint(source),
    destination: endpoint(destination),
    directory,
    services,
    world,
    openSrs: { url: openSrs.url, user: openSrs.user, company: openSrs.company, password: adminPassword },
    secretFor(side, address) {
      checkKnown(address);
      return knownPasswordOf(side, address, seed);
    },
    setQuota(address, bytes) {
      checkKnown(address);
      raisedQuotas.set(address, bytes);
    },
    async reset() {
      source.disconnect();
      destination.disconnect();
      raisedQuotas.clear();
      world.reset();
      openSrs.reset();
      removeJournals(journals);
    },
    async stop() {
      await Promise.all([
        services.source.stop(),
        services.destination.stop(),
        source.stop(),
        destination.stop(),
        world.stop(),
        openSrs.stop(),
      ]);
    },
  };
}
