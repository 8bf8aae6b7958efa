import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../electron/engine/log.ts';
import { MoveService } from '../../../electron/engine/moves/steps/move-service.ts';
import type { StepChecker } from '../../../electron/engine/moves/steps/step-checker.ts';
import type { Change } from '../../../shared/contract/workspace.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { CheckOutcome, StepFinding } from '../../../shared/domain/step-check.ts';
import { addMailbox, addRun, sampleWorkspace } from '../workspace/sample-workspace.ts';

const now = Date.UTC(2026, 10, 22, 12);

function found(outcome: CheckOutcome, summary: string = outcome): StepFinding {
  return { outcome, summary, facts: [{ label: 'MX', value: 'mx.new.test', ok: outcome === 'passed' }] };
}

function bench() {
  const workspace = sampleWorkspace();
  const changes: Change[] = [];
  const errors: string[] = [];
  const answers: { next: StepChecker; letGo: string | null; now: number } = {
    next: async () => found('passed'),
    letGo: null,
    now,
  };
  const checker: StepChecker = (domainId, signal) => answers.next(domainId, signal);
  const moves = new MoveService({
    workspace,
    checkers: { provision: checker, routing: checker, webmail: checker },
    cachesLetGoAt: () => answers.letGo,
    changes: { send: (change) => void changes.push(change) },
    log: { ...silentLog, error: (text) => void errors.push(text) },
    redact: (text) => text.replaceAll('Kelp-Tide-42', '***'),
    now: () => answers.now,
  });
  const stateOf = (step: string) => workspace.domains.steps('domain').find((entry) => entry.step === step);
  return { workspace, moves, answers, changes, errors, stateOf };
}

