import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { MessageTable } from '../../../electron/engine/mail/message-table.ts';
import type { FetchedMessage, MailSession, MessageHeader } from '../../../electron/engine/mail/session.ts';
import { compareFolder } from '../../../electron/engine/verify/compare-folder.ts';
import { folderFindings } from '../../../electron/engine/verify/folder-findings.ts';
import type { Turn } from '../../../electron/engine/verify/turns.ts';
import { LedgerTable } from '../../../electron/engine/workspace/ledger-table.ts';
import { matchInSteps, matchMessages } from '../../../shared/domain/comparison.ts';

const MESSAGES = 20_000;
const paths = { source: 'INBOX', destination: 'INBOX' };

/** One side of a large folder, whose headers come as fast as they are asked for; `after` is called when the last was given. */
function side(firstUid: number, flags: readonly string[], after: () => void = () => undefined) {
  const listing = new MessageTable();
  for (let at = 0; at < MESSAGES; at += 1)
    listing.add({ uid: firstUid + at, flags, internalDate: '17-Jul-2026 02:44:25 +0000', size: 900 });
  const header = (uid: number): Buffer => {
    const number = uid - firstUid;
    return Buffer.from(`Message-ID: <${number}@quay.test>\r\nFrom: anna@quay.test\r\nSubject: ${number}\r\n\r\n`);
  };
  const session: Pick<MailSession, 'fetchHeaders' | 'fetchMessages' | 'keepsFlags'> = {
    keepsFlags: true,
    async fetchHeaders(uids: readonly number[], take: (message: MessageHeader) => void) {
      for (const uid of uids) {
        const listed = listing.get(uid);
        if (listed !== undefined) take({ ...listed, header: header(uid) });
      }
      after();
    },
    async fetchMessages(_uids: readonly number[], _take: (message: FetchedMessage) => void) {
      throw new Error('Nothing is in doubt here.');
    },
  };
  return { listing, session: session as MailSession };
}

/** What the engine gives to long work. */
function cancellable(): { readonly turn: Turn; readonly turns: () => number; readonly cancelSoon: () => void } {
  const canceller = new AbortController();
  let turns = 0;
  return {
    turn: async () => {
      turns += 1;
      await setImmediate();
      canceller.signal.throwIfAborted();
    },
    turns: () => turns,
    // As a click on "cancel" comes: by the event loop, and so not before it has its turn.
    cancelSoon: () => void setImmediate().then(() => canceller.abort(new Error('cancelled'))),
  };
}

function input(source: ReturnType<typeof side>, destination: ReturnType<typeof side>, turn: Turn) {
  return {
    source: source.session,
    destination: destination.session,
    sourceListing: source.listing,
    destinationListing: destination.listing,
    lines: LedgerTable.of([]),
    depth: 'standard' as const,
    turn,
  };
}

describe('comparing a large folder', () => {
  test('stops in the middle of pairing when it is cancelled', async () => {
    const { turn, turns, cancelSoon } = cancellable();
    const work = compareFolder(input(side(1, []), side(7, [], cancelSoon), turn));
    await expect(work).rejects.toThrow('cancelled');
    // What was begun with 20,000 headers on either side ended within a few steps.
    expect(turns()).toBeLessThan(5);
  });

  test('stops in the middle of the findings when it is cancelled', async () => {
    const { turn, turns, cancelSoon } = cancellable();
    const [source, destination] = [side(1, ['\\Seen']), side(7, ['\\Flagged'])];
    const compared = await compareFolder(input(source, destination, turn));
    expect(compared.pairs).toHaveLength(MESSAGES);
    const before = turns();
    cancelSoon();
    const { session: from } = source;
    const found = folderFindings(paths, compared, new Set(), from, destination.session, undefined, undefined, turn);
    await expect(found).rejects.toThrow('cancelled');
    expect(turns() - before).toBeLessThan(5);
  });

  test('gives the same with turns as without', async () => {
    const { turn, turns } = cancellable();
    const [source, destination] = [side(1, []), side(7, ['\\Seen'])];
    const compared = await compareFolder(input(source, destination, turn));
    const { differences } = await folderFindings(
      paths,
      compared,
      new Set(),
      source.session,
      destination.session,
      undefined,
      undefined,
      turn,
    );
    expect(differences).toHaveLength(MESSAGES);
    expect(new Set(differences.map(({ kind, subject }) => `${kind} ${subject}`)).size).toBe(MESSAGES);
    // A turn for every few thousand messages on either side, in each of its phases.
    expect(turns()).toBeGreaterThan(MESSAGES / 1000);
  });

  test('has no step that grows with the folder', () => {
    const many = (shift: number) =>
      Array.from({ length: 50_000 }, (_, at) => ({
        uid: at + shift,
        size: 900,
        dateMs: at,
        bytesHash: null,
        messageKey: at % 2 === 0 ? `id ${at}` : null,
        headerKey: `header ${at}`,
      }));
    const [source, destination] = [many(1), many(100)];
    const steps = matchInSteps(source, destination);
    let count = 0;
    let step = steps.next();
    for (; !step.done; step = steps.next()) count += 1;
    expect(step.value).toEqual(matchMessages(source, destination));
    expect(count).toBeGreaterThan(75);
  });

  test('names all messages that are missing or surplus, however many', async () => {
    const { turn } = cancellable();
    const [source, nothing] = [side(1, []), { ...side(7, []), listing: new MessageTable() }];
    for (const [from, to, kind] of [
      [source, nothing, 'missing'],
      [nothing, source, 'extra'],
    ] as const) {
      const compared = await compareFolder(input(from, to, turn));
      const { differences } = await folderFindings(paths, compared, new Set(), from.session, to.session);
      expect(differences).toHaveLength(MESSAGES);
      expect(differences.every((difference) => difference.kind === kind)).toBe(true);
    }
  });
});
