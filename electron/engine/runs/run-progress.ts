import {
  type ProgressSample,
  timeLeftRange,
  type WorkLeft,
  withSample,
} from '../../../shared/domain/progress-estimate.ts';
import { isActive, type Run, type RunProgress, type RunState } from '../../../shared/domain/run.ts';
import type { Clock } from '../clock.ts';
import type { RunControl } from '../transfer/run-control.ts';
import type { RunSnapshot } from '../transfer/run-types.ts';
import { LatestQueue } from './latest-queue.ts';
import { type Speed, SpeedMeter } from './speed.ts';

/** At most ten a second. */
const SHORTEST_GAP_MS = 100;
/** So that rate and time left tell the truth while a run stands still. */
const HEARTBEAT_MS = 1000;

/** How much a run still has to do. Folders nobody has looked into yet are taken to hold messages of the usual size. */
function workLeft({ totals, folders }: RunSnapshot): WorkLeft {
  const waiting = folders.reduce((sum, { state, messages }) => sum + (state === 'waiting' ? messages : 0), 0);
  const usual = totals.copied > 0 ? totals.bytesCopied / totals.copied : 0;
  return {
    messages: Math.max(0, totals.messages - totals.copied - totals.alreadyThere - totals.skipped),
    bytes: Math.max(0, totals.bytes - totals.bytesCopied) + waiting * usual,
  };
}

const PAUSED = 'Paused: nothing is on its way. The run goes on where it stopped when it is resumed.';
const PAUSING = 'Pausing: what is on its way is finished first.';
const STANDING: Speed = { messagesPerSecond: 0, bytesPerSecond: 0, secondsLeft: null };

/** What the page sees of one active run: gathers snapshots, adds rates, and sends the latest not too often. */
export class ProgressFeed {
  private readonly clock: Clock;
  private readonly send: (progress: RunProgress) => void;
  private readonly speed = new SpeedMeter();
  private readonly watchers = new Set<LatestQueue<RunProgress>>();
  private readonly run: Run;
  private readonly control: RunControl;
  private state: RunState;
  private startedAtMs: number | null = null;
  private snapshot: RunSnapshot;
  private latest: RunProgress;
  /** How the copying went, second by second; the time the run stood still is not in it. */
  private history: readonly ProgressSample[] = [];
  private copyingMs = 0;
  private lastSentAt = Number.NEGATIVE_INFINITY;
  private dueAt = Number.POSITIVE_INFINITY;
  private undoTimer: (() => void) | null = null;
  private ended = false;

  constructor(options: { run: Run; clock: Clock; send: (progress: RunProgress) => void; control: RunControl }) {
    this.run = options.run;
    this.control = options.control;
    this.clock = options.clock;
    this.send = options.send;
    this.state = options.run.state;
    this.snapshot = { phase: 'waiting', text: 'Waiting for its turn', totals: options.run.totals, folders: [] };
    this.latest = this.make();
  }

  /** Takes the newest snapshot; cheap. */
  take(snapshot: RunSnapshot): void {
    if (this.ended) return;
    this.snapshot = snapshot;
    this.schedule(SHORTEST_GAP_MS);
  }

  /** Sends what has changed beside the snapshots, at once. */
  refresh(): void {
    if (!this.ended) this.emit();
  }

  /** Notes a new state and sends it at once. */
  setState(state: RunState, text?: string): void {
    if (this.ended) return;
    if (state === 'running') this.startedAtMs = this.clock.now();
    this.state = state;
    if (text !== undefined) this.snapshot = { ...this.snapshot, text };
    this.emit();
  }

  /** Sends the last snapshot of the run as it was stored, and lets all watchers go. */
  end(run: Run): void {
    if (this.ended) return;
    this.undoTimer?.();
    this.undoTimer = null;
    this.state = run.state;
    this.snapshot = { ...this.snapshot, phase: 'ended', text: run.verdict ?? this.snapshot.text, totals: run.totals };
    this.emit();
    this.ended = true;
    for (const watcher of [...this.watchers]) watcher.end();
  }

