import {
  formatBytes,
  formatCount,
  formatDuration,
  formatDurationRange,
  formatNumberOf,
  formatRate,
} from '../../../shared/domain/format.ts';
import type {
  RepairOption,
  Run,
  RunKind,
  RunOptions,
  RunPhase,
  RunProgress,
  RunTotals,
} from '../../../shared/domain/run.ts';
import type { FindingKind } from '../../../shared/domain/verification.ts';

export const kindHints: Readonly<Record<RunKind, string>> = {
  copy: 'Copies every message that is not at the destination yet, then compares.',
  delta: 'Copies what is new since the last copy, then compares.',
  verify: 'Compares both sides and copies nothing.',
  rehearsal: 'Does everything a copy does except writing: a dry run.',
};

export const phaseWords: Readonly<Record<RunPhase, string>> = {
  waiting: 'Waiting for its turn',
  connecting: 'Logging in on both sides',
  listing: 'Reading the folders',
  comparing: 'Comparing what is there already',
  copying: 'Copying messages',
  verifying: 'Comparing both sides',
  resting: 'Quiet hours',
  paused: 'Paused',
  ended: 'Ended',
};

export const findingWords: Readonly<Record<FindingKind, { readonly label: string; readonly why: string }>> = {
  missing: { label: 'Missing', why: 'On the source, but not at the destination.' },
  elsewhere: {
    label: 'Elsewhere',
    why: 'At the destination in another folder than mapped, for instance moved by the customer.',
  },
  extra: { label: 'Extra', why: 'Only at the destination, for instance new mail.' },
  duplicate: { label: 'Duplicate', why: 'More often at the destination than on the source.' },
  flags: { label: 'Flags', why: 'Flags or keywords differ, for instance read since.' },
  'flags-not-kept': {
    label: 'Flags not kept',
    why: 'The destination does not keep these flags in this folder; the messages are there.',
  },
  'deleted-at-source': {
    label: 'Deleted at source',
    why: 'Deleted on the source after it was copied; the copy was left alone.',
  },
  date: { label: 'Date', why: 'The internal date differs.' },
  'header-date': {
    label: 'Header date',
    why: 'Copied over POP3 or from a message store, which give no date of their own: the one of its header stands.',
  },
  size: { label: 'Size', why: 'The sizes differ more than line ends explain.' },
  content: { label: 'Content', why: 'The bytes differ.' },
  'too-big': { label: 'Too big', why: 'Larger than the destination accepts, or than the options allow.' },
  refused: { label: 'Refused', why: 'The destination refused the message.' },
  unreadable: { label: 'Unreadable', why: 'The source could not deliver the message.' },
  'folder-missing': { label: 'Folder missing', why: 'The folder is not at the destination.' },
  'folder-failed': { label: 'Folder failed', why: 'The folder could not be read or written.' },
};

/** The share of the messages that a run has dealt with, 0 to 1; null while it is not known how many there are. */
export function runShare(totals: RunTotals): number | null {
  if (totals.messages === 0) return null;
  return Math.min(1, (totals.copied + totals.alreadyThere + totals.skipped) / totals.messages);
}

/** `3 to 5 min left`, or why that is not known. */
export function timeLeft(progress: RunProgress): string {
  if (progress.state === 'cancelling') return 'Stopping after this message';
  if (progress.state === 'paused') return 'Paused';
  const range = progress.secondsLeftRange;
  if (range !== null) return `${formatDurationRange(range.low, range.high)} left`;
  return progress.secondsLeft === null ? 'Time left not known yet' : `${formatDuration(progress.secondsLeft)} left`;
}

/** `412 messages/s, 3.1 MB/s`. */
export function rateText(progress: Pick<RunProgress, 'messagesPerSecond' | 'bytesPerSecond'>): string {
  const digits = progress.messagesPerSecond < 10 ? 1 : 0;
  return `${progress.messagesPerSecond.toFixed(digits)} messages/s, ${formatRate(progress.bytesPerSecond)}`;
}

/** What a run did, in a few words for a table: `1,204 copied, 12 already there`. */
export function resultText(totals: RunTotals): string {
  const parts = [
    totals.copied > 0 ? `${formatCount(totals.copied)} copied` : '',
    totals.alreadyThere > 0 ? `${formatCount(totals.alreadyThere)} already there` : '',
    totals.skipped > 0 ? `${formatCount(totals.skipped)} skipped` : '',
  ].filter(Boolean);
  return parts.length === 0 ? 'Nothing copied' : parts.join(', ');
}

/** Milliseconds a run has taken; up to `now` while it is going, null before it started. */
export function runMs(run: Pick<Run, 'startedAt' | 'endedAt'>, now: number): number | null {
  if (run.startedAt === null) return null;
  const end = run.endedAt === null ? now : Date.parse(run.endedAt);
  return Math.max(0, end - Date.parse(run.startedAt));
}

/** What was asked of a run beyond the ordinary, as short phrases; empty for the defaults. */
export function optionPhrases(options: RunOptions): string[] {
  return [
    options.folders.length > 0
      ? `only ${formatNumberOf(options.folders.length, 'folder')}: ${options.folders.join(', ')}`
      : '',
    options.exclude.length > 0 ? `without ${options.exclude.join(', ')}` : '',
    options.since === null ? '' : `since ${options.since.slice(0, 10)}`,
    options.before === null ? '' : `before ${options.before.slice(0, 10)}`,
    options.skipDeleted ? 'without messages marked as deleted' : '',
    options.repair === null ? '' : repairPhrase(options.repair),
    options.maxSize === null ? '' : `messages up to ${formatBytes(options.maxSize)}`,
    options.newestFirst ? 'newest first' : '',
    options.verify === 'deep' ? 'deep comparison' : options.verify === 'none' ? 'no comparison' : '',
    options.atOpenSrs ? `copied by OpenSRS, job ${options.atOpenSrs.job}` : '',
    options.redeliver ? 'brings back what is gone' : '',
    options.connections === null ? '' : `${formatNumberOf(options.connections, 'connection')} per side`,
    options.sourceEndpointId ? 'source read over another server' : '',
    options.rate === null ? '' : `at most ${formatRate(options.rate)}`,
    options.messageRate === null ? '' : `at most ${formatNumberOf(options.messageRate, 'message')} per second`,
    options.quietHours === null ? '' : `quiet from ${options.quietHours.from} to ${options.quietHours.to}`,
  ].filter(Boolean);
}

function repairPhrase({ findingIds }: RepairOption): string {
  return findingIds === null
    ? 'only what was found missing'
    : `only what ${formatNumberOf(findingIds.length, 'chosen finding')} ${findingIds.length === 1 ? 'names' : 'name'}`;
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** `14:05:09`. */
export function formatClock(iso: string): string {
  return clock.format(new Date(iso));
}
