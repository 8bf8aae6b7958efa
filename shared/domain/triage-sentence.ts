import type { Side } from './endpoint.ts';
import { type ErrorCode, type ErrorWire, errorCatalogue } from './errors.ts';
import { formatBytes, formatCount, formatDuration, formatNumberOf } from './format.ts';
import type { Comparison } from './inspection.ts';
import { isActive, type Run, type RunProgress } from './run.ts';
import { countDifference, type TriageFindings } from './triage.ts';
import type { FolderVerdict, Verification } from './verification.ts';

/** Everything the sentence is made of; what nobody has looked at yet is null. */
export interface TriageFacts {
  readonly nowMs: number;
  readonly logins: TriageFindings['logins'];
  /** Both folder trees with the moment they were read. */
  readonly comparison: Comparison | null;
  readonly verification: Verification | null;
  /** The run the verification was made by, as far as it is known. */
  readonly verifiedBy: Run | null;
  /** The newest run of any kind. */
  readonly latest: Run | null;
  /** The newest copy that ended, well or not. */
  readonly lastCopy: Run | null;
  readonly progress: RunProgress | null;
  /** A moment as the agent reads it: `14:02`. */
  readonly moment: (iso: string) => string;
}

/** The next best thing to do, for the button. */
export type TriageAction =
  | { readonly kind: 'password'; readonly side: Side; readonly label: string }
  | { readonly kind: 'look'; readonly label: string }
  | { readonly kind: 'copy' | 'delta' | 'verify' | 'findings' | 'reply'; readonly label: string }
  | { readonly kind: 'repair'; readonly runId: string; readonly folders: readonly string[]; readonly label: string }
  | { readonly kind: 'continue'; readonly runId: string; readonly label: string };

export interface TriageSentence {
  readonly rule: string;
  readonly tone: 'neutral' | 'info' | 'good' | 'warn' | 'bad';
  readonly text: string;
  readonly action: TriageAction | null;
}

interface Rule {
  readonly name: string;
  readonly says: (facts: TriageFacts) => Omit<TriageSentence, 'rule'> | null;
}

const DAY_MS = 24 * 3_600_000;
const sides: readonly Side[] = ['source', 'destination'];

/** The one sentence that sums a mailbox up: what the first rule that applies says. */
export function triageSentence(facts: TriageFacts): TriageSentence {
  for (const { name, says } of rules) {
    const said = says(facts);
    if (said !== null) return { rule: name, ...said };
  }
  return { rule: 'unknown', tone: 'neutral', text: 'Nothing is known of this mailbox yet.', action: look };
}

const look: TriageAction = { kind: 'look', label: 'Look again' };

/** The rules, the most urgent first. Each claims only what its facts show. */
const rules: readonly Rule[] = [
  { name: 'running', says: runGoingOn },
  { name: 'login', says: loginTrouble },
  { name: 'looking', says: stillLooking },
  { name: 'same-mailbox', says: runError('run.source-is-destination') },
  { name: 'full', says: runError('mail.over-quota') },
  { name: 'failed', says: runFailed },
  { name: 'stopped', says: runStopped },
  { name: 'nothing-to-copy', says: emptySource },
  { name: 'will-not-fit', says: willNotFit },
  { name: 'never-copied', says: neverCopied },
  { name: 'missing', says: missing },
  { name: 'not-taken', says: notTaken },
  { name: 'differs', says: otherFindings },
  { name: 'new-on-source', says: newOnSource },
  { name: 'fewer-there', says: fewerThere },
  { name: 'not-compared', says: notCompared },
  { name: 'part-compared', says: partCompared },
  { name: 'compared-long-ago', says: comparedLongAgo },
  { name: 'complete', says: complete },
];

function runGoingOn({ latest, progress }: TriageFacts): ReturnType<Rule['says']> {
  if (latest === null || !isActive(latest.state)) return null;
  const totals = progress?.totals ?? latest.totals;
  const done = totals.copied + totals.alreadyThere + totals.skipped;
  const what = { copy: 'A copy', delta: 'The last copy', verify: 'A comparison', rehearsal: 'A rehearsal' }[
    latest.kind
  ];
  const far = totals.messages > 0 ? `: ${formatCount(done)} of ${formatNumberOf(totals.messages, 'message')}` : '';
  const left = progress?.secondsLeft == null ? '' : `, about ${formatDuration(progress.secondsLeft)} left`;
  return {
    tone: 'info',
    text:
      latest.state === 'queued'
        ? `${what} waits for its turn.`
        : latest.state === 'paused'
          ? `${what} is paused${far}.`
          : `${what} is going on${far}${left}.`,
    action: null,
  };
}

