import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createRedactor, silentLog } from '../../../electron/engine/log.ts';
import { attachTrace, ProtocolTrace } from '../../../electron/engine/mail/protocol-trace.ts';
import { createChanges } from '../../../electron/engine/runs/changes.ts';
import { RunService, type RunServiceOptions } from '../../../electron/engine/runs/run-service.ts';
import type { Workspace } from '../../../electron/engine/workspace/workspace.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { type RunProgress, runOptions } from '../../../shared/domain/run.ts';
import { addMailbox, addRun, sampleWorkspace } from '../workspace/sample-workspace.ts';
import { ManualClock } from './manual-clock.ts';
import { cancelledOutcome, completeOutcome, ScriptedExecution, snapshot } from './scripted-execution.ts';

const copy = runOptions.parse({ kind: 'copy' });

let workspace: Workspace;
let clock: ManualClock;
let script: ScriptedExecution;

beforeEach(() => {
  workspace = sampleWorkspace();
  clock = new ManualClock();
  script = new ScriptedExecution();
});

function service(options: Partial<RunServiceOptions> = {}): RunService {
  const runs = new RunService({
    workspace,
    secrets: { get: async () => 'unused' },
    execute: script.execute,
    changes: createChanges(),
    clock,
    log: silentLog,
    redactor: createRedactor(),
    ...options,
  });
  runs.recover();
  return runs;
}

async function all(iterator: AsyncIterable<RunProgress>): Promise<RunProgress[]> {
  const seen: RunProgress[] = [];
  for await (const progress of iterator) seen.push(progress);
  return seen;
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
  return undefined;
}

describe('starting', () => {
  it('stores the run, carries it out with both logins, and stores its end', async () => {
    const runs = service();
    workspace.folderChoices.save('anna', [{ source: 'Junk', destination: null }]);
    const run = runs.start('anna', copy);
    expect(run).toMatchObject({ address: 'anna@harbour.test', domainId: 'domain', kind: 'copy', state: 'running' });
    const execution = await script.at(0);
    expect(execution.request).toMatchObject({
      runId: run.id,
      mailboxId: 'anna',
      source: { side: 'source', endpoint: { id: 'old' }, secretRef: 'mailbox/anna/source' },
      destination: { side: 'destination', endpoint: { id: 'new' }, secretRef: 'mailbox/anna/destination' },
      choices: [{ source: 'Junk', destination: null }],
    });
    execution.end();
    expect(await runs.finished(run.id)).toMatchObject({ state: 'complete', verdict: 'All 3 messages agree.' });
    expect(workspace.runs.verificationOf('anna')).toMatchObject({ runId: run.id, mailboxId: 'anna', agrees: true });
    expect(workspace.mailboxes.row('anna')?.state).toBe('verified');
  });

  it('allows one active run for each mailbox', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    expect(codeOf(() => runs.start('anna', copy))).toBe('run.already-running');
    (await script.at(0)).end();
    await runs.finished(run.id);
    expect(runs.start('anna', copy).state).toBe('running');
  });

  it('refuses a mailbox that is not there', () => {
    const runs = service();
    expect(codeOf(() => runs.start('nobody', copy))).toBe('workspace.not-found');
  });

  it('lets runs beyond the limit wait in the order they came', async () => {
    for (const name of ['ben', 'cleo']) addMailbox(workspace, name, `${name}@harbour.test`);
    const onActive = vi.fn();
    const runs = service({ maxParallel: 1, onActive });
    const first = runs.start('anna', copy);
    const second = runs.start('ben', copy);
    const third = runs.start('cleo', copy);
    expect([first, second, third].map((run) => runs.get(run.id).state)).toEqual(['running', 'queued', 'queued']);
    expect(onActive).toHaveBeenLastCalledWith(3);
    (await script.at(0)).end();
    const next = await script.at(1);
    expect(next.request.mailboxId).toBe('ben');
    expect(runs.get(third.id).state).toBe('queued');
    next.end();
    (await script.at(2)).end();
    await runs.finished(third.id);
    expect(onActive).toHaveBeenLastCalledWith(0);
  });

  it('continues an ended run with its options as a new run', async () => {
    const runs = service();
    const run = runs.start('anna', { ...copy, folders: ['INBOX'] });
    (await script.at(0)).end(cancelledOutcome);
    await runs.finished(run.id);
    const next = runs.continue(run.id);
    expect(next.id).not.toBe(run.id);
    expect(next.options).toEqual({ ...copy, newestFirst: false, folders: ['INBOX'] });
  });

  it('copies the newest first in the forced order, unless the agent says otherwise', async () => {
    workspace.domains.setOrder('domain', 'forced', null);
    const runs = service();
    const newestFirst: (boolean | null)[] = [];
    for (const options of [copy, { ...copy, newestFirst: false }, runOptions.parse({ kind: 'verify' })]) {
      const run = runs.start('anna', options);
      newestFirst.push(run.options.newestFirst);
      (await script.at(newestFirst.length - 1)).end();
      await runs.finished(run.id);
    }
    expect(newestFirst).toEqual([true, false, false]);
  });
});

