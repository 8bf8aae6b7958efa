import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AppendManner,
  appendManner,
  batchLength,
  MOST_IN_FLIGHT,
  MOST_TOGETHER,
  readChunks,
} from '../../../electron/engine/transfer/batches.ts';
import { ByteBudget } from '../../../electron/engine/transfer/byte-budget.ts';
import { decideRetry } from '../../../electron/engine/transfer/retry-policy.ts';
import { AppError, errorCatalogue, errorCodes } from '../../../shared/domain/errors.ts';

const sizes = fc.array(fc.oneof(fc.nat(9000), fc.nat(9_000_000)), { maxLength: 1200 });

describe('batches of an APPEND', () => {
  test('take the head of the queue, at least one, within the limits', () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom<AppendManner>('together', 'in-flight', 'singly'), (queue, manner) => {
        const count = batchLength(queue, manner);
        const most = { together: MOST_TOGETHER, 'in-flight': MOST_IN_FLIGHT, singly: 1 }[manner];
        expect(count).toBeLessThanOrEqual(Math.min(queue.length, most));
        expect(count > 0).toBe(queue.length > 0);
        const bytes = queue.slice(0, count).reduce((sum, size) => sum + size, 0);
        if (count > 1) expect(bytes).toBeLessThanOrEqual(4 * 1024 * 1024);
      }),
      { numRuns: 2000 },
    );
  });

  test.each<[AppendManner, boolean, string[]]>([
    ['together', true, ['LITERAL+', 'MULTIAPPEND']],
    ['in-flight', false, ['LITERAL+']],
    ['in-flight', false, ['LITERAL-']],
    ['singly', false, ['IMAP4REV1']],
  ])('go %s where MULTIAPPEND is %s beside %j', (manner, multiappend, capabilities) => {
    expect(appendManner({ multiappend, capabilities })).toBe(manner);
  });
});

describe('chunks of reading', () => {
  test('hold every message once, ascending inside, in the order asked for', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 100_000 }), { maxLength: 1200 }),
        fc.boolean(),
        fc.nat(300_000),
        (drawn, newestFirst, size) => {
          const uids = drawn.sort((a, b) => a - b);
          const chunks = readChunks(uids, () => size, newestFirst);
          for (const chunk of chunks) {
            expect(chunk).toEqual(chunk.toSorted((a, b) => a - b));
            expect(chunk.length).toBeGreaterThan(0);
            if (chunk.length > 1) expect(chunk.length * size).toBeLessThanOrEqual(16 * 1024 * 1024);
          }
          expect((newestFirst ? chunks.toReversed() : chunks).flat()).toEqual(uids);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the budget of bytes', () => {
  test('is never exceeded but by one huge message, keeps the order of each kind, and lets everybody through', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(60), { maxLength: 30 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        async (wishes, choices) => {
          const huge = (bytes: number): boolean => bytes > 10;
          const budget = new ByteBudget(40);
          const granted: { id: number; bytes: number }[] = [];
          let holding: { id: number; bytes: number }[] = [];
          const takes = wishes.map(async (bytes, id) => {
            await budget.take(bytes);
            granted.push({ id, bytes });
            holding.push({ id, bytes });
            expect(holding.filter((one) => huge(one.bytes)).length).toBeLessThanOrEqual(1);
            const ordinary = holding.filter((one) => !huge(one.bytes)).reduce((total, one) => total + one.bytes, 0);
            expect(ordinary).toBeLessThanOrEqual(40);
          });
          for (let turn = 0; granted.length < wishes.length || holding.length > 0; turn += 1) {
            await Promise.resolve();
            const one = holding[(choices[turn % choices.length] ?? 0) % Math.max(holding.length, 1)];
            if (one === undefined) continue;
            holding = holding.filter((other) => other !== one);
            budget.give(one.bytes);
          }
          await Promise.all(takes);
          for (const kind of [huge, (bytes: number) => !huge(bytes)]) {
            const ids = granted.filter((one) => kind(one.bytes)).map((one) => one.id);
            expect(ids).toEqual(ids.toSorted((x, y) => x - y));
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('lets the ordinary by while a huge one is out', async () => {
    const budget = new ByteBudget(40);
    await budget.take(200);
    await budget.take(10);
    await budget.take(10);
    let second = false;
    const waiting = budget.take(300).then(() => {
      second = true;
    });
    await budget.take(10);
    expect(second).toBe(false);
    budget.give(200);
    await waiting;
  });
});

describe('trying again', () => {
  const failure = (code: (typeof errorCodes)[number], retryAfterMs?: number): AppError =>
    new AppError({ code, message: code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });

  test('never where it cannot help, else a few times, with longer and longer waits', () => {
    for (const code of errorCodes) {
      for (let attempt = 1; attempt < 12; attempt += 1) {
        const decision = decideRetry(failure(code), attempt, 0.5);
        const hopeless = errorCatalogue[code].retry === 'never' || code === 'workspace.disk-full';
        expect(decision.again, `${code} ${attempt}`).toBe(!hopeless && attempt < 6);
        if (!decision.again || attempt === 1) continue;
        const before = decideRetry(failure(code), attempt - 1, 0.5);
        expect(before.again && before.afterMs <= decision.afterMs).toBe(true);
      }
    }
  });

  test('waits between a third of a second and eighty, or as long as the server wishes up to five minutes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...errorCodes),
        fc.integer({ min: 1, max: 8 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.option(fc.nat(1e9), { nil: undefined }),
        (code, attempt, random, wish) => {
          const decision = decideRetry(failure(code, wish), attempt, random);
          if (!decision.again) return;
          if (wish !== undefined) expect(decision.afterMs).toBe(Math.min(wish, 300_000));
          else expect(decision.afterMs > 333 && decision.afterMs < 80_000).toBe(true);
        },
      ),
    );
  });
});
