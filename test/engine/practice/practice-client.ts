import { ImapFlow, type StatusObject } from 'imapflow';
import { mailboxesOf } from '../../../electron/engine/practice/customers/directory.ts';
import type { Practice, PracticeSide } from '../../../electron/engine/practice/practice.ts';

/** A client that is not connected yet, for the mailbox of that address with the password the directory knows. */
export function clientFor(practice: Practice, side: PracticeSide, address: string, password?: string): ImapFlow {
  const mailbox = mailboxesOf(practice.directory).find((entry) => entry.address === address);
  if (!mailbox) throw new Error(`No practice mailbox ${address}`);
  const { host, port } = practice[side];
  return new ImapFlow({
    host,
    port,
    secure: false,
    doSTARTTLS: false,
    disableAutoIdle: true,
    logger: false,
    auth: {
      user: side === 'source' ? mailbox.sourceUser : mailbox.destinationUser,
      pass: password ?? practice.secretFor(side, address),
    },
  });
}

/** Runs `work` with a connected client and logs out, whatever happens. */
export async function withClient<T>(
  practice: Practice,
  side: PracticeSide,
  address: string,
  work: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const client = clientFor(practice, side, address);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

/** STATUS of a folder that exists. */
export async function statusOf(client: ImapFlow, folder: string): Promise<StatusObject> {
  const items = { messages: true, uidNext: true, uidValidity: true, unseen: true, recent: true };
  const status = await client.status(folder, items);
  if (!status) throw new Error(`No STATUS of ${folder}`);
  return status;
}

/** What a folder holds: flags, date and bytes by UID. */
export async function contentsOf(
  client: ImapFlow,
  folder: string,
): Promise<{ uid: number; flags: string[]; date: string; bytes: Buffer; size: number }[]> {
  const contents: { uid: number; flags: string[]; date: string; bytes: Buffer; size: number }[] = [];
  const { exists } = await client.mailboxOpen(folder, { readOnly: true });
  if (!exists) return contents;
  const items = { uid: true, flags: true, internalDate: true, size: true, source: true };
  for await (const message of client.fetch('1:*', items)) {
    if (!message.source) throw new Error(`UID ${message.uid} came without its bytes`);
    contents.push({
      uid: message.uid,
      flags: [...(message.flags ?? [])].sort(),
      date: new Date(message.internalDate ?? 0).toISOString(),
      bytes: message.source,
      size: message.size ?? -1,
    });
  }
  return contents;
}
