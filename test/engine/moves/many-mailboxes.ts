import { createHash } from 'node:crypto';
import type { Journal } from '../../../electron/engine/practice/server/journal.ts';
import { MailboxStore } from '../../../electron/engine/practice/server/mailbox-store.ts';
import { likeMailEnable, likeOpenSrs } from '../../../electron/engine/practice/server/platform.ts';
import { type PracticeServer, startServer } from '../../../electron/engine/practice/server/practice-server.ts';

/** What one of the servers was asked for, as it counted itself. */
export interface Witness {
  mostConnections: number;
  open: number;
  /** When each message was handed out or taken in. */
  readonly messagesAt: number[];
}

export interface ManyMailboxes {
  readonly addresses: readonly string[];
  readonly source: PracticeServer & { readonly witness: Witness };
  readonly destination: PracticeServer & { readonly witness: Witness };
  /** Every mailbox whose two sides do not hold the same messages, with the numbers. */
  differences(): string[];
  /** What changed on a source, which must be nothing. */
  readonly sourceChanges: string[];
}

const PASSWORD = 'Kelp-Tide-42';

/** Two servers that outlive the engine under test, with so many small mailboxes. */
export async function startManyMailboxes(domains: number, each: number, messages: number): Promise<ManyMailboxes> {
  const addresses = Array.from({ length: domains * each }, (_, place) => {
    const domain = Math.floor(place / each);
    return `box${place % each}@d${String(domain).padStart(2, '0')}.test`;
  });
  const sourceChanges: string[] = [];
  const stores = { source: new Map<string, MailboxStore>(), destination: new Map<string, MailboxStore>() };
  const witnesses = { source: witness(), destination: witness() };
  const start = async (side: 'source' | 'destination') => {
    const platform = side === 'source' ? likeMailEnable : likeOpenSrs;
    const { counts, watch } = watched(witnesses[side], side === 'source');
    const server = await startServer(
      platform,
      (user) =>
        addresses.includes(user)
          ? {
              accepts: (password) => password === PASSWORD,
              openStore: () => {
                const store = new MailboxStore({
                  separator: platform.separator,
                  firstUidvalidity: 1_000_000 + addresses.indexOf(user) * 100,
                  folders: side === 'source' ? foldersOf(user, messages) : [{ path: 'INBOX', messages: [] }],
                  quotaBytes: () => null,
                  journal: side === 'source' ? refusing(user, sourceChanges) : counting(counts),
                });
                stores[side].set(user, store);
                return store;
              },
            }
          : undefined,
      watch,
    );
    return Object.assign(server, { witness: witnesses[side] });
  };
  const [source, destination] = [await start('source'), await start('destination')];
  return {
    addresses,
    source,
    destination,
    sourceChanges,
    differences: () =>
      addresses.flatMap((address) => {
        const from = contentOf(foldersOf(address, messages));
        const store = stores.destination.get(address);
        const to = (store?.folders() ?? []).flatMap((folder) =>
          folder.messages.map((message) => lineOf(folder.path.replaceAll('.', '/'), message.raw)),
        );
        return from.join() === to.sort().join() ? [] : [`${address}: ${from.length} at the source, ${to.length} over`];
      }),
  };
}

function witness(): Witness {
  return { mostConnections: 0, open: 0, messagesAt: [] };
}

function watched(seen: Witness, hands: boolean) {
  const counts = (messages: number): void => {
    for (let count = 0; count < messages; count += 1) seen.messagesAt.push(performance.now());
  };
  return {
    counts,
    watch: {
      connections: (open: number) => {
        seen.open = open;
        seen.mostConnections = Math.max(seen.mostConnections, open);
      },
      served: () => {
        if (hands) counts(1);
      },
    },
  };
}

function foldersOf(address: string, messages: number) {
  const message = (folder: string, number: number) => ({
    raw: [
      `From: <writer${number}@example.org>`,
      `To: <${address}>`,
      `Subject: ${folder} ${number} of ${address}`,
      `Message-ID: <${folder}.${number}.${address}>`,
      `Date: Mon, 02 Mar 2026 10:${String(10 + number)}:00 +0000`,
      '',
      `Letter ${number}.`,
      '',
    ].join('\r\n'),
    flags: number % 2 === 0 ? ['\\Seen'] : [],
    date: `02-Mar-2026 10:${String(10 + number)}:00 +0000`,
  });
  const all = Array.from({ length: messages }, (_, place) => place + 1);
  return [
    { path: 'INBOX', messages: all.filter((number) => number % 4 !== 0).map((number) => message('INBOX', number)) },
    { path: 'Orders', messages: all.filter((number) => number % 4 === 0).map((number) => message('Orders', number)) },
  ];
}

function contentOf(folders: ReturnType<typeof foldersOf>): string[] {
  return folders.flatMap(({ path, messages }) => messages.map(({ raw }) => lineOf(path, raw))).sort();
}

function lineOf(folder: string, raw: string): string {
  return `${folder} ${createHash('sha256').update(raw).digest('hex')}`;
}

/** Counts what comes in. */
function counting(counts: (messages: number) => void): Journal {
  return {
    replay: () => undefined,
    write: (entry) => {
      if (entry.op === 'append') counts(entry.messages.length);
    },
    close: () => undefined,
  };
}

/** A source is never changed. */
function refusing(user: string, changes: string[]): Journal {
  return {
    replay: () => undefined,
    write: (entry) => void changes.push(`${user}: ${entry.op}`),
    close: () => undefined,
  };
}
