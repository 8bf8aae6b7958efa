import type { Folder, StoredMessage } from './hoodiecrow.ts';
import type { Journal, JournalEntry } from './journal.ts';

/** A message as it comes in, before it has a UID. */
export interface IncomingMessage {
  readonly raw: string;
  readonly flags: readonly string[];
  /** RFC 3501 date-time with zone. */
  readonly date: string;
  readonly recent?: boolean;
}

/** A folder of the state that a mailbox starts with. */
export interface StartFolder {
  /** Name on the wire: modified UTF-7, the server's delimiter between levels. */
  readonly path: string;
  readonly specialUse?: string;
  readonly messages: readonly IncomingMessage[];
  /** Highest UID already given away to messages that are gone; the first message gets the next one. */
  readonly uidsUsed?: number;
}

export interface StoreOptions {
  readonly separator: string;
  /** UIDVALIDITY of the first folder; each further one gets the next number. */
  readonly firstUidvalidity: number;
  readonly folders: readonly StartFolder[];
  /** What the mailbox may hold at this moment, in bytes; null: as much as it likes. */
  readonly quotaBytes: () => number | null;
  readonly journal: Journal;
}

const systemFlags = ['\\Answered', '\\Flagged', '\\Draft', '\\Deleted', '\\Seen'];

/** All mail of one mailbox. Every change goes through the journal first and is then applied by the code that replays it. */
export class MailboxStore {
  readonly separator: string;
  readonly #quotaBytes: () => number | null;
  readonly #folders = new Map<string, Folder>();
  readonly #journal: Journal;
  #nextUidvalidity: number;
  #usedBytes = 0;

  constructor(options: StoreOptions) {
    this.separator = options.separator;
    this.#quotaBytes = options.quotaBytes;
    this.#journal = options.journal;
    this.#nextUidvalidity = options.firstUidvalidity;
    for (const start of options.folders) {
      const folder = this.#addFolder(start.path, this.#nextUidvalidity);
      if (start.specialUse) folder['special-use'] = start.specialUse;
      folder.uidnext = (start.uidsUsed ?? 0) + 1;
      for (const message of start.messages) this.#addMessage(folder, folder.uidnext, message);
    }
    options.journal.replay((entry, payload) => this.#apply(entry, payload));
  }

  get quotaBytes(): number | null {
    return this.#quotaBytes();
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** All folders, in the order of their names. */
  folders(): Folder[] {
    return [...this.#folders.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** The folder of that name; INBOX in any case (RFC 3501 section 5.1), all others exactly. */
  folder(path: string): Folder | undefined {
    return this.#folders.get(path.toUpperCase() === 'INBOX' ? 'INBOX' : path);
  }

  hasChildren(path: string): boolean {
    return this.#children(path).length > 0;
  }

  /** True when `bytes` more would not fit. */
  wouldExceedQuota(bytes: number): boolean {
    const quotaBytes = this.quotaBytes;
    return quotaBytes !== null && this.#usedBytes + bytes > quotaBytes;
  }

  /** Stores all of the messages or, if the process dies on the way, none. */
  append(folder: Folder, messages: readonly IncomingMessage[]): StoredMessage[] {
    this.#change(
      {
        op: 'append',
        folder: folder.path,
        messages: messages.map(({ flags, date, raw }, index) => ({
          uid: folder.uidnext + index,
          flags,
          date,
          bytes: raw.length,
        })),
      },
      messages.map(({ raw }) => raw).join(''),
    );
    return folder.messages.slice(-messages.length);
  }

  /** Notes the flags that these messages now have. */
  keepFlags(folder: Folder, messages: readonly StoredMessage[]): void {
    if (!messages.length) return;
    this.#change({ op: 'flags', folder: folder.path, flags: messages.map(({ uid, flags }) => [uid, flags]) });
  }

  /** Notes that these messages are gone; the caller takes them out and tells the other sessions. */
  keepExpunge(folder: Folder, messages: readonly StoredMessage[]): void {
    if (!messages.length) return;
    this.#journal.write({ op: 'expunge', folder: folder.path, uids: messages.map(({ uid }) => uid) }, '');
    this.#usedBytes -= totalBytes(messages);
  }

  /** Ends \Recent for what is in the folder now: a session has seen it. */
  claimRecent(folder: Folder): void {
    if (folder.messages.some(({ recent }) => recent)) {
      this.#change({ op: 'no-longer-recent', folder: folder.path });
    }
  }

  /** Creates a folder and the levels above it. @throws Error with the text for the client. */
  create(path: string): void {
    const name = path.endsWith(this.separator) ? path.slice(0, -this.separator.length) : path;
    const levels = name.split(this.separator);
    if (!name || levels.includes('')) throw new Error('Invalid mailbox name');
    const existing = this.folder(name);
    if (existing && !existing.flags.includes('\\Noselect')) throw new Error('Mailbox already exists');
    for (let depth = 1; depth <= levels.length; depth += 1) {
      const level = levels.slice(0, depth).join(this.separator);
      const above = this.folder(level);
      if (!above || (depth === levels.length && existing)) {
        this.#change({ op: 'create', folder: level, uidvalidity: this.#nextUidvalidity });
      }
    }
  }

  /** Deletes a folder with its mail; its name stays, not selectable, while it has children (RFC 3501 section 6.3.4). */
  delete(path: string): void {
    const folder = this.folder(path);
    if (!folder || folder.flags.includes('\\Noselect')) throw new Error('Mailbox does not exist');
    if (folder.path === 'INBOX') throw new Error('INBOX can not be deleted');
    this.#change({ op: 'delete', folder: folder.path });
  }

  /** Renames a folder with everything below it. @throws Error with the text for the client. */
  rename(from: string, to: string): void {
    const folder = this.folder(from);
    if (!folder) throw new Error('Mailbox does not exist');
    if (folder.path === 'INBOX') throw new Error('INBOX can not be renamed');
    if (!to || this.folder(to) || to.startsWith(folder.path + this.separator))
      throw new Error('Mailbox already exists');
    this.#change({ op: 'rename', folder: folder.path, to });
  }

  subscribe(folder: Folder, subscribed: boolean): void {
    if (folder.subscribed !== subscribed) this.#change({ op: 'subscribe', folder: folder.path, subscribed });
  }

  close(): void {
    this.#journal.close();
  }

  #children(path: string): Folder[] {
    return [...this.#folders.values()].filter((other) => other.path.startsWith(path + this.separator));
  }

  #addFolder(path: string, uidvalidity: number): Folder {
    const folder: Folder = {
      path,
      namespace: '',
      flags: [],
      subscribed: true,
      permanentFlags: systemFlags,
      allowPermanentFlags: true,
      messages: [],
      uidnext: 1,
      uidvalidity,
    };
    this.#folders.set(path, folder);
    this.#nextUidvalidity = Math.max(this.#nextUidvalidity, uidvalidity + 1);
    return folder;
  }

  #addMessage(folder: Folder, uid: number, { raw, flags, date, recent }: IncomingMessage): void {
    folder.messages.push({ uid, raw, flags: [...flags], internaldate: date, recent: recent ?? false });
    folder.uidnext = uid + 1;
    this.#usedBytes += raw.length;
  }

  #change(entry: JournalEntry, payload = ''): void {
    this.#journal.write(entry, payload);
    this.#apply(entry, payload);
  }

