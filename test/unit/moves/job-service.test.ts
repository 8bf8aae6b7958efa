import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createRedactor, silentLog } from '../../../electron/engine/log.ts';
import { JobService, type JobServiceOptions } from '../../../electron/engine/moves/bulk/job-service.ts';
import { createChanges } from '../../../electron/engine/runs/changes.ts';
import { RunService } from '../../../electron/engine/runs/run-service.ts';
import { ServerBudgets } from '../../../electron/engine/transfer/server-budgets.ts';
import { openWorkspace, type Workspace } from '../../../electron/engine/workspace/workspace.ts';
import { type JobDraft, jobDraft } from '../../../shared/domain/job.ts';
import { runOptions } from '../../../shared/domain/run.ts';
import { usualBudget } from '../../../shared/domain/server-budget.ts';
import { ManualClock } from '../runs/manual-clock.ts';
import { cancelledOutcome, ScriptedExecution } from '../runs/scripted-execution.ts';
import { addMailbox, sampleWorkspace, temporaryFolder } from '../workspace/sample-workspace.ts';

let dir: string;
let workspace: Workspace;
let clock: ManualClock;
let script: ScriptedExecution;

beforeEach(() => {
  dir = temporaryFolder();
  workspace = sampleWorkspace(dir);
  clock = new ManualClock();
  script = new ScriptedExecution();
  addMailbox(workspace, 'ben', 'ben@harbour.test');
  workspace.customers.add({ id: 'other', name: 'Müller Feinmechanik' });
  for (const [id, deadlineAt] of [
    ['urgent', '2026-11-23T00:00:00.000Z'],
    ['calm', null],
  ] as const) {
    const order = deadlineAt === null ? 'standard' : 'forced';
    workspace.domains.add({ id, customerId: 'other', name: `${id}.test`, order, deadlineAt, note: '' });
    addMailbox(workspace, `box-${id}`, `box@${id}.test`, id);
  }
});

function service(options: Partial<JobServiceOptions> = {}, store: Workspace = workspace) {
  const budgets = new ServerBudgets({
    clock,
    budgetOf: (id) => store.serverBudgets.find(id) ?? usualBudget,
    nameOf: (id) => id,
  });
  const runs: RunService = new RunService({
    workspace: store,
    secrets: { get: async () => 'unused' },
    execute: script.execute,
    changes: createChanges(),
    clock,
    log: silentLog,
    redactor: createRedactor(),
    budgets,
    onActive: () => jobs?.look(),
  });
  runs.recover();
  const jobs: JobService = new JobService({
    workspace: store,
    runs,
    budgets,
    mailWork: { runPreflight: () => new Promise(() => undefined) },
    secrets: { get: async () => 'unused' },
    secretRefs: { list: async () => new Set(), forget: () => undefined },
    checkStep: async () => ({ outcome: 'passed', summary: 'Seen.', facts: [] }),
    lastCopyFrom: () => ({ at: null, because: '' }),
    changes: createChanges(),
    clock,
    log: silentLog,
    lane: 1,
    ...options,
  });
  jobs.start();
  onTestFinished(() => jobs.halt());
  return { jobs, runs, budgets };
}

const draft = (given: Partial<JobDraft> & Pick<JobDraft, 'action'>): JobDraft =>
  jobDraft.parse({ domainIds: ['domain', 'calm', 'urgent'], ...given });

const turns = (): string[] => script.begun.map((execution) => execution.request.mailboxId);