describe('cancelling', () => {
  it('asks a running run to stop and waits for it', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    const { context, end } = await script.at(0);
    expect(runs.cancel(run.id).state).toBe('cancelling');
    expect(context.signal.aborted).toBe(true);
    expect(runs.cancel(run.id).state).toBe('cancelling');
    end(cancelledOutcome);
    expect((await runs.finished(run.id)).state).toBe('cancelled');
    expect(runs.cancel(run.id).state).toBe('cancelled');
  });

  it('ends a waiting run at once, and the next one in the queue still comes', async () => {
    for (const name of ['ben', 'cleo']) addMailbox(workspace, name, `${name}@harbour.test`);
    const runs = service({ maxParallel: 1 });
    runs.start('anna', copy);
    const second = runs.start('ben', copy);
    runs.start('cleo', copy);
    expect(runs.cancel(second.id)).toMatchObject({ state: 'cancelled', startedAt: null });
    (await script.at(0)).end();
    expect((await script.at(1)).request.mailboxId).toBe('cleo');
  });
});

describe('holding runs off', () => {
  it('cancels what goes on and lets nothing begin until the work is done', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    const { context, end } = await script.at(0);
    context.signal.addEventListener('abort', () => end(cancelledOutcome));
    const refused: (string | undefined)[] = [];
    await runs.withoutRuns(async () => {
      expect(runs.get(run.id).state).toBe('cancelled');
      refused.push(codeOf(() => runs.start('anna', copy)));
    });
    expect(refused).toEqual(['workspace.in-use']);
    expect(runs.start('anna', copy).state).toBe('running');
  });
});

describe('ends that nobody wanted', () => {
  it('marks what a killed engine left as interrupted, with a line in its log', () => {
    for (const name of ['ben', 'cleo']) addMailbox(workspace, name, `${name}@harbour.test`);
    const left = [
      addRun(workspace, { state: 'running', totals: { copied: 7 } }),
      addRun(workspace, { state: 'queued', mailboxId: 'ben' }),
      addRun(workspace, { state: 'cancelling', mailboxId: 'cleo' }),
    ];
    const runs = service();
    for (const id of left) {
      expect(runs.get(id).state).toBe('interrupted');
      expect(runs.readLog(id, 0, 10)).toMatchObject([{ level: 'warn', text: expect.stringContaining('interrupted') }]);
    }
    expect(runs.get(left[0] ?? '').totals.copied).toBe(7);
    expect(runs.start('anna', copy).state).toBe('running');
  });

  it('keeps totals now and then, so that an interrupted run shows how far it came', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    const { context } = await script.at(0);
    for (let copied = 1; copied <= 50; copied += 1) {
      context.onSnapshot(snapshot({ messages: 100, copied }));
      clock.advance(100);
    }
    expect(workspace.runs.find(run.id)?.totals.copied).toBeGreaterThan(10);
  });

  it('stores a bug as internal, with the reference under which the log has it', async () => {
    const error = vi.fn();
    const runs = service({ log: { ...silentLog, error } });
    const run = runs.start('anna', copy);
    const bug = new TypeError('undefined is not a function');
    (await script.at(0)).fail(bug);
    const ended = await runs.finished(run.id);
    expect(ended).toMatchObject({ state: 'failed', error: { code: 'internal' } });
    expect(ended.verdict).not.toContain('undefined is not');
    expect(error).toHaveBeenCalledWith(expect.any(String), {
      reference: ended.error?.reference,
      runId: run.id,
      err: bug,
    });
  });

  it('keeps the code of an expected failure', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    (await script.at(0)).fail(new AppError({ code: 'workspace.disk-full', message: 'No room.' }));
    expect(await runs.finished(run.id)).toMatchObject({ state: 'failed', error: { code: 'workspace.disk-full' } });
  });

  it('stores nothing of a result it cannot store as a whole, and says that it failed', async () => {
    const runs = service({
      onStored: () => {
        throw new AppError({ code: 'workspace.disk-full', message: 'No room.' });
      },
    });
    const run = runs.start('anna', copy);
    (await script.at(0)).end({
      state: 'findings',
      findings: [
        {
          kind: 'missing',
          sourceFolder: 'INBOX',
          destinationFolder: 'INBOX',
          sourceUid: 1,
          destinationUid: null,
          subject: '',
          from: '',
          date: null,
          size: null,
          messageId: null,
          detail: '',
        },
      ],
    });
    expect(await runs.finished(run.id)).toMatchObject({ state: 'failed', error: { code: 'workspace.disk-full' } });
    expect(workspace.findings.list(run.id, { offset: 0, limit: 10 }).total).toBe(0);
    expect(workspace.runs.verificationOf('anna')).toBeUndefined();
  });
});

