import { describe, expect, it } from 'vitest';
import { estimateWords } from '../../../renderer/features/mailbox/estimate-words.ts';
import { folderTree } from '../../../renderer/features/mailbox/folder-rows.ts';
import { folderStanding } from '../../../renderer/features/mailbox/folder-words.ts';
import { withSnapshot } from '../../../renderer/features/mailbox/rate-history.ts';
import { optionPhrases, resultText, runMs, runShare } from '../../../renderer/ui/run/words.ts';
import type { FolderPair } from '../../../shared/domain/inspection.ts';
import { emptyTotals, runOptions } from '../../../shared/domain/run.ts';
import type { FolderVerdict } from '../../../shared/domain/verification.ts';
import { onlyThere, pair } from './folder-samples.ts';

function standing(only: FolderPair, verdict?: Partial<FolderVerdict>) {
  const source = only.source?.path ?? '';
  const whole: FolderVerdict = {
    source,
    destination: source,
    sourceMessages: 0,
    destinationMessages: 0,
    sourceBytes: 0,
    destinationBytes: 0,
    matched: 0,
    missing: 0,
    extra: 0,
    different: 0,
    ...verdict,
  };
  const [row] = folderTree({ pairs: [only], verdicts: verdict ? [whole] : [] });
  if (!row) throw new Error('no row');
  return folderStanding(row);
}

describe('how a folder stands', () => {
  it('never calls equal counts agreement', () => {
    expect(standing(pair('a', 5, 5))).toEqual({ kind: 'unverified', text: 'Same number, not verified' });
  });

  it('says by the counts what is to copy', () => {
    expect(standing(pair('a', 5, 3))).toEqual({ kind: 'unverified', text: '2 messages to copy' });
    expect(standing(pair('a', 5, null))).toEqual({ kind: 'unverified', text: 'Not copied yet' });
    expect(standing(pair('a', 0, null))).toEqual({ kind: 'unverified', text: 'Not created yet' });
  });

  it('agrees only by a verdict, and says what is extra', () => {
    expect(standing(pair('a', 5, 5), { matched: 5 })).toEqual({ kind: 'agrees', text: 'All 5 agree' });
    expect(standing(pair('a', 5, 6), { matched: 5, extra: 1 })).toEqual({
      kind: 'agrees',
      text: 'All 5 agree, 1 extra',
    });
  });

  it('is serious when messages are missing', () => {
    expect(standing(pair('a', 5, 4), { matched: 4, missing: 1, different: 2 })).toEqual({
      kind: 'differs',
      text: '1 missing, 2 different',
      serious: true,
    });
    expect(standing(pair('a', 5, 5), { matched: 5, different: 2 })).toMatchObject({ serious: false });
  });

  it('is left out when the map says so, whatever the verdict', () => {
    expect(standing(pair('a', 5, null, null, 'excluded'), { missing: 5 })).toEqual({ kind: 'left-out' });
  });

  it('says nothing about folders only at the destination', () => {
    expect(folderTree({ pairs: [onlyThere('Spam', 1)] }).map(folderStanding)).toEqual([{ kind: 'none' }]);
  });
});

describe('words about runs', () => {
  it('tell the share only when the number of messages is known', () => {
    expect(runShare(emptyTotals)).toBeNull();
    expect(runShare({ ...emptyTotals, messages: 10, copied: 3, alreadyThere: 1, skipped: 1 })).toBe(0.5);
  });

  it('tell what a run did', () => {
    expect(resultText(emptyTotals)).toBe('Nothing copied');
    expect(resultText({ ...emptyTotals, copied: 1204, alreadyThere: 12 })).toBe('1,204 copied, 12 already there');
  });

  it('name only options that differ from the usual', () => {
    expect(optionPhrases(runOptions.parse({ kind: 'copy' }))).toEqual([]);
    expect(
      optionPhrases(runOptions.parse({ kind: 'copy', since: '2026-01-02', maxSize: 1024 * 1024, newestFirst: true })),
    ).toEqual(['since 2026-01-02', 'messages up to 1.0 MB', 'newest first']);
  });

  it('measure a run up to now while it goes on', () => {
    const startedAt = '2026-11-22T10:00:00.000Z';
    expect(runMs({ startedAt: null, endedAt: null }, 0)).toBeNull();
    expect(runMs({ startedAt, endedAt: null }, Date.parse(startedAt) + 5000)).toBe(5000);
    expect(runMs({ startedAt, endedAt: '2026-11-22T10:00:02.000Z' }, 0)).toBe(2000);
  });

  it('estimate a copy only with what is known', () => {
    expect(estimateWords({ messages: 0, bytes: 0, seconds: 0 })).toBe('Nothing to copy, by the counts of both sides.');
    expect(estimateWords({ messages: 1, bytes: null, seconds: null })).toBe('About 1 message to copy.');
    expect(estimateWords({ messages: 1204, bytes: 34 * 1024 * 1024, seconds: 120 })).toBe(
      'About 1,204 messages to copy, 34 MB, 2 min at the usual speed.',
    );
  });
});

describe('the history of the rate', () => {
  it('holds one value a second, the latest of each, and repeats over seconds without news', () => {
    let rates = withSnapshot([], 100, 5);
    rates = withSnapshot(rates, 900, 7);
    rates = withSnapshot(rates, 3100, 9);
    expect(rates).toEqual([7, 7, 7, 9]);
  });
});
