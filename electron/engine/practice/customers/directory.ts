import type { AlreadyThere } from './already-there.ts';
import { random, seedOf } from './random.ts';

/** One step of a domain's move with its evidence, as the workspace keeps it. */
export interface PracticeStep {
  readonly step: 'provision' | 'routing' | 'webmail' | 'copy';
  readonly state: 'unknown' | 'todo' | 'doing' | 'done';
  /** ISO 8601, or null where nothing was done. */
  readonly at: string | null;
  readonly evidence: string | null;
  /** What the check looked at. */
  readonly facts: readonly (readonly [label: string, value: string])[];
}

export interface PracticeMailbox {
  readonly address: string;
  readonly sourceUser: string;
  readonly destinationUser: string;
  /** What the new mailbox may hold, in bytes. */
  readonly quotaBytes: number;
  /** What is special about it, for the person practising. */
  readonly story: string;
}

export interface PracticeDomain {
  readonly name: string;
  readonly order: 'standard' | 'forced';
  /** ISO 8601; when its order was chosen; null where it never was changed. */
  readonly orderSince: string | null;
  readonly steps: readonly PracticeStep[];
  /** ISO 8601; only forced domains have one. */
  readonly deadlineAt: string | null;
  readonly note: string;
  readonly mailboxes: readonly PracticeMailbox[];
}

export interface PracticeCustomer {
  readonly name: string;
  readonly domains: readonly PracticeDomain[];
}

export interface PracticeDirectory {
  readonly customers: readonly PracticeCustomer[];
}

const hourMs = 3_600_000;
/** What the company promises for a domain in forced order. */
const promiseHours = 60;
const gibibyte = 1024 ** 3;

/** What the new server already holds, by address; all others are empty. */
export const alreadyThere: Readonly<Record<string, AlreadyThere>> = {
  'jutta@mueller-feinmechanik.test': { newMail: 7 },
  'werkstatt@mueller-feinmechanik.test': { newMail: 4 },
  'einkauf@mueller-feinmechanik.test': { newMail: 2, trashBytes: 2_700_000 },
  'buchhaltung@mueller-feinmechanik.test': { newMail: 3, otherToolPercent: 60 },
  'yuki@sakura-travel.test': { newMail: 5 },
  'tours@sakura-travel.test': { newMail: 3 },
  'office@sakura-travel.test': { newMail: 2 },
};

/** The mailbox whose password in the directory is out of date. */
export const wrongPasswordAddress = 'info@harbour.test';

const words = ['Kelp', 'Lantern', 'Tide', 'Anchor', 'Heron', 'Gravel', 'Maple', 'Copper', 'Velvet', 'Orchard'] as const;

/** The password a server accepts for an address. */
export function passwordOf(side: 'source' | 'destination', address: string, seed: number): string {
  const draw = random(seedOf(seed, `password/${side}/${address}`));
  return `${draw.pick(words)}-${draw.pick(words)}-${10 + draw.below(90)}`;
}

/** The password as the directory knows it: of one mailbox the one it had before. */
export function knownPasswordOf(side: 'source' | 'destination', address: string, seed: number): string {
  const password = passwordOf(side, address, seed);
  return side === 'source' && address === wrongPasswordAddress ? `${password}-old` : password;
}

const stories: Readonly<Record<string, string>> = {
  'anna@harbour.test':
    'A full mailbox: nested folders, a dot in folder names, a name that ends in a blank, a folder inside INBOX.',
  'sales@harbour.test': 'One message of more than 5 MB, and one marked as deleted but never expunged.',
  'postmaster@harbour.test': 'Mostly delivery failures.',
  'ben@harbour.test': 'Two folders whose names differ only in case: Projects and projects.',
  'jutta@mueller-feinmechanik.test': 'New mail already arrives at the new mailbox; the old mail is missed.',
  'werkstatt@mueller-feinmechanik.test': 'A folder name with a dot, which separates levels on the new server.',
  'einkauf@mueller-feinmechanik.test':
    'The new mailbox is nearly over its quota of 3 MB: most of it lies in Trash. The copy will not fit.',
  'buchhaltung@mueller-feinmechanik.test':
    'Half migrated by another tool: some messages are exact, some were rewritten on the way, some lost their keywords.',
  'lehrling@mueller-feinmechanik.test': 'Next to nothing in it.',
  'info@feinwerk.test': 'The old login is not the address: the post office is called feinwerk.',
  'archiv@feinwerk.test': 'Mail from 1998 on with impossible dates, and a folder nine levels deep.',
  'yuki@sakura-travel.test': 'Japanese folder names, messages in three Japanese encodings.',
  'tours@sakura-travel.test': 'A Japanese folder name with a dot; some mail in Russian.',
  'office@sakura-travel.test': 'An ordinary mailbox.',
};

