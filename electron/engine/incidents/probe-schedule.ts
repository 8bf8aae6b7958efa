import type { Service } from '../../../shared/domain/service.ts';
import { answers, type ServiceProbe } from '../../../shared/domain/service-probe.ts';
import type { Clock } from '../clock.ts';
import { nextProbeDelay } from './probe-delay.ts';

/** The longest the schedule sleeps at a time, so that it notices soon when the computer slept. */
const LONGEST_NAP_MS = 30_000;
/** A timer that is later than this did not just wait its turn: the computer was asleep. */
const SLEPT_MS = 60_000;
/** The network needs a moment after waking up. */
const WAKE_MS = 15_000;
/** The first look after a start does not compete with what somebody opened the console for. */
const START_MS = 10_000;
const AT_ONCE = 4;

export interface ScheduleOptions {
  readonly clock: Clock;
  /** Milliseconds between two probes of a service; null while the schedule is off. */
  readonly everyMs: () => number | null;
  /** What is to be probed. */
  readonly services: () => readonly Service[];
  readonly lastProbe: (serviceId: string) => ServiceProbe | undefined;
  readonly everUp: (serviceId: string) => boolean;
  /** Never rejects but when it was called off. */
  readonly probe: (service: Service, signal: AbortSignal) => Promise<ServiceProbe>;
  readonly random?: () => number;
}

/** Probes services again and again: spread over time, one after the other for each server, a few servers at once. */
export class ProbeSchedule {
  readonly #options: ScheduleOptions;
  readonly #due = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  readonly #busy = new Set<string>();
  readonly #stop = new AbortController();
  #undo: (() => void) | null = null;
  #wakeAt = 0;

  constructor(options: ScheduleOptions) {
    this.#options = options;
  }

  /** Begins a short while after now. */
  start(): void {
    this.#plan(START_MS);
    this.#nap();
  }

  /** Ends the schedule and calls off what it is probing. */
  stop(): void {
    this.#stop.abort();
    this.#undo?.();
  }

  /** Takes note of a probe that somebody else made: the next one is due the usual time after it. */
  note(service: Service, probe: ServiceProbe): void {
    const everyMs = this.#options.everyMs();
    const failures = answers(probe.state)
      ? 0
      : (this.#failures.get(service.id) ?? 0) + (probe.state === 'down' ? 1 : 0);
    this.#failures.set(service.id, failures);
    if (everyMs === null) return;
    const everUp = this.#options.everUp(service.id);
    const delay = nextProbeDelay({ state: probe.state, failures, everUp, everyMs, random: this.#random() });
    this.#due.set(service.id, this.#options.clock.now() + delay);
  }

  /** Puts all that is due no earlier than that many milliseconds from now. */
  #plan(notBeforeMs: number): void {
    const now = this.#options.clock.now();
    const everyMs = this.#options.everyMs() ?? 0;
    for (const { id } of this.#options.services()) {
      const last = this.#options.lastProbe(id);
      const usual = last ? Date.parse(last.at) + everyMs : 0;
      const spread = this.#random() * Math.min(everyMs, 60_000);
      this.#due.set(id, Math.max(usual, now + notBeforeMs + spread));
    }
  }

  #nap(): void {
    if (this.#stop.signal.aborted) return;
    const now = this.#options.clock.now();
    const next = Math.min(...this.#due.values(), now + LONGEST_NAP_MS);
    this.#wakeAt = Math.max(next, now + 50);
    this.#undo = this.#options.clock.after(this.#wakeAt - now, () => this.#wake());
  }

  #wake(): void {
    if (this.#stop.signal.aborted) return;
    const now = this.#options.clock.now();
    if (now - this.#wakeAt > SLEPT_MS) {
      // What failed before says nothing about now, and everything would be due at once.
      this.#failures.clear();
      this.#plan(WAKE_MS);
    } else if (this.#options.everyMs() !== null) this.#probeDue(now);
    this.#nap();
  }

  #probeDue(now: number): void {
    const services = this.#options.services();
    const known = new Set(services.map(({ id }) => id));
    for (const id of this.#due.keys()) if (!known.has(id)) this.#due.delete(id);
    for (const service of services) {
      const due = this.#due.get(service.id);
      if (due === undefined) this.#due.set(service.id, now + START_MS);
      else if (due <= now && !this.#busy.has(service.server) && this.#busy.size < AT_ONCE) void this.#probe(service);
    }
  }

  async #probe(service: Service): Promise<void> {
    this.#busy.add(service.server);
    // Not due while it is being looked at; whatever comes of it says when it is again.
    this.#due.set(service.id, Number.POSITIVE_INFINITY);
    try {
      this.note(service, await this.#options.probe(service, this.#stop.signal));
    } catch {
      // Called off, or its service was removed meanwhile: looked at again with the next round.
      this.#due.set(service.id, this.#options.clock.now() + (this.#options.everyMs() ?? LONGEST_NAP_MS));
    } finally {
      this.#busy.delete(service.server);
    }
  }

  #random(): number {
    return (this.#options.random ?? Math.random)();
  }
}
