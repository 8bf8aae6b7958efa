import { errorCatalogue } from '../../../shared/domain/errors.ts';
import type { FolderMapEntry, MapNote } from '../../../shared/domain/folder.ts';
import { formatBytes, formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import type { Comparison, Preflight, Problem, SideReport } from '../../../shared/domain/inspection.ts';
import { type CompareInput, compareSides } from './compare-sides.ts';

/** Rates to guess with before a pair of servers has been measured: messages and bytes per second on a slow link. */
const CAUTIOUS_MESSAGES_PER_SECOND = 40;
const CAUTIOUS_BYTES_PER_SECOND = 1.5 * 1024 * 1024;
const NEARLY_FULL = 0.8;

/** Checks everything that can be known before a run: logins, quota, folder map, work to do. Changes nothing. */
export async function runPreflight(input: CompareInput): Promise<Preflight> {
  const comparison = await compareSides(input);
  const estimate = estimateWork(comparison, input.ledger.counts(input.mailboxId));
  return { ...comparison, estimate, problems: findProblems(comparison, estimate) };
}

/** What is left to copy by counts; the ledger knows what is over. */
function estimateWork(comparison: Comparison, done: ReadonlyMap<string, number>): Preflight['estimate'] {
  let messages = 0;
  let bytes: number | null = 0;
  for (const { source, map } of comparison.folders) {
    const status = source?.status;
    if (!source || !status || map?.destination == null) continue;
    const left = Math.max(0, status.messages - (done.get(source.path) ?? 0));
    messages += left;
    // Where the server does not tell sizes the time can only be guessed by count.
    if (status.size === null) bytes = null;
    else if (bytes !== null && status.messages > 0) bytes += Math.round((status.size * left) / status.messages);
  }
  const seconds = Math.max(messages / CAUTIOUS_MESSAGES_PER_SECOND, (bytes ?? 0) / CAUTIOUS_BYTES_PER_SECOND);
  return { messages, bytes, seconds: comparison.source.ok ? Math.ceil(seconds) : null };
}

function findProblems(comparison: Comparison, estimate: Preflight['estimate']): Problem[] {
  const order = { blocker: 0, warning: 1, note: 2 };
  return [
    ...sideProblems(comparison.source),
    ...sideProblems(comparison.destination),
    ...quotaProblems(comparison.destination, estimate),
    ...mapProblems(comparison),
  ].sort((a, b) => order[a.severity] - order[b.severity]);
}

function sideProblems(report: SideReport): Problem[] {
  if (report.error !== null) {
    return [{ severity: 'blocker', title: report.error.message, todo: errorCatalogue[report.error.code].todo }];
  }
  if (report.facts?.tls === null) {
    return [
      {
        severity: 'note',
        title: `The connection to the ${report.side} is not encrypted.`,
        todo: 'Passwords and mail can be read on the way. Use TLS where the server offers it.',
      },
    ];
  }
  return [];
}

function quotaProblems({ quota }: SideReport, { bytes }: Preflight['estimate']): Problem[] {
  if (quota?.limitBytes == null || quota.limitBytes === 0) return [];
  const free = quota.limitBytes - quota.usedBytes;
  if (bytes !== null && bytes > free) {
    return [
      {
        severity: 'warning',
        title: `The destination has ${formatBytes(Math.max(free, 0))} left, the mail to copy has about ${formatBytes(bytes)}.`,
        todo: 'Raise the quota of the destination mailbox first. A run that meets a full mailbox stops and can be continued.',
      },
    ];
  }
  if (quota.usedBytes > quota.limitBytes * NEARLY_FULL) {
    return [
      {
        severity: 'warning',
        title: `The destination is nearly full: ${formatBytes(quota.usedBytes)} of ${formatBytes(quota.limitBytes)} are used.`,
        todo: 'Raise the quota of the destination mailbox, or the customer will not get new mail for long.',
      },
    ];
  }
  return [];
}

const NOTE_TEXTS: Readonly<Record<MapNote, string>> = {
  'delimiter-in-name': 'a character of its name separates levels at the destination and is replaced',
  'blank-trimmed': 'blanks at the beginning or end of its name are dropped',
  'control-character': 'control characters in its name are replaced',
  'case-twin': 'another folder has the same name in other letters, so it gets a number',
  'too-deep': 'its name is too long or too deep and is shortened',
  'name-clash': 'another folder goes to the same name, so it gets a number',
  merged: 'it is merged with another folder, as chosen',
  'empty-name': 'a level of its name is empty and is replaced',
  'unicode-form': 'its name is written in another Unicode form',
};

function mapProblems(comparison: Comparison): Problem[] {
  const problems: Problem[] = [];
  for (const { source, map } of comparison.folders) {
    if (source === null || map === null) continue;
    if (map.destination === null) {
      const messages = source.status?.messages ?? 0;
      if (messages > 0)
        problems.push({
          severity: 'warning',
          title: `Folder "${source.path}" with ${formatNumberOf(messages, 'message')} is left out.`,
          todo: 'Choose a destination in the folder map if it should come along.',
        });
      continue;
    }
    if (source.selectable && source.status === null) {
      problems.push({
        severity: 'warning',
        title: `The source does not say how many messages folder "${source.path}" has.`,
        todo: 'The run will try to read it and report what it cannot.',
      });
    }
    if (map.notes.length > 0) problems.push(noteProblem(map));
  }
  const copied = comparison.folders.filter((pair) => pair.source !== null && pair.map?.destination != null).length;
  if (comparison.source.ok && copied === 0) {
    problems.push({
      severity: 'blocker',
      title: `The source has ${formatCount(comparison.folders.length)} folders and none is to be copied.`,
      todo: 'Choose at least one folder in the folder map.',
    });
  }
  return problems;
}

function noteProblem(map: FolderMapEntry): Problem {
  return {
    severity: 'note',
    title: `Folder "${map.source}" goes to "${map.destination}": ${map.notes.map((note) => NOTE_TEXTS[note]).join('; ')}.`,
    todo: 'Change it in the folder map if you want another name.',
  };
}
