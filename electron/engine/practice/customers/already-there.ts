import { internalDate } from '../server/internal-date.ts';
import type { IncomingMessage, StartFolder } from '../server/mailbox-store.ts';
import { compose, type Shape } from './compose.ts';
import type { MailboxPlan } from './plans.ts';
import { lastMailMs } from './populate.ts';
import { type Random, random, seedOf } from './random.ts';

/** What the new server holds before the first run. */
export interface AlreadyThere {
  /** So many messages came in after the domain's MX records changed. */
  readonly newMail?: number;
  /** Bytes that lie in Trash and use up the quota. */
  readonly trashBytes?: number;
  /** Another tool has carried over about this share of the mail, in per cent, and was stopped. */
  readonly otherToolPercent?: number;
}

/** The folders every new mailbox has, by special use (RFC 6154). */
export const freshFolders: readonly { readonly path: string; readonly specialUse?: string }[] = [
  { path: 'INBOX' },
  { path: 'Sent Items', specialUse: '\\Sent' },
  { path: 'Spam', specialUse: '\\Junk' },
  { path: 'Drafts', specialUse: '\\Drafts' },
  { path: 'Trash', specialUse: '\\Trash' },
];

const renamed: Readonly<Record<string, string>> = { 'Deleted Items': 'Trash', 'Junk E-mail': 'Spam' };

/** A message as careless tools leave it: a header of their own on top, runs of blanks in the header squeezed. */
function rewritten(raw: string, count: number): string {
  const end = raw.search(/\r?\n\r?\n/);
  const header = raw.slice(0, end).replace(/ {2,}/g, ' ');
  return `X-Mover-Item: ${count}\r\n${header}${raw.slice(end)}`;
}

/** The other tool's work: of three messages one is exact, one rewritten, one has lost its keywords. */
function movedByOtherTool(messages: readonly IncomingMessage[], percent: number): IncomingMessage[] {
  return messages.slice(0, Math.floor((messages.length * percent) / 100)).map((message, index) => {
    const systemFlags = message.flags.filter((flag) => flag.startsWith('\\'));
    if (index % 3 === 0) return message;
    if (index % 3 === 1) return { ...message, raw: rewritten(message.raw, index), recent: false };
    return { ...message, flags: systemFlags, recent: false };
  });
}

function written(count: number, shape: Shape, address: string, plan: MailboxPlan, draw: Random): IncomingMessage[] {
  return Array.from({ length: count }, (_, index) => {
    const instantMs = lastMailMs + (index + 1) * 5_400_000;
    const [language] = plan.languages;
    const envelope = { language, owner: { name: plan.owner, address }, outgoing: false, zoneMinutes: 0, answers: null };
    const { raw } = compose({ ...envelope, instantMs, shape }, draw);
    return { raw, flags: index % 2 ? ['\\Seen'] : [], date: internalDate(instantMs), recent: index % 2 === 0 };
  });
}

/** Makes the start state of one mailbox on the new server. */
export function populateDestination(
  address: string,
  plan: MailboxPlan,
  there: AlreadyThere,
  source: () => readonly StartFolder[],
  seed: number,
): StartFolder[] {
  const draw = random(seedOf(seed, `destination/${address}`));
  const contents = new Map<string, IncomingMessage[]>();
  if (there.otherToolPercent) {
    for (const folder of source()) {
      const path = renamed[folder.path] ?? folder.path.replaceAll('.', '_').replaceAll('/', '.');
      contents.set(path, movedByOtherTool(folder.messages, there.otherToolPercent));
    }
  }
  if (there.newMail) {
    contents.set('INBOX', [...(contents.get('INBOX') ?? []), ...written(there.newMail, 'plain', address, plan, draw)]);
  }
  if (there.trashBytes) {
    const trash: IncomingMessage[] = [];
    for (let bytes = 0; bytes < there.trashBytes; ) {
      const [message] = written(1, 'attachment', address, plan, draw);
      if (!message) break;
      trash.push(message);
      bytes += message.raw.length;
    }
    contents.set('Trash', trash);
  }
  const fresh = freshFolders.map((folder) => ({ ...folder, messages: contents.get(folder.path) ?? [] }));
  const more = [...contents].filter(([path]) => !freshFolders.some((folder) => folder.path === path));
  return [...fresh, ...more.map(([path, messages]) => ({ path, messages }))];
}