  #apply(entry: JournalEntry, payload: string): void {
    if (entry.op === 'create') {
      this.#addFolder(entry.folder, entry.uidvalidity);
      return;
    }
    const folder = this.folder(entry.folder);
    if (!folder) throw new Error(`The practice journal changes the folder "${entry.folder}", which does not exist`);
    switch (entry.op) {
      case 'append': {
        let position = 0;
        for (const { uid, flags, date, bytes } of entry.messages) {
          const raw = payload.slice(position, position + bytes);
          this.#addMessage(folder, uid, { raw, flags, date, recent: true });
          position += bytes;
        }
        return;
      }
      case 'flags': {
        const flagsOf = new Map(entry.flags);
        for (const message of folder.messages) {
          const flags = flagsOf.get(message.uid);
          if (flags) message.flags = [...flags];
        }
        return;
      }
      case 'expunge': {
        const gone = new Set(entry.uids);
        this.#usedBytes -= totalBytes(folder.messages.filter(({ uid }) => gone.has(uid)));
        folder.messages = folder.messages.filter(({ uid }) => !gone.has(uid));
        return;
      }
      case 'no-longer-recent':
        for (const message of folder.messages) message.recent = false;
        return;
      case 'delete':
        this.#usedBytes -= totalBytes(folder.messages);
        folder.messages = [];
        if (this.hasChildren(folder.path)) folder.flags = ['\\Noselect'];
        else this.#folders.delete(folder.path);
        return;
      case 'rename':
        for (const moved of [folder, ...this.#children(folder.path)]) {
          this.#folders.delete(moved.path);
          moved.path = entry.to + moved.path.slice(entry.folder.length);
          this.#folders.set(moved.path, moved);
        }
        return;
      case 'subscribe':
        folder.subscribed = entry.subscribed;
    }
  }
}

function totalBytes(messages: readonly StoredMessage[]): number {
  return messages.reduce((sum, { raw }) => sum + raw.length, 0);
}
