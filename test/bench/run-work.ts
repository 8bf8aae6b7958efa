import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { type MailboxPlan, messagesIn } from '../servers/mailbox-plan.ts';
import type { MailboxSnapshot } from '../servers/mailbox-snapshot.ts';
import { compareSnapshots } from '../servers/snapshot-comparison.ts';
import { judge } from './bars.ts';
import { hugeFrom } from './huge-message.ts';
import type { Job, Mover } from './movers/mover.ts';
import type { PairOfServers } from './pair-of-servers.ts';
import { quietMachine } from './quiet-machine.ts';
import type { Measurement, Row, WorkResult } from './results.ts';
import { measureLineUse } from './round-trips.ts';
import { RowInProgress } from './row-in-progress.ts';
import { runTimed } from './timed-process.ts';
import type { Work } from './works.ts';

/** What works are done with. */
export interface Ground {
  readonly servers: PairOfServers;
  /** For what tools write; emptied by whoever made it. */
  readonly scratch: string;
  readonly runs: number;
  /** Seconds that one run of one tool may take. */
  readonly limit: number;
  /** Longest wait for a quiet machine before each run, in seconds. */
  readonly quiet: number;
  readonly stop: AbortSignal;
  readonly say: (text: string) => void;
}

/** A mailbox at the source and what the witness saw in it. */
interface Seeded {
  readonly user: string;
  readonly snapshot: MailboxSnapshot;
  readonly messages: number;
  readonly bytes: number;
}

async function seed({ servers }: Ground, name: string, plan: MailboxPlan): Promise<Seeded> {
  const user = await servers.addUser('source', name);
  await servers.seed(user, plan);
  const snapshot = await servers.snapshot('source', user);
  const messages = snapshot.folders.flatMap((folder) => folder.messages);
  if (messages.length !== messagesIn(plan)) throw new Error(`${name}: the source was not seeded as planned`);
  return { user, snapshot, messages: messages.length, bytes: messages.reduce((sum, { size }) => sum + size, 0) };
}

/** A destination of one tool. */
interface Attempt {
  readonly user: string;
  readonly job: Omit<Job, 'pass'>;
}

async function newAttempt(ground: Ground, work: Work, mover: Mover, source: string): Promise<Attempt> {
  const user = await ground.servers.addUser('destination', work.id);
  const directory = await mkdtemp(join(ground.scratch, `${mover.key}-`));
  await mkdir(directory, { recursive: true });
  const byLine = goesByLine(work);
  const job = {
    source: ground.servers.login('source', source, byLine),
    destination: ground.servers.login('destination', user, byLine),
    destinationServer: ground.servers.destinationDirectory,
    directory,
  };
  return { user, job };
}

/** A pass over an unchanged mailbox always goes by the line, because the line counts the round trips. */
const goesByLine = ({ rttMs, megabitsPerSecond, pass }: Work): boolean =>
  rttMs > 0 || megabitsPerSecond !== null || pass === 'again';

/** The mail itself stays until the end: ext4 makes new files several times slower while many were removed within the last minutes. */
async function removeAttempt({ job }: Attempt): Promise<void> {
  await rm(job.directory, { recursive: true, force: true });
}

/** Runs a tool once; a run that fails goes into the row as such, and gives null. */
async function measure(
  ground: Ground,
  work: Work,
  row: RowInProgress,
  { user, job }: Attempt,
  pass: Job['pass'],
  round: number,
): Promise<Measurement | null> {
  ground.stop.throwIfAborted();
  const byLine = goesByLine(work);
  const command = await row.mover.prepare({ ...job, pass });
  await quietMachine(ground.quiet, ground.stop);
  if (byLine) await ground.servers.line.record();
  const run = await runTimed(command, ground.limit, ground.stop);
  const events = byLine ? await ground.servers.line.report() : [];
  ground.stop.throwIfAborted();
  if (!(row.mover.endings ?? [0]).some((ending) => ending === run.end)) {
    row.fail(run, ground.limit);
    return null;
  }
  const lineUse = byLine ? measureLineUse(events) : undefined;
  const loggedInAt = lineUse?.loggedInAt ?? null;
  const arrivals = work.reference === undefined ? [] : await ground.servers.arrivals(user);
  const lastOf = (huge: boolean): { arrived: number } | null => {
    const times = arrivals.filter(({ bytes }) => bytes >= hugeFrom === huge).map(({ at }) => at);
    return times.length === 0 ? null : { arrived: (times.reduce((a, b) => Math.max(a, b)) - run.startedAt) / 1000 };
  };
  const [ordinary, huge] = [lastOf(false), lastOf(true)];
  return {
    seconds: run.seconds,
    peakMemory: run.peakMemory,
    processorSeconds: run.processorSeconds,
    round,
    ...(lineUse === undefined ? {} : { lineUse }),
    ...(loggedInAt === null ? {} : { aboveConnecting: (run.endedAt - loggedInAt) / 1000 }),
    ...(ordinary === null ? {} : { ordinaryArrived: ordinary.arrived }),
    ...(huge === null ? {} : { hugeArrived: huge.arrived }),
  };
}

