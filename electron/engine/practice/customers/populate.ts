import { internalDate } from '../server/internal-date.ts';
import type { IncomingMessage, StartFolder } from '../server/mailbox-store.ts';
import { folderNameOnWire } from './charsets.ts';
import { compose, type Shape } from './compose.ts';
import type { FolderPlan, MailboxPlan } from './plans.ts';
import { type Random, random, seedOf } from './random.ts';

/** The last moment of the made-up past; nothing depends on the clock. */
export const lastMailMs = Date.UTC(2026, 9, 30, 9);

const zones = [0, 60, 120, 540, -480, -300, 330, -210, 765] as const;

/** Arrival times within the folder's years, oldest first. */
function arrivals(plan: FolderPlan, count: number, draw: Random): number[] {
  const [first, last] = plan.years ?? [2020, 2026];
  const from = Date.UTC(first, 0, 4);
  const to = Math.min(Date.UTC(last, 11, 28), lastMailMs);
  const times = Array.from({ length: count }, () => from + draw.below(Math.floor((to - from) / 1000)) * 1000);
  return times.sort((a, b) => a - b);
}

/** The shape of each message: the planned ones spread over the folder, everyday ones around them. */
function shapesOf(plan: FolderPlan, draw: Random): Shape[] {
  const shapes = Array.from({ length: plan.messages }, (): Shape => {
    const roll = draw.below(100);
    return roll < 66 ? 'plain' : roll < 86 ? 'html' : 'attachment';
  });
  const planned = plan.shapes ?? [];
  for (const [index, shape] of planned.entries()) {
    if (index < shapes.length) shapes[Math.floor(((index + 0.5) * shapes.length) / planned.length)] = shape;
  }
  return shapes;
}

function flagsOf(plan: FolderPlan, fromEnd: number, draw: Random): string[] {
  if (plan.path === 'Drafts') return ['\\Seen', '\\Draft'];
  const flags: string[] = [];
  const isNewInInbox = plan.path === 'INBOX' && fromEnd < 8;
  if (!isNewInInbox && draw.chance(94)) flags.push('\\Seen');
  if (plan.path !== 'Junk E-mail' && draw.chance(15)) flags.push('\\Answered');
  if (draw.chance(4)) flags.push('\\Flagged');
  if (fromEnd >= 10 && fromEnd < 10 + (plan.deleted ?? 0)) flags.push('\\Deleted');
  if (plan.keywords && draw.chance(20)) flags.push(draw.pick(plan.keywords));
  if (plan.path === 'Junk E-mail') flags.push('$Junk');
  return flags;
}

function messagesOf(plan: FolderPlan, mailbox: MailboxPlan, address: string, draw: Random): IncomingMessage[] {
  const outgoing = plan.path === 'Sent Items' || plan.path === 'Drafts';
  const shapes = shapesOf(plan, draw);
  const times = arrivals(plan, plan.messages, draw);
  const messages: IncomingMessage[] = [];
  let previousId: string | null = null;
  for (const [index, shape] of shapes.entries()) {
    const instantMs = times[index] ?? lastMailMs;
    const fromEnd = shapes.length - 1 - index;
    const zoneMinutes = draw.pick(zones);
    const composed = compose(
      {
        language: draw.chance(75) ? mailbox.languages[0] : draw.pick(mailbox.languages),
        owner: { name: mailbox.owner, address },
        outgoing,
        instantMs,
        zoneMinutes,
        shape,
        answers: draw.chance(25) ? previousId : null,
      },
      draw,
    );
    previousId = composed.messageId;
    const message: IncomingMessage = {
      raw: composed.raw,
      flags: flagsOf(plan, fromEnd, draw),
      date: internalDate(instantMs, zoneMinutes),
      recent: plan.path === 'INBOX' && fromEnd < 3,
    };
    messages.push(message);
    if (index > 2 && index <= 2 + (plan.twins ?? 0)) messages.push(message);
  }
  return messages;
}

/** Makes the mail of one mailbox as the old server holds it, the same for the same seed. */
export function populate(address: string, mailbox: MailboxPlan, seed: number): StartFolder[] {
  return mailbox.folders.map((plan) => {
    const draw = random(seedOf(seed, `${address}/${plan.path}`));
    return {
      path: folderNameOnWire(plan.path),
      uidsUsed: draw.below(400),
      messages: messagesOf(plan, mailbox, address, draw),
    };
  });
}
