import { lstat } from 'node:fs/promises';
import type { MailLogin } from '../../../../shared/domain/endpoint.ts';
import { AppError } from '../../../../shared/domain/errors.ts';
import type { FolderInfo, FolderStatus } from '../../../../shared/domain/folder.ts';
import { formatNumberOf } from '../../../../shared/domain/format.ts';
import type { ServerFacts } from '../../../../shared/domain/inspection.ts';
import { STORE_NUMBERING } from '../pop3/numbering.ts';
import type {
  FetchedMessage,
  FlagListing,
  MailSession,
  MessageHeader,
  MessageListing,
  OpenFolder,
  Traffic,
} from '../session.ts';
import { SourceOnly } from '../source-only.ts';
import { countMailboxes, locateMailbox } from './locate-mailbox.ts';
import { readHeader, readMessage } from './message-file.ts';
import {
  anyIndexed,
  type CountedFolder,
  countFolder,
  type StoreFolder,
  type StoreMessage,
  scanFolder,
  scanFolders,
} from './scan-store.ts';

/** Opens a mailbox in a copied message store of MailEnable. @throws AppError as `locateMailbox` */
export async function openStoreSession(login: MailLogin, signal?: AbortSignal): Promise<MailSession> {
  signal?.throwIfAborted();
  const started = performance.now();
  const { side, user, endpoint } = login;
  const root = await locateMailbox({ side, user, root: endpoint.host });
  const folders = await scanFolders(root);
  return new StoreSession(login, root, factsOf(performance.now() - started), await anyIndexed(folders));
}

/** What can be said of a store without a mailbox: how many there are. @throws AppError as `countMailboxes` */
export async function lookAtStore({ side, endpoint }: MailLogin): Promise<ServerFacts> {
  const started = performance.now();
  const { postoffices, mailboxes } = await countMailboxes(endpoint.host, side);
  const found = `${formatNumberOf(mailboxes, 'mailbox', 'mailboxes')} in ${formatNumberOf(postoffices, 'post office')}`;
  return { ...factsOf(performance.now() - started), product: `MailEnable message store, ${found}` };
}

/** So many files are read while the first of them is handed over. */
const READ_AHEAD = 4;

/** One mailbox on a disk, read-only: no file is opened for writing, made, renamed or removed. */
class StoreSession extends SourceOnly implements MailSession {
  readonly facts: ServerFacts;
  readonly keepsFlags: boolean;
  readonly #login: MailLogin;
  readonly #root: string;
  #open = true;
  #read = 0;
  /** Of the open folder. */
  #messages: ReadonlyMap<number, StoreMessage> = new Map();
  #last: Promise<unknown> = Promise.resolve();

  constructor(login: MailLogin, root: string, facts: ServerFacts, keepsFlags: boolean) {
    super(login.side, `${login.endpoint.name} is a message store, which is only read`);
    this.#login = login;
    this.#root = root;
    this.facts = facts;
    this.keepsFlags = keepsFlags;
  }

  get usable(): boolean {
    return this.#open;
  }

