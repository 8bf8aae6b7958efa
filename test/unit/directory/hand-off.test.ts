import { describe, expect, it } from 'vitest';
import { type HandOffFacts, handOffNote } from '../../../electron/engine/directory/hand-off.ts';
import { addRun, sampleVerification, sampleWorkspace } from '../workspace/sample-workspace.ts';

function facts(changes: Partial<HandOffFacts> = {}): HandOffFacts {
  const workspace = sampleWorkspace();
  addRun(workspace, { state: 'findings', agrees: false, totals: { copied: 1234, bytesCopied: 5_000_000 } });
  const mailbox = workspace.mailboxes.row('anna');
  const domain = workspace.domains.row('domain');
  const source = workspace.endpoints.find('old');
  const destination = workspace.endpoints.find('new');
  if (!mailbox || !domain || !source || !destination) throw new Error('The sample is not complete.');
  return {
    at: '2026-11-22T12:00:00.000Z',
    version: '0.1.0',
    mailbox: { ...mailbox, hasSecret: { source: true, destination: false } },
    domain,
    steps: workspace.domains.steps('domain'),
    source,
    destination,
    verification: sampleVerification('run', 'anna', false),
    runs: workspace.runs.list({ limit: 10 }),
    incidents: [],
    log: [{ seq: 1, at: '2026-11-22T11:59:00.000Z', level: 'warn', text: 'INBOX: 1 message\nmissing' }],
    ...changes,
  };
}

describe('the hand-off note', () => {
  it('says who, where, how far and what was found', () => {
    const note = handOffNote(facts());
    for (const text of [
      '# Hand-off: anna@harbour.test',
      '- Customer: Harbour Chandlery',
      '- At step: Provision',
      'imaps://old.test:993',
      '(no password stored)',
      '1 of 3 messages is missing.',
      'Findings: 1 missing.',
      '| INBOX | INBOX | 3 | 2 | 2 | 1 | 0 | 0 |',
      '| findings | 1,234 | 0 | 0 | 4.8 MB |',
      '    2026-11-22 11:59:00 UTC warn  INBOX: 1 message missing',
    ]) {
      expect(note).toContain(text);
    }
  });

  it('says so when nothing has been compared', () => {
    const note = handOffNote(facts({ verification: null, runs: [], log: [] }));
    expect(note).toContain('None so far: nothing has been compared after a run.');
    expect(note).not.toContain('## Last log lines');
  });

  it('gives the error of the last run with what to do', () => {
    const base = facts();
    const [run] = base.runs;
    if (!run) throw new Error('There is no run.');
    const error = {
      code: 'mail.auth-failed',
      message: 'old.test refused anna.',
      serverText: 'NO <login> | failed',
    } as const;
    const note = handOffNote({ ...base, runs: [{ ...run, error }] });
    expect(note).toContain('old.test refused anna. (`mail.auth-failed`)');
    expect(note).toContain('NO &lt;login&gt; \\| failed');
    expect(note).toContain('Check user name and password.');
  });

  it('lets nothing of others become Markdown or HTML', () => {
    const base = facts();
    const note = handOffNote({
      ...base,
      mailbox: { ...base.mailbox, note: '# [x](http://evil) <img src=x>\n- a | b' },
    });
    expect(note).not.toContain('<img');
    expect(note).not.toContain('[x](');
    expect(note.split('\n').filter((line) => line.startsWith('# '))).toHaveLength(1);
  });
});