/** What one side says when nobody can log in there, and what helps. */
function loginTrouble({ logins }: TriageFacts): ReturnType<Rule['says']> {
  const failed = sides.flatMap((which) => {
    const error = logins[which]?.report.error;
    return error ? [{ side: which, error }] : [];
  });
  const [first, second] = failed;
  if (first === undefined) return null;
  const both = second !== undefined && second.error.code === first.error.code;
  return {
    tone: 'bad',
    text: both
      ? (bothFail[first.error.code] ?? loginText(first.side, first.error))
      : loginText(first.side, first.error),
    action: loginAction(first.side, first.error),
  };
}

const bothFail: Partial<Readonly<Record<ErrorCode, string>>> = {
  'mail.auth-failed': 'Both sides refuse the password.',
  'mail.secret-missing': 'No password is stored for either side.',
  'mail.unreachable': 'Neither server answers.',
  'mail.name-unknown': 'Neither host name is known.',
};

function loginText(which: Side, error: ErrorWire): string {
  switch (error.code) {
    case 'mail.auth-failed':
      return `The ${which} refuses the password.`;
    case 'mail.secret-missing':
      return `No password is stored for the ${which}.`;
    case 'mail.unreachable':
    case 'mail.timeout':
      return `The ${which} does not answer.`;
    case 'mail.certificate':
    case 'mail.certificate-changed':
      return `The certificate of the ${which} is not trusted. Its facts are below.`;
    default:
      return `The ${which} cannot be read: ${lowerFirst(errorCatalogue[error.code].title)}.`;
  }
}

function loginAction(which: Side, { code }: ErrorWire): TriageAction {
  if (code === 'mail.auth-failed') return { kind: 'password', side: which, label: 'Change password' };
  if (code === 'mail.secret-missing') return { kind: 'password', side: which, label: 'Enter password' };
  return look;
}

function stillLooking({ comparison: both }: TriageFacts): ReturnType<Rule['says']> {
  return both === null ? { tone: 'neutral', text: 'Looking at both sides.', action: null } : null;
}

/** A copy that ended for a reason of its own, as long as no later run of any kind ended otherwise. */
function runError(code: ErrorCode): Rule['says'] {
  return ({ latest }) => {
    if (latest?.state !== 'failed' || latest.error?.code !== code) return null;
    const { title, todo } = errorCatalogue[code];
    const [advice] = todo.split(/[,:;]/);
    return {
      tone: 'bad',
      text: `${title}. ${advice}.`,
      action: code === 'mail.over-quota' ? { kind: 'continue', runId: latest.id, label: 'Continue the run' } : null,
    };
  };
}

function runFailed({ latest, moment }: TriageFacts): ReturnType<Rule['says']> {
  if (latest?.state !== 'failed') return null;
  const why = latest.error ? `: ${lowerFirst(errorCatalogue[latest.error.code].title)}` : '';
  return {
    tone: 'bad',
    text: `The last run failed${latest.endedAt ? ` at ${moment(latest.endedAt)}` : ''}${why}.`,
    action: { kind: 'continue', runId: latest.id, label: 'Continue the run' },
  };
}

function runStopped({ latest }: TriageFacts): ReturnType<Rule['says']> {
  if (latest === null || (latest.state !== 'interrupted' && latest.state !== 'cancelled')) return null;
  if (latest.kind === 'verify' || latest.kind === 'rehearsal') return null;
  const { copied, alreadyThere, messages } = latest.totals;
  const far =
    messages > 0
      ? ` with ${formatCount(copied + alreadyThere)} of ${formatNumberOf(messages, 'message')} at the destination`
      : '';
  return {
    tone: 'warn',
    text: `The copy was ${latest.state}${far}. Continuing brings nothing twice.`,
    action: { kind: 'continue', runId: latest.id, label: 'Continue the run' },
  };
}

function emptySource({ comparison: both, verification, lastCopy, moment }: TriageFacts): ReturnType<Rule['says']> {
  const difference = both && countDifference(both);
  if (!both || difference === null || difference.sourceMessages > 0) return null;
  if (verification !== null || lastCopy !== null) return null;
  return {
    tone: 'neutral',
    text: `There is no mail on the source, as of ${moment(both.at)}. Nothing has to be copied.`,
    action: look,
  };
}

