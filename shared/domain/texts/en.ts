import { formatCount, formatNumberOf } from '../format.ts';
import type { ReplySide, ReplyTexts } from './reply-texts.ts';

const mailbox: Readonly<Record<ReplySide, string>> = { source: 'old mailbox', destination: 'new mailbox' };
const server: Readonly<Record<ReplySide, string>> = { source: 'old mail server', destination: 'new mail server' };

/** English. */
export const en: ReplyTexts = {
  number: formatCount,
  messages: (count) => formatNumberOf(count, 'message'),
  folders: (names) =>
    names.length <= 2 ? names.map((name) => `"${name}"`).join(' and ') : `${formatCount(names.length)} folders`,
  lookingNow: 'I am looking at your old and your new mailbox now and will tell you in a moment what I find.',
  notCopiedYet: ({ messages }) =>
    `Your old mail has not been copied to the new server yet: there are ${messages} in your old mailbox. The copy is the next step.`,
  noOldMail: 'There is no mail in your old mailbox, so there is nothing to bring over.',
  waiting: 'The copy of your mail is in the queue and starts as soon as it is its turn.',
  copying: ({ done, total, left }) =>
    `Your mail is being copied to the new server right now: ${done} of ${total} are there so far${left === null ? '' : `, and it will take about ${left} more`}. Your old mailbox stays as it is.`,
  comparing:
    'Your old and your new mailbox are being compared right now, message by message. I will tell you the result as soon as it is there.',
  complete: ({ messages, at }) =>
    `Your mail is complete: all ${messages} of your old mailbox are in your new mailbox. Both were compared message by message on ${at}.`,
  completeEmpty: ({ at }) =>
    `There was no mail in your old mailbox when both were compared on ${at}, so nothing is missing.`,
  wasComplete: ({ messages, at }) =>
    `When your old and your new mailbox were last compared, on ${at}, all ${messages} of the old one were in the new one. I can compare them again for you.`,
  partComplete: ({ at }) =>
    `The part of your mail that was compared on ${at} is in your new mailbox. The rest has not been compared yet; that is the next step.`,
  moved: ({ messages }) => `${messages} of it lie in another folder than before.`,
  missing: ({ messages, one, folders, there, at }) =>
    `${messages} from ${folders} ${one ? 'has' : 'have'} not arrived in your new mailbox; ${one ? 'it was' : 'they were'} found in your old mailbox when both were compared on ${at}. ${one ? 'It is' : 'They are'} being brought over next, and then both mailboxes are compared again. In both mailboxes: ${there}.`,
  notTaken: ({ messages, one, at }) =>
    `The new server did not take ${messages}, for instance for ${one ? 'its' : 'their'} size; ${one ? 'it stays' : 'they stay'} in your old mailbox. No other message was missing when both mailboxes were compared on ${at}. We will find another way for ${one ? 'it' : 'them'}.`,
  differences: ({ at }) =>
    `No message was missing when your mailboxes were compared on ${at}, but some differ in details. I am looking into it.`,
  newOnSource: ({ messages, one, at }) =>
    `When your mailboxes were compared on ${at}, your old mail was in the new one. Since then ${messages} came in at the old server; bringing ${one ? 'it' : 'them'} over is the next step.`,
  fewerThere: ({ at }) =>
    `When your mailboxes were compared on ${at}, your old mail was in the new one. The number of messages has changed since, so I am comparing both again.`,
  copiedNotCompared: ({ messages }) =>
    `${messages} were copied to your new mailbox. Both mailboxes have not been compared yet; that is the next step.`,
  stopped: ({ done, total }) =>
    `The copy of your mail was interrupted: ${done} of ${total} are in your new mailbox so far. It goes on from there, and nothing will come twice.`,
  failed: 'The copy of your mail met a problem that I am looking into. Your old mailbox stays as it is.',
  full: 'Your new mailbox has not enough room for your old mail. It needs more room first; then the copy goes on where it stopped.',
  passwordRefused: (side) =>
    `The ${server[side]} refuses the password we have for your ${mailbox[side]}, so I cannot look into it yet. Has the password been changed? Please do not write it into this chat.`,
  passwordUnknown: (side) =>
    `I cannot look into your ${mailbox[side]} yet, because we have no password for it. Please do not write it into this chat.`,
  noAnswer: (side) =>
    `The ${server[side]} does not answer at the moment, so I cannot look into your ${mailbox[side]}. I will try again.`,
  noAccess: (side) => `I cannot look into your ${mailbox[side]} at the moment. I am looking into the reason.`,
};
