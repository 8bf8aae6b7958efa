import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

const sampleMs = 500;
const idleShare = 0.85;

function processorTimes(): { idle: number; all: number } {
  let idle = 0;
  let all = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, all };
}

/** Waits until the processors have little else to do, at most so many seconds; says whether they came to rest. */
export async function quietMachine(longestSeconds: number, stop: AbortSignal): Promise<boolean> {
  for (const started = performance.now(); performance.now() - started < longestSeconds * 1000; ) {
    const before = processorTimes();
    await delay(sampleMs, undefined, { signal: stop });
    const after = processorTimes();
    if ((after.idle - before.idle) / (after.all - before.all) >= idleShare) return true;
  }
  return false;
}