describe('a check of a step', () => {
  it('is filed with who asked, when, what was seen, and the state that follows', async () => {
    const { moves, stateOf, changes } = bench();
    const check = await moves.check('domain', 'routing', 'agent');
    expect(check).toMatchObject({ step: 'routing', by: 'agent', at: '2026-11-22T12:00:00.000Z', outcome: 'passed' });
    expect(moves.evidence('domain', 'routing', 10)).toEqual([{ ...check, kind: 'check', stateAfter: 'done' }]);
    expect(stateOf('routing')).toEqual({ step: 'routing', state: 'done', at: check.at, evidence: 'passed' });
    expect(changes).toEqual([{ topic: 'moves', domainId: 'domain' }]);
  });

  it('that could not look leaves the state alone and says why', async () => {
    const { moves, answers, stateOf } = bench();
    await moves.check('domain', 'webmail', 'agent');
    answers.next = async () => {
      throw new AppError({ code: 'mail.timeout', message: 'new.test did not answer in time.' });
    };
    expect(await moves.check('domain', 'webmail', 'schedule')).toMatchObject({
      outcome: 'unknown',
      summary: 'Could not be checked: new.test did not answer in time.',
    });
    expect(stateOf('webmail')).toMatchObject({ state: 'done', evidence: 'passed' });
    expect(moves.evidence('domain', 'webmail', 10).map((entry) => entry.kind === 'check' && entry.outcome)).toEqual([
      'unknown',
      'passed',
    ]);
  });

  it('that meets a bug says the reference under which the log has it', async () => {
    const { moves, answers, errors } = bench();
    answers.next = async () => {
      throw new TypeError('undefined is not a function');
    };
    const { outcome, summary } = await moves.check('domain', 'provision', 'agent');
    expect(outcome).toBe('unknown');
    expect(summary).toMatch(/reference [0-9a-f]{8}/);
    expect(errors).toHaveLength(1);
  });

  it('keeps secrets out of what it files', async () => {
    const { moves, answers } = bench();
    answers.next = async () => ({
      outcome: 'failed',
      summary: 'Login with Kelp-Tide-42 failed.',
      facts: [{ label: 'Login', value: 'Kelp-Tide-42', ok: false }],
    });
    await moves.check('domain', 'provision', 'agent');
    moves.remark('domain', 'provision', 'Password is Kelp-Tide-42');
    expect(JSON.stringify(moves.evidence('domain', null, 10))).not.toContain('Kelp');
  });

  it('is shared by all who ask while it goes on', async () => {
    const { moves, answers } = bench();
    const answer = Promise.withResolvers<StepFinding>();
    let looks = 0;
    answers.next = () => {
      looks += 1;
      return answer.promise;
    };
    const both = Promise.all([moves.check('domain', 'routing', 'agent'), moves.check('domain', 'routing', 'schedule')]);
    answer.resolve(found('partly'));
    const [first, second] = await both;
    expect(first).toBe(second);
    expect(looks).toBe(1);
  });

  it('is not filed once the engine stops', async () => {
    const { moves, answers, workspace } = bench();
    answers.next = (_domain, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    const look = moves.check('domain', 'routing', 'agent');
    await moves.stop();
    await expect(look).rejects.toMatchObject({ code: 'engine.stopped' });
    expect(workspace.stepEvidence.list('domain', null, 10)).toEqual([]);
  });

  it('of a domain nobody knows is refused', () => {
    const { moves } = bench();
    expect(() => moves.check('gone', 'routing', 'agent')).toThrow('no domain gone');
    expect(() => moves.remark('gone', 'routing', 'x')).toThrow('no domain gone');
  });
});

describe('what an agent may do', () => {
  it('sets a step back, with the reason, and loses nothing', async () => {
    const { moves, stateOf } = bench();
    await moves.check('domain', 'routing', 'agent');
    moves.setBack('domain', 'routing', 'The customer changed the MX again.');
    expect(stateOf('routing')).toMatchObject({
      state: 'todo',
      evidence: 'Set back: The customer changed the MX again.',
    });
    expect(moves.evidence('domain', 'routing', 10).map((entry) => entry.kind)).toEqual(['set-back', 'check']);
  });

  it('writes a remark, which changes no state', () => {
    const { moves, stateOf } = bench();
    moves.remark('domain', 'routing', 'They do DNS themselves.');
    expect(stateOf('routing')?.state).toBe('unknown');
  });

  it('has begun with a step', async () => {
    const { moves, stateOf } = bench();
    moves.begun('domain', 'provision');
    expect(stateOf('provision')?.state).toBe('doing');
    await moves.check('domain', 'provision', 'agent');
    moves.begun('domain', 'provision');
    expect(stateOf('provision')?.state).toBe('done');
  });
});

describe('the step "copy"', () => {
  it('stays as it is before any run, and counts what is verified', () => {
    const { workspace, moves, stateOf } = bench();
    moves.settleCopy('domain');
    expect(stateOf('copy')?.state).toBe('unknown');
    addMailbox(workspace, 'ben', 'ben@harbour.test');
    addRun(workspace, { state: 'complete', agrees: true, totals: { messages: 1200 } });
    moves.settleCopy('domain');
    expect(stateOf('copy')).toMatchObject({ state: 'doing', evidence: '1 of 2 mailboxes verified.' });
  });

  it('of a domain in forced order is done once all is verified, and taken back when it is not any more', () => {
    const { workspace, moves, stateOf } = bench();
    workspace.domains.setOrder('domain', 'forced', null);
    addRun(workspace, { state: 'complete', agrees: true, totals: { messages: 1234 } });
    moves.settleCopy('domain');
    expect(stateOf('copy')).toMatchObject({ state: 'done', evidence: '1 mailbox verified with 1,234 messages.' });
    addRun(workspace, { state: 'findings', agrees: false });
    moves.settleCopy('domain');
    expect(stateOf('copy')).toMatchObject({ state: 'doing', evidence: '0 of 1 mailbox verified.' });
  });

  it('in standard order wants every mailbox compared again after the caches let go', async () => {
    const { workspace, moves, answers, stateOf } = bench();
    const first = addRun(workspace, { state: 'complete', agrees: true });
    moves.settleCopy('domain');
    expect(stateOf('copy')?.state).toBe('doing');
    expect(stateOf('copy')?.evidence).toContain('mail routing has not changed yet');

    await moves.check('domain', 'routing', 'agent');
    const began = Date.parse(workspace.runs.find(first)?.startedAt ?? '');
    answers.letGo = new Date(began + 1).toISOString();
    moves.settleCopy('domain');
    expect(stateOf('copy')).toMatchObject({
      state: 'doing',
      evidence: 'First copy verified; 0 of 1 mailbox verified again after the caches let go.',
    });

    addRun(workspace, { kind: 'delta', state: 'complete', agrees: true });
    moves.settleCopy('domain');
    expect(stateOf('copy')?.state).toBe('done');
  });

  it('is judged anew when mail routing has changed', async () => {
    const { workspace, moves, answers, stateOf } = bench();
    addRun(workspace, { state: 'complete', agrees: true });
    moves.settleCopy('domain');
    expect(stateOf('copy')?.evidence).toContain('mail routing has not changed yet');
    answers.letGo = '2026-11-25T00:00:00.000Z';
    await moves.check('domain', 'routing', 'bulk');
    expect(stateOf('copy')?.evidence).toBe(
      'First copy verified; 0 of 1 mailbox verified again after the caches let go.',
    );
    expect(moves.evidence('domain', 'copy', 1)).toMatchObject([{ by: 'bulk', outcome: 'partly' }]);
    await moves.check('domain', 'routing', 'bulk');
    expect(moves.evidence('domain', 'copy', 10)).toHaveLength(2);
  });

  it('waits 48 hours where nobody knows when the caches let go', async () => {
    const { workspace, moves, answers, stateOf } = bench();
    answers.now = Date.UTC(2026, 10, 20);
    await moves.check('domain', 'routing', 'agent');
    // The sample runs begin on 22 November, just after midnight.
    addRun(workspace, { state: 'complete', agrees: true });
    moves.settleCopy('domain');
    expect(stateOf('copy')?.state).toBe('done');

    answers.next = async () => found('failed');
    answers.now += 1000;
    await moves.check('domain', 'routing', 'agent');
    answers.next = async () => found('passed');
    answers.now += 1000;
    await moves.check('domain', 'routing', 'agent');
    moves.settleCopy('domain');
    // Seen again only two seconds later than before: the runs above began before those 48 hours were over or after, never both.
    expect(moves.evidence('domain', 'copy', 1)).toMatchObject([
      {
        facts: expect.arrayContaining([
          expect.objectContaining({ label: 'Caches let go', value: expect.stringContaining('48 hours') }),
        ]),
      },
    ]);
  });
});
