import { formatCount, formatNumberOf } from '../format.ts';
import type { IncidentTexts, OutageFacts } from './incident-texts.ts';

const be = (one: boolean, over: boolean): string => (over ? (one ? 'was' : 'were') : one ? 'is' : 'are');
const place = ({ server }: OutageFacts): string => (server === null ? '' : ` on ${server}`);

/** English. */
export const incidentEn: IncidentTexts = {
  lostMail: {
    notRefused: ({ looks, up }) =>
      `Nothing that was checked says that mail was refused: the server that takes mail in was probed ${formatNumberOf(looks, 'time')} while it lasted and answered ${up === looks ? 'every time' : `${formatNumberOf(up, 'time')}, the other looks came to nothing on our side`}. As a rule, mail that comes in meanwhile waits in the mailbox and shows as soon as it can be read again.`,
    elsewhere: 'New mail already went to the new server at that time, which was not part of this.',
    held: ({ ongoing, firstReturns, settled }) =>
      ongoing
        ? `The servers of senders keep mail they cannot hand over and try again, usually for two to three days. As a rule none of it goes back to its sender before ${firstReturns}.`
        : settled
          ? 'The servers of senders keep mail they cannot hand over and try again, usually for two to three days; it was over before that, and by now the usual time between two attempts has passed.'
          : 'The servers of senders keep mail they cannot hand over and try again, usually for two to three days; it was over before that. Most of what waited arrives within about four hours after the end.',
    heldLong: ({ ongoing, duration }) =>
      `Servers of senders give up after two to three days as a rule, and this ${ongoing ? 'has lasted' : 'lasted'} ${duration}. So some mail may have gone back to its senders, each of whom gets a notice. Which mail that is cannot be seen from here; ask senders to send it again.`,
    returned: ({ times, looks }) =>
      `In ${formatCount(times)} of ${formatNumberOf(looks, 'look')} the server refused for good instead of for a while. Mail handed in at such a moment goes back to its sender at once, with a notice; the rest is kept by the servers of senders and tried again. Which mail that is cannot be seen from here.`,
    notKnown:
      'Whether mail was refused in that time is not known: the server that takes mail in was not probed while it lasted.',
    notCounted: 'What arrived afterwards has not been counted in this mailbox yet.',
    counted: ({ delayed, during, last, at, complete }) => {
      const least = complete ? '' : 'at least ';
      const held =
        delayed === 0
          ? `${complete ? 'no message' : 'no message so far'} was found that was sent before the end and arrived after it`
          : `${least}${formatNumberOf(delayed, 'message')} that ${delayed === 1 ? 'was' : 'were'} sent before the end arrived after it${last === null ? '' : `, the last one at ${last}`}`;
      const there = `${least}${formatNumberOf(during, 'message')} arrived while it lasted`;
      return `Counted in this mailbox at ${at}: ${held}; ${there}.${complete ? '' : ' Not all of the mailbox could be read.'}`;
    },
  },
  customer: (facts) => {
    const whose = facts.who === null ? '' : ` for ${facts.who}`;
    return facts.end === null
      ? `Since ${facts.start} ${facts.services} ${be(facts.one, false)} not available${whose}.`
      : `From ${facts.start} to ${facts.end} (${facts.duration}) ${facts.services} ${be(facts.one, true)} not available${whose}.`;
  },
  worked: ({ worked, workedOne, end }) =>
    worked === null
      ? 'Whether the other services worked was not checked.'
      : end === null
        ? `${worked} ${workedOne ? 'answers' : 'answer'} and can be used meanwhile.`
        : `${worked} answered while it lasted.`,
  reference: (number) => `If you ask about this again, please mention ${number}.`,
  statusShort: (facts) =>
    facts.end === null
      ? `${facts.number}: ${facts.services}${place(facts)} not available since ${facts.start}.${facts.worked === null ? '' : ` ${facts.worked} ${facts.workedOne ? 'answers' : 'answer'}.`}`
      : `${facts.number}: ${facts.services}${place(facts)} available again since ${facts.end}; not available for ${facts.duration}.`,
  statusTitle: ({ number, title }) => `${number}: ${title}`,
  statusWhat: (facts) =>
    facts.end === null
      ? `${facts.services}${place(facts)} ${be(facts.one, false)} not available. It began at ${facts.start}, ${facts.duration} ago. When it will be over is not known.`
      : `${facts.services}${place(facts)} ${be(facts.one, true)} not available from ${facts.start} to ${facts.end}, for ${facts.duration}.`,
  affected: ({ domains, mailboxes }) =>
    domains === 0
      ? 'Which domains it touches has not been written down.'
      : `It touches ${formatNumberOf(domains, 'domain')} with ${formatNumberOf(mailboxes, 'mailbox', 'mailboxes')}.`,
  nothingToDo: 'Passwords and mail stay as they are; nothing needs to be set up again.',
};