  now(): RunProgress {
    return this.latest;
  }

  totals(): RunSnapshot['totals'] {
    return this.snapshot.totals;
  }

  /** The latest progress first, then each new one until the run has ended. */
  watch(signal?: AbortSignal): AsyncIteratorObject<RunProgress, undefined, void> {
    const watcher: LatestQueue<RunProgress> = new LatestQueue(() => this.watchers.delete(watcher));
    watcher.push('progress', this.latest);
    if (this.ended) watcher.end();
    else this.watchers.add(watcher);
    return watcher.closeOn(signal);
  }

  private schedule(gapMs: number): void {
    const now = this.clock.now();
    const due = Math.max(now, this.lastSentAt + gapMs);
    if (this.undoTimer && this.dueAt <= due) return;
    this.undoTimer?.();
    this.dueAt = due;
    this.undoTimer = this.clock.after(due - now, () => this.emit());
  }

  private emit(): void {
    this.undoTimer?.();
    this.undoTimer = null;
    const now = this.clock.now();
    this.remember(now - this.lastSentAt);
    this.lastSentAt = now;
    this.speed.sample(this.lastSentAt, this.snapshot.totals);
    this.latest = this.make();
    for (const watcher of this.watchers) watcher.push('progress', this.latest);
    this.send(this.latest);
    if (this.state !== 'queued' && this.snapshot.phase !== 'ended') this.schedule(HEARTBEAT_MS);
  }

  private remember(sinceMs: number): void {
    if (this.snapshot.phase !== 'copying' || this.control.standsStill) return;
    const { copied, bytesCopied } = this.snapshot.totals;
    if (this.history.length > 0) this.copyingMs += sinceMs;
    this.history = withSample(this.history, { atMs: this.copyingMs, messages: copied, bytes: bytesCopied });
  }

  private make(): RunProgress {
    const { totals, folders } = this.snapshot;
    const paused = this.control.paused && this.state !== 'cancelling' && isActive(this.state);
    const still = paused && this.control.standsStill;
    const phase = still ? 'paused' : this.snapshot.phase;
    const speed = still ? STANDING : this.speed.read(totals);
    return {
      runId: this.run.id,
      mailboxId: this.run.mailboxId,
      state: paused ? 'paused' : this.state,
      phase,
      text: still ? PAUSED : paused ? PAUSING : this.snapshot.text,
      totals,
      messagesPerSecond: speed.messagesPerSecond,
      bytesPerSecond: speed.bytesPerSecond,
      secondsLeft: phase === 'copying' && !paused ? speed.secondsLeft : null,
      secondsLeftRange: phase === 'copying' && !paused ? timeLeftRange(this.history, workLeft(this.snapshot)) : null,
      elapsedMs: this.startedAtMs === null ? 0 : Math.max(0, this.clock.now() - this.startedAtMs),
      folders: [...folders],
    };
  }
}

/** What a watcher of a run that is no longer in memory gets: its end. */
export async function* watchEnded(run: Run): AsyncGenerator<RunProgress, undefined, void> {
  yield endedProgress(run);
}

function endedProgress(run: Run): RunProgress {
  const started = run.startedAt === null ? null : Date.parse(run.startedAt);
  const ended = run.endedAt === null ? started : Date.parse(run.endedAt);
  const elapsedMs = started === null || ended === null ? 0 : Math.max(0, ended - started);
  return {
    runId: run.id,
    mailboxId: run.mailboxId,
    state: run.state,
    phase: 'ended',
    text: run.verdict ?? '',
    totals: run.totals,
    messagesPerSecond: elapsedMs > 0 ? (run.totals.copied * 1000) / elapsedMs : 0,
    bytesPerSecond: elapsedMs > 0 ? (run.totals.bytesCopied * 1000) / elapsedMs : 0,
    secondsLeft: null,
    secondsLeftRange: null,
    elapsedMs,
    folders: [],
  };
}
