import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { startFaultProxy } from '../../servers/fault-proxy.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { Random } from '../../servers/random.ts';
import { compareSnapshots } from '../../servers/snapshot-comparison.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

const user = 'anna@harbour.test';
const password = 'Kelp-Lantern-58';
const kills = 8;

describe.skipIf(unavailable !== null)('a copy that is killed again and again', () => {
  let from: DovecotServer;
  let to: DovecotServer;
  let directory: string;
  beforeAll(async () => {
    [from, to] = await Promise.all([startDovecot(), startDovecot({ separator: '.' })]);
    directory = await mkdtemp(join(tmpdir(), 'mailferry-killed-'));
  });
  afterAll(async () => {
    await Promise.all([from?.stop(), to?.stop()]);
    await rm(directory, { recursive: true, force: true });
  });

  test.each([1, 2])(`is exact at the end, whenever it was killed (seed %d)`, { timeout: 120_000 }, async (seed) => {
    const at = (server: DovecotServer) => ({ host: server.host, port: server.ports.imap });
    const plan = generateMailbox({ seed: 30 + seed, folders: 6, messages: 600, profile: 'small' });
    await Promise.all([from, to].map((server) => server.addUser(`${seed}.${user}`, password)));
    const who = `${seed}.${user}`;
    await seedMailbox({ ...at(from), passwordOf: from.passwordOf }, who, plan);
    const before = await snapshotMailbox(at(from), who, password);
    // A slow way to the destination, so that there is a middle to be killed in.
    const proxy = await startFaultProxy(at(to), { latencyMs: 2 });
    const random = new Random(seed);
    let killed = 0;
    const task = {
      directory: join(directory, String(seed)),
      from: { ...at(from), user: who, password },
      to: { host: proxy.host, port: proxy.port, user: who, password },
    };

    /** One run in a process of its own; killed once so many further APPENDs were seen, or never. */
    const attempt = async (run: number, appends: number | null, delayMs: number): Promise<string[]> => {
      const started = proxy.commands.length;
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'copy-process.ts'), JSON.stringify({ ...task, run: `run-${run}` })],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
          env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        },
      );
      const lines: string[] = [];
      createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
      const ended = once(child, 'close');
      const seen = (): number => proxy.commands.slice(started).filter((command) => command.startsWith('APPEND')).length;
      if (appends !== null) {
        while (child.exitCode === null && seen() < appends)
          await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1))]);
        if (delayMs > 0) await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, delayMs))]);
        child.kill('SIGKILL');
      }
      await ended;
      if (child.signalCode === 'SIGKILL') killed += 1;
      return lines;
    };

    for (let run = 0; run < kills; run += 1) await attempt(run, 1 + random.below(3), random.below(12));
    expect(killed).toBeGreaterThanOrEqual(kills - 2);
    // What was confirmed before the kills is there, and nothing twice: at most what the source has.
    const partial = await snapshotMailbox(at(to), who, password);
    expect(
      compareSnapshots(partial, before, {
        mapFolder: (path) => path.replaceAll('.', '/'),
        allowExtra: true,
        ignoreFlags: ['\\Recent'],
      }).filter((line) => !line.startsWith('selectable:')),
    ).toEqual([]);

    const last = (await attempt(kills, null, 0)).at(-1) ?? '';
    const outcome = JSON.parse(last);
    expect(outcome).toMatchObject({ state: 'complete', findings: [], totals: { messages: 600, skipped: 0 } });
    expect(outcome.totals.copied + outcome.totals.alreadyThere).toBe(600);
    expect(outcome.totals.alreadyThere).toBeGreaterThan(0);
    const [source, destination] = [
      await snapshotMailbox(at(from), who, password),
      await snapshotMailbox(at(to), who, password),
    ];
    expect(source).toEqual(before);
    expect(compareSnapshots(source, destination, { allowExtra: true })).toEqual([]);
    const again = JSON.parse((await attempt(kills + 1, null, 0)).at(-1) ?? '');
    expect(again).toMatchObject({ state: 'complete', totals: { copied: 0, alreadyThere: 600 } });
    await proxy.stop();
  });
});