describe('stopping the engine', () => {
  it('stops runs between two messages and stores them as interrupted', async () => {
    addMailbox(workspace, 'ben', 'ben@harbour.test');
    const runs = service({ maxParallel: 1 });
    const going = runs.start('anna', copy);
    const waiting = runs.start('ben', copy);
    const { context, end } = await script.at(0);
    context.signal.addEventListener('abort', () => end(cancelledOutcome));
    await runs.stop(5000);
    expect(runs.get(going.id)).toMatchObject({ state: 'interrupted', totals: cancelledOutcome.totals });
    expect(runs.get(waiting.id).state).toBe('interrupted');
    expect(codeOf(() => runs.start('anna', copy))).toBe('engine.stopped');
  });

  it('keeps a result that was complete before it could be stopped', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    const { context, end } = await script.at(0);
    context.signal.addEventListener('abort', () => end(completeOutcome));
    await runs.stop(5000);
    expect(runs.get(run.id).state).toBe('complete');
  });

  it('waits no longer than the deadline, and hears nothing that comes later', async () => {
    const error = vi.fn();
    const runs = service({ log: { ...silentLog, error } });
    const run = runs.start('anna', copy);
    const { fail } = await script.at(0);
    const stopped = runs.stop(5000);
    clock.advance(5000);
    await stopped;
    expect(runs.get(run.id).state).toBe('interrupted');
    fail(new Error('The database is closed.'));
    // All that follows from it has happened when the event loop comes round.
    await new Promise((resolve) => setImmediate(resolve));
    expect(runs.get(run.id).state).toBe('interrupted');
    expect(error).not.toHaveBeenCalled();
  });
});

