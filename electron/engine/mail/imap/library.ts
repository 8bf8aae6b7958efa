import type { TLSSocket } from 'node:tls';
import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { decodePath, encodePath } from 'imapflow/lib/tools.js';
import { readFetchLine } from './fetch-line.ts';
import { type FetchResponse, readFetch } from './responses.ts';

/**
 * The one file that knows what is inside imapflow. We use the library for the connection, TLS, login, capabilities, response
 * parsing and error detection, and give it our own commands through `exec`: its own `append` sends one message per command
 * and filters flags by whatever folder is selected, its `fetch` parses more than we need, and its `select` lists first.
 */

/** A parsed element of a command or response. */
export interface Token {
  readonly type?: string;
  readonly value?: unknown;
  readonly section?: readonly (Token | null)[];
}
export type Attribute = Token | readonly Attribute[] | null;

export interface Untagged {
  readonly tag: string;
  readonly command: string;
  readonly attributes?: readonly Attribute[];
}

export interface Executed {
  readonly response: { readonly attributes?: readonly Attribute[] };
  /** Must be called, else no further command is sent. */
  next(): void;
}

export type UntaggedHandler = (untagged: Untagged) => Promise<void> | void;

interface Request {
  readonly tag: string;
  readonly command: string;
  readonly attributes?: readonly Attribute[] | false;
}

/** What a connection is to do by itself when it is made. */
interface Wanted {
  readonly login: boolean;
  /** Who the server is (ID) and where its folders are (NAMESPACE). */
  readonly questions: boolean;
}

type OnFetch = (message: FetchResponse) => Promise<void> | void;

/** A response as it came: a line without its end, and the literals its markers stand for. */
interface RawResponse {
  readonly payload: Buffer;
  readonly literals?: readonly Buffer[];
}

interface Internals {
  exec(
    command: string,
    attributes: readonly Attribute[] | false,
    options?: { readonly untagged?: Readonly<Record<string, UntaggedHandler>> },
  ): Promise<Executed>;
  run(command: string, ...args: readonly unknown[]): Promise<unknown>;
  send(data: Request): Promise<void>;
  handleResponse(data: RawResponse): Promise<boolean>;
  authenticate(): Promise<boolean>;
  readonly capabilities: Map<string, boolean | number>;
  readonly currentRequest: (Request & { sent?: boolean }) | false;
  commandParts: Buffer[];
  readonly socket: TLSSocket | null;
  readonly writeSocket: { write(chunk: Buffer): boolean; cork?(): void; uncork?(): void };
  readonly namespace?: { readonly prefix?: string; readonly delimiter?: string };
  readonly greeting?: string;
  readonly serverInfo?: { readonly name?: string; readonly version?: string };
}

/** A message of an APPEND, already in wire form but for its literal marker. */
export interface AppendPart {
  /** Everything between the folder (or the message before) and the literal, for instance ` (\Seen) "17-Jul-…"`. */
  readonly prefix: string;
  readonly bytes: Uint8Array;
}

/** A connection with the two changes we need: a check before any secret leaves, and LITERAL+ for messages of any size. */
export class FerryConnection extends ImapFlow {
  readonly #beforeLogin: (socket: TLSSocket | null) => void;
  readonly #wanted: Wanted;
  #onFetch: OnFetch | null = null;
  #fetching: Promise<void> = Promise.resolve();

  constructor(options: ImapFlowOptions, beforeLogin: (socket: TLSSocket | null) => void, wanted: Wanted) {
    super(options);
    this.#beforeLogin = beforeLogin;
    this.#wanted = wanted;
  }

