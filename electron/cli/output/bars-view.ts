import { formatCount, formatDuration, formatRate } from '../../../shared/domain/format.ts';
import type { RunProgress } from '../../../shared/domain/run.ts';
import { MultiBar, type SingleBar } from './cli-progress.ts';
import { isShown, logLine } from './log-line.ts';
import { printable, shorten } from './printable.ts';
import type { ProgressView } from './progress-view.ts';
import { type Output, widthOf } from './surroundings.ts';

const FORMAT = '{bar} {percentage}% │ {messages} │ {speed} │ {text}';

/** Several bars below each other; log lines scroll above them. */
export interface Bars {
  /** A bar for one run; `label` stands before it. */
  run(label: string, verbose: boolean): ProgressView;
  /** A bar that counts things, for instance mailboxes. */
  count(label: string, total: number): { set(value: number, text: string): void };
  /** Prints a line above the bars. */
  print(line: string): void;
  /** Removes all bars and gives the cursor back. */
  end(): void;
}

/** Bars on a terminal. */
export function openBars(terminal: Output): Bars {
  const bars = new MultiBar({
    stream: terminal,
    format: FORMAT,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    gracefulExit: false,
    autopadding: true,
    emptyOnZero: true,
    fps: 10,
  });
  const room = (): number => Math.max(20, (widthOf(terminal) ?? 80) - 72);

  return {
    run(label, verbose) {
      const bar = bars.create(1, 0, { messages: '', speed: '', text: printable(label) });
      return {
        show(progress) {
          paint(bar, progress, label, room());
        },
        log(event) {
          if (isShown(event, verbose)) bars.log(`${logLine(event)}\n`);
        },
        end() {
          bars.remove(bar);
        },
      };
    },
    count(label, total) {
      const bar = bars.create(total, 0, { messages: label, speed: '', text: '' });
      return {
        set(value, text) {
          bar.update(value, { messages: `${value}/${total} ${label}`, text: shorten(printable(text), room()) });
        },
      };
    },
    print(line) {
      bars.log(`${line}\n`);
    },
    end() {
      bars.stop();
    },
  };
}

function paint(bar: SingleBar, progress: RunProgress, label: string, room: number): void {
  const { totals } = progress;
  const handled = totals.copied + totals.alreadyThere + totals.skipped;
  const left = progress.secondsLeft === null ? '' : `${formatDuration(progress.secondsLeft)} left, `;
  const speed = progress.bytesPerSecond > 0 ? formatRate(progress.bytesPerSecond) : progress.phase;
  // A verification handles no message in the sense of a copy: its folders tell how far it is.
  const byFolder = progress.phase === 'verifying' && handled === 0;
  const [value, total] = byFolder ? [totals.foldersDone, totals.folders] : [handled, totals.messages];
  bar.setTotal(Math.max(1, total));
  bar.update(Math.min(value, Math.max(1, total)), {
    messages: `${formatCount(value)}/${formatCount(total)}${byFolder ? ' folders' : ''}`,
    speed,
    text: shorten(printable(label === '' ? `${left}${progress.text}` : `${label}: ${left}${progress.text}`), room),
  });
}
