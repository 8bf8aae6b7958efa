import type { MailboxPlan, PlannedFolder, PlannedMessage } from './mailbox-plan.ts';
import { type MessageKind, writeMessage } from './message-writer.ts';
import { Random } from './random.ts';

/** What to generate. The same choices give the same bytes. */
export interface MailboxChoices {
  readonly seed: number;
  /** Folders that can be selected, INBOX among them; unselectable parents come on top. */
  readonly folders: number;
  /** Messages in all folders together. */
  readonly messages: number;
  /** 'small': about 3 KB a message. 'realistic': half below 20 KB, about 55 KB on average, at most 6 MB. */
  readonly profile: 'small' | 'realistic';
}

const names: readonly (readonly string[])[] = [
  ['INBOX'],
  ['Sent Items'],
  ['Projects', 'Alpha'],
  ['Entwürfe & Notizen'],
  ['Kunden'],
  ['Kunden', 'Müller'],
  ['Kunden', 'Müller', 'Angebote 2019'],
  ['Empty'],
  ['Входящие копии'],
  ['日本', '請求書'],
  ['Drafts'],
  ['Trash'],
  ['Junk'],
  ['Projects', 'Beta', 'Reports', 'Old', 'Older'],
  ['Quoted "name" (1)'],
  ['😀 Feiern'],
  ['Kunden', 'Leer'],
];
const emptyNames = new Set(['Empty', 'Leer']);

// Every fiftieth message is of each kind, so that 50 messages hold them all.
const kindAt: Readonly<Record<number, MessageKind | 'copy' | 'copy-elsewhere'>> = {
  3: 'latin1-header',
  7: 'copy',
  11: 'without-id',
  13: 'copy-elsewhere',
  17: 'repeated-id',
  23: 'utf8-header',
  29: 'long-line',
  31: 'bare',
  37: 'no-body',
  41: 'no-final-line-end',
  43: 'folded',
};

const keywords = ['$Forwarded', '$MDNSent', '$Label1', '$Label4', 'NonJunk', 'Wiedervorlage'];
const zones = [0, 60, 120, -300, -480, 330, 540, -210, 780];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * A mailbox with what real ones hold: nested, non-ASCII and empty folders, unselectable parents, flags, keywords, dates of 18
 * years in several zones, exact copies inside a folder and across folders, repeated and missing Message-IDs, raw 8-bit headers
 * and bodies, long lines, bodies without a last line end. Deterministic.
 */
export function generateMailbox(choices: MailboxChoices): MailboxPlan {
  const random = new Random(choices.seed);
  const paths = Array.from({ length: choices.folders }, (_, index) => names[index] ?? ['More', `Folder ${index + 1}`]);
  const counts = shares(paths, choices.messages);
  const earlier: PlannedMessage[] = [];
  let number = 0;
  const folders: PlannedFolder[] = paths.map((path, index) => {
    const messages: PlannedMessage[] = [];
    for (let left = counts[index] ?? 0; left > 0; left--) {
      number++;
      const message = nextMessage(random, choices, number, messages, earlier);
      messages.push(message);
      earlier.push(message);
      // Enough to copy from without holding on to everything.
      if (earlier.length > 200) earlier.shift();
    }
    return { path, selectable: true, messages };
  });
  return { folders: [...folders, ...unselectableParents(paths)] };
}

/** INBOX gets the most, each further folder less; some stay empty. Adds up to `total`. */
function shares(paths: readonly (readonly string[])[], total: number): number[] {
  const weights = paths.map((path, index) => (emptyNames.has(path.at(-1) ?? '') ? 0 : 1 / (index + 1.5)));
  const sum = weights.reduce((a, b) => a + b, 0);
  const counts = weights.map((weight) => Math.floor((weight / sum) * total));
  const rest = total - counts.reduce((a, b) => a + b, 0);
  counts[0] = (counts[0] ?? 0) + rest;
  return counts;
}

function unselectableParents(paths: readonly (readonly string[])[]): PlannedFolder[] {
  const known = new Set(paths.map((path) => path.join('\n')));
  const parents = new Map<string, readonly string[]>();
  for (const path of paths) {
    for (let depth = 1; depth < path.length; depth++) {
      const parent = path.slice(0, depth);
      if (!known.has(parent.join('\n'))) parents.set(parent.join('\n'), parent);
    }
  }
  return [...parents.values()].map((path) => ({ path, selectable: false, messages: [] }));
}

function nextMessage(
  random: Random,
  choices: MailboxChoices,
  number: number,
  here: readonly PlannedMessage[],
  earlier: readonly PlannedMessage[],
): PlannedMessage {
  const kind = kindAt[number % 50] ?? 'plain';
  if (kind === 'copy' && here.length > 0) return random.pick(here);
  const instant = Date.UTC(2008, 5, 1) + random.below(18 * 365 * 86_400) * 1000;
  const zone = random.pick(zones);
  const own = { flags: someFlags(random), internalDate: internalDate(instant, zone) };
  if (kind === 'copy-elsewhere' && earlier.length > 0) return { ...own, bytes: random.pick(earlier).bytes };
  const bytes = writeMessage(random, {
    kind: kind === 'copy' || kind === 'copy-elsewhere' ? 'plain' : kind,
    number,
    seed: choices.seed,
    date: headerDate(instant, zone),
    size: sizeOf(random, choices.profile),
  });
  return { ...own, bytes };
}

function sizeOf(random: Random, profile: MailboxChoices['profile']): number {
  if (profile === 'small') return 800 + random.below(4_400);
  return Math.min(6_000_000, Math.round(20_000 * Math.exp(1.45 * random.normal())));
}

function someFlags(random: Random): string[] {
  const flags: string[] = [];
  if (random.chance(0.7)) flags.push('\\Seen');
  if (random.chance(0.15)) flags.push('\\Answered');
  if (random.chance(0.08)) flags.push('\\Flagged');
  if (random.chance(0.03)) flags.push('\\Draft');
  if (random.chance(0.01)) flags.push('\\Deleted');
  if (random.chance(0.15)) flags.push(random.pick(keywords));
  return flags;
}

function zoneText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}${String(size % 60).padStart(2, '0')}`;
}

/** An instant as IMAP's date-time in a zone given in minutes east of UTC. */
export function internalDate(instant: number, zoneMinutes: number): string {
  const local = new Date(instant + zoneMinutes * 60_000);
  const day = String(local.getUTCDate()).padStart(2, ' ');
  const time = local.toISOString().slice(11, 19);
  return `${day}-${months[local.getUTCMonth()]}-${local.getUTCFullYear()} ${time} ${zoneText(zoneMinutes)}`;
}

function headerDate(instant: number, zoneMinutes: number): string {
  const local = new Date(instant + zoneMinutes * 60_000);
  return `${local.toUTCString().replace(' GMT', '')} ${zoneText(zoneMinutes)}`;
}
