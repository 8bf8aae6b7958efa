import { generateMailbox } from '../../servers/mailbox-generator.ts';
import type { MailboxPlan, PlannedMessage } from '../../servers/mailbox-plan.ts';
import { type MailboxSnapshot, snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import {
  type ScriptedAccount,
  type ScriptedImapOptions,
  type ScriptedImapServer,
  startScriptedImap,
} from '../../servers/scripted-imap.ts';
import { compareSnapshots } from '../../servers/snapshot-comparison.ts';
import { type Move, openMove } from './move.ts';

export const user = 'anna@harbour.test';
export const password = 'Kelp-Lantern-58';

/** Two scripted servers and a mailbox to move from the first to the second. */
export interface ScriptedPair {
  readonly from: ScriptedImapServer;
  readonly to: ScriptedImapServer;
  readonly source: ScriptedAccount;
  readonly destination: ScriptedAccount;
  readonly move: Move;
  snapshots(): Promise<[MailboxSnapshot, MailboxSnapshot]>;
  /** What differs between both sides by the raw witness. */
  differences(options?: Parameters<typeof compareSnapshots>[2]): Promise<string[]>;
  stop(): Promise<void>;
}

export interface PairOptions {
  readonly from?: ScriptedImapOptions;
  readonly to?: ScriptedImapOptions;
  readonly plan?: MailboxPlan;
  /** Where the engine connects instead, for instance a proxy. */
  readonly via?: { readonly from?: { host: string; port: number }; readonly to?: { host: string; port: number } };
}

/** A small mailbox: 40 messages in four folders, repeats and odd ones among them. */
export const smallPlan = generateMailbox({ seed: 11, folders: 4, messages: 40, profile: 'small' });

export async function startPair(options: PairOptions = {}): Promise<ScriptedPair> {
  const [from, to] = await Promise.all([startScriptedImap(options.from), startScriptedImap(options.to)]);
  const source = from.addUser(user, password, options.plan ?? smallPlan);
  const destination = to.addUser(user, password);
  const move = await openMove(
    { ...addressOf(options.via?.from ?? from), user, password },
    { ...addressOf(options.via?.to ?? to), user, password },
  );
  const snapshots = (): Promise<[MailboxSnapshot, MailboxSnapshot]> =>
    Promise.all([snapshotMailbox(from, user, password), snapshotMailbox(to, user, password)]);
  return {
    from,
    to,
    source,
    destination,
    move,
    snapshots,
    async differences(how = {}) {
      return compareSnapshots(...(await snapshots()), how);
    },
    async stop() {
      await move.close();
      await Promise.all([from.stop(), to.stop()]);
    },
  };
}

function addressOf({ host, port }: { readonly host: string; readonly port: number }) {
  return { host, port };
}

/** A plan with these messages in folders of these names. */
export function planOf(folders: Readonly<Record<string, readonly PlannedMessage[]>>): MailboxPlan {
  return {
    folders: Object.entries(folders).map(([name, messages]) => ({ path: name.split('/'), selectable: true, messages })),
  };
}

/** A short message of its own; `copy` tells apart what is to be equal but for its id. */
export function letter(
  number: number,
  traits: { date?: string; size?: number; subject?: string } = {},
): PlannedMessage {
  const header = [
    `From: "Sender" <sender${number}@example.org>`,
    'To: anna@harbour.test',
    `Subject: ${traits.subject ?? `Letter ${number}`}`,
    `Date: Mon, 5 Feb 2018 10:${String(number % 60).padStart(2, '0')}:00 +0100`,
    `Message-ID: <letter.${number}@example.org>`,
  ];
  const text = `Hello ${number}\r\n${'x'
    .repeat(60)
    .concat('\r\n')
    .repeat(Math.ceil((traits.size ?? 0) / 62))}`;
  return {
    bytes: Buffer.from(`${header.join('\r\n')}\r\n\r\n${text}`),
    flags: number % 2 === 0 ? ['\\Seen'] : [],
    internalDate: traits.date ?? ` 5-Feb-2018 10:${String(number % 60).padStart(2, '0')}:00 +0100`,
  };
}

/** Letters numbered from `first` on. */
export function letters(count: number, first = 1): PlannedMessage[] {
  return Array.from({ length: count }, (_, index) => letter(first + index));
}
