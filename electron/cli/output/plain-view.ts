import { formatBytes, formatCount, formatDuration, formatNumberOf, formatRate } from '../../../shared/domain/format.ts';
import type { FolderProgress, RunKind, RunPhase, RunProgress } from '../../../shared/domain/run.ts';
import { isShown, logLine } from './log-line.ts';
import { printable } from './printable.ts';
import type { ProgressView } from './progress-view.ts';

/** A long folder says so this often. */
const SIGN_OF_LIFE_MS = 30_000;

export interface PlainViewOptions {
  /** Where lines of progress go; null keeps them back. */
  readonly line: ((text: string) => void) | null;
  readonly logLine: (text: string) => void;
  readonly verbose: boolean;
  readonly kind: RunKind;
}

/** Progress for a pipe or a file: a line for each phase and each folder that is done, and a sign of life in between. */
export function plainView(options: PlainViewOptions): ProgressView {
  const { line, kind } = options;
  const done = new Set<string>();
  let phase: RunPhase | null = null;
  let lastMs = 0;
  const say = (text: string): void => line?.(text);

  return {
    show(progress) {
      for (const folder of progress.folders) {
        if ((folder.state !== 'done' && folder.state !== 'failed') || done.has(folder.source)) continue;
        done.add(folder.source);
        say(folderLine(folder, kind));
        lastMs = progress.elapsedMs;
      }
      if (progress.phase !== phase && progress.phase !== 'ended' && progress.phase !== 'waiting') {
        phase = progress.phase;
        lastMs = progress.elapsedMs;
        say(`${progress.phase}: ${printable(progress.text)}`);
      } else if (progress.elapsedMs - lastMs >= SIGN_OF_LIFE_MS) {
        lastMs = progress.elapsedMs;
        say(standingLine(progress));
      }
    },
    log(event) {
      if (isShown(event, options.verbose)) options.logLine(logLine(event));
    },
    end: () => undefined,
  };
}

/** `folder "Sent" -> "Sent Items": 12 of 20 messages copied, 8 already there`. */
export function folderLine(folder: FolderProgress, kind: RunKind): string {
  const where = folder.destination === null ? '' : ` -> "${printable(folder.destination)}"`;
  return `folder "${printable(folder.source)}"${where}: ${whatWasDone(folder, kind).join(', ')}`;
}

function whatWasDone(folder: FolderProgress, kind: RunKind): string[] {
  const messages = formatNumberOf(folder.messages, 'message');
  const failed = folder.state === 'failed' ? ['failed'] : [];
  if (kind === 'verify') return [`${messages} compared`, ...failed];
  return [
    `${formatCount(folder.copied)} of ${messages} ${kind === 'rehearsal' ? 'to copy' : 'copied'}`,
    ...(folder.alreadyThere > 0 ? [`${formatCount(folder.alreadyThere)} already there`] : []),
    ...(folder.skipped > 0 ? [`${formatCount(folder.skipped)} skipped`] : []),
    ...failed,
  ];
}

/** How far a run is, in one line. */
export function standingLine(progress: RunProgress): string {
  const { totals } = progress;
  const handled = totals.copied + totals.alreadyThere + totals.skipped;
  const left = progress.secondsLeft === null ? '' : `, about ${formatDuration(progress.secondsLeft)} left`;
  return `${progress.phase}: ${formatCount(handled)} of ${formatNumberOf(totals.messages, 'message')}, ${formatBytes(totals.bytesCopied)} copied, ${formatRate(progress.bytesPerSecond)}${left}`;
}