describe('watching', () => {
  it('gives the latest first, then at most ten a second, and the last one always', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    const { context, end } = await script.at(0);
    const sent: RunProgress[] = [];
    const watcher = (async () => {
      for await (const progress of runs.watch(run.id)) sent.push(progress);
    })();
    // A thousand snapshots in one second; the watcher reads each that is sent.
    for (let copied = 1; copied <= 1000; copied += 1) {
      context.onSnapshot(snapshot({ messages: 2000, copied }));
      clock.advance(1);
      await Promise.resolve();
      await Promise.resolve();
    }
    expect(sent.length).toBeGreaterThanOrEqual(10);
    expect(sent.length).toBeLessThanOrEqual(12);
    context.onSnapshot(snapshot({ messages: 2000, copied: 1001 }));
    end({ ...completeOutcome, totals: { ...completeOutcome.totals, copied: 1002 } });
    await watcher;
    expect(sent[0]).toMatchObject({ state: 'running' });
    expect(sent.at(-1)).toMatchObject({ state: 'complete', phase: 'ended', totals: { copied: 1002 } });
  });

  it('tells that a run has ended only after everything is stored', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    const end = (async () => {
      for await (const progress of runs.watch(run.id)) {
        if (progress.phase === 'ended') return workspace.runs.verificationOf('anna')?.runId;
      }
      return null;
    })();
    (await script.at(0)).end();
    expect(await end).toBe(run.id);
  });

  it('drops what a slow reader did not read, but never the last', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    const { context, end } = await script.at(0);
    const watch = runs.watch(run.id);
    for (let copied = 1; copied <= 100; copied += 1) {
      context.onSnapshot(snapshot({ copied }));
      clock.advance(100);
    }
    end();
    await runs.finished(run.id);
    expect((await all(watch)).map((progress) => progress.state)).toEqual(['complete']);
  });

  it('lets a reader go when its signal says so', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    const leaving = new AbortController();
    const watch = all(runs.watch(run.id, leaving.signal));
    leaving.abort();
    expect((await watch).every((progress) => progress.state === 'running')).toBe(true);
    expect(await all(runs.watch(run.id, AbortSignal.abort()))).toEqual([]);
  });

  it('gives one last progress for a run of another day', async () => {
    const id = addRun(workspace, { state: 'failed', totals: { copied: 4 } });
    expect(await all(service().watch(id))).toMatchObject([{ state: 'failed', phase: 'ended', totals: { copied: 4 } }]);
  });

  it('shows rate and time left, and that a run stands still', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    const { context } = await script.at(0);
    for (let second = 0; second <= 4; second += 1) {
      context.onSnapshot(
        snapshot({ messages: 1000, copied: second * 100, bytes: 100_000, bytesCopied: second * 10_000 }),
      );
      clock.advance(1000);
    }
    const [going] = runs.activeProgress();
    expect(going?.address).toBe('anna@harbour.test');
    expect(going?.messagesPerSecond).toBeGreaterThan(60);
    expect(going?.secondsLeft).toBeGreaterThan(5);
    clock.advance(20_000);
    const [still] = runs.activeProgress();
    expect(still).toMatchObject({ messagesPerSecond: 0, bytesPerSecond: 0, secondsLeft: null });
    expect(still?.elapsedMs).toBeGreaterThanOrEqual(24_000);
    expect(runs.get(run.id).totals.copied).toBe(400);
  });
});

describe('the log of a run', () => {
  it('is there for the page at once, in order, from a line on', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    const { context, end } = await script.at(0);
    context.log('info', 'first');
    context.log('warn', 'second');
    expect(runs.readLog(run.id, 0, 10)).toMatchObject([
      { seq: 1, level: 'info', text: 'first' },
      { seq: 2, level: 'warn', text: 'second' },
    ]);
    expect(runs.readLog(run.id, 1, 10).map((event) => event.text)).toEqual(['second']);
    end();
    await runs.finished(run.id);
    expect(runs.readLog(run.id, 2, 10)).toMatchObject([{ seq: 3, text: 'All 3 messages agree.' }]);
  });

  it('is written a moment later by itself', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    (await script.at(0)).context.log('info', 'first');
    expect(workspace.runEvents.list(run.id, 0, 10)).toEqual([]);
    clock.advance(250);
    expect(workspace.runEvents.list(run.id, 0, 10)).toHaveLength(1);
  });

  it('holds no password that was handed out, and neither do verdict, error and findings', async () => {
    const redactor = createRedactor();
    redactor.register('Kelp-Tide-42');
    const runs = service({ redactor });
    const run = runs.start('anna', copy);
    const { context, end } = await script.at(0);
    context.log('error', 'LOGIN anna Kelp-Tide-42 refused');
    end({
      state: 'failed',
      verdict: 'Refused: Kelp-Tide-42',
      verification: null,
      error: { code: 'mail.auth-failed', message: 'no Kelp-Tide-42', serverText: 'bad Kelp-Tide-42' },
    });
    const ended = await runs.finished(run.id);
    expect(JSON.stringify([ended, runs.readLog(run.id, 0, 10)])).not.toContain('Kelp-Tide-42');
  });
});

