import { internalDate } from './mailbox-generator.ts';
import { type MailboxPlan, pathOn } from './mailbox-plan.ts';

/** A message in the memory of a scripted server; tests may change it behind the clients' backs. */
export interface ScriptedMessage {
  uid: number;
  flags: Set<string>;
  recent: boolean;
  internalDate: string;
  bytes: Buffer;
}

/** A folder in the memory of a scripted server. */
export interface ScriptedFolder {
  /** Decoded, with the server's delimiter. */
  readonly path: string;
  attributes: string[];
  subscribed: boolean;
  uidValidity: number;
  uidNext: number;
  messages: ScriptedMessage[];
}

/** What an old or careless server does to a message it is given. */
export interface StorageQuirks {
  /** Flags and keywords of APPEND are ignored (MailEnable before 10.31). */
  readonly dropsFlags?: boolean;
  /** Only keywords of APPEND are ignored. */
  readonly dropsKeywords?: boolean;
  /** The date of APPEND is ignored; every message is of this instant (milliseconds since 1970). */
  readonly stampsDate?: number;
  /** The part after the @ of Message-ID becomes this (MailEnable before 10.31). */
  readonly messageIdDomain?: string;
  /** Runs of blanks in header lines become one (MailEnable). */
  readonly squeezesHeader?: boolean;
  /** Lone LF and lone CR become CRLF. */
  readonly mendsLineEnds?: boolean;
  /** Every message ends with one more empty line. */
  readonly addsLineEnd?: boolean;
  /** A line of its own is put above every message. */
  readonly addsHeader?: string;
  /** APPEND says OK and stores nothing when the message matches. */
  readonly losesSilently?: (bytes: Buffer) => boolean;
}

/** All mail of one user of a scripted server. */
export class ScriptedAccount {
  readonly user: string;
  password: string;
  readonly folders = new Map<string, ScriptedFolder>();
  readonly #place: { readonly delimiter: string; readonly prefix: string };
  #nextValidity = 1000;

  constructor(user: string, password: string, place: { readonly delimiter: string; readonly prefix: string }) {
    this.user = user;
    this.password = password;
    this.#place = place;
    this.create('INBOX');
  }

  /** The folder of this path, if there is one; INBOX in any letter case. */
  folder(path: string): ScriptedFolder | undefined {
    return this.folders.get(/^inbox$/i.test(path) ? 'INBOX' : path);
  }

  /** Makes a folder; returns the one that exists. */
  create(path: string, attributes: string[] = []): ScriptedFolder {
    const existing = this.folder(path);
    if (existing !== undefined) return existing;
    const folder = { path, attributes, subscribed: false, uidValidity: this.#nextValidity++, uidNext: 1, messages: [] };
    this.folders.set(path, folder);
    return folder;
  }

  /** Stores a message the way the server is told to. Returns it, or undefined when it silently gets lost. */
  store(
    folder: ScriptedFolder,
    message: { readonly bytes: Buffer; readonly flags: readonly string[]; readonly internalDate: string },
    quirks: StorageQuirks = {},
  ): ScriptedMessage | undefined {
    if (quirks.losesSilently?.(message.bytes)) return undefined;
    const kept = message.flags.filter(
      (flag) => !quirks.dropsFlags && !(quirks.dropsKeywords && !flag.startsWith('\\')),
    );
    const stored: ScriptedMessage = {
      uid: folder.uidNext++,
      flags: new Set(kept),
      recent: true,
      internalDate: quirks.stampsDate === undefined ? message.internalDate : internalDate(quirks.stampsDate, 0),
      bytes: rewrite(message.bytes, quirks),
    };
    folder.messages.push(stored);
    return stored;
  }

  /** Puts a plan into the account at once, without any client. */
  fill(plan: MailboxPlan): void {
    for (const planned of plan.folders) {
      if (!planned.selectable) continue;
      const folder = this.create(pathOn(this.#place, planned.path));
      folder.subscribed = true;
      for (const message of planned.messages) this.store(folder, message);
    }
  }
}

function rewrite(bytes: Buffer, quirks: StorageQuirks): Buffer {
  const text = bytes.toString('latin1');
  const headerEnd = text.indexOf('\r\n\r\n');
  let header = headerEnd < 0 ? text : text.slice(0, headerEnd);
  const body = headerEnd < 0 ? '' : text.slice(headerEnd);
  if (quirks.messageIdDomain !== undefined) {
    header = header.replace(/^(message-id:\s*<[^@>]*@)[^>]*>/im, `$1${quirks.messageIdDomain}>`);
  }
  if (quirks.squeezesHeader) header = header.replaceAll(/(?<=\S) {2,}(?=\S)/g, ' ');
  if (quirks.addsHeader !== undefined) header = `${quirks.addsHeader}\r\n${header}`;
  const whole = `${header}${body}${quirks.addsLineEnd ? '\r\n' : ''}`;
  return Buffer.from(quirks.mendsLineEnds ? whole.replaceAll(/\r\n|\r|\n/g, '\r\n') : whole, 'latin1');
}