function storyOf(address: string, seed: number): string {
  if (address !== wrongPasswordAddress) return stories[address] ?? '';
  const password = passwordOf('source', address, seed);
  return `The old password was changed and the directory still has the former one. The customer says it is ${password}.`;
}

type PracticeCheck = readonly [
  step: PracticeStep['step'],
  hoursAgo: number,
  evidence: string,
  facts: readonly (readonly [label: string, value: string])[],
];

interface DomainFacts {
  readonly order: PracticeDomain['order'];
  readonly note: string;
  /** Steps in the order they were done, with hours ago and evidence; the rest is to do. */
  readonly done: readonly PracticeCheck[];
  readonly doing?: PracticeCheck;
  /** When the forced order was chosen. */
  readonly forcedHoursAgo?: number;
  /** The post office, where it is not called like the domain. */
  readonly postOffice?: string;
  readonly mailboxes: readonly string[];
}

const facts: Readonly<Record<string, Readonly<Record<string, DomainFacts>>>> = {
  'Harbour Chandlery': {
    'harbour.test': {
      order: 'standard',
      note: 'Wants to notice nothing; the first copy may start any time.',
      done: [['provision', 30, '5 of 5 mailboxes let us in.', [['Logins tried', '5 of 5 worked']]]],
      mailboxes: ['anna', 'info', 'sales', 'postmaster', 'ben'],
    },
  },
  'Müller Feinmechanik': {
    'mueller-feinmechanik.test': {
      order: 'forced',
      forcedHoursAgo: 53,
      note: 'Moved at once when the old server failed. They ask every morning where their old mail is.',
      done: [
        ['provision', 52, '5 of 5 mailboxes let us in.', [['Logins tried', '5 of 5 worked']]],
        ['routing', 51, 'All name servers lead mail to the new side.', [['MX', 'leads to the new servers']]],
        [
          'webmail',
          50,
          'mail.mueller-feinmechanik.test shows the new webmail.',
          [['Webmail', 'answers as the new one']],
        ],
      ],
      mailboxes: ['jutta', 'werkstatt', 'einkauf', 'buchhaltung', 'lehrling'],
    },
    'feinwerk.test': {
      order: 'standard',
      note: 'Second brand of the same customer; the archive matters most.',
      done: [],
      doing: ['provision', 3, '1 of 2 mailboxes lets us in.', [['Logins tried', '1 of 2 worked']]],
      postOffice: 'feinwerk',
      mailboxes: ['info', 'archiv'],
    },
  },
  'Sakura Travel': {
    'sakura-travel.test': {
      order: 'forced',
      forcedHoursAgo: 21,
      note: 'Travel season: bookings come in by mail all day.',
      done: [
        ['provision', 20, '3 of 3 mailboxes let us in.', [['Logins tried', '3 of 3 worked']]],
        ['routing', 19, 'All name servers lead mail to the new side.', [['MX', 'leads to the new servers']]],
      ],
      mailboxes: ['yuki', 'tours', 'office'],
    },
  },
};

const steps = ['provision', 'routing', 'webmail', 'copy'] as const;

function domainOf(name: string, known: DomainFacts, seed: number, nowMs: number): PracticeDomain {
  const ago = (hours: number): string => new Date(nowMs - hours * hourMs).toISOString();
  const since = known.order === 'forced' ? (known.forcedHoursAgo ?? 0) : null;
  return {
    name,
    order: known.order,
    note: known.note,
    orderSince: since === null ? null : ago(since),
    deadlineAt: since === null ? null : ago(since - promiseHours),
    steps: steps.map((step) => {
      const done = known.done.find((entry) => entry[0] === step);
      const doing = known.doing?.[0] === step ? known.doing : undefined;
      const entry = done ?? doing;
      const state = done ? 'done' : doing ? 'doing' : 'todo';
      return { step, state, at: entry ? ago(entry[1]) : null, evidence: entry?.[2] ?? null, facts: entry?.[3] ?? [] };
    }),
    mailboxes: known.mailboxes.map((local) => {
      const address = `${local}@${name}`;
      return {
        address,
        sourceUser: `${local}@${known.postOffice ?? name}`,
        destinationUser: address,
        quotaBytes: alreadyThere[address]?.trashBytes ? 3 * 1024 ** 2 : 5 * gibibyte,
        story: storyOf(address, seed),
      };
    }),
  };
}

/** The made-up customers; times of steps and deadlines are counted from `nowMs`, all else depends on the seed alone. */
export function practiceDirectory(seed: number, nowMs: number): PracticeDirectory {
  return {
    customers: Object.entries(facts).map(([name, domains]) => ({
      name,
      domains: Object.entries(domains).map(([domain, known]) => domainOf(domain, known, seed, nowMs)),
    })),
  };
}

/** All mailboxes of the directory. */
export function mailboxesOf(directory: PracticeDirectory): PracticeMailbox[] {
  return directory.customers.flatMap(({ domains }) => domains.flatMap(({ mailboxes }) => mailboxes));
}