describe('pausing', () => {
  it('is paused at once, stands still when what is on its way has come, and goes on', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    const { context, end } = await script.at(0);
    const { control } = context;
    context.onSnapshot(snapshot({ messages: 3, copied: 1 }));
    const { promise: batch, resolve: arrived } = Promise.withResolvers<void>();
    const work = control?.moving(context.signal, () => batch);
    expect(runs.pause(run.id).state).toBe('paused');
    expect(workspace.runs.find(run.id)?.state).toBe('running');
    expect(runs.list({ states: ['paused'], limit: 10 }).map(({ id }) => id)).toEqual([run.id]);
    expect(runs.list({ states: ['running'], limit: 10 })).toEqual([]);
    expect(runs.activeProgress()[0]).toMatchObject({
      state: 'paused',
      phase: 'copying',
      text: expect.stringContaining('Pausing'),
    });
    arrived();
    await work;
    expect(runs.activeProgress()[0]).toMatchObject({ state: 'paused', phase: 'paused', secondsLeft: null });
    expect(runs.resume(run.id).state).toBe('running');
    expect(runs.activeProgress()[0]).toMatchObject({ state: 'running', phase: 'copying', text: 'Copying' });
    end();
    expect((await runs.finished(run.id)).state).toBe('complete');
    expect(runs.pause(run.id).state).toBe('complete');
    expect(runs.readLog(run.id, 0, 100).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['The agent paused the run.', 'The agent resumed the run.']),
    );
  });

  it('lets others have its place, and a waiting run its turn only when it is resumed', async () => {
    for (const name of ['ben', 'cleo']) addMailbox(workspace, name, `${name}@harbour.test`);
    const runs = service({ maxParallel: 1 });
    const [first, second, third] = ['anna', 'ben', 'cleo'].map((name) => runs.start(name, copy).id) as [
      string,
      string,
      string,
    ];
    await script.at(0);
    expect(runs.pause(second).state).toBe('paused');
    runs.pause(first);
    expect((await script.at(1)).request.mailboxId).toBe('cleo');
    // Where it stopped, not at the end of the line.
    expect(runs.resume(first).state).toBe('running');
    expect(runs.resume(second).state).toBe('queued');
    (await script.at(1)).end();
    await runs.finished(third);
    expect(runs.get(second).state).toBe('queued');
    (await script.at(0)).end();
    expect((await script.at(2)).request.mailboxId).toBe('ben');
  });

  it('can be cancelled, and a stop of the engine leaves it interrupted', async () => {
    addMailbox(workspace, 'ben', 'ben@harbour.test');
    const runs = service();
    const [anna, ben] = [runs.start('anna', copy), runs.start('ben', copy)];
    const [one, two] = [await script.at(0), await script.at(1)];
    runs.pause(anna.id);
    runs.pause(ben.id);
    expect(runs.cancel(anna.id).state).toBe('cancelling');
    expect(one.context.signal.aborted).toBe(true);
    one.end(cancelledOutcome);
    expect((await runs.finished(anna.id)).state).toBe('cancelled');
    const stopped = runs.stop(1000);
    two.end(cancelledOutcome);
    await stopped;
    expect(runs.get(ben.id).state).toBe('interrupted');
  });

  it('takes another order for folders not begun, and keeps it with the run', async () => {
    const runs = service();
    const run = runs.start('anna', copy);
    const { context } = await script.at(0);
    expect(runs.setNewestFirst(run.id, true).options.newestFirst).toBe(true);
    expect(context.control?.newestFirst).toBe(true);
  });
});

it('keeps what connections said before they failed, without secrets and not without end', async () => {
  const redactor = createRedactor();
  redactor.register('Kelp-Lantern-58');
  const runs = service({ redactor });
  const run = runs.start('anna', copy);
  const { context, end } = await script.at(0);
  const trace = new ProtocolTrace();
  trace.got('a1 NO no such user with Kelp-Lantern-58');
  for (let time = 0; time < 30; time += 1) {
    const error = new AppError({ code: 'mail.connection-lost', message: `Lost ${time}`, side: 'source' });
    attachTrace(error, trace);
    context.failed?.(error);
  }
  context.failed?.(new AppError({ code: 'mail.timeout', message: 'Nothing is known of this one.' }));
  end();
  await runs.finished(run.id);
  const kept = workspace.runTraces.list(run.id);
  expect(kept).toHaveLength(20);
  expect(kept[0]).toMatchObject({
    side: 'source',
    code: 'mail.connection-lost',
    text: 'Lost 0',
    lines: ['S: a1 NO no such user with [secret]'],
  });
});
