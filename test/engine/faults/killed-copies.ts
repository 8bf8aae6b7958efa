import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { RunOutcome } from '../../../electron/engine/transfer/run-types.ts';
import { type DovecotServer, startDovecot } from '../../servers/dovecot.ts';
import { type FaultProxy, startFaultProxy } from '../../servers/fault-proxy.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { messagesIn } from '../../servers/mailbox-plan.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { Random } from '../../servers/random.ts';
import { type ScriptedImapServer, startScriptedImap, usualCapabilities } from '../../servers/scripted-imap.ts';
import { compareSnapshots } from '../../servers/snapshot-comparison.ts';
import type { Place } from '../transfer/move.ts';

interface Destination {
  /** Else a scripted server. */
  readonly dovecot?: Parameters<typeof startDovecot>[0];
  /** What the scripted server does not offer. */
  readonly without?: readonly string[];
  /** Takes many messages with one APPEND. */
  readonly batches: boolean;
}

/** The kinds of destination a copy is killed before. */
export const destinations = {
  'a Dovecot': { dovecot: {}, batches: true },
  'a Dovecot that takes one message per APPEND, and waits before each literal': {
    dovecot: { capability: 'IMAP4rev1 UIDPLUS NAMESPACE LIST-EXTENDED LIST-STATUS SPECIAL-USE' },
    batches: false,
  },
  'a Dovecot that takes one message per APPEND': {
    dovecot: { capability: 'IMAP4rev1 LITERAL+ UIDPLUS NAMESPACE LIST-EXTENDED LIST-STATUS SPECIAL-USE' },
    batches: false,
  },
  'a server without UIDPLUS': { without: ['UIDPLUS'], batches: true },
  'a server with nothing but IMAP4rev1': {
    without: usualCapabilities.filter((name) => name !== 'IMAP4rev1'),
    batches: false,
  },
} as const satisfies Record<string, Destination>;
export type DestinationKind = keyof typeof destinations;

/** What came of being killed again and again. */
export interface KillReport {
  readonly kills: number;
  /** What the run was doing when it was killed. */
  readonly during: Readonly<Record<string, number>>;
  readonly mailboxes: number;
  readonly messages: number;
}

export interface KillPlan {
  readonly directory: string;
  readonly destination: DestinationKind;
  readonly seed: number;
  /** Kills in all. As many mailboxes are copied as that takes. */
  readonly kills: number;
  /** Kills of one mailbox at most; then it may finish. */
  readonly killsPerMailbox: number;
  readonly messages: number;
  readonly folders: number;
}

/** Something in the work of a run that a kill waits for: the so-manieth command of a kind, or just some time. */
interface Moment {
  readonly command: RegExp | null;
  readonly occurrence: number;
  readonly delayMs: number;
}

/** Comparing comes last in every run, so a kill whose moment never came strikes there. */
const comparing = /^EXAMINE/;

/**
 * `appends`: so many APPENDs may pass before a kill, so that there is something left for the next one. Settling needs what an
 * earlier kill left behind; where there is nothing of the kind, the APPENDs after it count.
 */
function momentOf(random: Random, appends: number, first: boolean, last: boolean): Moment {
  const settling = /^(UID FETCH .*HEADER|APPEND)/i;
  const [command, most] = last
    ? ([comparing, 3] as const)
    : random.pick<readonly [RegExp | null, number]>([
        [/^APPEND/, appends],
        [/^APPEND/, appends],
        first ? [/^CREATE/, 4] : [settling, 2],
        first ? [/^CREATE/, 4] : [settling, 1],
        [null, 0],
      ]);
  if (command === null) return { command, occurrence: 0, delayMs: 300 + random.below(500) };
  return { command, occurrence: 1 + random.below(most), delayMs: random.below(16) };
}

/** What the last command to the destination and the phase say of what was going on. */
function activityOf(phase: string, last: string): string {
  if (phase !== 'copying') return phase === '' ? 'starting' : phase;
  if (/^(CREATE|SUBSCRIBE)/.test(last)) return 'making folders';
  if (/^APPEND/.test(last)) return 'appending';
  if (comparing.test(last)) return 'comparing a folder';
  if (/^UID FETCH .*HEADER/i.test(last)) return 'settling';
  return 'preparing a folder';
}

/**
 * Copies mailboxes, kills the copying process at random moments (SIGKILL) and starts it again, until there were enough kills.
 * Then every mailbox must be exact by a client that shares no code with the product: nothing missing, nothing twice, flags and
 * dates as they were, the source untouched; and a further run copies nothing.
 */
