import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../../electron/engine/workspace/workspace.ts';
import type { Finding } from '../../../shared/domain/verification.ts';
import { addMailbox, addRun, sampleWorkspace } from './sample-workspace.ts';

function addDomain(workspace: Workspace, name: string, deadlineAt: string | null = null): void {
  workspace.domains.add({
    id: name,
    customerId: 'customer',
    name,
    order: deadlineAt ? 'forced' : 'standard',
    deadlineAt,
    note: '',
  });
}

describe('domains', () => {
  it('stand at the first step of their order that is not done', () => {
    const workspace = sampleWorkspace();
    addDomain(workspace, 'forced.test', '2026-11-25T00:00:00.000Z');
    const done = { state: 'done' as const, at: '2026-11-22T00:00:00.000Z', evidence: 'seen' };
    for (const id of ['domain', 'forced.test']) workspace.domains.setStep(id, { step: 'provision', ...done });
    expect(workspace.domains.row('domain')?.currentStep).toBe('copy');
    expect(workspace.domains.row('forced.test')?.currentStep).toBe('routing');
    for (const step of ['routing', 'webmail', 'copy'] as const)
      workspace.domains.setStep('forced.test', { step, ...done });
    expect(workspace.domains.row('forced.test')?.currentStep).toBeNull();
    expect(workspace.domains.countByStage()).toEqual(
      expect.arrayContaining([
        { order: 'standard', stage: 'first-copy', count: 1 },
        { order: 'forced', stage: null, count: 1 },
      ]),
    );
    workspace.domains.setFirstCopied('domain', true);
    expect(workspace.domains.row('domain')).toMatchObject({ currentStep: 'routing', stage: 'routing' });
  });

  it('list their steps in their own order, unknown before anybody said anything', () => {
    const workspace = sampleWorkspace();
    addDomain(workspace, 'forced.test', '2026-11-25T00:00:00.000Z');
    expect(workspace.domains.steps('domain').map((entry) => entry.step)).toEqual([
      'provision',
      'copy',
      'routing',
      'webmail',
    ]);
    expect(workspace.domains.steps('forced.test').map((entry) => entry.step)).toEqual([
      'provision',
      'routing',
      'webmail',
      'copy',
    ]);
    expect(new Set(workspace.domains.steps('domain').map((entry) => entry.state))).toEqual(new Set(['unknown']));
  });

  it('with a deadline come most urgent first, and leave when all is done', () => {
    const workspace = sampleWorkspace();
    addDomain(workspace, 'later.test', '2026-11-27T00:00:00.000Z');
    addDomain(workspace, 'done.test', '2026-11-20T00:00:00.000Z');
    addDomain(workspace, 'soon.test', '2026-11-23T00:00:00.000Z');
    for (const step of ['provision', 'routing', 'webmail', 'copy'] as const) {
      workspace.domains.setStep('done.test', { step, state: 'done', at: null, evidence: null });
    }
    expect(workspace.domains.deadlines(10).map((row) => row.name)).toEqual(['soon.test', 'later.test']);
    expect(workspace.domains.deadlines(1).map((row) => row.name)).toEqual(['soon.test']);
  });
});

describe('endpoints', () => {
  it('know how many mailboxes use them, each counted once', () => {
    const workspace = sampleWorkspace();
    workspace.mailboxes.add({
      id: 'same',
      domainId: 'domain',
      address: 'same@harbour.test',
      source: { endpointId: 'old', user: 'a' },
      destination: { endpointId: 'old', user: 'b' },
      note: '',
    });
    expect(workspace.endpoints.list().map(({ id, mailboxes }) => [id, mailboxes])).toEqual([
      ['new', 1],
      ['old', 2],
    ]);
    expect(workspace.endpoints.usedBy('old')).toBe(2);
  });
});

describe('runs', () => {
  it('come newest first, restricted as asked', () => {
    const workspace = sampleWorkspace();
    addMailbox(workspace, 'ben', 'ben@harbour.test');
    const first = addRun(workspace, { state: 'failed' });
    const second = addRun(workspace, { kind: 'verify', state: 'findings', agrees: false, mailboxId: 'ben' });
    const third = addRun(workspace, { state: 'complete', agrees: true });
    const ids = (filter: Parameters<Workspace['runs']['list']>[0]): string[] =>
      workspace.runs.list(filter).map((run) => run.id);
    expect(ids({ limit: 10 })).toEqual([third, second, first]);
    expect(ids({ limit: 1 })).toEqual([third]);
    expect(ids({ mailboxId: 'ben', limit: 10 })).toEqual([second]);
    expect(ids({ domainId: 'domain', limit: 10 })).toEqual([third, second, first]);
    expect(ids({ domainId: 'other', limit: 10 })).toEqual([]);
    expect(ids({ states: ['failed', 'findings'], limit: 10 })).toEqual([second, first]);
    expect(ids({ states: ['failed', 'findings'], kinds: ['verify'], limit: 10 })).toEqual([second]);
  });

  it('know the newest verification of a mailbox, whatever ran after it', () => {
    const workspace = sampleWorkspace();
    const verified = addRun(workspace, { state: 'complete', agrees: true });
    addRun(workspace, { state: 'failed' });
    expect(workspace.runs.verificationOf('anna')?.runId).toBe(verified);
    expect(workspace.runs.verificationOf('ben')).toBeUndefined();
  });
});

describe('findings', () => {
  const finding = (kind: Finding['kind'], sourceFolder: string | null, destinationFolder: string | null) => ({
    kind,
    sourceFolder,
    destinationFolder,
    sourceUid: 4,
    destinationUid: null,
    subject: 'Angebot für Ärmel',
    from: 'jutta@example.test',
    date: '2026-11-01T00:00:00.000Z',
    size: 900,
    messageId: '<a@b>',
    detail: 'It is not there.',
  });

  it('come in pages, by kind and by folder, with the total', () => {
    const workspace = sampleWorkspace();
    const runId = addRun(workspace, { state: 'findings', agrees: false });
    workspace.findings.add(runId, [
      finding('missing', 'INBOX', 'INBOX'),
      finding('missing', 'Sent', 'Sent Items'),
      finding('extra', null, 'INBOX'),
    ]);
    const all = workspace.findings.list(runId, { offset: 0, limit: 10 });
    expect(all.total).toBe(3);
    expect(all.findings[0]).toEqual({ id: expect.any(String), runId, ...finding('missing', 'INBOX', 'INBOX') });
    expect(workspace.findings.list(runId, { offset: 1, limit: 1 })).toMatchObject({
      total: 3,
      findings: [{ sourceFolder: 'Sent' }],
    });
    expect(workspace.findings.list(runId, { kinds: ['missing'], offset: 0, limit: 10 }).total).toBe(2);
    expect(workspace.findings.list(runId, { folder: 'INBOX', offset: 0, limit: 10 }).total).toBe(2);
  });
});
