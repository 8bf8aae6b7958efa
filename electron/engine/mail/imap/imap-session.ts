import { AppError, isAppError } from '../../../../shared/domain/errors.ts';
import type { FolderInfo, FolderStatus } from '../../../../shared/domain/folder.ts';
import type { Quota, ServerFacts } from '../../../../shared/domain/inspection.ts';
import { type MailContext, responseCodeOf, toMailError } from '../errors.ts';
import { MailFault } from '../faults.ts';
import type {
  AppendResult,
  FetchedMessage,
  FlagListing,
  MailSession,
  MessageHeader,
  MessageListing,
  MoveResult,
  OpenFolder,
  OutgoingMessage,
  SearchTerm,
  Traffic,
} from '../session.ts';
import { distinctFolders, encodeFolderName } from './folder-names.ts';
import {
  expandUidSet,
  type FetchResponse,
  type ListedFolder,
  packUidSets,
  readList,
  readStatus,
  responseCode,
  stringsOf,
  textOf,
} from './responses.ts';
import { searchArguments } from './search.ts';
import type { Command, ImapWire, Untagged } from './wire/imap-wire.ts';
import { astring, type Part } from './wire/outgoing.ts';
import type { StatusText } from './wire/values.ts';

const LISTING = 'UID FLAGS INTERNALDATE RFC822.SIZE';
const GOODBYE_MS = 2000;

/** A mail session over IMAP4rev1 (RFC 3501) and the extensions named in `facts`. */
export class ImapSession implements MailSession {
  readonly facts: ServerFacts;
  readonly keepsFlags = true;
  readonly #wire: ImapWire;
  readonly #context: MailContext;
  /** Names as the server lists them, by decoded path; some cannot be encoded back to what the server has. */
  readonly #wireNames = new Map<string, string>();

  constructor(wire: ImapWire, facts: ServerFacts, context: MailContext) {
    this.#wire = wire;
    this.facts = facts;
    this.#context = context;
  }

  get usable(): boolean {
    return this.#wire.usable;
  }

  get traffic(): Traffic {
    return this.#wire.traffic;
  }

