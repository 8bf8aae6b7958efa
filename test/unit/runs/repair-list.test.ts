import { describe, expect, it } from 'vitest';
import { repairList } from '../../../electron/engine/runs/repair-list.ts';
import type { NewFinding } from '../../../electron/engine/transfer/run-types.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { addMailbox, addRun, sampleWorkspace } from '../workspace/sample-workspace.ts';

const finding = (kind: NewFinding['kind'], folder: string, sourceUid: number | null): NewFinding => ({
  kind,
  sourceFolder: folder,
  destinationFolder: folder,
  sourceUid,
  destinationUid: null,
  subject: '',
  from: '',
  date: '2020-01-02T03:04:05.000Z',
  size: 10,
  messageId: null,
  detail: '',
});

describe('what a repair brings back', () => {
  function prepared() {
    const workspace = sampleWorkspace();
    const checked = addRun(workspace, { state: 'findings' });
    workspace.findings.add(checked, [
      finding('missing', 'INBOX', 4),
      finding('flags', 'INBOX', 5),
      finding('refused', 'Sent', 4),
      finding('folder-failed', 'Trash', null),
    ]);
    const ids = workspace.findings.list(checked, { offset: 0, limit: 10 }).findings.map(({ id }) => id);
    return { workspace, checked, ids };
  }
  const named = { size: 10, dateMs: Date.UTC(2020, 0, 2, 3, 4, 5) };

  it('is all that was found missing, refused or unreadable', () => {
    const { workspace, checked } = prepared();
    const all = repairList(workspace, 'anna', { runId: checked, findingIds: null });
    expect(all).toEqual(
      new Map([
        ['INBOX', new Map([[4, named]])],
        ['Sent', new Map([[4, named]])],
      ]),
    );
  });

  it('is only what was chosen', () => {
    const { workspace, checked, ids } = prepared();
    expect(repairList(workspace, 'anna', { runId: checked, findingIds: ids.slice(1, 3) })).toEqual(
      new Map([['Sent', new Map([[4, named]])]]),
    );
  });

  it('is refused where there is nothing to bring back, and for runs of others', () => {
    const { workspace, checked, ids } = prepared();
    addMailbox(workspace, 'berta', 'berta@harbour.test');
    const codeOf = (mailboxId: string, findingIds: string[] | null): string => {
      try {
        repairList(workspace, mailboxId, { runId: checked, findingIds });
      } catch (error) {
        if (error instanceof AppError) return error.code;
      }
      return 'accepted';
    };
    expect(codeOf('anna', ids.slice(1, 2))).toBe('run.findings-outdated');
    expect(codeOf('berta', null)).toBe('workspace.not-found');
  });
});
