import { createHash } from 'node:crypto';
import { defaultPort, type Endpoint, type MailLogin } from '../../../../shared/domain/endpoint.ts';
import { openSession } from '../../mail/connect.ts';
import type { MailSession, OutgoingMessage } from '../../mail/session.ts';
import type { MigrationUserRequest } from './documented.ts';
import type { CopyMailbox } from './oma-migrations.ts';

/** Where the simulator's own copying writes to, and with which password. */
export type LocalLogin = (address: string) => Promise<{ endpoint: Endpoint; user: string; password: string }>;

const BATCH = 50;

/**
 * Copies as the platform's own tool does, folder by folder: keeps dates and flags, leaves out what is there already. Deliberately plain and
 * not the console's engine: what it did is checked by that.
 */
export function plainCopier(local: LocalLogin, source: Partial<Endpoint> = {}): CopyMailbox {
  return async (request, count, signal) => {
    const to = await local(request.local);
    const from = await open('source', sourceEndpoint(request, source), request.remote, request.password, signal);
    try {
      const into = await open('destination', to.endpoint, to.user, to.password, signal);
      try {
        await copyFolders(request, from, into, count, signal);
      } finally {
        await into.close();
      }
    } finally {
      await from.close();
    }
  };
}

async function copyFolders(
  { skip = [], translate = {} }: MigrationUserRequest,
  from: MailSession,
  into: MailSession,
  count: Parameters<CopyMailbox>[1],
  signal: AbortSignal,
): Promise<void> {
  const folders = (await from.listFolders()).filter((folder) => folder.selectable && !skip.includes(folder.path));
  const there = new Set((await into.listFolders()).map((folder) => folder.path));
  for (const { path, delimiter } of folders) {
    signal.throwIfAborted();
    const own = translate[path] ?? path.replaceAll(delimiter ?? '.', '.');
    const name = own.startsWith('.') ? own.slice(1) : own;
    for (const parent of withParents(name)) {
      if (there.has(parent)) continue;
      await into.createFolder(parent);
      await into.subscribe(parent);
      there.add(parent);
    }
    await copyFolder(path, name, from, into, (change) => count(path, change), signal);
  }
}

async function copyFolder(
  path: string,
  name: string,
  from: MailSession,
  into: MailSession,
  count: (change: { remote?: number; migrated?: number; skipped?: number; bytes?: number }) => void,
  signal: AbortSignal,
): Promise<void> {
  await into.examine(name);
  const known = new Map<string, number>();
  await into.fetchMessages(await uidsOf(into), ({ bytes }) => {
    const mark = markOf(bytes);
    known.set(mark, (known.get(mark) ?? 0) + 1);
  });
  await from.examine(path);
  const uids = await uidsOf(from);
  let [migrated, skipped, bytes] = [0, 0, 0];
  count({ remote: uids.length });
  for (let at = 0; at < uids.length; at += BATCH) {
    signal.throwIfAborted();
    const batch: OutgoingMessage[] = [];
    await from.fetchMessages(uids.slice(at, at + BATCH), (message) => {
      const mark = markOf(message.bytes);
      const left = known.get(mark) ?? 0;
      if (left > 0) {
        known.set(mark, left - 1);
        skipped += 1;
      } else {
        batch.push({
          bytes: Uint8Array.from(message.bytes),
          flags: message.flags.filter((flag) => flag !== '\\Recent'),
          internalDate: message.internalDate,
        });
        bytes += message.bytes.length;
      }
    });
    if (batch.length > 0) await into.append(name, batch);
    migrated += batch.length;
    count({ migrated, skipped, bytes });
  }
}

async function uidsOf(session: MailSession): Promise<number[]> {
  const uids: number[] = [];
  await session.listMessages('all', ({ uid }) => void uids.push(uid));
  return uids;
}

/** What tells messages apart: their bytes, whatever ends their lines. */
function markOf(bytes: Uint8Array): string {
  return createHash('sha256').update(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n')).digest('hex');
}

function withParents(path: string): string[] {
  const parts = path.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}

function sourceEndpoint({ server, method }: MigrationUserRequest, traits: Partial<Endpoint>): Endpoint {
  const colon = server.lastIndexOf(':');
  const protocol = method.startsWith('imap') ? 'imap' : 'pop3';
  const tls = method.endsWith('s') ? 'implicit' : 'none';
  return {
    id: 'simulated-source',
    name: server,
    platform: 'other',
    protocol,
    host: server.slice(0, colon),
    port: Number(server.slice(colon + 1)) || defaultPort(protocol, tls),
    tls,
    pinnedFingerprint: null,
    maxConnections: 1,
    ...traits,
  };
}

function open(
  side: MailLogin['side'],
  endpoint: Endpoint,
  user: string,
  password: string,
  signal: AbortSignal,
): Promise<MailSession> {
  return openSession({ side, endpoint, user, secretRef: '' }, { get: async () => password }, signal);
}
