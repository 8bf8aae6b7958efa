import type { RehearsedMailbox } from '../../../shared/domain/cli-result.ts';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import { openBars } from './bars-view.ts';
import { logLine } from './log-line.ts';
import { printable } from './printable.ts';
import type { ProgressView } from './progress-view.ts';
import type { Surroundings } from './surroundings.ts';

/** Shows a rehearsal: the runs that go on, and each mailbox that is ready. */
export interface RehearsalView {
  run(address: string, what: string): ProgressView;
  done(mailbox: RehearsedMailbox, count: number): void;
  end(): void;
}

/** Bars on a terminal, lines elsewhere, nothing on standard output with `--json`. */
export function openRehearsalView(
  options: { readonly json: boolean; readonly verbose: boolean },
  around: Surroundings,
  total: number,
): RehearsalView {
  const watched = around.stderr.isTTY && (options.json || around.stdout.isTTY);
  if (!watched) {
    return {
      run: (address, what) =>
        logView((text) => {
          // Three logs at once are of use only to somebody who looks for something.
          if (options.verbose) around.stderr.write(`${address} (${what}): ${text}\n`);
        }),
      done(mailbox, count) {
        if (!options.json) around.stdout.write(`${count}/${total} ${rehearsedLine(mailbox)}\n`);
      },
      end: () => undefined,
    };
  }
  const bars = openBars(around.stderr);
  const all = bars.count('mailboxes', total);
  return {
    run(address, what) {
      const bar = bars.run(`${address} (${what})`, options.verbose);
      return { show: bar.show, end: bar.end, log: (event) => options.verbose && bar.log(event) };
    },
    done(mailbox, count) {
      all.set(count, mailbox.address);
      bars.print(rehearsedLine(mailbox));
    },
    end: bars.end,
  };
}

/** One mailbox that is ready, in one line. */
export function rehearsedLine(mailbox: RehearsedMailbox): string {
  const what = [
    `${formatCount(mailbox.copied)} of ${formatNumberOf(mailbox.messages, 'message')} copied`,
    `${formatCount(mailbox.alreadyThere)} already there`,
    formatNumberOf(mailbox.findings, 'finding'),
    ...(mailbox.remarks > 0 ? [formatNumberOf(mailbox.remarks, 'remark')] : []),
    ...mailbox.interventions,
  ];
  return `${mailbox.agrees ? 'agrees' : 'DIFFERS'}  ${mailbox.address}: ${printable(what.join(', '))}`;
}

function logView(write: (text: string) => void): ProgressView {
  return { show: () => undefined, log: (event) => write(logLine(event)), end: () => undefined };
}
