import { type Argument, inSequenceSet, parseArguments, textOf, textsOf } from './imap-arguments.ts';
import { internalDate } from './mailbox-generator.ts';
import { usualSpelling } from './mailbox-snapshot.ts';
import { decodeMailboxName, encodeMailboxName } from './modified-utf7.ts';
import { fetchItems, fetchLine, flagsText, marksSeen } from './scripted-fetch.ts';
import type { ScriptedAccount, ScriptedFolder, ScriptedMessage, StorageQuirks } from './scripted-mailbox.ts';

/** What a line of the server is made of; text is sent as Latin-1. */
export type ReplyLine = string | Buffer;

/** What all sessions of a scripted server share. */
export interface ScriptedServerState {
  readonly accounts: ReadonlyMap<string, ScriptedAccount>;
  capabilities: readonly string[];
  readonly delimiter: string;
  readonly prefix: string;
  quirks: StorageQuirks;
  /** Kilobytes a user may store; APPEND answers [OVERQUOTA] beyond. */
  quotaKb: number | undefined;
}

/** A command is answered with NO and this text. */
class Refusal extends Error {}

const systemFlags = '\\Answered \\Flagged \\Deleted \\Seen \\Draft';

/** A correct, small IMAP4rev1 server for one connection; misbehaving is the business of the script before it. */
export class ScriptedSession {
  account: ScriptedAccount | undefined;
  selected: ScriptedFolder | undefined;
  readOnly = false;
  readonly #state: ScriptedServerState;
  #told = 0;

  constructor(state: ScriptedServerState) {
    this.#state = state;
  }