  get traffic(): Traffic {
    return { read: this.#read, written: 0 };
  }

  listFolders(): Promise<readonly FolderInfo[]> {
    return this.#turn(async () => (await scanFolders(this.#root)).map(infoOf));
  }

  status(path: string): Promise<FolderStatus> {
    return this.#turn(async () => statusOf(await countFolder(await this.#find(path))));
  }

  listWithStatus(): Promise<readonly (FolderInfo & { status: FolderStatus | null })[]> {
    return this.#turn(async () => {
      const result: (FolderInfo & { status: FolderStatus | null })[] = [];
      for (const folder of await scanFolders(this.#root))
        result.push({ ...infoOf(folder), status: statusOf(await countFolder(folder)) });
      return result;
    });
  }

  examine(path: string): Promise<OpenFolder> {
    return this.#turn(async () => {
      const messages = await scanFolder(await this.#find(path), (bytes) => {
        this.#read += bytes;
      });
      this.#messages = messages;
      return {
        path,
        uidValidity: STORE_NUMBERING,
        uidNext: null,
        messages: messages.size,
        highestModseq: null,
        permanentFlags: [],
      };
    });
  }

  listMessages(uids: readonly number[] | 'all', onMessage: (message: MessageListing) => void): Promise<void> {
    return this.#turn(async () => {
      for (const { uid, flags, size, internalDate } of this.#chosen(uids))
        onMessage({ uid, flags, size, internalDate });
    });
  }

  listFlags(uids: readonly number[] | 'all', onMessage: (message: FlagListing) => void): Promise<void> {
    return this.#turn(async () => {
      for (const { uid, flags } of this.#chosen(uids)) onMessage({ uid, flags });
    });
  }

  fetchHeaders(uids: readonly number[], onMessage: (message: MessageHeader) => void): Promise<void> {
    return this.#turn(() =>
      this.#eachFile(uids, async (message) => {
        const { header, internalDate, read } = await readHeader(message.file, message.modifiedMs);
        this.#read += read;
        const { uid, flags, size } = message;
        return () => onMessage({ uid, flags, internalDate, size, header });
      }),
    );
  }

  fetchMessages(uids: readonly number[], onMessage: (message: FetchedMessage) => Promise<void> | void): Promise<void> {
    return this.#turn(() =>
      this.#eachFile(uids, async ({ uid, flags, file, modifiedMs }) => {
        const { bytes, internalDate, read } = await readMessage(file, modifiedMs);
        this.#read += read;
        return () => onMessage({ uid, flags, internalDate, size: bytes.length, bytes });
      }),
    );
  }

  async search(): Promise<never> {
    throw new AppError({
      code: 'mail.refused',
      side: this.#login.side,
      message: 'A message store cannot be searched.',
    });
  }

  async noop(): Promise<void> {}

  async close(): Promise<void> {
    this.#open = false;
  }

  abort(): void {
    this.#open = false;
  }

  /** One thing after the other, in the order of the calls. */
  #turn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      this.#refuseClosed();
      try {
        return await work();
      } catch (error) {
        throw this.#asMailError(error);
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #refuseClosed(): void {
    if (this.#open) return;
    throw new AppError({
      code: 'mail.connection-lost',
      side: this.#login.side,
      message: 'The message store was closed.',
    });
  }

  async #find(path: string): Promise<StoreFolder> {
    const folder = (await scanFolders(this.#root)).find((one) => one.path === path);
    if (folder) return folder;
    throw new AppError({
      code: 'mail.folder-missing',
      side: this.#login.side,
      message: `The message store has no folder "${path}" in the mailbox of ${this.#login.user}.`,
    });
  }

  #chosen(uids: readonly number[] | 'all'): readonly StoreMessage[] {
    return uids === 'all' ? [...this.#messages.values()] : uids.flatMap((uid) => this.#messages.get(uid) ?? []);
  }

  /** One file after the other; one that cannot be read does not keep the others back, one that is gone is as if it had never been listed. */
  async #eachFile(
    uids: readonly number[],
    read: (message: StoreMessage) => Promise<() => Promise<void> | void>,
  ): Promise<void> {
    let refusal: unknown = null;
    const ahead: Promise<() => Promise<void> | void>[] = [];
    const wanted = this.#chosen(uids);
    for (let next = 0; next < wanted.length || ahead.length > 0; ) {
      this.#refuseClosed();
      for (; ahead.length < READ_AHEAD && next < wanted.length; next += 1) {
        const message = wanted[next];
        if (message === undefined) continue;
        const reading = read(message);
        // Should the loop end before its turn, nobody asks how it went.
        reading.catch(() => {});
        ahead.push(reading);
      }
      try {
        await (await ahead.shift())?.();
      } catch (error) {
        if (!hasCode(error)) throw error;
        if (error.code !== 'ENOENT') refusal ??= error;
        // Not one message went, but the whole disk: nothing is known of any of them.
        else await lstat(this.#root);
      }
    }
    if (refusal !== null) throw refusal;
  }

  #asMailError(error: unknown): unknown {
    if (error instanceof AppError || !hasCode(error)) return error;
    const { side, endpoint } = this.#login;
    if (error.code === 'ENOENT')
      return new AppError({
        code: 'mail.unreachable',
        side,
        message: `A part of the message store ${endpoint.host} is not there any more: check that the copy or the drive is where it was.`,
      });
    return new AppError({
      code: 'mail.refused',
      side,
      message: `A file of the message store ${endpoint.host} cannot be read (${error.code}).`,
      serverText: error.message,
    });
  }
}

function hasCode(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error;
}

function infoOf({ path }: StoreFolder): FolderInfo {
  return { path, delimiter: '/', specialUse: path === 'INBOX' ? 'inbox' : null, selectable: true, subscribed: true };
}

function statusOf({ messages, unseen, bytes }: CountedFolder): FolderStatus {
  return { messages, unseen, uidNext: 0, uidValidity: STORE_NUMBERING, size: bytes, highestModseq: null };
}

function factsOf(ms: number): ServerFacts {
  return {
    greeting: 'Message store on a disk',
    product: 'MailEnable message store',
    capabilities: [],
    uidplus: false,
    multiappend: false,
    literalPlus: false,
    specialUse: false,
    condstore: false,
    statusSize: true,
    compress: false,
    appendLimit: null,
    delimiter: '/',
    prefix: '',
    tls: null,
    roundTripMs: Math.round(ms * 10) / 10,
  };
}
