import type { RunEvent } from '../../../shared/domain/run.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { LogLevel } from '../transfer/run-types.ts';
import type { RunEvents } from '../workspace/run-events.ts';

const FLUSH_MS = 250;
const FLUSH_LINES = 200;

/** The log of one run: lines wait a moment and are written together. */
export class RunLog {
  private readonly runId: string;
  private readonly events: RunEvents;
  private readonly clock: Clock;
  private readonly clean: (text: string) => string;
  private readonly onLost: (error: unknown) => void;
  private waiting: RunEvent[] = [];
  private seq: number;
  private undoTimer: (() => void) | null = null;

  constructor(options: {
    runId: string;
    events: RunEvents;
    clock: Clock;
    clean: (text: string) => string;
    onLost: (error: unknown) => void;
  }) {
    this.runId = options.runId;
    this.events = options.events;
    this.clock = options.clock;
    this.clean = options.clean;
    this.onLost = options.onLost;
    this.seq = options.events.lastSeq(options.runId);
  }

  add(level: LogLevel, text: string): void {
    this.seq += 1;
    this.waiting.push({ seq: this.seq, at: isoTime(this.clock.now()), level, text: this.clean(text) });
    if (this.waiting.length >= FLUSH_LINES) this.flush();
    else this.undoTimer ??= this.clock.after(FLUSH_MS, () => this.flush());
  }

  /** Writes what waits; lines that cannot be written (full disk) are reported and dropped, the run goes on. */
  flush(): void {
    this.undoTimer?.();
    this.undoTimer = null;
    const lines = this.waiting;
    if (lines.length === 0) return;
    this.waiting = [];
    try {
      this.events.add(this.runId, lines);
    } catch (error) {
      this.onLost(error);
    }
  }
}
