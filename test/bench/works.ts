import { benchmarkMailboxes } from '../servers/benchmark-mailboxes.ts';
import { generateMailbox } from '../servers/mailbox-generator.ts';
import type { MailboxPlan } from '../servers/mailbox-plan.ts';
import {
  aboveConnecting,
  atMostTimes,
  costPerMessage,
  exact,
  type Judge,
  memoryBelow,
  ofRawLimit,
  ordinaryDoNotWait,
  roundTripsAfterLogin,
} from './bars.ts';
import { mailboxWithHugeMessage } from './huge-message.ts';

/** A piece of work that all tools do. */
export interface Work {
  /** As `--only` names it. */
  readonly id: string;
  readonly title: string;
  /** 'again' measures a pass over a mailbox that was brought before and has not changed. */
  readonly pass: 'first' | 'again';
  /** Round trip on both sides, in milliseconds. 0 goes straight to the servers, except when the line is to count. */
  readonly rttMs: number;
  readonly megabitsPerSecond: number | null;
  /** Without a number: as large as the title says. */
  readonly mailbox: (messages?: number) => MailboxPlan;
  /** Another mailbox that Mailferry carries in the same runs, to compare with. */
  readonly reference?: { readonly title: string; readonly mailbox: () => MailboxPlan };
  /** The tools that do it beside Mailferry; default all that are installed. `--peers` leaves out some of them. */
  readonly peers?: readonly string[];
  readonly bars: readonly Judge[];
}

/** The kinds of mailboxes that `--profile` offers. */
export const profiles: Readonly<Record<string, (messages?: number) => MailboxPlan>> = {
  small: (messages = 5000) =>
    messages === 5000
      ? benchmarkMailboxes.manySmall()
      : generateMailbox({ seed: 103, folders: 13, messages, profile: 'small' }),
  realistic: (messages = 2000) =>
    messages === 2000
      ? benchmarkMailboxes.realSizes()
      : generateMailbox({ seed: 104, folders: 13, messages, profile: 'realistic' }),
  'single-folder': (messages = 100_000) => generateMailbox({ seed: 105, folders: 1, messages, profile: 'small' }),
  'huge-message': (messages = 1000) => mailboxWithHugeMessage(messages),
};

const small = (messages = 5000): MailboxPlan => profiles.small?.(messages) ?? benchmarkMailboxes.manySmall();
const straight = { rttMs: 0, megabitsPerSecond: null };

/** The works with bars to reach. */
export const works: readonly Work[] = [
  {
    id: 'small',
    title: '5,000 small messages, RTT 0',
    pass: 'first',
    ...straight,
    mailbox: small,
    bars: [exact(), atMostTimes(0.85, 'dsync'), ofRawLimit(0.7)],
  },
  {
    id: 'realistic',
    title: '2,000 messages of real sizes, RTT 0',
    pass: 'first',
    ...straight,
    mailbox: (messages) => profiles.realistic?.(messages) ?? benchmarkMailboxes.realSizes(),
    bars: [exact(), atMostTimes(1, 'dsync'), ofRawLimit(0.65)],
  },
  {
    id: 'far',
    title: '1,000 small messages, RTT 40 ms on both sides',
    pass: 'first',
    rttMs: 40,
    megabitsPerSecond: null,
    mailbox: (messages = 1000) => small(messages),
    bars: [exact(), atMostTimes(0.5, 'dsync')],
  },
  {
    id: 'delta',
    title: 'a pass over 5,000 unchanged messages in 13 folders, RTT 0',
    pass: 'again',
    ...straight,
    mailbox: small,
    bars: [exact(), aboveConnecting(0.3)],
  },
  {
    id: 'delta-far',
    title: 'a pass over 5,000 unchanged messages in 13 folders, RTT 40 ms',
    pass: 'again',
    rttMs: 40,
    megabitsPerSecond: null,
    mailbox: small,
    bars: [exact(), roundTripsAfterLogin(10)],
  },
  {
    id: 'huge',
    title: 'a message of 200 MB beside 1,000 small ones, RTT 0',
    pass: 'first',
    ...straight,
    mailbox: mailboxWithHugeMessage,
    reference: { title: 'the 1,000 small ones alone', mailbox: () => mailboxWithHugeMessage(1000, 0) },
    peers: ['raw', 'dsync', 'mbsync'],
    bars: [exact(), memoryBelow(700), ordinaryDoNotWait(1.5)],
  },
  {
    id: 'one-folder',
    title: '100,000 small messages in one folder, RTT 0',
    pass: 'first',
    ...straight,
    mailbox: (messages) => profiles['single-folder']?.(messages) ?? benchmarkMailboxes.manySmall(),
    reference: { title: '5,000 small messages in 13 folders', mailbox: benchmarkMailboxes.manySmall },
    peers: [],
    bars: [exact(), costPerMessage(1.3), memoryBelow(300)],
  },
];
