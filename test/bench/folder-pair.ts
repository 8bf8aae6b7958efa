// What a folder pair costs the engine once it is fetched, and the page once it is handed over. Prints figures as JSON:
// npm run -s electron-node -- test/bench/folder-pair.ts [messages]
import { argv, memoryUsage, stdout } from 'node:process';
import type { MailSession, MessageHeader, MessageListing } from '../../electron/engine/mail/session.ts';
import { comparePair } from '../../electron/engine/messages/compare-pair.ts';
import type { Ledger } from '../../electron/engine/workspace/ledger.ts';
import { rowsMatching } from '../../renderer/ui/data-table/text-index.ts';
import { countStates, type MessageRow, messageColumns, packRows, unpackRows } from '../../shared/domain/message-row.ts';

const messages = Number(argv[2] ?? 100_000);
const STRETCH = 20_000;

/** A folder in memory; one message in 50 is not there, one in 100 has another flag. */
function folder(isDestination: boolean): { listing: MessageListing[]; header: (uid: number) => Uint8Array } {
  const listing: MessageListing[] = [];
  for (let uid = 1; uid <= messages; uid += 1) {
    if (isDestination && uid % 50 === 0) continue;
    const minute = String(uid % 60).padStart(2, '0');
    const hour = String(Math.floor(uid / 60) % 24).padStart(2, '0');
    const flags = isDestination && uid % 100 === 1 ? ['\\Seen', '\\Flagged'] : ['\\Seen'];
    listing.push({ uid, flags, internalDate: ` 5-Feb-2018 ${hour}:${minute}:00 +0100`, size: 2000 + (uid % 4000) });
  }
  const header = (uid: number): Uint8Array =>
    Buffer.from(
      `Message-ID: <m.${uid}@example.org>\r\nDate: Mon, 5 Feb 2018 10:00:00 +0100\r\nFrom: "Sender ${uid % 900}" <s${uid % 900}@example.org>\r\nTo: anna@harbour.test\r\nSubject: Offer ${uid} for the harbour\r\n\r\n`,
    );
  return { listing, header };
}

function sessionOn({ listing, header }: ReturnType<typeof folder>): MailSession {
  const byUid = new Map(listing.map((message) => [message.uid, message]));
  const session: Partial<MailSession> = {
    keepsFlags: true,
    listFolders: async () => [],
    examine: async (path) => ({
      path,
      uidValidity: '1',
      uidNext: null,
      messages: listing.length,
      highestModseq: null,
      permanentFlags: null,
    }),
    listMessages: async (_uids, onMessage) => listing.forEach(onMessage),
    fetchHeaders: async (uids, onMessage: (message: MessageHeader) => void) => {
      for (const uid of uids) {
        const message = byUid.get(uid);
        if (message) onMessage({ ...message, header: header(uid) });
      }
    },
  };
  return session as MailSession;
}

const figures: Record<string, number> = { messages };

async function timed<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  figures[name] = Math.round(performance.now() - started);
  return result;
}

const [from, to] = [sessionOn(folder(false)), sessionOn(folder(true))];
const ledger = { folders: () => [] } as Partial<Ledger> as Ledger;
const before = memoryUsage().heapUsed;
const pair = await timed('compareMs', () =>
  comparePair({
    source: { session: from, path: 'INBOX' },
    destination: { session: to, path: 'INBOX' },
    mailboxId: 'bench',
    ledger,
    reasons: new Map(),
    onProgress: () => undefined,
  }),
);
const columns = await timed('packAndCheckMs', () => {
  const stretches = [];
  for (let at = 0; at < pair.rows.length; at += STRETCH)
    stretches.push(messageColumns.parse(packRows(pair.rows.slice(at, at + STRETCH))));
  return stretches;
});
const wire = await timed('toTextMs', () => columns.map((stretch) => JSON.stringify(stretch)));
figures.wireBytes = wire.reduce((sum, text) => sum + text.length, 0);
const rows = await timed('toRowsMs', () => {
  const all: MessageRow[] = [];
  wire.forEach((text, at) => {
    for (const row of unpackRows(JSON.parse(text), at * STRETCH)) all.push(row);
  });
  return all;
});
await timed('countStatesMs', () => countStates(rows));
await timed('filterTextMs', () =>
  rowsMatching(
    rows,
    [
      { id: 'from', header: 'From', value: (row) => row.from, width: 1, filterable: true },
      { id: 'subject', header: 'Subject', value: (row) => row.subject, width: 1, filterable: true },
    ],
    'offer 4711',
  ),
);
figures.rows = rows.length;
figures.heapBytes = memoryUsage().heapUsed - before;
stdout.write(`${JSON.stringify(figures)}\n`);
