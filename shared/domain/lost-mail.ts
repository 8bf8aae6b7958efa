import { z } from 'zod';
import type { IncidentService } from './incident.ts';

const HOUR_MS = 3_600_000;
/** Sending servers give up after 48 to 72 hours as a rule; the standard wants four to five days (RFC 5321, 4.5.4.1). */
const EARLIEST_BOUNCE_MS = 48 * HOUR_MS;
/** Between two attempts lie half an hour to a few hours; after that most of what waited has come. */
const RETRY_TAIL_MS = 4 * HOUR_MS;

/** What probes saw of the way mail comes in, within the window of the outage. */
export const mailInSeen = z.object({
  /** Looks at SMTP of the server that takes mail in. */
  looks: z.number().int(),
  up: z.number().int(),
  down: z.number().int(),
  /** Failures at which the server or the name servers said "no" for good (5xx, unknown name): senders do not try again then. */
  forGood: z.number().int(),
});
export type MailInSeen = z.infer<typeof mailInSeen>;

/** Mail counted in one mailbox after an outage. */
export const mailCount = z.object({
  /** ISO 8601; when it was counted. */
  at: z.string(),
  /** Which window was counted for. */
  startedAt: z.string(),
  endedAt: z.string(),
  /** Sent before the end and arrived after it: held up, and delivered. */
  delayed: z.number().int(),
  /** The last of them to arrive; null without any. */
  lastDelayedAt: z.string().nullable(),
  /** Arrived while the outage went on. */
  during: z.number().int(),
  /** Arrived since, in all. */
  after: z.number().int(),
  folders: z.number().int(),
  /** Where was counted: both sides where both could be read. */
  sides: z.array(z.enum(['source', 'destination'])),
  /** False when time ran out or a side or folder could not be read: then there may be more. */
  complete: z.boolean(),
  problem: z.string().nullable(),
});
export type MailCount = z.infer<typeof mailCount>;

/** All that the question "did I lose mail?" is answered from. */
export interface LostMailFacts {
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly now: string;
  readonly services: readonly Pick<IncidentService, 'kind' | 'takesMailIn'>[];
  /** Null: that way in was not probed in the window. */
  readonly mailIn: MailInSeen | null;
  /**
   * Where new mail went while it lasted: to a server of the incident, to another one (the domain's mail routing had moved), or nobody
   * knows.
   */
  readonly newMailWent: 'here' | 'elsewhere' | 'unknown';
  readonly count: MailCount | null;
}

/**
 * `not-refused`: mail could come in. `elsewhere`: new mail did not go to the server that failed. `held`: senders keep it and try again.
 * `held-long`: so long that some gave up, or may. `returned`: the server said no for good at times, so some went back to the sender.
 * `not-known`: nobody looked at the way in.
 */
export type LostMailVerdict = 'not-refused' | 'elsewhere' | 'held' | 'held-long' | 'returned' | 'not-known';

/** The answer, before words: what may be said, and what may not. */
export interface LostMailAnswer {
  readonly verdict: LostMailVerdict;
  /** Still going on: the end, and all that follows from it, is not known. */
  readonly ongoing: boolean;
  readonly durationMs: number;
  /** When the first senders that are quick to give up return mail; null where nothing was held. */
  readonly firstReturnsAt: string | null;
  /** Until when held mail is expected to come in; null while it goes on or nothing was held. */
  readonly expectedUntil: string | null;
  /** Nothing further is expected: the time for it is over. */
  readonly settled: boolean;
  readonly count: MailCount | null;
}

/** Works out what became of mail that was on its way. Claims nothing that the facts do not say. */
export function lostMail(facts: LostMailFacts): LostMailAnswer {
  const start = Date.parse(facts.startedAt);
  const end = facts.endedAt === null ? null : Date.parse(facts.endedAt);
  const now = Date.parse(facts.now);
  const durationMs = Math.max(0, (end ?? now) - start);
  const verdict = verdictOf(facts, durationMs);
  const held = verdict === 'held' || verdict === 'held-long' || verdict === 'returned';
  const expected = held && end !== null ? end + RETRY_TAIL_MS : null;
  // A count is about the window it was made for; an end that was corrected since makes it a count of something else.
  const count =
    facts.count !== null && facts.count.startedAt === facts.startedAt && facts.count.endedAt === facts.endedAt
      ? facts.count
      : null;
  return {
    verdict,
    ongoing: end === null,
    durationMs,
    firstReturnsAt: held ? new Date(start + EARLIEST_BOUNCE_MS).toISOString() : null,
    expectedUntil: expected === null ? null : new Date(expected).toISOString(),
    settled: end !== null && (expected === null || now >= expected),
    count,
  };
}

function verdictOf({ services, mailIn, newMailWent }: LostMailFacts, durationMs: number): LostMailVerdict {
  if (newMailWent === 'elsewhere') return 'elsewhere';
  const failed = services.some(({ takesMailIn }) => takesMailIn) || (mailIn?.down ?? 0) > 0;
  if (failed) {
    if ((mailIn?.forGood ?? 0) > 0) return 'returned';
    return durationMs > EARLIEST_BOUNCE_MS ? 'held-long' : 'held';
  }
  return mailIn !== null && mailIn.up > 0 ? 'not-refused' : 'not-known';
}

/** When a message was sent and when it arrived, in milliseconds; either may be unknown. */
export interface MessageTimes {
  readonly sentMs: number | null;
  readonly arrivedMs: number | null;
}

/** A queue keeps nothing longer; mail with an older date was moved here or has a wrong date. */
const OLDEST_QUEUED_MS = 5 * 24 * HOUR_MS;
/** On its way that long, mail was not held up by anything. */
const ORDINARY_MS = 5 * 60_000;

/**
 * Sorts one message by the window of an outage. `delayed`: sent before its end, not long before its beginning, and arrived after it with a
 * delay.
 */
export function placeInWindow(
  { sentMs, arrivedMs }: MessageTimes,
  startMs: number,
  endMs: number,
): 'delayed' | 'during' | 'after' | 'other' {
  if (arrivedMs === null || arrivedMs < startMs) return 'other';
  if (arrivedMs < endMs) return 'during';
  if (sentMs === null || sentMs >= endMs || sentMs < startMs - OLDEST_QUEUED_MS) return 'after';
  return arrivedMs - sentMs >= ORDINARY_MS ? 'delayed' : 'after';
}
