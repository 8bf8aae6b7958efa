import { formatDuration } from './format.ts';
import { en } from './texts/en.ts';
import type { ReplyTexts } from './texts/reply-texts.ts';
import { countDifference } from './triage.ts';
import { changedSince, type TriageFacts, triageSentence } from './triage-sentence.ts';

/** The languages a reply can be given in. To add one: its texts, and a line here. */
export const replyLanguages = { en } as const satisfies Readonly<Record<string, ReplyTexts>>;
export type ReplyLanguage = keyof typeof replyLanguages;

/** What the reply needs beyond the facts of the triage. */
export type ReplyFacts = TriageFacts & {
  /** A moment as a customer reads it, with its day and time zone. */
  readonly fullMoment: (iso: string) => string;
};

/**
 * What to tell the customer in the chat, from the same rules as the sentence for the agent: it claims what was checked, no more.
 */
export function chatReply(facts: ReplyFacts, language: ReplyLanguage = 'en'): string {
  const texts = replyLanguages[language];
  const { verification, latest, lastCopy, comparison: both } = facts;
  const at = verification === null ? '' : facts.fullMoment(verification.at);
  const count = (kind: keyof NonNullable<typeof verification>['counts']): number => verification?.counts[kind] ?? 0;
  switch (triageSentence(facts).rule) {
    case 'running':
      return goingOn(facts, texts);
    case 'login':
      return noLogin(facts, texts);
    case 'full':
    case 'will-not-fit':
      return texts.full;
    case 'failed':
    case 'same-mailbox':
      return texts.failed;
    case 'stopped': {
      const { copied, alreadyThere, messages } = (latest ?? lastCopy)?.totals ?? {
        copied: 0,
        alreadyThere: 0,
        messages: 0,
      };
      return texts.stopped({ done: texts.number(copied + alreadyThere), total: texts.messages(messages) });
    }
    case 'nothing-to-copy':
      return texts.noOldMail;
    case 'never-copied': {
      const messages = (both && countDifference(both)?.sourceMessages) ?? 0;
      return texts.notCopiedYet({ messages: texts.messages(messages) });
    }
    case 'missing': {
      const missing = count('missing');
      const folders = verification?.folders.filter((folder) => folder.missing > 0).map(({ source }) => source) ?? [];
      return texts.missing({
        messages: texts.messages(missing),
        one: missing === 1,
        folders: texts.folders(folders),
        there: texts.messages(verification?.folders.reduce((sum, { matched }) => sum + matched, 0) ?? 0),
        at,
      });
    }
    case 'not-taken': {
      const messages = count('refused') + count('too-big') + count('unreadable');
      return texts.notTaken({ messages: texts.messages(messages), one: messages === 1, at });
    }
    case 'differs':
      return texts.differences({ at });
    case 'new-on-source': {
      const grown = changedSince(facts).grown?.messages ?? 0;
      return texts.newOnSource({ messages: texts.messages(grown), one: grown === 1, at });
    }
    case 'fewer-there':
      return texts.fewerThere({ at });
    case 'not-compared':
      return texts.copiedNotCompared({ messages: texts.messages(lastCopy?.totals.copied ?? 0) });
    case 'part-compared':
      return texts.partComplete({ at });
    case 'compared-long-ago':
      return texts.wasComplete({ messages: texts.messages(verification?.sourceMessages ?? 0), at });
    case 'complete': {
      const messages = verification?.sourceMessages ?? 0;
      if (messages === 0) return texts.completeEmpty({ at });
      const moved = count('elsewhere');
      const said = texts.complete({ messages: texts.messages(messages), at });
      return moved === 0 ? said : `${said} ${texts.moved({ messages: texts.messages(moved) })}`;
    }
    default:
      return texts.lookingNow;
  }
}

function goingOn({ latest, progress }: ReplyFacts, texts: ReplyTexts): string {
  if (latest?.kind === 'rehearsal') return texts.lookingNow;
  if (latest?.kind === 'verify' || progress?.phase === 'verifying') return texts.comparing;
  if (latest?.state === 'queued') return texts.waiting;
  const totals = progress?.totals ?? latest?.totals;
  if (!totals || totals.messages === 0) return texts.lookingNow;
  return texts.copying({
    done: texts.number(totals.copied + totals.alreadyThere),
    total: texts.messages(totals.messages),
    left: progress?.secondsLeft == null ? null : formatDuration(progress.secondsLeft),
  });
}

function noLogin({ logins }: ReplyFacts, texts: ReplyTexts): string {
  const side = logins.source?.report.error ? 'source' : 'destination';
  switch (logins[side]?.report.error?.code) {
    case 'mail.auth-failed':
      return texts.passwordRefused(side);
    case 'mail.secret-missing':
      return texts.passwordUnknown(side);
    case 'mail.unreachable':
    case 'mail.timeout':
    case 'mail.connection-lost':
      return texts.noAnswer(side);
    default:
      return texts.noAccess(side);
  }
}
