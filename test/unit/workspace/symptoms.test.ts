import { describe, expect, it } from 'vitest';
import { addMailbox, addRun, sampleWorkspace } from './sample-workspace.ts';

describe('mailboxes with a symptom', () => {
  it('are those whose newest run ended badly, with what ails them', () => {
    const workspace = sampleWorkspace();
    for (const id of ['bert', 'carla', 'dora']) addMailbox(workspace, id, `${id}@harbour.test`);
    addRun(workspace, { state: 'findings', agrees: false });
    addRun(workspace, { state: 'findings', agrees: false, mailboxId: 'bert' });
    addRun(workspace, { state: 'interrupted', mailboxId: 'carla' });
    addRun(workspace, { state: 'findings', agrees: false, mailboxId: 'dora' });
    addRun(workspace, { state: 'complete', agrees: true, mailboxId: 'dora' });
    expect(workspace.symptoms.list().map(({ address, symptom }) => [address, symptom.key])).toEqual([
      ['anna@harbour.test', 'findings missing'],
      ['bert@harbour.test', 'findings missing'],
      ['carla@harbour.test', 'interrupted'],
    ]);
    expect(workspace.symptoms.of('dora')).toBeUndefined();
  });
});
