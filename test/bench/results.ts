import type { LineUse } from './round-trips.ts';
import type { Spread } from './statistics.ts';

/** One run of one tool. */
export interface Measurement {
  readonly seconds: number;
  /** Bytes; null where it could not be seen. */
  readonly peakMemory: number | null;
  /** Of the tool's own process, not of the servers; null where it could not be seen. */
  readonly processorSeconds: number | null;
  /** Which round it was, from 0: runs of one round follow each other. */
  readonly round: number;
  /** Seconds from the first login on every side to the end, and what passed; only for works that go by the line. */
  readonly aboveConnecting?: number;
  readonly lineUse?: LineUse;
  /** Seconds from the start to the arrival of the last of the ordinary messages, and of the huge one. */
  readonly ordinaryArrived?: number;
  readonly hugeArrived?: number;
}

/** What one tool did at one work. */
export interface Row {
  readonly key: string;
  readonly title: string;
  readonly kind: 'mailferry' | 'peer' | 'limit';
  readonly runs: readonly Measurement[];
  readonly seconds: Spread | null;
  /** The largest of all runs, in bytes. */
  readonly peakMemory: number | null;
  /** What the witness found different in the worst run, counted by kind; empty when every run was exact, null when none ended. */
  readonly differences: Readonly<Record<string, number>> | null;
  /** One difference in full. */
  readonly example: string | null;
  /** Why there are fewer runs than asked for, or none. */
  readonly remark: string | null;
}

/** A requirement and what was found. */
export interface Bar {
  readonly row: string;
  readonly text: string;
  /** What was measured, in words. */
  readonly found: string;
  /** Null: not judged, `found` says why. */
  readonly passed: boolean | null;
}

/** One work done by all tools. */
export interface WorkResult {
  readonly work: string;
  readonly title: string;
  readonly messages: number;
  readonly bytes: number;
  readonly rttMs: number;
  readonly megabitsPerSecond: number | null;
  readonly rows: readonly Row[];
  /** The same tools on the mailbox that this work is compared with. */
  readonly reference: { readonly title: string; readonly messages: number; readonly rows: readonly Row[] } | null;
  readonly bars: readonly Bar[];
  readonly notes: readonly string[];
  /** Load average of the last minute when the work began. */
  readonly loadBefore: number;
}
