import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

/** A token of a command or response as hoodiecrow's parser and compiler know it; every string is binary (one char, one byte). */
export interface Token {
  type: string;
  value?: string;
  section?: Attribute[];
  partial?: number[];
}
export type Attribute = Token | Attribute[] | string | number | null;

export interface ParsedCommand {
  readonly tag: string;
  readonly command: string;
  readonly attributes?: Attribute[];
}

export interface Response {
  readonly tag: string;
  command?: string;
  attributes: Attribute[];
  skipResponse?: boolean;
}

/** One stored message; `raw` holds its bytes as a binary string. */
export interface StoredMessage {
  readonly uid: number;
  flags: string[];
  /** RFC 3501 date-time, with the zone it was given. */
  readonly internaldate: string;
  readonly raw: string;
  /** True until a session has SELECTed the folder (RFC 3501, \Recent). */
  recent: boolean;
}

/** One folder; `path` is the name on the wire (modified UTF-7). */
export interface Folder {
  path: string;
  readonly namespace: '';
  flags: string[];
  subscribed: boolean;
  readonly permanentFlags: string[];
  readonly allowPermanentFlags: true;
  messages: StoredMessage[];
  uidnext: number;
  readonly uidvalidity: number;
  'special-use'?: string;
}

export type CommandHandler = (
  connection: Connection,
  parsed: ParsedCommand,
  data: string,
  callback: () => void,
) => void;

export type FetchHandler = (connection: Connection, message: StoredMessage, query: Token) => unknown;
export type SearchHandler = (
  connection: Connection,
  message: StoredMessage,
  sequence: number,
  value: string,
  second: string,
) => boolean;

export interface FolderStatus {
  readonly flags: Record<string, number>;
  readonly seen: number;
  readonly unseen: number;
  readonly permanentFlags: string[];
}

/** The part of hoodiecrow's server that the practice servers use or replace. */
export interface HoodiecrowServer extends EventEmitter {
  systemFlags: string[];
  readonly fetchHandlers: Record<string, FetchHandler>;
  readonly searchHandlers: Record<string, SearchHandler>;
  readonly connectionHandlers: ((connection: Connection) => void)[];
  readonly outputHandlers: ((
    connection: Connection,
    response: Response,
    description?: string,
    parsed?: ParsedCommand,
  ) => void)[];
  createClient(socket: Socket): void;
  registerCapability(keyword: string, available?: (connection: Connection) => boolean): void;
  setCommandHandler(command: string, handler: CommandHandler): void;
  getCommandHandler(command: string): CommandHandler | false;
  notify(response: Response, folder: Folder, except?: Connection | false): void;
  indexFolders(): void;
  getMailbox(path: string): Folder | undefined;
  getStatus(folder: Folder): FolderStatus;
  matchFolders(reference: string, pattern: string): Folder[];
  createMailbox(path: string): void;
  deleteMailbox(path: string): void;
  appendMessage(
    folder: Folder,
    flags: string[],
    internaldate: string | undefined,
    raw: string,
  ): { mailbox: Folder; message: StoredMessage };
  getMessageRange(source: Folder | StoredMessage[], range: string, isUid?: boolean): [number, StoredMessage][];
}

/** One client's session. */
export interface Connection {
  server: HoodiecrowServer;
  socket: Socket | null;
  state: 'Not Authenticated' | 'Authenticated' | 'Selected' | 'Logout';
  readOnly?: boolean;
  selectedMailbox?: Folder | false;
  directNotifications: boolean;
  inputHandler: ((line: string) => void) | false;
  readonly _notificationCallback: (...args: unknown[]) => void;
  readonly _commandQueue: { readonly parsed: ParsedCommand }[];
  send(response: Response, description?: string, parsed?: ParsedCommand, data?: string, extra?: unknown): void;
  processNotifications(): void;
  scheduleCommand(command: string): void;
  processQueue(force?: boolean): void;
  expungeSpecificMessages(
    folder: Folder,
    which: StoredMessage[] | ((message: StoredMessage) => boolean),
    ignoreSelf?: boolean,
    ignoreExists?: boolean,
  ): void;
}

export interface HoodiecrowOptions {
  readonly plugins: readonly (string | ((server: HoodiecrowServer) => void))[];
  readonly storage: Record<string, object>;
  /** Certificates for TLS, which the practice servers never speak; given so that hoodiecrow reads no files. */
  readonly credentials: object;
}

// hoodiecrow is CommonJS without types and loads its commands by computed path, so it is required, not bundled.
const load = createRequire(import.meta.url);
export const hoodiecrow = load('hoodiecrow-imap') as (options: HoodiecrowOptions) => HoodiecrowServer;
export const fetchDefaults = load('hoodiecrow-imap/lib/commands/handlers/fetch.js') as Record<string, FetchHandler>;
export const parseMime = load('hoodiecrow-imap/lib/mimeparser.js') as (raw: string) => { parsedHeader: object };
export const makeEnvelope = load('hoodiecrow-imap/lib/envelope.js') as (header: object) => unknown[];

/** A token for a plain word: a flag, a keyword of the protocol. */
export function atom(value: string): Token {
  return { type: 'ATOM', value };
}

/** Ends a command: `tag NO [CODE] text`. */
export function answer(
  connection: Connection,
  parsed: ParsedCommand,
  status: 'OK' | 'NO' | 'BAD',
  text: string,
  code: Attribute[] = [],
): void {
  const attributes: Attribute[] = code.length ? [{ type: 'SECTION', section: code }] : [];
  attributes.push({ type: 'TEXT', value: text });
  connection.send({ tag: parsed.tag, command: status, attributes }, `${parsed.command} DONE`, parsed);
}

/** Sends one untagged response. */
export function untagged(connection: Connection, command: string, attributes: Attribute[]): void {
  connection.send({ tag: '*', command, attributes }, command);
}

/** The text of a name argument, whichever of the three spellings of a string the client chose. */
export function stringValue(attribute: Attribute | undefined): string | null {
  if (typeof attribute !== 'object' || attribute === null || Array.isArray(attribute)) return null;
  return ['ATOM', 'STRING', 'LITERAL', 'SEQUENCE'].includes(attribute.type) ? (attribute.value ?? '') : null;
}
