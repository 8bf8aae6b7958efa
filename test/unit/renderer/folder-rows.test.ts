import { describe, expect, it } from 'vitest';
import {
  changedEntries,
  type FolderRow,
  folderTotals,
  folderTree,
  savedChoices,
  withChoice,
} from '../../../renderer/features/mailbox/folder-rows.ts';
import { entry, facts, onlyThere, pair, status } from './folder-samples.ts';

function outline(rows: readonly FolderRow[], depth = 0): string[] {
  return rows.flatMap((row) => [`${'  '.repeat(depth)}${row.name}`, ...outline(row.children, depth + 1)]);
}

describe('the folder table', () => {
  it('is a tree by the hierarchy of the source, INBOX and folders of known purpose first', () => {
    const rows = folderTree({
      pairs: [
        pair('Work/2024/Q10', 1, 1),
        pair('Work/2024/Q9', 1, 1),
        pair('Archive', 1, 1),
        pair('Work', 1, 1),
        pair('Sent', 1, 1, 'Sent Items', 'known-name'),
        pair('INBOX', 1, 1, 'INBOX', 'inbox'),
        pair('INBOX/Old', 1, 1),
      ],
    });
    expect(outline(rows)).toEqual(['INBOX', '  Old', 'Sent', 'Archive', 'Work', '  2024', '    Q9', '    Q10']);
  });

  it('shows a parent that is no folder only where it holds several', () => {
    const rows = folderTree({
      pairs: [
        pair('Old/1998', 1, 1),
        pair('Old/1999', 1, 1),
        pair('a/b/c/d', 1, 1),
        pair('x/y/1', 1, 1),
        pair('x/y/2', 1, 1),
      ],
    });
    expect(outline(rows)).toEqual(['a/b/c/d', 'Old', '  1998', '  1999', 'x/y', '  1', '  2']);
    expect(rows[1]?.kind).toBe('parent');
    expect(rows[1]?.difference).toBeNull();
  });

  it('keeps folders apart whose server knows no hierarchy', () => {
    const flat = { ...pair('a/b', 1, 1), source: { ...facts('a/b', status(1)), delimiter: null } };
    expect(outline(folderTree({ pairs: [pair('a', 1, 1), flat] }))).toEqual(['a', 'a/b']);
  });

  it('puts what is only at the destination into one group at the end', () => {
    const rows = folderTree({ pairs: [onlyThere('Spam', 4), pair('INBOX', 2, 2), onlyThere('Notes', 1)] });
    expect(outline(rows)).toEqual(['INBOX', 'Only there', '  Spam', '  Notes']);
    expect(rows[1]?.kind).toBe('group');
    expect(rows[1]?.children.every((row) => row.kind === 'destination-only')).toBe(true);
  });

  it('counts a difference as what is there minus what is here, and a missing folder as empty', () => {
    const [fewer, more, absent] = folderTree({ pairs: [pair('a', 10, 8), pair('b', 3, 5), pair('c', 7, null)] });
    expect([fewer?.difference, more?.difference, absent?.difference]).toEqual([-2, 2, -7]);
  });

  it('gives folders that share a destination one difference, at the first of them', () => {
    const [first, second] = folderTree({
      pairs: [pair('a', 10, 15, 'All', 'chosen'), pair('b', 7, 15, 'All', 'chosen')],
    });
    expect([first?.difference, second?.difference]).toEqual([-2, null]);
    expect(first?.sharedWith).toEqual(['b']);
  });

  it('says no difference for a folder that is left out', () => {
    expect(folderTree({ pairs: [pair('a', 10, null, null, 'excluded')] })[0]?.difference).toBeNull();
  });

  it('attaches the progress and the verdict of each folder', () => {
    const progress = {
      source: 'a',
      destination: 'a',
      state: 'active' as const,
      messages: 5,
      copied: 1,
      alreadyThere: 1,
      skipped: 0,
      bytesCopied: 10,
    };
    const [a, b] = folderTree({ pairs: [pair('a', 5, 1), pair('b', 1, 1)], progress: [progress] });
    expect(a?.progress).toBe(progress);
    expect(b?.progress).toBeNull();
  });
});

describe('the sums under the folder table', () => {
  it('count each destination folder once, and neither what is left out nor what is only there', () => {
    const totals = folderTotals([
      pair('a', 10, 15, 'All', 'chosen'),
      pair('b', 7, 15, 'All', 'chosen'),
      pair('c', 100, null, null, 'excluded'),
      pair('d', 4, null),
      onlyThere('Spam', 50),
    ]);
    expect(totals).toEqual({
      folders: 3,
      leftOut: 1,
      sourceMessages: 21,
      sourceUnseen: 0,
      sourceBytes: 21_000,
      destinationMessages: 15,
      destinationUnseen: 0,
      difference: -6,
      destinationOnly: 1,
    });
  });

  it('have no size when the size of one folder is not known', () => {
    const unknown = { ...pair('b', 1, 1), source: facts('b', status(1, null)) };
    expect(folderTotals([pair('a', 1, 1), unknown]).sourceBytes).toBeNull();
  });

  it('leave out a parent that holds no messages of its own', () => {
    const parent = { ...pair('p', 0, 0), source: facts('p', null) };
    expect(folderTotals([parent, pair('p/x', 2, 2)]).folders).toBe(1);
  });
});

describe('choices of the folder map', () => {
  const pairs = [pair('a', 1, 1), pair('b', 1, 1, 'Elsewhere', 'chosen'), pair('c', 1, null, null, 'excluded')];

  it('are what the map did not decide by itself', () => {
    expect(savedChoices(pairs)).toEqual([
      { source: 'b', destination: 'Elsewhere' },
      { source: 'c', destination: null },
    ]);
  });

  it('are replaced for one folder, or taken back', () => {
    expect(withChoice(savedChoices(pairs), 'b', 'Other')).toEqual([
      { source: 'c', destination: null },
      { source: 'b', destination: 'Other' },
    ]);
    expect(withChoice(savedChoices(pairs), 'c', 'automatic')).toEqual([{ source: 'b', destination: 'Elsewhere' }]);
  });

  it('show which lines of the map they would change', () => {
    const before = [entry('a', 'a'), entry('b', 'b')];
    const after = [entry('a', 'a'), { ...entry('b', null, 'excluded') }, entry('c', 'c')];
    expect(changedEntries(before, after).map((line) => line.after.source)).toEqual(['b', 'c']);
  });
});
