import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../electron/engine/clock.ts';
import { RunControl } from '../../../electron/engine/transfer/run-control.ts';
import type { RunSnapshot } from '../../../electron/engine/transfer/run-types.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import type { PlannedMessage } from '../../servers/mailbox-plan.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import { ManualClock } from '../../unit/runs/manual-clock.ts';
import { type Move, openMove } from './move.ts';
import { letter, letters, planOf } from './scripted-pair.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

const MESSAGES = 400;

describe.skipIf(unavailable !== null)('a paused run', () => {
  let from: DovecotServer;
  let to: DovecotServer;
  let move: Move;
  let user = '';
  let number = 0;

  beforeAll(async () => {
    [from, to] = await Promise.all([startDovecot(), startDovecot()]);
  });
  afterAll(async () => {
    await Promise.all([from.stop(), to.stop()]);
  });
  beforeEach(async () => {
    number += 1;
    user = `anna${number}@harbour.test`;
    await Promise.all([from.addUser(user, 'Kelp-Lantern-58'), to.addUser(user, 'Tide.Table.07')]);
    move = await openMove(
      { host: from.host, port: from.ports.imap, user, password: 'Kelp-Lantern-58' },
      { host: to.host, port: to.ports.imap, user, password: 'Tide.Table.07' },
    );
    return () => move.close();
  });

  const fill = (folders: Readonly<Record<string, readonly PlannedMessage[]>>): Promise<void> =>
    seedMailbox({ host: from.host, port: from.ports.imap, passwordOf: from.passwordOf }, user, planOf(folders));

  async function messagesThere(folder: string): Promise<number> {
    const client = await RawImap.login(to, user, to.passwordOf(user));
    const { untagged } = await client.command(`STATUS ${folder} (MESSAGES)`);
    await client.logout();
    return Number(/MESSAGES (\d+)/.exec(untagged.map(({ text }) => text).join(' '))?.[1] ?? 0);
  }

  /** The control of a run that pauses itself when so many messages are over, and resolves when it stands still. */
  function pausing(clock = systemClock(), atCopied = 1) {
    const control = new RunControl(clock);
    let asked = false;
    const still = Promise.withResolvers<void>();
    control.onChange = () => {
      if (control.standsStill) still.resolve();
    };
    const onSnapshot = ({ totals }: RunSnapshot): void => {
      if (totals.copied < atCopied || asked) return;
      asked = true;
      control.pause();
    };
    return { control, onSnapshot, still: still.promise };
  }

  test('copies nothing until it is resumed, then all, once, and verifies', async () => {
    await fill({ INBOX: letters(MESSAGES), Sent: letters(MESSAGES, 1000) });
    const { control, onSnapshot, still } = pausing();
    // Slow enough that the pause comes in the middle.
    const running = move.run({ messageRate: 1500 }, { control, onSnapshot });
    await still;
    const first = [await messagesThere('INBOX'), await messagesThere('Sent')];
    const total = (first[0] ?? 0) + (first[1] ?? 0);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(2 * MESSAGES);
    // Two more looks over the wire are time enough for a batch that had not been held.
    expect([await messagesThere('INBOX'), await messagesThere('Sent')]).toEqual(first);
    control.resume();
    expect(await running).toMatchObject({ state: 'complete', totals: { copied: 2 * MESSAGES, alreadyThere: 0 } });
    expect(await messagesThere('INBOX')).toBe(MESSAGES);
  });

  test('lets its connections go when the pause becomes long, and takes new ones', async () => {
    await fill({ INBOX: letters(MESSAGES) });
    const clock = new ManualClock();
    const { control, onSnapshot, still } = pausing(clock);
    const running = move.run({ messageRate: 1500 }, { control, onSnapshot });
    await still;
    // Of whoever filled the mailbox; the log of the server is a little behind.
    await expect.poll(farewells, { timeout: 5000 }).toBeGreaterThan(0);
    const before = farewells();
    clock.advance(59_000);
    expect(farewells()).toBe(before);
    clock.advance(2000);
    await expect.poll(farewells, { timeout: 5000 }).toBeGreaterThan(before);
    const there = await messagesThere('INBOX');
    expect(there).toBeLessThan(MESSAGES);
    control.resume();
    expect(await running).toMatchObject({ state: 'complete', totals: { copied: MESSAGES } });
  });

  /** How often the user has logged out at the source. */
  function farewells(): number {
    return from
      .log()
      .split(`imap(${user})`)
      .slice(1)
      .filter((line) => /^[^\n]*Logged out/.test(line)).length;
  }

  test('is cancelled like any other', async () => {
    await fill({ INBOX: letters(MESSAGES) });
    const { control, onSnapshot, still } = pausing();
    const abort = new AbortController();
    const running = move.run({ messageRate: 1500 }, { control, onSnapshot, signal: abort.signal });
    await still;
    const there = await messagesThere('INBOX');
    abort.abort();
    expect(await running).toMatchObject({ state: 'cancelled' });
    expect(await messagesThere('INBOX')).toBe(there);
  });

  test('stands still before a comparison', async () => {
    await fill({ INBOX: letters(5), Sent: [letter(9)] });
    await move.run();
    const control = new RunControl(systemClock());
    control.pause();
    let compared = 0;
    const running = move.run(
      { kind: 'verify', verify: 'deep' },
      {
        control,
        onSnapshot: ({ totals }) => {
          compared = totals.foldersDone;
        },
      },
    );
    expect(await messagesThere('INBOX')).toBe(5);
    expect(compared).toBe(0);
    control.resume();
    expect(await running).toMatchObject({ state: 'complete' });
  });

  test('reads folders not begun yet from the newest on when it is told so', async () => {
    await fill({ INBOX: letters(MESSAGES) });
    const control = new RunControl(systemClock());
    control.newestFirst = true;
    const abort = new AbortController();
    await move.run(
      { messageRate: 1500 },
      { control, signal: abort.signal, onSnapshot: ({ totals }) => totals.copied > 0 && abort.abort() },
    );
    const [folder] = move.workspace.ledger.folders(move.mailboxId);
    const uids = move.workspace.ledger.entries(folder?.id ?? 0).map(({ sourceUid }) => sourceUid);
    expect(Math.min(...uids)).toBeGreaterThan(MESSAGES / 2);
  });
});