  /** Called by the library when the connection stands and, where asked for, is encrypted. */
  async authenticate(): Promise<boolean> {
    this.#beforeLogin(this.inside.socket);
    if (!this.#wanted.login) throw new ReachedLogin();
    return (ImapFlow.prototype as unknown as Internals).authenticate.call(this);
  }

  /** How the library starts its own commands. An answer with two entries is one it does not ask for again. */
  async run(command: string, ...args: readonly unknown[]): Promise<unknown> {
    if (!this.#wanted.questions && command === 'ID') return { name: false, version: false };
    if (!this.#wanted.questions && command === 'NAMESPACE') return undefined;
    return (ImapFlow.prototype as unknown as Internals).run.call(this, command, ...args);
  }

  get inside(): Internals {
    return this as unknown as Internals;
  }

  /** Runs one command and releases the queue when it is done. Rejects with the library's error on NO, BAD or a lost connection. */
  async command(
    name: string,
    attributes: readonly Attribute[] | false,
    untagged: Readonly<Record<string, UntaggedHandler>> = {},
  ): Promise<Executed['response']> {
    const executed = await this.inside.exec(name, attributes, { untagged });
    executed.next();
    return executed.response;
  }

  /**
   * Runs a UID FETCH and hands over each message, while the socket waits for whoever takes it. One at a time: a second one
   * waits for the first. `onMessage` must not throw.
   */
  uidFetch(attributes: readonly Attribute[], onMessage: OnFetch): Promise<void> {
    const work = this.#fetching.then(() => this.#uidFetch(attributes, onMessage));
    this.#fetching = work.catch(() => undefined);
    return work;
  }

  async #uidFetch(attributes: readonly Attribute[], onMessage: OnFetch): Promise<void> {
    this.#onFetch = onMessage;
    try {
      await this.command('UID FETCH', attributes, {
        // Lines the quick reader left to the library.
        FETCH: (untagged) => {
          const message = readFetch(untagged);
          return message === null ? undefined : onMessage(message);
        },
      });
    } finally {
      this.#onFetch = null;
    }
  }

  /** Called by the library for every response. Ordinary FETCH lines do not need its parser, nor the log it writes of them. */
  async handleResponse(data: RawResponse): Promise<boolean> {
    const message = this.#onFetch === null ? null : readFetchLine(data.payload, data.literals ?? []);
    if (message === null || this.#onFetch === null) {
      return (ImapFlow.prototype as unknown as Internals).handleResponse.call(this, data);
    }
    await this.#onFetch(message);
    return true;
  }

  /**
   * The library sends literals over 4,096 bytes only after the server's `+`, even with LITERAL+ (RFC 7888). For APPEND that
   * is a round trip per message, so APPEND is written here in one go where the server allows it.
   */
  async send(data: Request): Promise<void> {
    const parts = data.command === 'APPEND' ? appendPartsOf(data) : null;
    if (parts === null || !this.inside.capabilities.has('LITERAL+')) {
      return (ImapFlow.prototype as unknown as Internals).send.call(this, data);
    }
    this.inside.commandParts = [];
    const socket = this.inside.writeSocket;
    socket.cork?.();
    socket.write(Buffer.from(`${data.tag} APPEND ${parts.folder}`));
    for (const part of parts.messages) {
      socket.write(Buffer.from(`${part.prefix} {${part.bytes.length}+}\r\n`));
      socket.write(Buffer.from(part.bytes.buffer, part.bytes.byteOffset, part.bytes.byteLength));
    }
    socket.write(Buffer.from('\r\n'));
    socket.uncork?.();
    const current = this.inside.currentRequest;
    if (current && current.tag === data.tag) current.sent = true;
  }

  /** The form of a folder name on the wire (modified UTF-7, RFC 3501 5.1.3), quoted. */
  encodeFolder(path: string): string {
    return encodePath(this as never, path);
  }

  decodeFolder(wire: string): string {
    return decodePath(this as never, wire);
  }
}

/** Ends a connection attempt that was only to look, before a login. */
export class ReachedLogin extends Error {}

const APPEND_PARTS = Symbol('append parts');

/** The attributes of an APPEND, in the library's form and, for LITERAL+, as written by `send`. */
export function appendAttributes(folderWire: string, messages: readonly OutgoingParts[]): readonly Attribute[] {
  const attributes: Attribute[] = [{ type: 'ATOM', value: folderWire }];
  for (const message of messages) {
    if (message.flags.length > 0) attributes.push(message.flags.map((flag) => ({ type: 'ATOM', value: flag })));
    if (message.internalDate !== '') attributes.push({ type: 'STRING', value: message.internalDate });
    attributes.push({
      type: 'LITERAL',
      value: Buffer.from(message.bytes.buffer, message.bytes.byteOffset, message.bytes.byteLength),
    });
  }
  const parts = {
    folder: quote(folderWire),
    messages: messages.map((message) => ({
      prefix: `${message.flags.length > 0 ? ` (${message.flags.join(' ')})` : ''}${message.internalDate === '' ? '' : ` "${message.internalDate}"`}`,
      bytes: message.bytes,
    })),
  };
  return Object.assign(attributes, { [APPEND_PARTS]: parts });
}

export interface OutgoingParts {
  readonly bytes: Uint8Array;
  readonly flags: readonly string[];
  readonly internalDate: string;
}

function appendPartsOf(data: Request): { folder: string; messages: readonly AppendPart[] } | null {
  const attributes = data.attributes as
    | { [APPEND_PARTS]?: { folder: string; messages: readonly AppendPart[] } }
    | false
    | undefined;
  return (attributes || undefined)?.[APPEND_PARTS] ?? null;
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, (char) => `\\${char}`)}"`;
}
