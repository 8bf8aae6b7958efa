import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MessageListing } from '../../../electron/engine/mail/session.ts';
import { planFlagChanges } from '../../../electron/engine/transfer/flag-changes.ts';
import type { LedgerEntry } from '../../../electron/engine/workspace/ledger.ts';
import { LedgerTable } from '../../../electron/engine/workspace/ledger-table.ts';

const listing = (uid: number, flags: readonly string[]): MessageListing => ({ uid, flags, internalDate: '', size: 10 });
const entry = (sourceFlags: string | null, destinationUid: number | null = 11): LedgerEntry => ({
  sourceUid: 1,
  state: 'committed',
  destinationUid,
  size: 10,
  internalDateMs: 0,
  bytesHash: null,
  messageKey: null,
  headerKey: new Uint8Array(16),
  sourceFlags,
});

/** One message: what was brought, what the source has now, what the copy has now; gives the copy's flags afterwards. */
function follow(
  before: string | null,
  now: readonly string[],
  copy: readonly string[],
  permanent: string[] | null = null,
) {
  const changes = planFlagChanges({
    source: [listing(1, now)],
    lines: LedgerTable.of([entry(before)]),
    there: new Map([[11, listing(11, copy)]]),
    permanentFlags: permanent,
  });
  const after = new Set(copy);
  for (const key of changes.add.keys()) for (const flag of key.split(' ')) after.add(flag);
  for (const key of changes.remove.keys()) for (const flag of key.split(' ')) after.delete(flag);
  return { after: [...after].sort(), copies: changes.copies, noted: changes.noted.get(1) };
}

describe('flags that changed on the source', () => {
  test('go to the copy, and leave alone what the customer did there', () => {
    expect(follow('', ['\\Seen'], ['\\Flagged'])).toEqual({
      after: ['\\Flagged', '\\Seen'],
      copies: 1,
      noted: '\\Seen',
    });
    // Unread again on the old side; answered on the new one meanwhile.
    expect(follow('\\Seen', [], ['\\Answered', '\\Seen']).after).toEqual(['\\Answered']);
    // Nothing changed on the source: the copy that differs is the customer's own doing.
    expect(follow('\\Seen', ['\\Seen'], [])).toEqual({ after: [], copies: 0, noted: undefined });
  });

  test('are only noted where nothing was known before', () => {
    expect(follow(null, ['\\Seen'], [])).toEqual({ after: [], copies: 0, noted: '\\Seen' });
  });

  test('never mark a copy as deleted, but take such a mark back', () => {
    expect(follow('', ['\\Deleted', '\\Seen'], []).after).toEqual(['\\Seen']);
    expect(follow('\\Deleted', [], ['\\Deleted']).after).toEqual([]);
  });

  test('go by the name the destination takes, and not at all where it takes none', () => {
    expect(follow('', ['Forwarded', 'Label'], [], ['\\Seen', '$Forwarded']).after).toEqual(['$Forwarded']);
    expect(follow('NonJunk', [], ['$NotJunk']).after).toEqual([]);
    expect(follow('', ['NonJunk'], ['$NotJunk']).copies).toBe(0);
  });

  test('wait where the copy is not known now', () => {
    const plan = (destinationUid: number | null) =>
      planFlagChanges({
        source: [listing(1, ['\\Seen'])],
        lines: LedgerTable.of([entry('', destinationUid)]),
        there: new Map(),
        permanentFlags: null,
      });
    for (const uid of [null, 11]) expect(plan(uid)).toMatchObject({ copies: 0, noted: new Map() });
  });

  test('end with the source where only the source changed, and carry nothing twice', () => {
    const flags = fc.uniqueArray(fc.constantFrom<string>('\\Seen', '\\Flagged', '\\Answered', 'Work', '$Forwarded'));
    fc.assert(
      fc.property(flags, flags, flags, (before, now, copy) => {
        const text = before.join(' ');
        expect(follow(text, now, before).after).toEqual([...now].sort());
        const { after } = follow(text, now, copy);
        // What did not change on the source is as the customer left it; what changed is as on the source.
        for (const flag of ['\\Seen', '\\Flagged', '\\Answered', 'Work', '$Forwarded']) {
          const changed = before.includes(flag) !== now.includes(flag);
          expect(after.includes(flag)).toBe(changed ? now.includes(flag) : copy.includes(flag));
        }
        expect(follow([...now].sort().join(' '), now, after)).toMatchObject({ copies: 0 });
      }),
      { numRuns: 2000 },
    );
  });
});
