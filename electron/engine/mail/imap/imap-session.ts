import { AppError } from '../../../../shared/domain/errors.ts';
import type { FolderInfo, FolderStatus } from '../../../../shared/domain/folder.ts';
import type { Quota, ServerFacts } from '../../../../shared/domain/inspection.ts';
import { type MailContext, responseCodeOf, toMailError } from '../errors.ts';
import type {
  AppendResult,
  FetchedMessage,
  MailSession,
  MessageHeader,
  MessageListing,
  OpenFolder,
  OutgoingMessage,
} from '../session.ts';
import {
  type Attribute,
  appendAttributes,
  type FerryConnection,
  type Untagged,
  type UntaggedHandler,
} from './library.ts';
import {
  expandUidSet,
  type FetchResponse,
  type ListedFolder,
  packUidSets,
  readList,
  readStatus,
  responseCode,
  stringsOf,
} from './responses.ts';

const atom = (value: string): Attribute => ({ type: 'ATOM', value });
const LISTING = ['UID', 'FLAGS', 'INTERNALDATE', 'RFC822.SIZE'];

/** A mail session over IMAP4rev1 (RFC 3501) and the extensions named in `facts`. */
export class ImapSession implements MailSession {
  readonly facts: ServerFacts;
  readonly keepsFlags = true;
  readonly #connection: FerryConnection;
  readonly #context: MailContext;
  /** Names as the server lists them, by decoded path; some cannot be encoded back to what the server has. */
  readonly #wireNames = new Map<string, string>();

  constructor(connection: FerryConnection, facts: ServerFacts, context: MailContext) {
    this.#connection = connection;
    this.facts = facts;
    this.#context = context;
  }

  get usable(): boolean {
    return this.#connection.usable;
  }

