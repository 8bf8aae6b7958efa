import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import type { VerifyDepth } from '../../../shared/domain/run.ts';
import type { FindingKind, IdentityLayer } from '../../../shared/domain/verification.ts';
import type { MessageFilter } from './message-filter.ts';

/** What the sentence is made from. */
export interface VerdictFacts {
  readonly sourceMessages: number;
  readonly folders: number;
  readonly depth: VerifyDepth;
  readonly matchedBy: Readonly<Record<IdentityLayer, number>>;
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
  /** What was compared: all, or only what this lets through. */
  readonly filter: MessageFilter;
  /** Messages left out because they are marked as deleted on the source. */
  readonly leftOutDeleted: number;
}

const SERIOUS_TEXTS: Readonly<Partial<Record<FindingKind, (count: number) => string>>> = {
  missing: (count) => `${formatNumberOf(count, 'message')} ${count === 1 ? 'is' : 'are'} missing at the destination`,
  'too-big': (count) => `${formatNumberOf(count, 'message')} ${count === 1 ? 'is' : 'are'} larger than allowed`,
  refused: (count) => `${formatNumberOf(count, 'message')} ${count === 1 ? 'was' : 'were'} refused by the destination`,
  unreadable: (count) => `${formatNumberOf(count, 'message')} could not be read from the source`,
  duplicate: (count) =>
    `${formatNumberOf(count, 'message')} ${count === 1 ? 'is' : 'are'} at the destination more often than on the source`,
  content: (count) =>
    `${formatNumberOf(count, 'message')} ${count === 1 ? 'has' : 'have'} another text at the destination`,
  date: (count) =>
    `${formatNumberOf(count, 'message')} ${count === 1 ? 'has' : 'have'} another date at the destination`,
  'folder-missing': (count) =>
    `${formatNumberOf(count, 'folder')} ${count === 1 ? 'is' : 'are'} missing at the destination`,
  'folder-failed': (count) => `${formatNumberOf(count, 'folder')} could not be compared`,
};

const REMARK_TEXTS: Readonly<Partial<Record<FindingKind, (count: number) => string>>> = {
  extra: (count) =>
    `${formatNumberOf(count, 'message')} ${count === 1 ? 'is' : 'are'} only at the destination, for instance new mail`,
  elsewhere: (count) =>
    `${formatNumberOf(count, 'message')} ${count === 1 ? 'is' : 'are'} at the destination in another folder`,
  flags: (count) =>
    `${formatNumberOf(count, 'message')} ${count === 1 ? 'differs' : 'differ'} in flags such as read or answered`,
  'flags-not-kept': (count) => `the destination does not keep some flags in ${formatNumberOf(count, 'folder')}`,
  'deleted-at-source': (count) =>
    `${formatNumberOf(count, 'message')} ${count === 1 ? 'was' : 'were'} deleted on the source since ${count === 1 ? 'it was' : 'they were'} copied; ${count === 1 ? 'its copy was' : 'their copies were'} left alone`,
  'header-date': (count) =>
    `${formatNumberOf(count, 'message')} copied over POP3 or from a message store ${count === 1 ? 'has the date of its header' : 'have the dates of their headers'}`,
  size: (count) => `${formatNumberOf(count, 'message')} ${count === 1 ? 'differs' : 'differ'} in headers only`,
};

/** One sentence (or a few short ones) an agent can paste into a chat; says no more than was compared. */
export function verdictSentence(facts: VerdictFacts): string {
  const serious = texts(SERIOUS_TEXTS, facts.counts);
  const remarks = texts(REMARK_TEXTS, facts.counts);
  const span = datesOf(facts.filter);
  const named = facts.filter.only === null ? '' : ' to bring back';
  const scope = `${formatNumberOf(facts.sourceMessages, 'message')}${named}${span} in ${formatNumberOf(facts.folders, 'folder')}`;
  const first =
    serious.length === 0
      ? facts.sourceMessages === 0
        ? facts.filter.only === null
          ? `There is no mail${span} on the source, so nothing is missing.`
          : 'The source has none of the messages any more that were to be brought back.'
        : facts.filter.only !== null && facts.sourceMessages === 1
          ? `The message to bring back is at the destination${basis(facts)}.`
          : `All ${scope} are at the destination${basis(facts)}.`
      : `Of ${scope}, ${serious.join('; ')}.`;
  const also = remarks.length === 0 ? '' : ` Also: ${remarks.join('; ')}.`;
  return `${first}${also}${leftOutText(facts.leftOutDeleted)}`;
}

function datesOf({ sinceMs, beforeMs }: MessageFilter): string {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return `${sinceMs === null ? '' : ` since ${day(sinceMs)}`}${beforeMs === null ? '' : ` before ${day(beforeMs)}`}`;
}

function leftOutText(deleted: number): string {
  if (deleted === 0) return '';
  return ` ${formatNumberOf(deleted, 'message')} marked as deleted on the source ${deleted === 1 ? 'was' : 'were'} left out, as chosen.`;
}

function basis({ depth, matchedBy }: VerdictFacts): string {
  if (depth === 'deep' && matchedBy['message-id'] + matchedBy.headers + matchedBy.ledger === 0)
    return ', compared byte for byte';
  const other = matchedBy['message-id'] + matchedBy.headers;
  if (depth === 'deep') return `, ${formatCount(matchedBy.bytes)} of them compared byte for byte`;
  return other > 0 ? ', compared by Message-ID, headers, date and size' : ', compared one by one with what was copied';
}

function texts(
  catalogue: Readonly<Partial<Record<FindingKind, (count: number) => string>>>,
  counts: VerdictFacts['counts'],
): string[] {
  return Object.entries(catalogue).flatMap(([kind, text]) => {
    const count = counts[kind as FindingKind] ?? 0;
    return count > 0 && text !== undefined ? [text(count)] : [];
  });
}
