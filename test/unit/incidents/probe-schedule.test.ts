import { describe, expect, it } from 'vitest';
import { ProbeSchedule } from '../../../electron/engine/incidents/probe-schedule.ts';
import type { Service } from '../../../shared/domain/service.ts';
import type { ProbeState, ServiceProbe } from '../../../shared/domain/service-probe.ts';
import { ManualClock } from '../runs/manual-clock.ts';
import { probeOf, serviceOf } from './sample-services.ts';

const MINUTE = 60_000;

/** A schedule over services whose answers the test sets, with what it has asked and when. */
function watch(services: readonly Service[], everyMs: number | null = 5 * MINUTE) {
  const clock = new ManualClock();
  const states = new Map<string, ProbeState>();
  const seenUp = new Set<string>();
  const asked: { readonly id: string; readonly at: number }[] = [];
  const going = { now: 0, most: 0 };
  const last = new Map<string, ServiceProbe>();
  const setting = { everyMs };
  const schedule = new ProbeSchedule({
    clock,
    everyMs: () => setting.everyMs,
    services: () => services,
    lastProbe: (id) => last.get(id),
    everUp: (id) => seenUp.has(id),
    random: () => 0.5,
    probe: async (service) => {
      asked.push({ id: service.id, at: clock.now() });
      going.now += 1;
      going.most = Math.max(going.most, going.now);
      await Promise.resolve();
      going.now -= 1;
      const state = states.get(service.id) ?? 'up';
      if (state === 'up') seenUp.add(service.id);
      const probe = probeOf(clock.now(), state);
      last.set(service.id, probe);
      return probe;
    },
  });
  /** Lets time pass in steps of a second, with all that is due. */
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 1000) {
      clock.advance(Math.min(1000, left));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { clock, states, asked, going, schedule, pass, setting };
}

describe('the schedule of probes', () => {
  it('looks at every service, and again after the usual time', async () => {
    const { schedule, asked, pass } = watch([serviceOf('a'), serviceOf('b', 'other')]);
    schedule.start();
    await pass(2 * MINUTE);
    expect(asked.map(({ id }) => id).sort()).toEqual(['a', 'b']);
    await pass(5 * MINUTE);
    expect(asked).toHaveLength(4);
    schedule.stop();
    await pass(20 * MINUTE);
    expect(asked).toHaveLength(4);
  });

  it('confirms a first failure soon, and then asks ever less often', async () => {
    const { schedule, asked, states, pass } = watch([serviceOf('a')]);
    schedule.start();
    await pass(MINUTE);
    states.set('a', 'down');
    await pass(60 * MINUTE);
    schedule.stop();
    const gaps = asked.slice(1).map(({ at }, index) => Math.round((at - (asked[index]?.at ?? 0)) / 1000));
    // Up; then failures: after half a minute, one, two, four, eight, and twice the usual time from then on.
    expect(gaps.slice(0, 7)).toEqual([300, 30, 60, 120, 240, 480, 600]);
  });

  it('looks at one service of a server at a time, and at four servers at most', async () => {
    const many = Array.from({ length: 12 }, (_, index) => serviceOf(`s${index}`, `server${index % 6}`));
    const { schedule, asked, going, pass } = watch(many);
    schedule.start();
    await pass(5 * MINUTE);
    schedule.stop();
    expect(new Set(asked.map(({ id }) => id)).size).toBe(12);
    expect(going.most).toBeLessThanOrEqual(4);
  });

  it('begins anew after the computer slept, a moment after it woke, with no failure counted from before', async () => {
    const { schedule, clock, asked, states, pass } = watch([serviceOf('a')]);
    schedule.start();
    await pass(MINUTE);
    states.set('a', 'down');
    await pass(5 * MINUTE + 20_000);
    const before = asked.length;
    clock.sleep(8 * 60 * MINUTE);
    await pass(10_000);
    expect(asked).toHaveLength(before);
    await pass(MINUTE);
    expect(asked).toHaveLength(before + 1);
    // The failure after waking up counts as a first one.
    await pass(40_000);
    expect(asked).toHaveLength(before + 2);
    schedule.stop();
  });

  it('asks nothing while it is off, and takes up when it is turned on', async () => {
    const { schedule, asked, setting, pass } = watch([serviceOf('a')], null);
    schedule.start();
    await pass(30 * MINUTE);
    expect(asked).toEqual([]);
    setting.everyMs = 5 * MINUTE;
    await pass(2 * MINUTE);
    expect(asked).toHaveLength(1);
    schedule.stop();
  });
});