  async listFolders(): Promise<readonly FolderInfo[]> {
    return (await this.#list(false)).map(({ wire: _wire, ...folder }) => folder);
  }

  async listWithStatus(): Promise<readonly (FolderInfo & { status: FolderStatus | null })[]> {
    const statuses = new Map<string, FolderStatus>();
    const useListStatus = this.#has('LIST-STATUS');
    const folders = await this.#list(useListStatus, (untagged) => {
      const { wire, status } = readStatus(untagged);
      statuses.set(wire.toUpperCase() === 'INBOX' ? 'INBOX' : wire, status);
    });
    const result: (FolderInfo & { status: FolderStatus | null })[] = [];
    for (const { wire, ...folder } of folders) {
      const known = statuses.get(folder.path === 'INBOX' ? 'INBOX' : wire);
      // A folder that was listed but has no status line, or a server without LIST-STATUS: ask for it alone.
      result.push({ ...folder, status: folder.selectable ? (known ?? (await this.#statusOrNull(folder.path))) : null });
    }
    return result;
  }

  async status(path: string): Promise<FolderStatus> {
    let found: FolderStatus | null = null;
    await this.#run(path, 'STATUS', [this.#name(path), this.#statusItems().map(atom)], {
      STATUS: (untagged) => {
        found = readStatus(untagged).status;
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

  async listMessages(uids: readonly number[] | 'all', onMessage: (message: MessageListing) => void): Promise<void> {
    await this.#fetch(uids, LISTING.map(atom), ({ content: _content, listed, ...message }) => {
      if (listed) onMessage(message);
    });
  }

  async fetchHeaders(uids: readonly number[], onMessage: (message: MessageHeader) => void): Promise<void> {
    const header: Attribute = { type: 'ATOM', value: 'BODY.PEEK', section: [{ type: 'ATOM', value: 'HEADER' }] };
    await this.#fetch(uids, [...LISTING.map(atom), header], ({ content, listed: _listed, ...message }) => {
      if (content !== null) onMessage({ ...message, header: content });
    });
  }

  async fetchMessages(
    uids: readonly number[],
    onMessage: (message: FetchedMessage) => Promise<void> | void,
  ): Promise<void> {
    const whole: Attribute = { type: 'ATOM', value: 'BODY.PEEK', section: [] };
    await this.#fetch(uids, [...LISTING.map(atom), whole], ({ content, listed: _listed, ...message }) => {
      // A server that answers without the body (iCloud, Yandex) must not look like an empty message.
      if (content !== null) return onMessage({ ...message, bytes: content });
    });
  }

  async createFolder(path: string): Promise<void> {
    try {
      await this.#run(path, 'CREATE', [this.#name(path)]);
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
    await this.#run(path, 'SUBSCRIBE', [this.#name(path)]);
  }

  async append(path: string, messages: readonly OutgoingMessage[]): Promise<AppendResult> {
    if (messages.length > 1 && !this.facts.multiappend) throw new Error('This server takes one message per APPEND.');
    const attributes = appendAttributes(this.#wireName(path), messages);
    const response = await this.#run(path, 'APPEND', attributes);
    const code = responseCode(response.attributes, 'APPENDUID');
    const uids = code?.[1] === undefined ? null : expandUidSet(code[1]);
    return {
      uidValidity: code?.[0] ?? null,
      uids: uids !== null && uids.length === messages.length ? uids : null,
    };
  }

  async addFlags(uids: readonly number[], flags: readonly string[]): Promise<void> {
    for (const set of packUidSets(uids)) {
      const sequence: Attribute = { type: 'SEQUENCE', value: set };
      await this.#run(undefined, 'UID STORE', [sequence, atom('+FLAGS.SILENT'), flags.map(atom)]);
    }
  }

  async quota(): Promise<Quota | null> {
    if (!this.#has('QUOTA')) return null;
    let quota: Quota | null = null;
    await this.#run('INBOX', 'GETQUOTAROOT', [atom('INBOX')], {
      QUOTA: (untagged) => {
        const resources = stringsOf(untagged.attributes?.[1]);
        const at = resources.findIndex((word) => word.toUpperCase() === 'STORAGE');
        if (at < 0) return;
        quota = { usedBytes: Number(resources[at + 1]) * 1024, limitBytes: Number(resources[at + 2]) * 1024 };
      },
    });
    return quota;
  }

  async noop(): Promise<void> {
    await this.#run(undefined, 'NOOP', false);
  }

  async close(): Promise<void> {
    const patience = new Promise<void>((resolve) => setTimeout(resolve, 2000).unref());
    await Promise.race([this.#connection.logout().catch(() => undefined), patience]);
    this.#connection.close();
  }

  abort(): void {
    this.#connection.close();
  }

  async #list(withStatus: boolean, onStatus?: (untagged: Untagged) => void): Promise<readonly ListedFolder[]> {
    const folders: ListedFolder[] = [];
    const subscribed = new Set<string>();
    const onList: UntaggedHandler = (untagged) => {
      folders.push(readList(untagged, (wire) => this.#connection.decodeFolder(wire)));
    };
    const everything: Attribute[] = [
      { type: 'STRING', value: '' },
      { type: 'STRING', value: '*' },
    ];
    const extended = this.#has('LIST-EXTENDED');
    if (extended) {
      const wanted: Attribute[] = [atom('SUBSCRIBED')];
      if (this.facts.specialUse) wanted.push(atom('SPECIAL-USE'));
      if (withStatus) wanted.push(atom('STATUS'), this.#statusItems().map(atom));
      try {
        await this.#run(undefined, 'LIST', [...everything, atom('RETURN'), wanted], {
          LIST: onList,
          ...(onStatus ? { STATUS: onStatus } : {}),
        });
      } catch (error) {
        // Some servers announce extended LIST and refuse it, or leave out the INBOX: ask plainly instead.
        if (!(error instanceof AppError) || error.code !== 'mail.refused') throw error;
        folders.length = 0;
      }
    }
    const answered = extended && folders.some((folder) => folder.path === 'INBOX');
    if (!answered) {
      folders.length = 0;
      await this.#run(undefined, 'LIST', everything, { LIST: onList });
      await this.#run(undefined, 'LSUB', everything, {
        LSUB: (untagged) => {
          subscribed.add(readList(untagged, (wire) => this.#connection.decodeFolder(wire)).path);
        },
      }).catch((error: unknown) => {
        // Subscriptions are an extra; a server without LSUB shows all folders as not subscribed.
        if (!(error instanceof AppError) || error.code !== 'mail.refused') throw error;
      });
    }
    const result = [...unique(folders.filter((folder) => folder.path !== ''))];
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

  async #open(command: 'EXAMINE' | 'SELECT', path: string): Promise<OpenFolder> {
    let messages = 0;
    let uidValidity = '0';
    let uidNext: number | null = null;
    let highestModseq: string | null = null;
    let permanentFlags: readonly string[] | null = null;
    await this.#run(path, command, [this.#name(path)], {
      EXISTS: (untagged) => {
        messages = Number(untagged.command) || 0;
      },
      OK: (untagged) => {
        uidValidity = responseCode(untagged.attributes, 'UIDVALIDITY')?.[0] ?? uidValidity;
        const next = responseCode(untagged.attributes, 'UIDNEXT')?.[0];
        if (next !== undefined) uidNext = Number(next);
        highestModseq = responseCode(untagged.attributes, 'HIGHESTMODSEQ')?.[0] ?? highestModseq;
        permanentFlags = responseCode(untagged.attributes, 'PERMANENTFLAGS') ?? permanentFlags;
      },
    });
    return { path, uidValidity, uidNext, messages, highestModseq, permanentFlags };
  }

  async #fetch(
    uids: readonly number[] | 'all',
    items: readonly Attribute[],
    onMessage: (message: FetchResponse) => Promise<void> | void,
  ): Promise<void> {
    let failure: unknown;
    const take = async (message: FetchResponse): Promise<void> => {
      if (failure !== undefined) return;
      try {
        await onMessage(message);
      } catch (error) {
        // Let the rest of the answer pass, and tell the caller then.
        failure = error;
      }
    };
    for (const set of uids === 'all' ? ['1:*'] : packUidSets(uids)) {
      const fetched = this.#connection.uidFetch([{ type: 'SEQUENCE', value: set }, items], take);
      await fetched.catch((error: unknown) => {
        throw toMailError(error, this.#context);
      });
      if (failure !== undefined) throw failure;
    }
  }

  async #run(
    folder: string | undefined,
    command: string,
    attributes: readonly Attribute[] | false,
    untagged: Readonly<Record<string, UntaggedHandler>> = {},
  ) {
    try {
      return await this.#connection.command(command, attributes, untagged);
    } catch (error) {
      throw toMailError(error, folder === undefined ? this.#context : { ...this.#context, folder });
    }
  }

  #statusItems(): string[] {
    const items = ['MESSAGES', 'UNSEEN', 'UIDNEXT', 'UIDVALIDITY'];
    if (this.facts.statusSize) items.push('SIZE');
    if (this.facts.condstore) items.push('HIGHESTMODSEQ');
    return items;
  }

  #has(capability: string): boolean {
    return this.facts.capabilities.includes(capability);
  }

  #wireName(path: string): string {
    return this.#wireNames.get(path) ?? this.#connection.encodeFolder(path);
  }

  #name(path: string): Attribute {
    return atom(this.#wireName(path));
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

/** Servers with several LIST answers for one folder exist; the first one counts. */
function unique(folders: readonly ListedFolder[]): readonly ListedFolder[] {
  const seen = new Set<string>();
  return folders.filter((folder) => !seen.has(folder.path) && seen.add(folder.path));
}
