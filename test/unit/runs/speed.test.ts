import { describe, expect, it } from 'vitest';
import { SpeedMeter } from '../../../electron/engine/runs/speed.ts';
import { totals } from './scripted-execution.ts';

describe('the speed of a run', () => {
  it('is unknown before there are two looks far enough apart', () => {
    const meter = new SpeedMeter();
    const now = totals({ messages: 10, copied: 5 });
    meter.sample(0, totals());
    meter.sample(100, now);
    expect(meter.read(now)).toEqual({ messagesPerSecond: 0, bytesPerSecond: 0, secondsLeft: null });
  });

  it('counts the last ten seconds only', () => {
    const meter = new SpeedMeter();
    meter.sample(0, totals());
    for (let second = 1; second <= 60; second += 1)
      meter.sample(second * 1000, totals({ copied: second <= 30 ? 0 : (second - 30) * 10 }));
    expect(meter.read(totals({ copied: 300 })).messagesPerSecond).toBeCloseTo(10, 5);
  });

  it('expects whatever takes longer, messages or bytes', () => {
    const meter = new SpeedMeter();
    meter.sample(0, totals());
    const now = totals({ messages: 120, copied: 20, bytes: 10_000, bytesCopied: 100, alreadyThere: 40, skipped: 10 });
    meter.sample(1000, now);
    // 50 messages at 20 a second, 9,900 bytes at 100 a second.
    expect(meter.read(now).secondsLeft).toBeCloseTo(99, 5);
    expect(meter.read({ ...now, bytes: 0 }).secondsLeft).toBeCloseTo(2.5, 5);
  });
});
