import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  availabilityOf,
  formatShare,
  outageOf,
  type ProbePoint,
  type ProbeState,
  stripeOf,
  upAgainSince,
  upShare,
} from '../../../shared/domain/service-probe.ts';
import { healthSentence, serviceList, standingStateOf } from '../../../shared/domain/service-standing.ts';

const MINUTE = 60_000;
const at = (minutes: number): string => new Date(minutes * MINUTE).toISOString();
const point = (minutes: number, state: ProbeState): ProbePoint => ({ at: at(minutes), state });

const probes = fc
  .uniqueArray(
    fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.constantFrom<ProbeState>('up', 'trouble', 'down', 'unclear')),
    {
      selector: ([minute]) => minute,
      maxLength: 60,
    },
  )
  .map((list) => list.sort(([a], [b]) => a - b).map(([minute, state]) => point(minute, state)));

describe('how long a service was up', () => {
  it('counts from probe to probe, and no longer than a probe speaks for', () => {
    const seen = [point(0, 'up'), point(5, 'up'), point(10, 'down'), point(60, 'up')];
    expect(availabilityOf(seen, 0, 70 * MINUTE, 12 * MINUTE)).toEqual({
      upMs: 20 * MINUTE,
      downMs: 12 * MINUTE,
      spanMs: 70 * MINUTE,
    });
  });

  it('never adds up to more than the stretch, and never calls a failure up', () => {
    fc.assert(
      fc.property(probes, fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 1, max: 2000 }), (seen, from, span) => {
        const { upMs, downMs } = availabilityOf(seen, from * MINUTE, (from + span) * MINUTE, 12 * MINUTE);
        expect(upMs).toBeGreaterThanOrEqual(0);
        expect(upMs + downMs).toBeLessThanOrEqual(span * MINUTE);
        if (!seen.some(({ state }) => state === 'up' || state === 'trouble')) expect(upMs).toBe(0);
        if (!seen.some(({ state }) => state === 'down')) expect(downMs).toBe(0);
      }),
    );
  });

  it('is not known while nobody watched, and never rounded up to all of the time', () => {
    expect(upShare({ upMs: 0, downMs: 0, spanMs: 10 })).toBeNull();
    expect(formatShare(0.99999)).toBe('99.9 %');
    expect(formatShare(1)).toBe('100 %');
  });

  it('shows a failure in its cell of the stripe, however short it was', () => {
    const stripe = stripeOf([point(0, 'up'), point(5, 'down'), point(6, 'up')], 0, 60 * MINUTE, 12 * MINUTE, 6);
    expect(stripe).toEqual(['down', 'up', 'none', 'none', 'none', 'none']);
  });
});

describe('an outage', () => {
  const gap = 30 * MINUTE;
  it('is failures in a row of a service that was up before', () => {
    expect(outageOf([point(11, 'down'), point(10, 'down'), point(5, 'up')], gap)).toEqual({
      since: at(10),
      failures: 2,
      lastUp: at(5),
    });
  });
  it('is none of a service that never answered', () => {
    expect(outageOf([point(11, 'down'), point(10, 'down')], gap)).toBeNull();
  });
  it('is none of what happened before and after a sleep', () => {
    const seen = [point(600, 'down'), point(10, 'down'), point(5, 'up')];
    expect(outageOf(seen, gap)).toMatchObject({ since: at(600), failures: 1 });
  });
  it('passes over looks that said nothing', () => {
    const seen = [point(12, 'unclear'), point(11, 'down'), point(10, 'unclear'), point(9, 'down'), point(5, 'trouble')];
    expect(outageOf(seen, gap)).toMatchObject({ since: at(9), failures: 2 });
  });
  it('is over with the first look that finds an answer', () => {
    fc.assert(
      fc.property(probes, (seen) => {
        const newestFirst = [point(6000, 'up'), ...[...seen].reverse()];
        expect(outageOf(newestFirst, gap)).toBeNull();
        expect(upAgainSince(newestFirst)).not.toBeNull();
      }),
    );
  });
});

describe('what is said of a server', () => {
  const say = (
    ...services: [
      Parameters<typeof healthSentence>[0][number]['kind'],
      Parameters<typeof healthSentence>[0][number]['state'],
    ][]
  ) =>
    healthSentence(
      services.map(([kind, state]) => ({
        kind,
        state,
        outageSince: state === 'down' ? '2026-11-22T14:02:00.000Z' : null,
      })),
      (iso) => iso.slice(11, 16),
    );
  it('names what is down and what is up in one sentence', () => {
    expect(say(['imap', 'down'], ['pop3', 'up'], ['webmail', 'trouble'], ['smtp', 'off'])).toBe(
      'IMAP is down since 14:02; POP3 and webmail are up.',
    );
  });
  it('speaks of what was probed alone', () => {
    expect(say(['imap', 'waiting'], ['pop3', 'off'])).toBe('Nothing was probed yet.');
    expect(say(['imap', 'up'], ['pop3', 'up'])).toBe('All 2 services are up.');
    expect(say(['imap', 'up'], ['smtp', 'unseen'])).toBe('IMAP is up; SMTP has never answered here.');
    expect(say(['imap', 'unclear'])).toBe('IMAP could not be looked at from this computer.');
  });
  it('calls a service that never answered neither up nor down', () => {
    expect(standingStateOf({ watched: true, last: { state: 'down' }, everUp: false })).toBe('unseen');
    expect(standingStateOf({ watched: true, last: { state: 'down' }, everUp: true })).toBe('down');
    expect(standingStateOf({ watched: false, last: { state: 'down' }, everUp: true })).toBe('off');
    expect(standingStateOf({ watched: true, last: null, everUp: false })).toBe('waiting');
  });
  it('lists services as a sentence does', () => {
    expect(serviceList(['imap', 'pop3', 'imap', 'webmail'])).toBe('IMAP, POP3 and webmail');
  });
});