  /** Lines that answer a command, the tagged one last. `text` comes without the tag, literals as `{n}` in it. */
  answer(tag: string, text: string, literals: readonly Buffer[]): ReplyLine[] {
    const uid = /^UID /i.test(text);
    const [, name = '', rest = ''] = /^(?:UID )?(\S+) ?(.*)$/is.exec(text) ?? [];
    const command = name.toUpperCase();
    try {
      const lines = this.#run(command, parseArguments(rest, literals), uid);
      const done = lines.at(-1);
      const code = typeof done === 'string' && done.startsWith('[') ? `${lines.pop()} ` : '';
      return [...lines, ...this.#news(command), `${tag} OK ${code}${command} completed`];
    } catch (error) {
      if (error instanceof Refusal) return [`${tag} NO ${error.message}`];
      return [`${tag} BAD ${error instanceof Error ? error.message : String(error)}`];
    }
  }

  /** New messages are told at the end of any command but FETCH, STORE and SEARCH (RFC 3501, 5.2 and 7.4.1). */
  #news(command: string): string[] {
    const count = this.selected?.messages.length ?? 0;
    if (this.selected === undefined || count <= this.#told || /^(FETCH|STORE|SEARCH)$/.test(command)) return [];
    this.#told = count;
    return [`* ${count} EXISTS`];
  }

  /** The untagged lines; a last line in brackets becomes the response code of the OK. */
  #run(command: string, args: readonly Argument[], uid: boolean): ReplyLine[] {
    switch (command) {
      case 'CAPABILITY':
        return [`* CAPABILITY ${this.#state.capabilities.join(' ')}`];
      case 'NOOP':
      case 'CHECK':
        return [];
      case 'ID':
        return ['* ID NIL'];
      case 'LOGOUT':
        return ['* BYE Logging out'];
      case 'LOGIN':
        return this.logIn(
          textOf(args[0]),
          args[1]?.kind === 'string' ? args[1].bytes.toString('utf8') : textOf(args[1]),
        );
    }
    if (this.account === undefined) throw new Error('Log in first');
    switch (command) {
      case 'NAMESPACE':
        return [`* NAMESPACE (("${this.#state.prefix}" "${this.#state.delimiter}")) NIL NIL`];
      case 'ENABLE':
        return ['* ENABLED'];
      case 'LIST':
      case 'LSUB':
        return this.#list(this.account, command, args);
      case 'STATUS':
        return [this.#status(this.account, textOf(args[0]), textsOf(args[1]))];
      case 'SELECT':
      case 'EXAMINE':
        return this.#select(this.account, textOf(args[0]), command === 'EXAMINE');
      case 'CREATE':
        return this.#create(this.account, textOf(args[0]));
      case 'DELETE':
        this.account.folders.delete(this.#existing(this.account, textOf(args[0])).path);
        return [];
      case 'SUBSCRIBE':
      case 'UNSUBSCRIBE':
        this.#existing(this.account, textOf(args[0])).subscribed = command === 'SUBSCRIBE';
        return [];
      case 'APPEND':
        return this.#append(this.account, args);
      case 'GETQUOTAROOT':
        return [`* QUOTAROOT "${textOf(args[0])}" ""`, ...this.#quota(this.account)];
      case 'GETQUOTA':
        return this.#quota(this.account);
    }
    if (this.selected === undefined) throw new Error(`${command} is not known, or no folder is selected`);
    switch (command) {
      case 'CLOSE':
      case 'UNSELECT':
        this.selected = undefined;
        return [];
      case 'FETCH':
        return this.#fetch(this.selected, args, uid);
      case 'STORE':
        return this.#store(this.selected, args, uid);
      case 'SEARCH':
        return [this.#search(this.selected, args, uid)];
      case 'EXPUNGE':
        return this.#expunge(this.selected, uid ? textOf(args[0]) : undefined);
    }
    throw new Error(`${command} is not known`);
  }

  /** Takes the account for this session. Refuses with AUTHENTICATIONFAILED. */
  logIn(user: string, password: string): ReplyLine[] {
    const account = this.#state.accounts.get(user);
    if (account === undefined || account.password !== password) {
      throw new Refusal('[AUTHENTICATIONFAILED] Authentication failed.');
    }
    this.account = account;
    return [];
  }

  #existing(account: ScriptedAccount, written: string): ScriptedFolder {
    const folder = account.folder(decodeMailboxName(written));
    if (folder === undefined) throw new Refusal(`[NONEXISTENT] Mailbox doesn't exist: ${written}`);
    return folder;
  }

  #list(account: ScriptedAccount, command: string, args: readonly Argument[]): string[] {
    const { delimiter } = this.#state;
    // Selection options of LIST-EXTENDED come first, as a list.
    const [reference, pattern] = args[0]?.kind === 'list' ? args.slice(1) : args;
    const wanted = textsOf(pattern)[0] ?? '';
    if (wanted === '') return [`* ${command} (\\Noselect) "${delimiter}" ""`];
    const source = (textOf(reference) + wanted).replaceAll(/[.*+?^${}()|[\]\\%]/g, (sign) => {
      if (sign === '*') return '.*';
      return sign === '%' ? `[^${delimiter}]*` : `\\${sign}`;
    });
    const matches = new RegExp(`^${source}$`, 'i');
    const known = [...account.folders.values()];
    const parents = new Set(known.flatMap(({ path }) => ancestors(path, delimiter)));
    const missing = [...parents].filter((path) => account.folder(path) === undefined);
    const shown = [
      ...known.filter(({ subscribed }) => command === 'LIST' || subscribed),
      ...(command === 'LIST' ? missing.map((path) => ({ path, attributes: ['\\Noselect'] })) : []),
    ];
    return shown
      .map(({ path, attributes }) => {
        const children = parents.has(path) ? '\\HasChildren' : '\\HasNoChildren';
        return { written: encodeMailboxName(path), attributes: [...attributes, children].join(' ') };
      })
      .filter(({ written }) => matches.test(written))
      .map(({ written, attributes }) => `* ${command} (${attributes}) "${delimiter}" ${quoted(written)}`);
  }

  #status(account: ScriptedAccount, written: string, items: readonly string[]): string {
    const folder = this.#existing(account, written);
    const values: Readonly<Record<string, number>> = {
      MESSAGES: folder.messages.length,
      RECENT: folder.messages.filter(({ recent }) => recent).length,
      UIDNEXT: folder.uidNext,
      UIDVALIDITY: folder.uidValidity,
      UNSEEN: folder.messages.filter(({ flags }) => !flags.has('\\Seen')).length,
      SIZE: folder.messages.reduce((sum, { bytes }) => sum + bytes.length, 0),
    };
    const shown = items.map((item) => {
      const value = values[item.toUpperCase()];
      if (value === undefined) throw new Error(`STATUS item ${item} is not known`);
      return `${item.toUpperCase()} ${value}`;
    });
    return `* STATUS ${quoted(encodeMailboxName(folder.path))} (${shown.join(' ')})`;
  }

  #select(account: ScriptedAccount, written: string, readOnly: boolean): string[] {
    this.selected = undefined;
    const folder = this.#existing(account, written);
    this.selected = folder;
    this.readOnly = readOnly;
    this.#told = folder.messages.length;
    const recent = folder.messages.filter((message) => message.recent).length;
    const keywords = new Set(
      folder.messages.flatMap(({ flags }) => [...flags].filter((flag) => !flag.startsWith('\\'))),
    );
    const lines = [
      `* FLAGS (${[systemFlags, ...keywords].join(' ')})`,
      `* OK [PERMANENTFLAGS (${readOnly ? '' : `${[systemFlags, ...keywords].join(' ')} \\*`})] Flags`,
      `* ${folder.messages.length} EXISTS`,
      `* ${recent} RECENT`,
      `* OK [UIDVALIDITY ${folder.uidValidity}] UIDs valid`,
      `* OK [UIDNEXT ${folder.uidNext}] Next UID`,
      readOnly ? '[READ-ONLY]' : '[READ-WRITE]',
    ];
    if (!readOnly) for (const message of folder.messages) message.recent = false;
    return lines;
  }

