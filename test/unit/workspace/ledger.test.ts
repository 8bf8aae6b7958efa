import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LedgerEntry } from '../../../electron/engine/workspace/ledger.ts';
import { sampleWorkspace } from './sample-workspace.ts';

function entry(sourceUid: number, changes: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    sourceUid,
    state: 'pending',
    destinationUid: null,
    size: 120,
    internalDateMs: 1_700_000_000_000,
    bytesHash: new Uint8Array([1, 2, 3]),
    messageKey: null,
    headerKey: new Uint8Array([4, 5, 6]),
    sourceFlags: null,
    ...changes,
  };
}

describe('the ledger', () => {
  it('has one line for a folder in one numbering and destination', () => {
    const { ledger } = sampleWorkspace();
    const first = ledger.folder('anna', 'INBOX', '4294967295', 'INBOX');
    expect(ledger.folder('anna', 'INBOX', '4294967295', 'INBOX')).toEqual(first);
    const renumbered = ledger.folder('anna', 'INBOX', '7', 'INBOX');
    const elsewhere = ledger.folder('anna', 'INBOX', '7', 'Old mail');
    expect(new Set([first.id, renumbered.id, elsewhere.id]).size).toBe(3);
    expect(ledger.folders('anna')).toHaveLength(3);
  });

  it('gives back what was put, by source UID', () => {
    const { ledger } = sampleWorkspace();
    const { id } = ledger.folder('anna', 'INBOX', '1', 'INBOX');
    const entries = [
      entry(3, { state: 'refused', bytesHash: null }),
      entry(1, { state: 'committed', destinationUid: 4_294_967_295, messageKey: new Uint8Array([9]) }),
      entry(2, { state: 'found', destinationUid: 12, size: 3_000_000_000 }),
    ];
    ledger.put(id, 'run', entries);
    expect(ledger.entries(id)).toEqual([...entries].sort((a, b) => a.sourceUid - b.sourceUid));
  });

  it('replaces what was known of a source UID, and forgets when told', () => {
    const { ledger } = sampleWorkspace();
    const { id } = ledger.folder('anna', 'INBOX', '1', 'INBOX');
    ledger.put(id, 'run', [entry(1), entry(2)]);
    ledger.put(id, 'run', [entry(1, { state: 'committed', destinationUid: 5 })]);
    expect(ledger.entries(id).map((line) => line.state)).toEqual(['committed', 'pending']);
    ledger.forget(id, [2, 99]);
    expect(ledger.entries(id).map((line) => line.sourceUid)).toEqual([1]);
  });

  it('forgets destination UIDs when the destination renumbers, and only then', () => {
    const { ledger } = sampleWorkspace();
    const { id } = ledger.folder('anna', 'INBOX', '1', 'INBOX');
    ledger.setDestinationUidValidity(id, '100');
    ledger.put(id, 'run', [entry(1, { state: 'committed', destinationUid: 5 })]);
    ledger.setDestinationUidValidity(id, '100');
    expect(ledger.entries(id)[0]?.destinationUid).toBe(5);
    ledger.setDestinationUidValidity(id, '101');
    expect(ledger.entries(id)[0]).toMatchObject({ state: 'committed', destinationUid: null });
    expect(ledger.folders('anna')[0]?.destinationUidValidity).toBe('101');
  });

  it('counts committed and found messages of each folder in its present numbering', () => {
    const { ledger } = sampleWorkspace();
    const old = ledger.folder('anna', 'INBOX', '1', 'INBOX');
    ledger.put(old.id, 'run', [entry(1, { state: 'committed' }), entry(2, { state: 'committed' })]);
    const now = ledger.folder('anna', 'INBOX', '2', 'INBOX');
    ledger.put(now.id, 'run', [entry(1, { state: 'found' }), entry(2), entry(3, { state: 'refused' })]);
    ledger.folder('anna', 'Sent', '1', 'Sent Items');
    expect(ledger.counts('anna')).toEqual(
      new Map([
        ['INBOX', 1],
        ['Sent', 0],
      ]),
    );
  });

  it('confirms what is pending, under the UID that was told, and nothing else', () => {
    const { ledger } = sampleWorkspace();
    const { id } = ledger.folder('anna', 'INBOX', '1', 'INBOX');
    ledger.put(id, 'run', [entry(1), entry(2), entry(3, { state: 'refused' }), entry(4)]);
    const told = (sourceUid: number, destinationUid: number | null) => ({ sourceUid, destinationUid });
    ledger.confirm(id, 'run', [told(1, 11), told(2, null), told(3, 13), told(9, 19)]);
    expect(ledger.entries(id).map(({ state, destinationUid }) => [state, destinationUid])).toEqual([
      ['committed', 11],
      ['committed', null],
      ['refused', null],
      ['pending', null],
    ]);
    expect(ledger.counts('anna').get('INBOX')).toBe(2);
  });

  it('writes a confirmation by itself when nothing comes that it could go along with', async () => {
    const { ledger, file } = sampleWorkspace();
    const { id } = ledger.folder('anna', 'INBOX', '1', 'INBOX');
    ledger.put(id, 'run', [entry(1)]);
    ledger.confirm(id, 'run', [{ sourceUid: 1, destinationUid: 5 }]);
    // Another reader does not make the ledger write, as a look through the ledger itself would.
    const reader = new DatabaseSync(file, { readOnly: true });
    onTestFinished(() => reader.close());
    const stored = reader.prepare('SELECT state, destination_uid AS uid FROM ledger_message WHERE folder_id = ?');
    expect(stored.get(id)).toMatchObject({ state: 0, uid: null });
    await vi.waitFor(() => expect(stored.get(id)).toMatchObject({ state: 1, uid: 5 }), { timeout: 10_000 });
  });

  it('forgets a confirmation that comes too late: the mailbox is gone', () => {
    const workspace = sampleWorkspace();
    const { id } = workspace.ledger.folder('anna', 'INBOX', '1', 'INBOX');
    workspace.ledger.put(id, 'run', [entry(1)]);
    workspace.ledger.confirm(id, 'run', [{ sourceUid: 1, destinationUid: 5 }]);
    workspace.ledger.forgetMailbox('anna');
    workspace.ledger.confirm(id, 'run', [{ sourceUid: 1, destinationUid: 5 }]);
    expect(workspace.ledger.entries(id)).toEqual([]);
  });

  it('puts all entries of a call or none', () => {
    const { ledger } = sampleWorkspace();
    const { id } = ledger.folder('anna', 'INBOX', '1', 'INBOX');
    const broken = { ...entry(2), size: Number.NaN };
    expect(() => ledger.put(id, 'run', [entry(1), broken])).toThrow();
    expect(ledger.entries(id)).toEqual([]);
  });
});
