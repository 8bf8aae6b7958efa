import type { DriftFound } from '../../../../shared/domain/drift.ts';
import { formatCount, formatNumberOf } from '../../../../shared/domain/format.ts';
import type { StoredWatch } from '../../workspace/drift-watches.ts';
import { atWords } from '../bulk/words.ts';

const HOUR_MS = 3_600_000;

/** What one look has seen. */
export interface Look {
  readonly at: string;
  readonly found: readonly Omit<DriftFound, 'firstSeenAt'>[];
  readonly unseen: StoredWatch['unseen'];
}

/** A watch after one more look. What was found before and could not be looked at now still stands. Pure. */
export function withLook(before: StoredWatch, { at, found, unseen }: Look): StoredWatch {
  const keyOf = (one: { mailboxId: string; folder: string }): string => `${one.mailboxId} ${one.folder}`;
  const known = new Map(before.found.map((one) => [keyOf(one), one]));
  const blind = new Set(unseen.map((one) => one.mailboxId));
  let arrived = 0;
  const now = found.map((one) => {
    const earlier = known.get(keyOf(one));
    arrived += Math.max(0, one.messages - (earlier?.messages ?? 0));
    return { ...one, firstSeenAt: earlier?.firstSeenAt ?? at };
  });
  return {
    ...before,
    looks: before.looks + 1,
    lastLookAt: at,
    lastArrivalAt: arrived > 0 ? at : before.lastArrivalAt,
    seen: before.seen + arrived,
    found: [...now, ...before.found.filter((one) => blind.has(one.mailboxId))],
    unseen,
  };
}

/** Whether enough time has passed without any arrival, seen by a look that reached every mailbox. Pure. */
export function isQuiet(watch: StoredWatch, nowMs: number): boolean {
  if (nowMs < Date.parse(watch.until) || watch.found.length > 0 || watch.unseen.length > 0) return false;
  return nowMs - Date.parse(quietSince(watch)) >= watch.quietHours * HOUR_MS;
}

/** One sentence: what is known, with the looks it rests on. Pure. */
export function evidenceOf(watch: StoredWatch): string {
  const { looks, lastLookAt, found, state, unseen, seen } = watch;
  if (lastLookAt === null)
    return state === 'watching' ? 'The first look is on its way.' : 'Ended before the first look.';
  const rest = `${formatNumberOf(looks, 'look')}, the last at ${atWords(lastLookAt)}`;
  const blind =
    unseen.length === 0 ? '' : ` ${formatNumberOf(unseen.length, 'mailbox', 'mailboxes')} could not be looked at.`;
  if (found.length > 0) {
    const messages = found.reduce((sum, one) => sum + one.messages, 0);
    const mailboxes = new Set(found.map((one) => one.mailboxId)).size;
    const where = `${formatNumberOf(found.length, 'folder')} of ${formatNumberOf(mailboxes, 'mailbox', 'mailboxes')}`;
    return `${formatNumberOf(messages, 'message')} in ${where} landed on the old side after the last copy (${rest}).${blind}`;
  }
  const swept = seen > 0 ? ` ${formatCount(seen)} that came before ${seen === 1 ? 'is' : 'are'} over.` : '';
  const since = atWords(quietSince(watch));
  if (state === 'quiet') {
    const hours = Math.floor((Date.parse(watch.endedAt ?? lastLookAt) - Date.parse(quietSince(watch))) / HOUR_MS);
    return `Nothing arrived for ${formatCount(hours)} h since ${since} (${rest}).${swept}`;
  }
  return `Nothing has arrived on the old side since ${since} (${rest}).${swept}${blind}`;
}

function quietSince({ lastArrivalAt, startedAt }: StoredWatch): string {
  return lastArrivalAt ?? startedAt;
}
