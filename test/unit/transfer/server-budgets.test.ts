import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RunBudget, ServerBudgets } from '../../../electron/engine/transfer/server-budgets.ts';
import { type ServerBudget, usualBudget } from '../../../shared/domain/server-budget.ts';
import { ManualClock } from '../runs/manual-clock.ts';

const never = new AbortController().signal;
const none = { connections: null, mailboxes: null, messagesPerSecond: null, bytesPerSecond: null, quietHours: null };

function bench(budgets: Record<string, Partial<ServerBudget>>) {
  const clock = new ManualClock();
  const all = new ServerBudgets({ clock, budgetOf: (id) => ({ ...none, ...budgets[id] }), nameOf: (id) => id });
  return { clock, all };
}

/** Lets everything that can go on do so. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function enter(budget: RunBudget): Promise<boolean[]> {
  return Promise.all([budget.sides.source.take(), budget.sides.destination.take()]);
}

describe('connections', () => {
  it('are given for both sides at once or not at all, so that nobody holds one and waits for the other', async () => {
    const { all } = bench({ old: { connections: 1 }, new: { connections: 1 } });
    const one = all.forRun('old', 'new', false, never);
    const two = all.forRun('new', 'old', false, never);
    await enter(one);
    const entering = enter(two);
    await settle();
    expect(all.use('old')).toMatchObject({ connections: 1, waiting: 1 });
    one.end();
    expect(await entering).toEqual([true, true]);
    two.end();
    expect([all.use('old').connections, all.use('new').connections]).toEqual([0, 0]);
  });

  it('beyond the first are there at once or not, and go to runs that have none', async () => {
    const { all } = bench({ old: { connections: 3 } });
    const one = all.forRun('old', 'new', true, never);
    await enter(one);
    expect(await one.sides.source.take()).toBe(true);
    expect(await one.sides.source.take()).toBe(true);
    expect(await one.sides.source.take()).toBe(false);
    const two = all.forRun('old', 'new', true, never);
    const entering = enter(two);
    await settle();
    expect(one.sides.source.wanted).toBe(true);
    one.sides.source.giveBack();
    expect(await entering).toEqual([true, true]);
    expect(one.sides.source.wanted).toBe(false);
  });

  it('of jobs leave one free for the runs of agents, who go first', async () => {
    const { all } = bench({ old: { connections: 3 } });
    const jobs = [1, 2, 3].map(() => all.forRun('old', 'new', false, never));
    const order: string[] = [];
    const entering = jobs.map((budget, index) => enter(budget).then(() => order.push(`job ${index}`)));
    await settle();
    expect(all.use('old').connections).toBe(2);
    const agents = [all.forRun('old', 'new', true, never), all.forRun('old', 'new', true, never)];
    for (const budget of agents) void enter(budget).then(() => order.push('agent'));
    await settle();
    expect(order).toEqual(['job 0', 'job 1', 'agent']);
    jobs[0]?.end();
    await settle();
    expect(order.at(-1)).toBe('agent');
    for (const budget of [...agents, jobs[1]]) budget?.end();
    await Promise.all(entering);
    expect(order.at(-1)).toBe('job 2');
  });

  it('are kept while a run rests for a moment, and given to others once it has none open', async () => {
    const { all } = bench({ old: { connections: 1 } });
    const one = all.forRun('old', 'new', true, never);
    await enter(one);
    one.sides.source.giveBack();
    one.rest();
    expect(all.use('old').connections).toBe(1);
    one.sides.destination.giveBack();
    one.rest();
    expect(all.use('old').connections).toBe(0);
    expect(await enter(one)).toEqual([true, true]);
  });

  it('never exceed a limit, whoever comes and goes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.tuple(fc.nat(7), fc.constantFrom('enter', 'more', 'back', 'end'), fc.boolean()), { maxLength: 60 }),
        async (limit, steps) => {
          const { all } = bench({ old: { connections: limit }, new: { connections: limit } });
          const runs = new Map<number, RunBudget>();
          for (const [number, what, urgent] of steps) {
            let run = runs.get(number);
            if (run === undefined) {
              run = all.forRun('old', number % 2 === 0 ? 'new' : 'third', urgent, never);
              runs.set(number, run);
              void enter(run);
            } else if (what === 'more') void run.sides.source.take();
            else if (what === 'back') run.sides.source.giveBack();
            else if (what === 'end') {
              run.end();
              runs.delete(number);
            }
            await settle();
            for (const id of ['old', 'new']) {
              expect(all.use(id).connections).toBeLessThanOrEqual(limit);
              expect(all.use(id).connections).toBeGreaterThanOrEqual(0);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the pace', () => {
  it('is one for all runs together, and no burst is larger than half a second of it', async () => {
    const { all, clock } = bench({ old: { messagesPerSecond: 40 } });
    const [one, two] = [all.forRun('old', 'new', true, never), all.forRun('old', 'new', true, never)];
    expect(one.most('source').messages).toBe(20);
    const went: number[] = [];
    for (const budget of [one, two, one, two, one, two])
      void budget.pace('source', 20, 1).then(() => went.push(clock.now()));
    const start = clock.now();
    for (let step = 0; step < 30; step += 1) {
      clock.advance(100);
      await settle();
    }
    expect(went).toHaveLength(6);
    const seconds = ((went.at(-1) ?? 0) - start) / 1000;
    expect(100 / seconds).toBeLessThanOrEqual(41);
  });

  it('lets the runs of agents pass those of jobs', async () => {
    const { all, clock } = bench({ old: { messagesPerSecond: 10 } });
    const order: string[] = [];
    const job = all.forRun('old', 'new', false, never);
    const agent = all.forRun('old', 'new', true, never);
    for (const name of ['first', 'second', 'third']) void job.pace('source', 5, 1).then(() => order.push(name));
    void agent.pace('source', 5, 1).then(() => order.push('agent'));
    for (let step = 0; step < 30; step += 1) {
      clock.advance(100);
      await settle();
    }
    expect(order).toEqual(['first', 'agent', 'second', 'third']);
  });

  it('ends its waiting with an abort', async () => {
    const { all } = bench({ old: { bytesPerSecond: 10 } });
    const abort = new AbortController();
    const budget = all.forRun('old', 'new', true, abort.signal);
    await budget.pace('source', 1, 100);
    const waiting = budget.pace('source', 1, 100);
    abort.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
  });
});

it('A budget that nobody has set allows something', () => {
  expect(usualBudget.connections).toBeGreaterThan(4);
});