async function witness(ground: Ground, row: RowInProgress, source: Seeded, { user }: Attempt): Promise<void> {
  const copied = await ground.servers.snapshot('destination', user);
  row.compared(compareSnapshots(source.snapshot, copied, { order: true }));
}

/** Each tool carries the whole mailbox to a new place, by turns. */
async function copyByTurns(
  ground: Ground,
  work: Work,
  rows: readonly { readonly row: RowInProgress; readonly source: Seeded }[],
): Promise<void> {
  for (let round = 0; round < ground.runs; round++) {
    for (let turn = 0; turn < rows.length; turn++) {
      const next = rows[(turn + round) % rows.length];
      if (next === undefined || !next.row.wantsRun(round)) continue;
      const attempt = await newAttempt(ground, work, next.row.mover, next.source.user);
      try {
        const measured = await measure(ground, work, next.row, attempt, 'first', round);
        if (measured === null) continue;
        next.row.add(measured);
        await witness(ground, next.row, next.source, attempt);
      } finally {
        await removeAttempt(attempt);
      }
    }
  }
}

/** Each tool carries the mailbox once, without being measured; then each looks at it again, by turns. */
async function passAgainByTurns(
  ground: Ground,
  work: Work,
  rows: readonly { readonly row: RowInProgress; readonly source: Seeded }[],
): Promise<void> {
  const attempts = new Map<RowInProgress, Attempt>();
  try {
    await ground.servers.line.set(0, null);
    for (const { row, source } of rows) {
      const attempt = await newAttempt(ground, work, row.mover, source.user);
      attempts.set(row, attempt);
      await measure(ground, work, row, attempt, 'first', 0);
    }
    await setLine(ground, work);
    for (let round = 0; round < ground.runs; round++) {
      for (const { row } of rows) {
        const attempt = attempts.get(row);
        if (attempt === undefined || !row.wantsRun(round)) continue;
        const measured = await measure(ground, work, row, attempt, 'again', round);
        if (measured !== null) row.add(measured);
      }
    }
    for (const { row, source } of rows) {
      const attempt = attempts.get(row);
      if (attempt !== undefined && row.hasRuns) await witness(ground, row, source, attempt);
    }
  } finally {
    for (const attempt of attempts.values()) await removeAttempt(attempt);
  }
}

async function setLine({ servers }: Ground, { rttMs, megabitsPerSecond }: Work): Promise<void> {
  await servers.line.set(rttMs, megabitsPerSecond === null ? null : megabitsPerSecond * 125_000);
}

/** Does one work with all tools, `ground.runs` times each, and judges it. `messages` replaces the work's own number. */
export async function runWork(
  ground: Ground,
  work: Work,
  movers: readonly Mover[],
  messages: number | undefined,
): Promise<WorkResult> {
  const loadBefore = loadavg()[0] ?? 0;
  const source = await seed(ground, work.id, work.mailbox(messages));
  const rows = movers.map((mover) => ({ row: new RowInProgress(mover), source }));
  const reference = work.reference;
  const other = reference === undefined ? null : await seed(ground, `${work.id}-reference`, reference.mailbox());
  const otherRows =
    other === null
      ? []
      : movers
          .filter(({ kind }) => kind === 'mailferry')
          .map((mover) => ({ row: new RowInProgress(mover), source: other }));
  await setLine(ground, work);
  const byTurns = work.pass === 'first' ? copyByTurns : passAgainByTurns;
  await byTurns(ground, work, [...otherRows, ...rows]);
  const finished = (list: typeof rows): Row[] => list.map(({ row }) => row.finish());
  const result = {
    work: work.id,
    title: work.title,
    messages: source.messages,
    bytes: source.bytes,
    rttMs: work.rttMs,
    megabitsPerSecond: work.megabitsPerSecond,
    rows: finished(rows),
    reference:
      reference === undefined || other === null
        ? null
        : { title: reference.title, messages: other.messages, rows: finished(otherRows) },
    notes: [],
    loadBefore,
  };
  return { ...result, bars: judge(result, work.bars) };
}
