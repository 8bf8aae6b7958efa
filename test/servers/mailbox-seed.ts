import { type MailboxPlan, type PlannedMessage, pathOn } from './mailbox-plan.ts';
import { encodeMailboxName } from './modified-utf7.ts';
import { CommandRefused, type ImapAddress, quote, RawImap } from './raw-imap.ts';

/** A server that knows the passwords of its users, as all test servers do. */
export type SeedableServer = ImapAddress & { passwordOf(user: string): string };

const batchMessages = 200;
const batchBytes = 8_000_000;

/**
 * Puts the planned folders and messages into the user's mailbox, with exact bytes, flags, keywords and internal dates, in the
 * order of the plan. Folders that exist are filled up; nothing is removed. Messages stay \Recent until somebody selects the
 * folder. Rejects when the server refuses anything.
 */
export async function seedMailbox(server: SeedableServer, user: string, plan: MailboxPlan): Promise<void> {
  const client = await RawImap.login(server, user, server.passwordOf(user));
  try {
    const place = await namespaceOf(client);
    for (const folder of plan.folders.filter(({ selectable }) => selectable)) {
      const name = quote(encodeMailboxName(pathOn(place, folder.path)));
      if (name !== '"INBOX"') await create(client, name);
      await client.command(`SUBSCRIBE ${name}`);
      for (const batch of batches(folder.messages, client.capabilities.has('MULTIAPPEND')))
        await append(client, name, batch);
    }
  } finally {
    await client.logout();
  }
}

/** Delimiter and personal prefix of the server. */
export async function namespaceOf(client: RawImap): Promise<{ delimiter: string; prefix: string }> {
  const root = (await client.command('LIST "" ""')).untagged.map(({ text }) => text).join('\n');
  const delimiter = /^\* LIST \([^)]*\) "\\?(.)"/im.exec(root)?.[1] ?? '/';
  if (!client.capabilities.has('NAMESPACE')) return { delimiter, prefix: '' };
  const answer = (await client.command('NAMESPACE')).untagged.map(({ text }) => text).join('\n');
  return { delimiter, prefix: /^\* NAMESPACE \(\("([^"]*)"/im.exec(answer)?.[1] ?? '' };
}

async function create(client: RawImap, name: string): Promise<void> {
  const result = await client.attempt(`CREATE ${name}`);
  if (result.status !== 'OK' && !/ALREADYEXISTS|exists/i.test(result.text))
    throw new CommandRefused(`CREATE ${name}`, result);
}

function* batches(messages: readonly PlannedMessage[], several: boolean): Generator<PlannedMessage[]> {
  let batch: PlannedMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const full = batch.length === (several ? batchMessages : 1) || bytes + message.bytes.length > batchBytes;
    if (full && batch.length > 0) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += message.bytes.length;
  }
  if (batch.length > 0) yield batch;
}

async function append(client: RawImap, name: string, messages: readonly PlannedMessage[]): Promise<void> {
  const parts = messages.map(({ flags, internalDate }) => `(${flags.join(' ')}) "${internalDate}" {}`);
  await client.command(
    `APPEND ${name} ${parts.join(' ')}`,
    messages.map(({ bytes }) => bytes),
  );
}