export async function killAgainAndAgain(plan: KillPlan): Promise<KillReport> {
  const kind: Destination = destinations[plan.destination];
  const random = new Random(plan.seed);
  const from = await startDovecot();
  const to: DovecotServer | ScriptedImapServer =
    kind.dovecot !== undefined
      ? await startDovecot({ separator: '.', ...kind.dovecot })
      : await startScriptedImap({
          delimiter: '.',
          capabilities: usualCapabilities.filter((name) => !kind.without?.includes(name)),
        });
  const during: Record<string, number> = {};
  let kills = 0;
  let mailboxes = 0;
  let messages = 0;
  try {
    while (kills < plan.kills) {
      mailboxes += 1;
      const allowed = Math.min(plan.killsPerMailbox, plan.kills - kills);
      const activities = await oneMailbox(plan, mailboxes, allowed, random, from, to);
      for (const activity of activities) during[activity] = (during[activity] ?? 0) + 1;
      kills += activities.length;
      messages += plan.messages;
    }
  } finally {
    await Promise.all([from.stop(), to.stop()]);
  }
  return { kills, during, mailboxes, messages };
}

async function oneMailbox(
  plan: KillPlan,
  number: number,
  allowed: number,
  random: Random,
  from: DovecotServer,
  to: DovecotServer | ScriptedImapServer,
): Promise<string[]> {
  const user = `${number}.anna@harbour.test`;
  const password = 'Kelp-Lantern-58';
  const mailbox = generateMailbox({
    seed: plan.seed * 100 + number,
    folders: plan.folders,
    messages: plan.messages,
    profile: 'small',
  });
  await Promise.all([from.addUser(user, password), to.addUser(user, password)]);
  const atSource = { host: from.host, port: from.ports.imap };
  const atDestination = { host: to.host, port: 'ports' in to ? to.ports.imap : to.port };
  await seedMailbox({ ...atSource, passwordOf: from.passwordOf }, user, mailbox);
  const before = await snapshotMailbox(atSource, user, password);
  // A slow way to the destination, so that there is a middle to be killed in.
  const proxy = await startFaultProxy(atDestination, { latencyMs: 2 });
  const workspace = join(plan.directory, String(number));
  const places: Places = {
    from: { ...atSource, user, password },
    to: { host: proxy.host, port: proxy.port, user, password },
  };
  const activities: string[] = [];
  try {
    let attempts = 0;
    const appends = Math.ceil(plan.messages / (destinations[plan.destination].batches ? 1000 : 10));
    let outcome: RunOutcome | null = null;
    while (outcome === null) {
      const moment =
        activities.length < allowed
          ? momentOf(random, appends, attempts === 0, activities.length === allowed - 1)
          : null;
      const end = await attempt(workspace, `run-${++attempts}`, places, proxy, moment);
      if ('killedDuring' in end) activities.push(end.killedDuring);
      else outcome = end.outcome;
    }
    const seed = `seed ${plan.seed}, mailbox ${number}, killed while ${activities.join(', ')}`;
    const total = messagesIn(mailbox);
    expect(outcome, seed).toMatchObject({ state: 'complete', findings: [], totals: { messages: total, skipped: 0 } });
    expect(outcome.totals.copied + outcome.totals.alreadyThere, seed).toBe(total);
    const [source, destination] = await Promise.all([
      snapshotMailbox(atSource, user, password),
      snapshotMailbox(atDestination, user, password),
    ]);
    expect(source, seed).toEqual(before);
    expect(compareSnapshots(source, destination), seed).toEqual([]);
    const again = await attempt(workspace, 'run-again', places, proxy, null);
    expect(again, seed).toMatchObject({
      outcome: { state: 'complete', findings: [], totals: { copied: 0, alreadyThere: total } },
    });
  } finally {
    await proxy.stop();
  }
  return activities;
}

interface Places {
  readonly from: Place;
  readonly to: Place;
}

/** One run in a process of its own, killed at the moment given, if it comes. */
async function attempt(
  directory: string,
  run: string,
  places: Places,
  proxy: FaultProxy,
  moment: Moment | null,
): Promise<{ killedDuring: string } | { outcome: RunOutcome }> {
  const started = proxy.commands.length;
  const task = JSON.stringify({ directory, run, ...places });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'copy-process.ts'), task], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // Compiled once for all starts: they are what most of the time would go to.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_COMPILE_CACHE: join(directory, '..', 'compiled') },
  });
  let phase = '';
  let outcome: RunOutcome | null = null;
  const output = createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as { phase?: string; outcome?: RunOutcome };
    phase = said.phase ?? phase;
    outcome = said.outcome ?? outcome;
  });
  const read = once(output, 'close');
  const ended = once(child, 'close');
  let killedDuring = '';
  if (moment !== null) {
    const { command, occurrence, delayMs } = moment;
    const count = (wanted: RegExp): number => proxy.commands.slice(started).filter((text) => wanted.test(text)).length;
    const come = (): boolean => (command !== null && count(command) >= occurrence) || count(comparing) >= 3;
    while (command !== null && child.exitCode === null && !come()) await Promise.race([ended, delay(1)]);
    await Promise.race([ended, delay(delayMs)]);
    killedDuring = activityOf(phase, proxy.commands.slice(started).at(-1) ?? '');
    child.kill('SIGKILL');
  }
  await Promise.all([ended, read]);
  if (child.signalCode === 'SIGKILL') return { killedDuring };
  if (outcome === null) throw new Error(`The copying process ended with ${child.exitCode} and no outcome`);
  return { outcome };
}