describe('a job', () => {
  it('gives deadlines the first turn, then the order of the agent, and what is moved up before all', async () => {
    const { jobs } = service();
    const job = jobs.create(draft({ action: 'copy' }));
    const waiting = jobs.items(job.id, { states: ['queued'], limit: 10 }).map((item) => item.address);
    expect(waiting).toEqual(['anna@harbour.test', 'ben@harbour.test', 'box@calm.test']);
    const calm = jobs.items(job.id, { limit: 10 }).find((item) => item.address === 'box@calm.test');
    jobs.moveUp(job.id, { numbers: [calm?.number ?? 0], customerId: null });
    for (const place of [0, 1, 2, 3]) (await script.at(place)).end();
    expect(turns()).toEqual(['box-urgent', 'box-calm', 'anna', 'ben']);
    await expect.poll(() => jobs.get(job.id)).toMatchObject({ state: 'done', counts: { done: 4, queued: 0 } });
  });

  it('goes through one customer after the other when told to', async () => {
    const { jobs } = service();
    const job = jobs.create(draft({ action: 'copy', sequence: 'customer', domainIds: ['domain', 'calm', 'urgent'] }));
    for (const place of [0, 1, 2, 3]) (await script.at(place)).end();
    expect(turns()).toEqual(['box-urgent', 'box-calm', 'anna', 'ben']);
    await expect.poll(() => jobs.get(job.id).state).toBe('done');
  });

  it('never starts a run for a mailbox that has one, and does so when that has ended', async () => {
    const { jobs, runs } = service({ lane: 8 });
    const own = runs.start('anna', runOptions.parse({ kind: 'verify' }));
    const job = jobs.create(draft({ action: 'copy', domainIds: ['domain'] }));
    await script.at(1);
    expect(turns()).toEqual(['anna', 'ben']);
    script.begun[0]?.end();
    await runs.finished(own.id);
    expect((await script.at(2)).request.options.kind).toBe('copy');
    for (const execution of script.begun) execution.end();
    await expect.poll(() => jobs.get(job.id).counts.done).toBe(2);
  });

  it('pauses with its runs, resumes, and leaves out what waits when it is stopped', async () => {
    const { jobs, runs } = service();
    const job = jobs.create(draft({ action: 'delta' }));
    const first = await script.at(0);
    jobs.pause(job.id);
    expect(runs.get(first.request.runId).state).toBe('paused');
    expect(jobs.get(job.id)).toMatchObject({ state: 'paused', counts: { running: 1, queued: 3 } });
    jobs.resume(job.id);
    expect(runs.get(first.request.runId).state).toBe('running');
    jobs.stop(job.id);
    expect(first.context.signal.aborted).toBe(true);
    first.end(cancelledOutcome);
    await expect.poll(() => jobs.get(job.id)).toMatchObject({ state: 'stopped', counts: { skipped: 4, running: 0 } });
    expect(jobs.retry(job.id, { symptom: null, numbers: undefined })).toBe(4);
    await script.at(1);
    expect(jobs.get(job.id).state).toBe('running');
  });

  it('groups what failed by symptom, and tries again just that', async () => {
    const { jobs } = service();
    const job = jobs.create(draft({ action: 'copy' }));
    const failure = { code: 'mail.auth-failed', side: 'source', message: 'Refused.' } as const;
    (await script.at(0)).end({ state: 'failed', error: failure, verification: null });
    (await script.at(1)).end({ state: 'failed', error: failure, verification: null });
    (await script.at(2)).end();
    (await script.at(3)).end();
    await expect.poll(() => jobs.get(job.id)).toMatchObject({ state: 'done', counts: { failed: 2, done: 2 } });
    const [symptom] = jobs.page(job.id).symptoms;
    expect(symptom).toMatchObject({ key: 'failed mail.auth-failed source', items: 2 });
    expect(jobs.retry(job.id, { symptom: symptom?.key ?? null, numbers: undefined })).toBe(2);
    await script.at(4);
    expect(turns().slice(4)).toEqual(['box-urgent']);
  });

  it('pauses when a server fails again and again instead of failing through', async () => {
    const { jobs } = service();
    for (const name of ['c', 'd']) addMailbox(workspace, name, `${name}@harbour.test`);
    const job = jobs.create(draft({ action: 'copy' }));
    const error = { code: 'mail.unreachable', side: 'source', message: 'old does not answer.' } as const;
    for (const place of [0, 1, 2]) (await script.at(place)).end({ state: 'failed', error, verification: null });
    await expect.poll(() => jobs.get(job.id)).toMatchObject({ state: 'paused', counts: { failed: 3, queued: 3 } });
    expect(jobs.page(job.id).remarks[0]?.text).toContain('old failed 3 times in a row');
  });

  it('goes on where it was when the engine was killed', async () => {
    const first = service();
    const job = first.jobs.create(draft({ action: 'copy' }));
    (await script.at(0)).end();
    await script.at(1);
    // Killed: nothing is told, nothing is stored any more.
    first.jobs.halt();
    workspace.close();
    const again = openWorkspace(dir);
    onTestFinished(() => again.close());
    script = new ScriptedExecution();
    const second = service({}, again);
    for (const place of [0, 1, 2]) (await script.at(place)).end();
    expect(turns()).toEqual(['anna', 'ben', 'box-calm']);
    await expect.poll(() => second.jobs.get(job.id)).toMatchObject({ state: 'done', counts: { done: 4 } });
    expect(second.jobs.page(job.id).remarks.map((remark) => remark.text)).toContain(
      'Mailferry stopped while 1 item went on; the job continues.',
    );
  });

  it('starts at its time, and says when that was missed', () => {
    const { jobs } = service();
    const startAt = new Date(clock.now() + 3_600_000).toISOString();
    const schedule = { startAt, window: null, afterCachesLetGo: false };
    const job = jobs.create(draft({ action: 'copy', schedule }));
    expect(job.state).toBe('scheduled');
    clock.advance(3_600_000 - 10_000);
    expect(script.begun).toEqual([]);
    clock.advance(20_000);
    expect(jobs.get(job.id).state).toBe('running');
    expect(script.begun).toHaveLength(1);
  });

  it('waits for the caches of each domain, and lets those go first whose have let go', async () => {
    const at: Record<string, string | null> = { domain: null, calm: '2026-11-22T11:00:00.000Z', urgent: null };
    const { jobs } = service({ lane: 8, lastCopyFrom: (id) => ({ at: at[id] ?? null, because: '' }) });
    const schedule = { startAt: null, window: null, afterCachesLetGo: true };
    const job = jobs.create(draft({ action: 'delta', schedule }));
    (await script.at(0)).end();
    expect(turns()).toEqual(['box-calm']);
    await expect.poll(() => jobs.get(job.id).waits).toContain('Waits for the routing of 2 domains to change');
    at.domain = new Date(clock.now() + 60_000).toISOString();
    clock.advance(120_000);
    expect(turns().sort()).toEqual(['anna', 'ben', 'box-calm']);
  });

  it('leaves room for what the servers allow, and one place for agents', async () => {
    workspace.serverBudgets.set('old', { ...usualBudget, mailboxes: 3 });
    const { jobs, runs } = service({ lane: 8 });
    jobs.create(draft({ action: 'copy' }));
    await script.at(1);
    expect(turns()).toHaveLength(2);
    runs.start('box-calm', runOptions.parse({ kind: 'verify' }));
    expect(turns()).toHaveLength(3);
  });
});