  #create(account: ScriptedAccount, written: string): string[] {
    const { delimiter } = this.#state;
    const path = decodeMailboxName(written.endsWith(delimiter) ? written.slice(0, -1) : written);
    if (account.folder(path) !== undefined) throw new Refusal('[ALREADYEXISTS] Mailbox already exists');
    account.create(path);
    return [];
  }

  #append(account: ScriptedAccount, args: readonly Argument[]): ReplyLine[] {
    const folder = account.folder(decodeMailboxName(textOf(args[0])));
    if (folder === undefined) throw new Refusal(`[TRYCREATE] Mailbox doesn't exist: ${textOf(args[0])}`);
    const messages: { bytes: Buffer; flags: string[]; internalDate: string }[] = [];
    let flags: string[] = [];
    let date: string | undefined;
    for (const argument of args.slice(1)) {
      if (argument.kind === 'list') flags = argument.items.map(textOf).map(usualSpelling);
      else if (argument.kind === 'string' && argument.quoted) date = textOf(argument);
      else if (argument.kind === 'string') {
        messages.push({ bytes: argument.bytes, flags, internalDate: date ?? internalDate(Date.now(), 0) });
        flags = [];
        date = undefined;
      } else throw new Error('APPEND wants flags, a date and a literal');
    }
    const size = messages.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const { quotaKb } = this.#state;
    if (quotaKb !== undefined && usedKb(account) + size / 1024 > quotaKb)
      throw new Refusal('[OVERQUOTA] Quota exceeded');
    const stored = messages.flatMap((message) => account.store(folder, message, this.#state.quirks) ?? []);
    const [first, final] = [stored[0]?.uid, stored.at(-1)?.uid];
    if (!this.#state.capabilities.includes('UIDPLUS') || first === undefined) return [];
    return [`[APPENDUID ${folder.uidValidity} ${first === final ? first : `${first}:${final}`}]`];
  }

  #quota(account: ScriptedAccount): string[] {
    const { quotaKb } = this.#state;
    return quotaKb === undefined ? [] : [`* QUOTA "" (STORAGE ${Math.ceil(usedKb(account))} ${quotaKb})`];
  }

  #chosen(folder: ScriptedFolder, set: string, uid: boolean): { sequence: number; message: ScriptedMessage }[] {
    const largest = uid ? (folder.messages.at(-1)?.uid ?? 0) : folder.messages.length;
    const isIn = inSequenceSet(set, largest);
    return folder.messages
      .map((message, index) => ({ sequence: index + 1, message }))
      .filter(({ sequence, message }) => isIn(uid ? message.uid : sequence));
  }

  #fetch(folder: ScriptedFolder, args: readonly Argument[], uid: boolean): ReplyLine[] {
    const items = fetchItems(args[1]);
    if (uid && !items.includes('UID')) items.unshift('UID');
    const reads = items.some(marksSeen) && !this.readOnly;
    return this.#chosen(folder, textOf(args[0]), uid).map(({ sequence, message }) => {
      const marks = reads && !message.flags.has('\\Seen');
      if (marks) message.flags.add('\\Seen');
      return fetchLine(sequence, message, marks && !items.includes('FLAGS') ? [...items, 'FLAGS'] : items);
    });
  }

  #store(folder: ScriptedFolder, args: readonly Argument[], uid: boolean): ReplyLine[] {
    if (this.readOnly) throw new Refusal('[READ-ONLY] The folder was opened with EXAMINE');
    const [, sign = '', silent] = /^([+-]?)FLAGS(\.SILENT)?$/i.exec(textOf(args[1])) ?? [];
    const flags = args
      .slice(2)
      .flatMap((argument) => textsOf(argument))
      .map(usualSpelling);
    const lines = this.#chosen(folder, textOf(args[0]), uid).map(({ sequence, message }) => {
      if (sign === '') message.flags = new Set(flags);
      for (const flag of flags) message.flags[sign === '-' ? 'delete' : 'add'](flag);
      return `* ${sequence} FETCH (${uid ? `UID ${message.uid} ` : ''}FLAGS ${flagsText(message)})`;
    });
    return silent === undefined ? lines : [];
  }

  #search(folder: ScriptedFolder, args: readonly Argument[], uid: boolean): string {
    const keys = args.map((argument) => textOf(argument));
    let found = this.#chosen(folder, '1:*', false);
    while (keys.length > 0) {
      const key = keys.shift()?.toUpperCase() ?? '';
      if (key === 'CHARSET') keys.shift();
      else if (key === 'DELETED') found = found.filter(({ message }) => message.flags.has('\\Deleted'));
      else if (key === 'UID') {
        const isIn = inSequenceSet(keys.shift() ?? '', folder.messages.at(-1)?.uid ?? 0);
        found = found.filter(({ message }) => isIn(message.uid));
      } else if (key === 'HEADER') {
        const line = new RegExp(`^${keys.shift() ?? ''}:[^\\r\\n]*`, 'im');
        const part = (keys.shift() ?? '').toLowerCase();
        found = found.filter(({ message }) =>
          line.exec(message.bytes.toString('latin1'))?.[0].toLowerCase().includes(part),
        );
      } else if (key !== 'ALL') throw new Error(`SEARCH key ${key} is not known here`);
    }
    return ['* SEARCH', ...found.map(({ sequence, message }) => (uid ? message.uid : sequence))].join(' ');
  }

  #expunge(folder: ScriptedFolder, set: string | undefined): string[] {
    if (this.readOnly) throw new Refusal('[READ-ONLY] The folder was opened with EXAMINE');
    const chosen =
      set === undefined ? undefined : new Set(this.#chosen(folder, set, true).map(({ message }) => message));
    const lines: string[] = [];
    folder.messages = folder.messages.filter((message, index) => {
      const goes = message.flags.has('\\Deleted') && (chosen === undefined || chosen.has(message));
      if (goes) lines.push(`* ${index + 1 - lines.length} EXPUNGE`);
      return !goes;
    });
    this.#told = folder.messages.length;
    return lines;
  }
}

function ancestors(path: string, delimiter: string): string[] {
  const parts = path.split(delimiter);
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join(delimiter));
}

function quoted(written: string): string {
  return `"${written.replaceAll(/["\\]/g, '\\$&')}"`;
}

function usedKb(account: ScriptedAccount): number {
  const messages = [...account.folders.values()].flatMap((folder) => folder.messages);
  return messages.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1024;
}
