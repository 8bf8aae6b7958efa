import type { FolderMapEntry } from '../../../shared/domain/folder.ts';
import { emptyTotals, type FolderProgress, type RunPhase, type RunTotals } from '../../../shared/domain/run.ts';
import type { NewFinding, RunSnapshot } from './run-types.ts';

type Counter = 'messages' | 'copied' | 'alreadyThere' | 'skipped' | 'bytesCopied';

/** The counts and words of one run. Changes are cheap; the receiver of snapshots decides how often it looks. */
export class RunTracker {
  readonly findings: NewFinding[] = [];
  readonly #onSnapshot: (snapshot: RunSnapshot) => void;
  readonly #folders = new Map<string, { -readonly [K in keyof FolderProgress]: FolderProgress[K] }>();
  #phase: RunPhase = 'connecting';
  #text = '';
  /** Messages at the destination when this run first looked, by source folder. */
  readonly #firstLook = new Map<string, number>();
  readonly #bytesToCopy = new Map<string, number>();
  readonly #flagged = new Map<string, Set<number>>();
  #flagsBrought = 0;
  #lastEmit = 0;
  #lastNote = 0;

  constructor(onSnapshot: (snapshot: RunSnapshot) => void) {
    this.#onSnapshot = onSnapshot;
  }

  say(phase: RunPhase, text: string): void {
    this.#phase = phase;
    this.#text = text;
    this.#emit();
  }

  /** Says what is just going on in a long phase; not more often than twice a second. */
  note(text: string): void {
    if (performance.now() - this.#lastNote < 500) return;
    this.#lastNote = performance.now();
    this.say(this.#phase, text);
  }

  /** What was said last. */
  get words(): { readonly phase: RunPhase; readonly text: string } {
    return { phase: this.#phase, text: this.#text };
  }

  /** Names the folders of the run with the messages each is said to have, so that the whole is known from the start. */
  plan(entries: readonly FolderMapEntry[], messagesIn: (source: string) => number): void {
    this.#folders.clear();
    for (const entry of entries) {
      this.#folders.set(entry.source, {
        source: entry.source,
        destination: entry.destination,
        state: 'waiting',
        messages: messagesIn(entry.source),
        copied: 0,
        alreadyThere: 0,
        skipped: 0,
        bytesCopied: 0,
      });
    }
    this.#emit();
  }

  folderState(source: string, state: FolderProgress['state']): void {
    const folder = this.#folders.get(source);
    if (folder) folder.state = state;
    this.#emit();
  }

  /** Messages of a folder that this run has brought so far. */
  copiedOf(source: string): number {
    return this.#folders.get(source)?.copied ?? 0;
  }

  /** A folder starts, or starts anew after a failure: what it reported the time before it will report again. */
  beginFolder(source: string): void {
    const old = this.findings.filter((finding) => finding.sourceFolder === source);
    for (const finding of old) this.findings.splice(this.findings.indexOf(finding), 1);
    this.folderState(source, 'active');
  }

  /**
   * What a look at both sides showed. `over` is what is at the destination now; beyond what was there when this run first
   * looked, it is this run that copied it, also when the answer of the server was lost.
   */
  folderCounted(
    source: string,
    counts: {
      readonly messages: number;
      readonly over: number;
      readonly skipped: number;
      readonly bytesToCopy: number;
    },
  ): void {
    const first = this.#firstLook.get(source) ?? counts.over;
    this.#firstLook.set(source, first);
    this.#bytesToCopy.set(source, counts.bytesToCopy + (this.#folders.get(source)?.bytesCopied ?? 0));
    const { messages, skipped, over } = counts;
    const alreadyThere = Math.min(first, over);
    this.setFolder(source, { messages, skipped, alreadyThere, copied: over - alreadyThere });
  }

  /** Sets a folder's counters, for a fresh start of the folder. */
  setFolder(source: string, counts: Partial<Record<Counter, number>>): void {
    const folder = this.#folders.get(source);
    if (folder) Object.assign(folder, counts);
    this.#emit();
  }

  add(source: string, counter: Counter, amount: number): void {
    const folder = this.#folders.get(source);
    if (folder) folder[counter] += amount;
    // Counting thousands of messages a second must not mean thousands of snapshots.
    if (performance.now() - this.#lastEmit > 50) this.#emit();
  }

  /** Copies whose flags followed a change on the source. */
  flagsBrought(copies: number): void {
    this.#flagsBrought += copies;
  }

  /** Messages that this run appended with flags; what the destination made of them is looked at afterwards. */
  flagged(source: string, uids: readonly number[]): void {
    const known = this.#flagged.get(source) ?? new Set();
    for (const uid of uids) known.add(uid);
    this.#flagged.set(source, known);
  }

  flaggedIn(source: string): ReadonlySet<number> {
    return this.#flagged.get(source) ?? new Set();
  }

  finding(finding: NewFinding): void {
    this.findings.push(finding);
  }

  totals(): RunTotals {
    const bytes = [...this.#bytesToCopy.values()].reduce((sum, some) => sum + some, 0);
    const totals = { ...emptyTotals, bytes, findings: this.findings.length, folders: this.#folders.size };
    totals.flagsBrought = this.#flagsBrought;
    for (const folder of this.#folders.values()) {
      if (folder.state === 'done' || folder.state === 'failed') totals.foldersDone += 1;
      totals.messages += folder.messages;
      totals.copied += folder.copied;
      totals.alreadyThere += folder.alreadyThere;
      totals.skipped += folder.skipped;
      totals.bytesCopied += folder.bytesCopied;
    }
    return totals;
  }

  snapshot(): RunSnapshot {
    return {
      phase: this.#phase,
      text: this.#text,
      totals: this.totals(),
      folders: [...this.#folders.values()].map((folder) => ({ ...folder })),
    };
  }

  #emit(): void {
    this.#lastEmit = performance.now();
    this.#onSnapshot(this.snapshot());
  }
}
