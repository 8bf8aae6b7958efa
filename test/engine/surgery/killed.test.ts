// SIGKILL in the middle of taking messages away, between two real servers: nothing is lost, the record says what happened, and doing the
// same again goes on.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { proposedExtras } from '../../../shared/domain/duplicates.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import { temporaryFolder } from '../../unit/workspace/sample-workspace.ts';
import type { KilledWork } from './desk-child.ts';
import { openDesk } from './surgery-desk.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

const password = 'Kelp-Lantern-58';
const childFile = fileURLToPath(new URL('./desk-child.ts', import.meta.url));
const MESSAGES = 60;

/** Lets another process do it, and waits until it was killed. */
async function killedOver(work: KilledWork): Promise<void> {
  const child = spawn(process.execPath, [childFile, JSON.stringify(work)], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
}

describe.skipIf(unavailable !== null)('taking messages away, killed on the way', () => {
  let from: DovecotServer;
  let to: DovecotServer;

  beforeAll(async () => {
    [from, to] = await Promise.all([startDovecot(), startDovecot({ separator: '.' })]);
  });
  afterAll(async () => {
    await Promise.all([from?.stop(), to?.stop()]);
  });

  const at = (server: DovecotServer) => ({ host: server.host, port: server.ports.imap });

  /** A mailbox of three folders that was copied, and an engine's directory that knows it. */
  async function copied(user: string) {
    await Promise.all([from.addUser(user, password), to.addUser(user, password)]);
    const plan = generateMailbox({ seed: 6, folders: 3, messages: MESSAGES, profile: 'small' });
    await seedMailbox({ ...at(from), passwordOf: from.passwordOf }, user, plan);
    const sides = { from: { ...at(from), user, password }, to: { ...at(to), user, password } };
    const directory = temporaryFolder();
    const desk = await openDesk(sides.from, sides.to, directory);
    const run = await desk.run();
    expect(run).toMatchObject({ state: 'complete', totals: { copied: MESSAGES } });
    await desk.close();
    return { ...sides, directory, runId: run.id };
  }

  /** What the destination holds: hashes of all messages, those in folders of ours apart. */
  async function held(user: string) {
    const { folders } = await snapshotMailbox(at(to), user, password);
    const hashes = (ours: boolean): string[] =>
      folders
        .filter(({ path }) => path.startsWith('Mailferry ') === ours)
        .flatMap(({ messages }) => messages.map(({ sha256 }) => sha256))
        .sort();
    return { place: hashes(false), aside: hashes(true) };
  }

  test.each([
    ['before', 2],
    ['after', 2],
  ] as const)('an undo, %s command %i', async (when, command) => {
    const user = `undo-${when}@harbour.test`;
    const mailbox = await copied(user);
    const { place: whole } = await held(user);
    await killedOver({ ...mailbox, work: 'undo', command, when });

    const cut = await held(user);
    expect([...cut.place, ...cut.aside].sort()).toEqual(whole);
    expect(cut.aside.length).toBeGreaterThan(0);
    expect(cut.place.length).toBeGreaterThan(0);

    const desk = await openDesk(mailbox.from, mailbox.to, mailbox.directory);
    const { client } = desk.engine;
    const [record] = await client.surgery.list({ mailboxId: desk.mailboxId });
    expect(record).toMatchObject({ kind: 'undo', runId: mailbox.runId, way: 'move', endedAt: null });
    // What was compared before is no proof any more: a comparison has started by itself.
    expect(await desk.compared()).toMatchObject({ kind: 'verify', state: 'findings' });

    const rest = await desk.preview(mailbox.runId);
    expect(rest.goes).toBe(cut.place.length);
    expect(await desk.undo(rest)).toMatchObject({ done: cut.place.length, left: [] });
    expect(await held(user)).toEqual({ place: [], aside: whole });
    const records = await client.surgery.list({ mailboxId: desk.mailboxId });
    expect(records.reduce((sum, { messages }) => sum + messages, 0)).toBe(MESSAGES);
    expect(records[0]?.endedAt).not.toBeNull();
    await desk.compared();
    await desk.close();
  });

  test.each([
    ['before', 2],
    ['after', 1],
  ] as const)('a move of duplicates, %s command %i', async (when, command) => {
    const user = `twice-${when}@harbour.test`;
    const mailbox = await copied(user);
    // Another tool brought two messages of each folder once more.
    const client = await RawImap.login(at(to), user, password);
    const { folders } = await snapshotMailbox(at(to), user, password);
    for (const { path, messages } of folders) {
      if (messages.length < 2) continue;
      await client.command(`SELECT "${path}"`);
      await client.command(`COPY 1:2 "${path}"`);
    }
    await client.logout();
    const whole = (await held(user)).place;
    const before = await openDesk(mailbox.from, mailbox.to, mailbox.directory);
    const twice = (await before.duplicates()).groups.flatMap(proposedExtras).length;
    await before.close();
    expect(twice).toBeGreaterThan(2);
    await killedOver({ ...mailbox, work: 'duplicates', command, when });

    const cut = await held(user);
    expect([...cut.place, ...cut.aside].sort()).toEqual(whole);
    expect(cut.aside.length).toBeGreaterThan(0);

    const desk = await openDesk(mailbox.from, mailbox.to, mailbox.directory);
    const { mailboxId } = desk;
    const [record] = await desk.engine.client.surgery.list({ mailboxId });
    expect(record).toMatchObject({ kind: 'duplicates', way: 'move', folder: 'Mailferry duplicates', endedAt: null });
    await desk.compared();
    const found = await desk.duplicates();
    const extras = found.groups.flatMap(proposedExtras);
    expect(extras).toHaveLength(twice - cut.aside.length);
    if (extras.length > 0) expect(await desk.move(found, extras)).toMatchObject({ done: extras.length, left: [] });
    const moved = await held(user);
    expect([...moved.place, ...moved.aside].sort()).toEqual(whole);
    expect(moved.aside).toHaveLength(twice);

    const records = await desk.engine.client.surgery.list({ mailboxId });
    expect(records.reduce((sum, { messages }) => sum + messages, 0)).toBe(twice);
    // All of it can be put back, what the killed one took as well.
    await desk.compared();
    let back = 0;
    for (const { id } of records) {
      back += (await desk.putBack(id)).done;
      await desk.compared();
    }
    expect(back).toBe(twice);
    expect(await held(user)).toEqual({ place: whole, aside: [] });
    await desk.close();
  });
});
