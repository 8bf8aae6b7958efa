import { describe, expect, test } from 'vitest';
import { filterOf } from '../../../electron/engine/verify/message-filter.ts';
import { type VerdictFacts, verdictSentence } from '../../../electron/engine/verify/verdict.ts';
import { findingKind, seriousKinds } from '../../../shared/domain/verification.ts';

const nobody = { bytes: 0, ledger: 0, 'message-id': 0, headers: 0 };
const facts = (some: Partial<VerdictFacts>): VerdictFacts => ({
  sourceMessages: 1203,
  folders: 12,
  depth: 'standard',
  matchedBy: { ...nobody, ledger: 1203 },
  counts: {},
  filter: filterOf({ since: null, before: null, skipDeleted: false }),
  leftOutDeleted: 0,
  ...some,
});
const since = filterOf({ since: '2020-01-02', before: null, skipDeleted: false });
const sentence = (some: Partial<VerdictFacts>): string => verdictSentence(facts(some));

describe('the verdict', () => {
  test('says on what it stands', () => {
    expect(sentence({})).toBe(
      'All 1,203 messages in 12 folders are at the destination, compared one by one with what was copied.',
    );
    expect(sentence({ matchedBy: { ...nobody, ledger: 1200, headers: 3 } })).toContain(
      'compared by Message-ID, headers, date and size',
    );
    expect(sentence({ depth: 'deep', matchedBy: { ...nobody, bytes: 1203 } })).toContain(', compared byte for byte.');
    expect(sentence({ depth: 'deep', matchedBy: { ...nobody, bytes: 1200, headers: 3 } })).toContain(
      '1,200 of them compared byte for byte',
    );
  });

  test('says nothing of messages it was not to look at', () => {
    expect(sentence({ filter: since })).toContain('All 1,203 messages since 2020-01-02 in 12 folders');
    expect(sentence({ filter: since, sourceMessages: 0 })).toContain('no mail since 2020-01-02');
    expect(sentence({ filter: { ...since, beforeMs: Date.UTC(2021, 4, 6) } })).toContain(
      'All 1,203 messages since 2020-01-02 before 2021-05-06 in 12 folders',
    );
    expect(sentence({ leftOutDeleted: 1 })).toMatch(
      / 1 message marked as deleted on the source was left out, as chosen\.$/,
    );
    const only = { ...since, sinceMs: null, only: new Map([['INBOX', new Map([[4, { size: 10, dateMs: null }]])]]) };
    expect(sentence({ filter: only, sourceMessages: 3, folders: 1 })).toMatch(
      /^All 3 messages to bring back in 1 folder/,
    );
  });

  test('knows an empty mailbox', () => {
    expect(sentence({ sourceMessages: 0 })).toBe('There is no mail on the source, so nothing is missing.');
  });

  test.each(findingKind.options)(
    'says how many are %s, one and many, and "All" only where nothing serious is',
    (kind) => {
      const one = sentence({ counts: { [kind]: 1 } });
      const many = sentence({ counts: { [kind]: 2345 } });
      expect(one).toMatch(/\b1 (message|folder)\b/);
      expect(one).not.toMatch(/\b1 (message|folder) (are|were|have|differ)\b/);
      expect(many).toMatch(/\b2,345 (messages|folders)\b/);
      expect(many).not.toMatch(/\b2,345 \w+ (is|was|has|differs)\b/);
      for (const text of [one, many]) expect(text.startsWith('All ')).toBe(!seriousKinds.has(kind));
      expect(many).not.toMatch(/undefined|NaN|null/);
    },
  );

  test('names several at once', () => {
    const text = sentence({ sourceMessages: 1, folders: 1, counts: { missing: 1, refused: 2, extra: 3 } });
    expect(text).toMatch(
      /^Of 1 message in 1 folder, 1 message is missing at the destination; 2 messages were refused by the destination\. Also: 3 messages are only/,
    );
  });
});
