import { describe, expect, it } from 'vitest';
import type { MailboxState } from '../../../shared/domain/directory.ts';
import { addMailbox, addRun, endpoint, type SampleRun, sampleWorkspace } from './sample-workspace.ts';

const cases: readonly { title: string; runs: readonly SampleRun[]; state: MailboxState }[] = [
  { title: 'no run', runs: [], state: 'not-started' },
  { title: 'a run waits', runs: [{ state: 'queued' }], state: 'running' },
  { title: 'a run goes on', runs: [{ state: 'running' }], state: 'running' },
  { title: 'a run is being cancelled', runs: [{ state: 'cancelling' }], state: 'running' },
  {
    title: 'a new run after a verified one',
    runs: [{ state: 'complete', agrees: true }, { state: 'queued' }],
    state: 'running',
  },
  { title: 'the engine died', runs: [{ state: 'interrupted' }], state: 'interrupted' },
  { title: 'the agent cancelled', runs: [{ state: 'cancelled' }], state: 'interrupted' },
  { title: 'it failed', runs: [{ state: 'failed' }], state: 'failed' },
  { title: 'the comparison agreed', runs: [{ state: 'complete', agrees: true }], state: 'verified' },
  { title: 'the comparison found something', runs: [{ state: 'findings', agrees: false }], state: 'findings' },
  { title: 'nothing was compared', runs: [{ state: 'findings', agrees: null }], state: 'copied' },
  {
    title: 'nothing was compared and messages were skipped',
    runs: [{ state: 'findings', agrees: null, totals: { findings: 2 } }],
    state: 'findings',
  },
  {
    title: 'a later copy without a comparison',
    runs: [
      { state: 'complete', agrees: true },
      { state: 'findings', agrees: null },
    ],
    state: 'copied',
  },
  {
    title: 'a verification after a copy',
    runs: [
      { state: 'findings', agrees: null },
      { kind: 'verify', state: 'complete', agrees: true },
    ],
    state: 'verified',
  },
  {
    title: 'a verification that was cancelled proves nothing new',
    runs: [
      { state: 'complete', agrees: true },
      { kind: 'verify', state: 'cancelled' },
    ],
    state: 'verified',
  },
  {
    title: 'a verification of a part proves nothing new',
    runs: [{ kind: 'verify', state: 'complete', agrees: true, options: { folders: ['INBOX'] } }],
    state: 'not-started',
  },
  {
    title: 'a verification of a part that found something',
    runs: [
      { state: 'complete', agrees: true },
      { kind: 'verify', state: 'findings', agrees: false, options: { folders: ['INBOX'] } },
    ],
    state: 'findings',
  },
  {
    title: 'a copy of a part is not verified as a whole',
    runs: [{ state: 'complete', agrees: true, options: { since: '2026-01-01' } }],
    state: 'copied',
  },
  {
    title: 'a rehearsal changes nothing',
    runs: [{ state: 'failed' }, { kind: 'rehearsal', state: 'complete', agrees: true }],
    state: 'failed',
  },
];

describe('how a mailbox stands', () => {
  it.each(cases)('$title: $state', ({ runs, state }) => {
    const workspace = sampleWorkspace();
    for (const run of runs) addRun(workspace, run);
    expect(workspace.mailboxes.row('anna')?.state).toBe(state);
    expect(workspace.mailboxes.countByState()).toEqual([{ state, count: 1 }]);
  });

  it('is not verified by a run that saw the INBOX alone, over POP3 instead of its own server', () => {
    const workspace = sampleWorkspace();
    workspace.endpoints.add({ ...endpoint('pop'), protocol: 'pop3' });
    addRun(workspace, { state: 'complete', agrees: true, options: { sourceEndpointId: 'pop' } });
    expect(workspace.mailboxes.row('anna')?.state).toBe('copied');
    expect(workspace.domains.copyStanding('domain', '2000-01-01T00:00:00.000Z')).toMatchObject({ verifiedAfter: 0 });
    workspace.endpoints.add({ ...endpoint('other'), protocol: 'imap' });
    addRun(workspace, { state: 'complete', agrees: true, options: { sourceEndpointId: 'other' } });
    expect(workspace.mailboxes.row('anna')?.state).toBe('verified');
  });

  it('shows the numbers of the run that decides and the time of the newest', () => {
    const workspace = sampleWorkspace();
    const decides = addRun(workspace, { state: 'complete', agrees: true, totals: { messages: 41, findings: 1 } });
    const newest = addRun(workspace, { state: 'queued' });
    expect(workspace.mailboxes.row('anna')).toMatchObject({
      messages: 41,
      findings: 1,
      verdict: `Verdict of ${decides}.`,
      lastRunId: newest,
    });
  });

  it('does not call a mailbox empty because nobody could look', () => {
    const workspace = sampleWorkspace();
    addRun(workspace, { state: 'failed' });
    expect(workspace.mailboxes.row('anna')).toMatchObject({ messages: null, findings: null });
  });

  it('adds up in the row of the domain', () => {
    const workspace = sampleWorkspace();
    for (const name of ['ben', 'cleo', 'dora']) addMailbox(workspace, name, `${name}@harbour.test`);
    addRun(workspace, { state: 'complete', agrees: true });
    addRun(workspace, { state: 'findings', agrees: false, totals: { findings: 3 }, mailboxId: 'ben' });
    addRun(workspace, { state: 'running', mailboxId: 'cleo' });
    expect(workspace.domains.row('domain')).toMatchObject({
      customerName: 'Harbour Chandlery',
      currentStep: 'provision',
      counts: { mailboxes: 4, verified: 1, running: 1, failed: 0, withFindings: 1 },
      findings: 3,
    });
    expect(workspace.domains.list()).toEqual([workspace.domains.row('domain')]);
  });
});
