import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { startScriptedImap, usualCapabilities } from '../../servers/scripted-imap.ts';
import { compareSnapshots } from '../../servers/snapshot-comparison.ts';
import { openMove } from '../transfer/move.ts';
import { letter, letters, planOf } from '../transfer/scripted-pair.ts';

const user = 'anna@harbour.test';
const password = 'Kelp-Lantern-58';

/** A file system of its own in memory, or why there can be none here. */
function smallDisk(): { readonly path: string; resize(size: string): void; remove(): void } | string {
  const path = mkdtempSync(join(tmpdir(), 'mailferry-disk-'));
  const mount = (...options: string[]) => execFileSync('mount', options, { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path);
  } catch (error) {
    rmSync(path, { recursive: true });
    return `No small file system can be mounted here: ${String((error as { stderr?: unknown }).stderr ?? error).trim()}`;
  }
  return {
    path,
    resize: (size) => void mount('-o', `remount,size=${size}`, path),
    remove() {
      execFileSync('umount', ['-l', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

const disk = process.platform === 'linux' ? smallDisk() : 'Small file systems are mounted on Linux only.';
if (typeof disk === 'string') console.warn(`Skipped: ${disk}`);

describe.skipIf(typeof disk === 'string')('a disk without room for the ledger', () => {
  afterAll(() => {
    if (typeof disk !== 'string') disk.remove();
  });

  test('ends the run with its name, loses nothing, and the next run goes on', async () => {
    if (typeof disk === 'string') return;
    const plan = planOf({ INBOX: letters(3000), Work: letters(20, 400) });
    const [from, to] = await Promise.all([
      startScriptedImap(),
      startScriptedImap({ capabilities: usualCapabilities.filter((name) => name !== 'MULTIAPPEND') }),
    ]);
    from.addUser(user, password, plan);
    const destination = to.addUser(user, password);
    const place = (server: { host: string; port: number }) => ({
      host: server.host,
      port: server.port,
      user,
      password,
    });
    const move = await openMove(place(from), place(to), { directory: join(disk.path, 'workspace') });
    try {
      const outcome = await move.run();
      expect(outcome).toMatchObject({ state: 'failed', verification: null, error: { code: 'workspace.disk-full' } });
      expect(destination.folder('INBOX')?.messages.length).toBeLessThan(3000);
      disk.resize('64m');
      expect(await move.run()).toMatchObject({
        state: 'complete',
        findings: [],
        totals: { messages: 3020, skipped: 0 },
      });
      const [source, copy] = await Promise.all([from, to].map((server) => snapshotMailbox(server, user, password)));
      if (source && copy) expect(compareSnapshots(source, copy)).toEqual([]);
      expect(await move.run()).toMatchObject({ state: 'complete', totals: { copied: 0 } });
    } finally {
      await move.close();
      await Promise.all([from.stop(), to.stop()]);
    }
  });
});

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

describe.skipIf(unavailable !== null)('a mailbox that becomes full in the middle of a copy', () => {
  test('stops the run with the sentence of the server, and the run goes on once there is room', async () => {
    const [from, to] = await Promise.all([startDovecot(), startDovecot({ separator: '.', quotaMb: 1 })]);
    await Promise.all([from.addUser(user, password), to.addUser(user, password, { quotaMb: 1 })]);
    const large = Array.from({ length: 120 }, (_, index) => letter(index, { size: 20_000 }));
    const plan = planOf({ INBOX: large.slice(0, 80), Work: large.slice(80) });
    const at = (server: DovecotServer) => ({ host: server.host, port: server.ports.imap });
    await seedMailbox({ ...at(from), passwordOf: from.passwordOf }, user, plan);
    const move = await openMove({ ...at(from), user, password }, { ...at(to), user, password });
    try {
      expect(await move.run()).toMatchObject({
        state: 'failed',
        verification: null,
        error: { code: 'mail.over-quota', side: 'destination', serverText: expect.stringMatching(/quota/i) },
      });
      await to.addUser(user, password, { quotaMb: 50 });
      // The server looks at its users once a second: a login that works with another password proves that it has looked.
      await to.setPassword(user, `${password}!`);
      await to.setPassword(user, password);
      expect(await move.run()).toMatchObject({
        state: 'complete',
        findings: [],
        totals: { messages: 120, skipped: 0 },
      });
      const [source, copy] = await Promise.all([from, to].map((server) => snapshotMailbox(at(server), user, password)));
      if (source && copy) expect(compareSnapshots(source, copy)).toEqual([]);
    } finally {
      await move.close();
      await Promise.all([from.stop(), to.stop()]);
    }
  });
});
