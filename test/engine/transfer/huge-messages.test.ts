import { afterEach, describe, expect, test } from 'vitest';
import { letter, letters, planOf, type ScriptedPair, startPair } from './scripted-pair.ts';

const HUGE = 1_000_000;

describe('several huge messages', () => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());

  test('are in memory one at a time, over all folders, and the small ones go beside them', async () => {
    const huge = (number: number) => letter(number, { size: HUGE });
    pair = await startPair({
      plan: planOf({
        INBOX: [huge(1), huge(2), ...letters(5, 10)],
        Work: [huge(3), ...letters(5, 20)],
        Home: [huge(4)],
        Old: letters(60, 100),
      }),
    });
    const counts = { asked: 0, most: 0, smallMeanwhile: 0 };
    pair.from.setScript([
      {
        match: /^UID FETCH .*BODY\.PEEK\[\]/,
        reply: ({ run }) => {
          const lines = run();
          if (lines.some((line) => line.length > HUGE)) counts.asked += 1;
          counts.most = Math.max(counts.most, counts.asked);
          return lines;
        },
      },
    ]);
    pair.to.setScript([
      {
        match: /^APPEND/,
        reply: ({ run, literals }) => {
          const lines = run();
          if (literals.some((literal) => literal.length > HUGE)) counts.asked -= 1;
          else if (counts.asked > 0) counts.smallMeanwhile += literals.length;
          return lines;
        },
      },
    ]);
    const outcome = await pair.move.run({ verify: 'none' }, { budgetBytes: HUGE });
    expect(outcome).toMatchObject({ totals: { copied: 74, findings: 0 } });
    expect(counts).toMatchObject({ asked: 0, most: 1 });
    pair.from.setScript([]);
    expect(await pair.move.run({ kind: 'verify' })).toMatchObject({ state: 'complete', findings: [] });
    expect(await pair.differences({ order: true })).toEqual([]);
  });
});

describe('a run that is cancelled between two looks at a folder', () => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());

  test('plans and reads nothing more', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(50) }) });
    const cancel = new AbortController();
    pair.to.setScript([
      {
        match: /^UID FETCH 1:\*/,
        reply: ({ run }) => {
          cancel.abort();
          return run();
        },
      },
    ]);
    const outcome = await pair.move.run({}, { signal: cancel.signal });
    expect(outcome).toMatchObject({ state: 'cancelled', totals: { copied: 0 } });
    expect(pair.from.commands.filter((command) => command.includes('BODY.PEEK[]'))).toEqual([]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [] });
  });
});