function willNotFit({ comparison: both, lastCopy, verification }: TriageFacts): ReturnType<Rule['says']> {
  const quota = both?.destination.quota;
  if (!both || quota?.limitBytes == null || lastCopy !== null || verification !== null) return null;
  const sizes = both.folders.filter(({ map }) => map?.destination != null).map(({ source }) => source?.status?.size);
  if (sizes.some((size) => size === null)) return null;
  const bytes = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const free = Math.max(0, quota.limitBytes - quota.usedBytes);
  if (bytes <= free) return null;
  return {
    tone: 'warn',
    text: `The destination has ${formatBytes(free)} left for ${formatBytes(bytes)} of mail. Raise its quota, then look again.`,
    action: look,
  };
}

function neverCopied({ comparison: both, lastCopy, verification }: TriageFacts): ReturnType<Rule['says']> {
  const difference = both && countDifference(both);
  if (lastCopy !== null || verification !== null || !difference) return null;
  const { sourceMessages, destinationMessages, folders } = difference;
  const there =
    destinationMessages > 0 ? ` The destination has ${formatNumberOf(destinationMessages, 'message')} already.` : '';
  return {
    tone: 'warn',
    text: `Nothing was copied yet: ${formatNumberOf(sourceMessages, 'message')} in ${formatNumberOf(folders, 'folder')} ${sourceMessages === 1 ? 'is' : 'are'} on the source.${there}`,
    action: { kind: 'copy', label: 'Copy everything' },
  };
}

function missing({ verification }: TriageFacts): ReturnType<Rule['says']> {
  const count = verification?.counts.missing ?? 0;
  if (verification === null || count === 0) return null;
  const folders = verification.folders.filter((folder) => folder.missing > 0);
  return {
    tone: 'bad',
    text: `${formatNumberOf(count, 'message')} ${inFolders(folders)} ${count === 1 ? 'is' : 'are'} only on the old side.`,
    action: {
      kind: 'repair',
      runId: verification.runId,
      folders: folders.map(({ source }) => source),
      label: count === 1 ? 'Bring it over' : 'Bring them over',
    },
  };
}

function inFolders(folders: readonly FolderVerdict[]): string {
  const [first, second] = folders.map(({ source }) => source);
  if (first === undefined) return '';
  if (second === undefined) return `in ${first}`;
  return folders.length === 2 ? `in ${first} and ${second}` : `in ${formatNumberOf(folders.length, 'folder')}`;
}