  async listFolders(): Promise<readonly FolderInfo[]> {
    return (await this.#list(false)).map(({ wire: _wire, ...folder }) => folder);
  }

  async listWithStatus(): Promise<readonly (FolderInfo & { status: FolderStatus | null })[]> {
    const statuses = new Map<string, FolderStatus>();
    const useListStatus = this.#has('LIST-STATUS');
    const folders = await this.#list(useListStatus, ({ values }) => {
      const { wire, status } = readStatus(values);
      statuses.set(isInbox(wire) ? 'INBOX' : wire, status);
    });
    return Promise.all(
      folders.map(async ({ wire, ...folder }) => {
        const known = statuses.get(folder.path === 'INBOX' ? 'INBOX' : wire);
        // A folder that was listed but has no status line, or a server without LIST-STATUS: ask for it alone.
        const status = folder.selectable ? (known ?? (await this.#statusOrNull(folder.path))) : null;
        return { ...folder, status };
      }),
    );
  }

  async status(path: string): Promise<FolderStatus> {
    let found: FolderStatus | null = null;
    const name = this.#wireName(path);
    await this.#run(path, {
      name: 'STATUS',
      parts: [' ', astring(name), ` (${this.#statusItems()})`],
      on: {
        STATUS: ({ values }) => {
          found = readStatus(values).status;
        },
      },
      isAbout: ({ values }) => {
        const { wire } = readStatus(values);
        return wire === name || (isInbox(wire) && isInbox(name));
      },
    });
    if (found === null) throw this.#protocolError(`The server gave no status of folder "${path}".`);
    return found;
  }

  examine(path: string): Promise<OpenFolder> {
    return this.#open('EXAMINE', path);
  }

  select(path: string): Promise<OpenFolder> {
    return this.#open('SELECT', path);
  }

  listMessages(uids: readonly number[] | 'all', onMessage: (message: MessageListing) => void): Promise<void> {
    return this.#fetch(uids, `(${LISTING})`, ({ uid, flags, internalDate, size, listed }) => {
      if (listed) onMessage({ uid, flags, internalDate, size });
    });
  }

  async search(terms: readonly SearchTerm[]): Promise<readonly number[]> {
    const found = new Set<number>();
    await this.#run(undefined, {
      name: 'UID SEARCH',
      parts: searchArguments(terms),
      on: {
        SEARCH: ({ values }) => {
          for (const value of values) {
            const uid = Number(textOf(value));
            if (Number.isSafeInteger(uid) && uid > 0) found.add(uid);
          }
        },
      },
    });
    return [...found].sort((a, b) => a - b);
  }

  listFlags(
    uids: readonly number[] | 'all',
    onMessage: (message: FlagListing) => void,
    changedSince: string | null = null,
  ): Promise<void> {
    const since = changedSince === null ? '' : ` (CHANGEDSINCE ${changedSince})`;
    return this.#fetch(uids, `(UID FLAGS)${since}`, ({ uid, flags }) => {
      onMessage({ uid, flags });
    });
  }

  fetchHeaders(
    uids: readonly number[],
    onMessage: (message: MessageHeader) => void,
    fields?: readonly string[],
  ): Promise<void> {
    return this.#fetch(
      uids,
      `(${LISTING} BODY.PEEK[HEADER${fields === undefined ? '' : `.FIELDS (${fields.join(' ')})`}])`,
      ({ uid, flags, internalDate, size, content: header }) => {
        if (header !== null) onMessage({ uid, flags, internalDate, size, header });
      },
    );
  }

  fetchMessages(uids: readonly number[], onMessage: (message: FetchedMessage) => Promise<void> | void): Promise<void> {
    return this.#fetch(uids, `(${LISTING} BODY.PEEK[])`, ({ uid, flags, internalDate, size, content: bytes }) => {
      // A server that answers without the body (iCloud, Yandex) must not look like an empty message.
      if (bytes !== null) return onMessage({ uid, flags, internalDate, size, bytes });
    });
  }

  async createFolder(path: string): Promise<void> {
    try {
      await this.#run(path, { name: 'CREATE', parts: [' ', this.#name(path)] });
    } catch (error) {
      const words = error instanceof AppError ? (error.wire.serverText ?? '') : '';
      const exists =
        responseCodeOf((error as Error).cause) === 'ALREADYEXISTS' || /already exists|exists already/i.test(words);
      if (exists) return;
      if (error instanceof AppError && error.code === 'mail.refused') {
        throw new AppError({
          ...error.wire,
          code: 'mail.folder-refused',
          message: `The destination refuses to create folder "${path}". It said: ${words}`,
        });
      }
      throw error;
    }
  }

  async subscribe(path: string): Promise<void> {
    await this.#run(path, { name: 'SUBSCRIBE', parts: [' ', this.#name(path)] });
  }

  async append(path: string, messages: readonly OutgoingMessage[]): Promise<AppendResult> {
    if (messages.length > 1 && !this.facts.multiappend) throw new Error('This server takes one message per APPEND.');
    const parts: Part[] = [' ', this.#name(path)];
    for (const { flags, internalDate, bytes } of messages) {
      const listed = flags.length === 0 ? '' : `(${flags.join(' ')}) `;
      parts.push(` ${listed}${internalDate === '' ? '' : `"${internalDate}" `}`, bytes);
    }
    const answer = await this.#run(path, { name: 'APPEND', parts });
    const code = responseCode(answer.code, 'APPENDUID');
    const uids = code?.[1] === undefined ? null : expandUidSet(code[1]);
    return {
      uidValidity: code?.[0] ?? null,
      uids: uids !== null && uids.length === messages.length ? uids : null,
    };
  }

  addFlags(uids: readonly number[], flags: readonly string[]): Promise<void> {
    return this.#store(uids, '+FLAGS.SILENT', flags);
  }

  removeFlags(uids: readonly number[], flags: readonly string[]): Promise<void> {
    return this.#store(uids, '-FLAGS.SILENT', flags);
  }

  async moveMessages(uids: readonly number[], toFolder: string): Promise<MoveResult> {
    this.#mayTakeAway();
    const moved = new Map<number, number>();
    let uidValidity: string | null = null;
    const learn = (status: StatusText | null): void => {
      const [numbering, from, to] = responseCode(status?.code, 'COPYUID') ?? [];
      if (numbering === undefined || from === undefined || to === undefined) return;
      const [before, after] = [expandUidSet(from), expandUidSet(to)];
      if (before.length !== after.length) return;
      uidValidity = numbering;
      for (const [at, uid] of before.entries()) moved.set(uid, after[at] ?? 0);
    };
    // MOVE tells the new UIDs in an answer of its own (RFC 6851, 4.3), some servers with the last one.
    const on = { OK: ({ status }: Untagged): void => learn(status) };
    for (const set of packUidSets(uids)) {
      const parts = [` ${set} `, this.#name(toFolder)];
      if (this.#has('MOVE')) learn(await this.#run(toFolder, { name: 'UID MOVE', parts, on }));
      else {
        learn(await this.#run(toFolder, { name: 'UID COPY', parts, on }));
        await this.#expunge(set);
      }
    }
    return { uidValidity, uids: moved };
  }

  async removeMessages(uids: readonly number[]): Promise<void> {
    this.#mayTakeAway();
    if (!this.facts.uidplus) throw this.#cannotMove();
    for (const set of packUidSets(uids)) await this.#expunge(set);
  }

  async quota(): Promise<Quota | null> {
    if (!this.#has('QUOTA')) return null;
    let quota: Quota | null = null;
    await this.#run('INBOX', {
      name: 'GETQUOTAROOT',
      parts: [' INBOX'],
      on: {
        QUOTA: ({ values }) => {
          const resources = stringsOf(values[1]);
          const at = resources.findIndex((word) => word.toUpperCase() === 'STORAGE');
          if (at < 0) return;
          quota = { usedBytes: Number(resources[at + 1]) * 1024, limitBytes: Number(resources[at + 2]) * 1024 };
        },
      },
    });
    return quota;
  }

  async noop(): Promise<void> {
    await this.#run(undefined, { name: 'NOOP' });
  }

  async compress(): Promise<boolean> {
    if (!this.facts.compress) return false;
    try {
      return await this.#wire.compress();
    } catch (error) {
      throw toMailError(error, this.#context);
    }
  }

  async close(): Promise<void> {
    const patience = new Promise<void>((resolve) => setTimeout(resolve, GOODBYE_MS).unref());
    await Promise.race([this.#wire.run({ name: 'LOGOUT' }).catch(() => undefined), patience]);
    this.#wire.cut();
  }

  abort(): void {
    this.#wire.cut();
  }

  async #list(withStatus: boolean, onStatus?: (data: Untagged) => void): Promise<readonly ListedFolder[]> {
    const folders: ListedFolder[] = [];
    const subscribed = new Set<string>();
    const onList = ({ values }: Untagged): void => void folders.push(readList(values));
    const extended = this.#has('LIST-EXTENDED');
    if (extended) {
      const wanted = ['SUBSCRIBED'];
      if (this.facts.specialUse) wanted.push('SPECIAL-USE');
      if (withStatus) wanted.push(`STATUS (${this.#statusItems()})`);
      try {
        await this.#run(undefined, {
          name: 'LIST',
          parts: [` "" "*" RETURN (${wanted.join(' ')})`],
          on: onStatus === undefined ? { LIST: onList } : { LIST: onList, STATUS: onStatus },
        });
      } catch (error) {
        // Some servers announce extended LIST and refuse it, or leave out the INBOX: ask plainly instead.
        if (!isAppError(error, 'mail.refused')) throw error;
        folders.length = 0;
      }
    }
    const answered = extended && folders.some((folder) => folder.path === 'INBOX');
    if (!answered) {
      folders.length = 0;
      const onLsub = ({ values }: Untagged): void => void subscribed.add(readList(values).path);
      await Promise.all([
        this.#run(undefined, { name: 'LIST', parts: [' "" "*"'], on: { LIST: onList } }),
        this.#run(undefined, { name: 'LSUB', parts: [' "" "*"'], on: { LSUB: onLsub } }).catch((error: unknown) => {
          // Subscriptions are an extra; a server without LSUB shows all folders as not subscribed.
          if (!isAppError(error, 'mail.refused')) throw error;
        }),
      ]);
    }
    const result = [...distinctFolders(folders.filter((folder) => folder.path !== ''))];
    // There always is an INBOX (RFC 3501, 5.1), also where the server does not list it.
    if (!result.some((folder) => folder.path === 'INBOX')) result.unshift(unlistedInbox(result[0]?.delimiter ?? null));
    for (const folder of result) this.#wireNames.set(folder.path, folder.wire);
    return result.map((folder) => ({ ...folder, subscribed: folder.subscribed || subscribed.has(folder.path) }));
  }

  async #statusOrNull(path: string): Promise<FolderStatus | null> {
    try {
      return await this.status(path);
    } catch (error) {
      // One unreadable folder must not hide the others; opening it later says why.
      if (error instanceof AppError && ['mail.refused', 'mail.folder-missing', 'mail.protocol'].includes(error.code))
        return null;
      throw error;
    }
  }

  async #open(name: 'EXAMINE' | 'SELECT', path: string): Promise<OpenFolder> {
    let messages = 0;
    let uidValidity = '0';
    let uidNext: number | null = null;
    let highestModseq: string | null = null;
    let permanentFlags: readonly string[] | null = null;
    await this.#run(path, {
      name,
      // Else some servers tell no HIGHESTMODSEQ of a folder in which nobody has asked for it before (RFC 7162, 3.1.8).
      parts: [' ', this.#name(path), this.facts.condstore ? ' (CONDSTORE)' : ''],
      on: {
        EXISTS: ({ number }) => {
          messages = number;
        },
        OK: ({ status }) => {
          uidValidity = responseCode(status?.code, 'UIDVALIDITY')?.[0] ?? uidValidity;
          const next = responseCode(status?.code, 'UIDNEXT')?.[0];
          if (next !== undefined) uidNext = Number(next);
          highestModseq = responseCode(status?.code, 'HIGHESTMODSEQ')?.[0] ?? highestModseq;
          permanentFlags = responseCode(status?.code, 'PERMANENTFLAGS') ?? permanentFlags;
        },
      },
    });
    return { path, uidValidity, uidNext, messages, highestModseq, permanentFlags };
  }

  /** All sets are asked for at once, so that they are read in the folder that is open now, whatever is asked next. */
  async #fetch(
    uids: readonly number[] | 'all',
    items: string,
    onMessage: (message: FetchResponse) => Promise<void> | void,
  ): Promise<void> {
    let failed = false;
    const onFetch = (message: FetchResponse): Promise<void> | void => (failed ? undefined : onMessage(message));
    const sets = uids === 'all' ? ['1:*'] : packUidSets(uids);
    const asked = sets.map(async (set) => {
      try {
        await this.#wire.run({ name: 'UID FETCH', parts: [` ${set} ${items}`], onFetch });
      } catch (error) {
        failed = true;
        // What the taker of messages threw goes on unchanged.
        throw error instanceof MailFault ? toMailError(error, this.#context) : error;
      }
    });
    await allOrFirstFailure(asked);
  }

  async #store(uids: readonly number[], how: string, flags: readonly string[]): Promise<void> {
    const asked = packUidSets(uids).map((set) =>
      this.#run(undefined, { name: 'UID STORE', parts: [` ${set} ${how} (${flags.join(' ')})`] }),
    );
    await allOrFirstFailure(asked);
  }

  /** Exactly these: a plain EXPUNGE would remove what the customer has marked, too. */
  async #expunge(set: string): Promise<void> {
    await this.#run(undefined, { name: 'UID STORE', parts: [` ${set} +FLAGS.SILENT (\\Deleted)`] });
    await this.#run(undefined, { name: 'UID EXPUNGE', parts: [` ${set}`] });
  }

  #mayTakeAway(): void {
    if (this.#context.side !== 'destination') throw new Error('Nothing is ever taken away at the source.');
    if (!this.#has('MOVE') && !this.facts.uidplus) throw this.#cannotMove();
  }

  #cannotMove(): AppError {
    const { side, host } = this.#context;
    const message = `${host} can neither move messages (MOVE) nor remove chosen ones (UIDPLUS). Anything else would also remove what the customer has marked as deleted.`;
    return new AppError({ code: 'mail.cannot-move', side, message });
  }

  async #run(folder: string | undefined, command: Command): Promise<StatusText> {
    try {
      return await this.#wire.run(command);
    } catch (error) {
      throw toMailError(error, folder === undefined ? this.#context : { ...this.#context, folder });
    }
  }

  #statusItems(): string {
    const items = ['MESSAGES', 'UNSEEN', 'UIDNEXT', 'UIDVALIDITY'];
    if (this.facts.statusSize) items.push('SIZE');
    if (this.facts.condstore) items.push('HIGHESTMODSEQ');
    return items.join(' ');
  }

  #has(capability: string): boolean {
    return this.facts.capabilities.includes(capability);
  }

  #wireName(path: string): string {
    return this.#wireNames.get(path) ?? encodeFolderName(path);
  }

  #name(path: string): Part {
    return astring(this.#wireName(path));
  }

  #protocolError(message: string): AppError {
    return new AppError({ code: 'mail.protocol', message, side: this.#context.side });
  }
}

function unlistedInbox(delimiter: string | null): ListedFolder {
  return {
    wire: 'INBOX',
    path: 'INBOX',
    delimiter,
    specialUse: 'inbox',
    selectable: true,
    subscribed: true,
  };
}

function isInbox(wire: string): boolean {
  return wire.toUpperCase() === 'INBOX';
}

/** Waits for all, so that nothing of them comes after the call has ended, then fails as the first of them did. */
async function allOrFirstFailure(asked: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(asked);
  await Promise.all(asked);
}