function notTaken({ verification }: TriageFacts): ReturnType<Rule['says']> {
  if (verification === null) return null;
  const refused = verification.counts.refused ?? 0;
  const tooBig = verification.counts['too-big'] ?? 0;
  const unreadable = verification.counts.unreadable ?? 0;
  const parts = [
    refused > 0 ? `the destination refused ${formatNumberOf(refused, 'message')}` : '',
    tooBig > 0 ? `${formatNumberOf(tooBig, 'message')} ${tooBig === 1 ? 'is' : 'are'} too big for it` : '',
    unreadable > 0 ? `${formatNumberOf(unreadable, 'message')} could not be read` : '',
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return {
    tone: 'warn',
    text: `${upperFirst(parts.join(', '))}. The findings name each one with its reason.`,
    action: { kind: 'findings', label: 'See the findings' },
  };
}

function otherFindings({ verification, moment }: TriageFacts): ReturnType<Rule['says']> {
  if (verification === null || verification.agrees) return null;
  return {
    tone: 'warn',
    text: `The comparison of ${moment(verification.at)} found differences, though no message is missing.`,
    action: { kind: 'findings', label: 'See the findings' },
  };
}

interface Changed {
  readonly messages: number;
  readonly folders: readonly string[];
}

/** What the counts of today tell that the last comparison could not know; null where nothing changed or nothing is known. */
export function changedSince({ comparison: both, verification, verifiedBy }: TriageFacts): {
  /** More messages on the source than were compared. */
  readonly grown: Changed | null;
  /** Fewer messages at the destination than were compared. */
  readonly shrunk: Changed | null;
} {
  if (both === null || verification === null || both.at < verification.at) return { grown: null, shrunk: null };
  // The counts of a comparison that left messages out are no counts of folders.
  if (verifiedBy !== null && looksAtPart(verifiedBy)) return { grown: null, shrunk: null };
  const verdicts = new Map(verification.folders.map((verdict) => [verdict.source, verdict]));
  // Folders that share a destination show its whole count on each of their lines: nothing can be told from it.
  const lines = new Map<string, number>();
  for (const { map } of both.folders)
    if (map?.destination != null) lines.set(map.destination, (lines.get(map.destination) ?? 0) + 1);
  const grown: [string, number][] = [];
  const shrunk: [string, number][] = [];
  for (const { source, destination, map } of both.folders) {
    const verdict = source && verdicts.get(source.path);
    if (!verdict || !source.status) continue;
    if (source.status.messages > verdict.sourceMessages)
      grown.push([source.path, source.status.messages - verdict.sourceMessages]);
    const there =
      both.destination.ok && lines.get(map?.destination ?? '') === 1 ? (destination?.status?.messages ?? 0) : null;
    if (there !== null && there < verdict.destinationMessages)
      shrunk.push([source.path, verdict.destinationMessages - there]);
  }
  return { grown: summed(grown), shrunk: summed(shrunk) };
}

function summed(changes: readonly (readonly [folder: string, messages: number])[]): Changed | null {
  if (changes.length === 0) return null;
  return {
    messages: changes.reduce((sum, [, messages]) => sum + messages, 0),
    folders: changes.map(([folder]) => folder),
  };
}

function newOnSource(facts: TriageFacts): ReturnType<Rule['says']> {
  const { grown } = changedSince(facts);
  if (grown === null || facts.verification === null) return null;
  return {
    tone: 'warn',
    text: `${formatNumberOf(grown.messages, 'message')} came in on the old side since the comparison of ${facts.moment(facts.verification.at)}${grown.folders.length === 1 ? `, in ${grown.folders[0]}` : ''}.`,
    action: { kind: 'delta', label: 'Bring the new mail over' },
  };
}

function fewerThere(facts: TriageFacts): ReturnType<Rule['says']> {
  const { shrunk } = changedSince(facts);
  if (shrunk === null || facts.verification === null) return null;
  return {
    tone: 'warn',
    text: `The destination has ${formatNumberOf(shrunk.messages, 'message')} fewer than at the comparison of ${facts.moment(facts.verification.at)}${shrunk.folders.length === 1 ? `, in ${shrunk.folders[0]}` : ''}.`,
    action: { kind: 'verify', label: 'Verify now' },
  };
}

function notCompared({ lastCopy, verification }: TriageFacts): ReturnType<Rule['says']> {
  if (lastCopy === null) return null;
  if (verification !== null && verification.at >= (lastCopy.startedAt ?? lastCopy.queuedAt)) return null;
  return {
    tone: 'warn',
    text: `${formatNumberOf(lastCopy.totals.copied, 'message')} ${lastCopy.totals.copied === 1 ? 'was' : 'were'} copied, and nobody has compared both sides since.`,
    action: { kind: 'verify', label: 'Verify now' },
  };
}

/** True for a run that was told to look at a part only; it proves nothing about the whole mailbox. */
export function looksAtPart({ options }: Pick<Run, 'options'>): boolean {
  const { folders, exclude, messages, since, before, skipDeleted, repair } = options;
  const named = folders.length + exclude.length + messages.length > 0 || repair !== null;
  return named || since !== null || before !== null || skipDeleted;
}

function partCompared({ verification, verifiedBy, moment }: TriageFacts): ReturnType<Rule['says']> {
  if (verification === null || verifiedBy === null || !looksAtPart(verifiedBy)) return null;
  return {
    tone: 'warn',
    text: `The part that was compared at ${moment(verification.at)} agrees; the rest of the mailbox was not looked at.`,
    action: { kind: 'verify', label: 'Verify everything' },
  };
}

function comparedLongAgo({ verification, nowMs, moment }: TriageFacts): ReturnType<Rule['says']> {
  if (verification === null) return null;
  const ageMs = nowMs - Date.parse(verification.at);
  if (ageMs < DAY_MS) return null;
  return {
    tone: 'info',
    text: `Everything was there when it was compared: ${moment(verification.at)}, ${formatDuration(ageMs / 1000)} ago.`,
    action: { kind: 'verify', label: 'Verify again' },
  };
}

function complete({ verification, moment }: TriageFacts): ReturnType<Rule['says']> {
  if (verification === null) return null;
  const all =
    verification.sourceMessages === 1
      ? 'the one message'
      : `all ${formatNumberOf(verification.sourceMessages, 'message')}`;
  return {
    tone: 'good',
    text:
      verification.sourceMessages === 0
        ? `There is no mail on the old side, compared at ${moment(verification.at)}.`
        : `Everything is there: ${all}, compared at ${moment(verification.at)}.`,
    action: { kind: 'reply', label: 'Copy the reply' },
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
