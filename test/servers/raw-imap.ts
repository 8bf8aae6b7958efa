import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ByteReader } from './byte-reader.ts';

/** Where an IMAP server listens: one of the test servers, a proxy before it, or a plain address. */
export type ImapAddress = { readonly host: string } & (
  | { readonly port: number }
  | { readonly ports: { readonly imap: number } }
);

/** One line of the server with the literals in it; `text` keeps their `{n}` marks, bytes read as Latin-1. */
export interface ServerLine {
  readonly text: string;
  readonly literals: readonly Buffer[];
}

/** What a command came to. */
export interface CommandResult {
  readonly status: 'OK' | 'NO' | 'BAD';
  /** Text after the status, with its response code. */
  readonly text: string;
  /** The untagged lines since the command was sent. */
  readonly untagged: readonly ServerLine[];
}

/** A command the server did not answer with OK. */
export class CommandRefused extends Error {
  readonly result: CommandResult;
  constructor(command: string, result: CommandResult) {
    super(`${command.slice(0, 100)}: ${result.status} ${result.text}`);
    this.result = result;
  }
}

/** A string as an IMAP quoted string. Throws when it holds more than printable ASCII: send that as a literal (RFC 3501, 4.3). */
export function quote(text: string): string {
  if (/[^ -~]/.test(text)) throw new Error(`Cannot be quoted, send it as a literal: ${JSON.stringify(text)}`);
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/**
 * The smallest IMAP client that can be a witness: it shares no code with the product, sends what it is told and hands
 * out what came. One command at a time; for tests only.
 */
export class RawImap {
  /** The greeting, as it came. */
  readonly greeting: string;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>;
  /** Names from the last CAPABILITY, in upper case. */
  capabilities: ReadonlySet<string> = new Set();
  readonly #socket: Socket;
  readonly #reader: ByteReader;
  #tag = 0;

  private constructor(socket: Socket, reader: ByteReader, greeting: string) {
    this.#socket = socket;
    this.#reader = reader;
    this.greeting = greeting;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  /** Connects and reads the greeting. With `tls` the encryption starts at once and any certificate is taken. */
  static async connect(address: ImapAddress, { tls = false } = {}): Promise<RawImap> {
    const port = 'port' in address ? address.port : address.ports.imap;
    const socket = tls
      ? connectTls({ host: address.host, port, rejectUnauthorized: false })
      : connectTcp({ host: address.host, port });
    socket.setNoDelay(true);
    const reader = new ByteReader(socket);
    return new RawImap(socket, reader, (await readServerLine(reader)).text);
  }

  /** Connects and logs in. Rejects with {@link CommandRefused} when the login is wrong. */
  static async login(
    address: ImapAddress,
    user: string,
    password: string,
    options: { tls?: boolean } = {},
  ): Promise<RawImap> {
    const client = await RawImap.connect(address, options);
    try {
      await client.command('LOGIN {} {}', [Buffer.from(user), Buffer.from(password)]);
      const { untagged } = await client.command('CAPABILITY');
      const names = untagged.map(({ text }) => /^\* CAPABILITY (.*)$/i.exec(text)?.[1] ?? '').join(' ');
      client.capabilities = new Set(names.toUpperCase().split(' '));
    } catch (error) {
      client.destroy();
      throw error;
    }
    return client;
  }

  /** Sends a command and waits for its tagged answer, whatever it is. Each `{}` in `text` stands for the next literal. */
  async attempt(text: string, literals: readonly Buffer[] = []): Promise<CommandResult> {
    const tag = `r${++this.#tag}`;
    const untagged: ServerLine[] = [];
    const parts = text.split('{}');
    if (parts.length !== literals.length + 1)
      throw new Error(`${parts.length - 1} places for ${literals.length} literals`);
    const nonSynchronizing = this.capabilities.has('LITERAL+');
    const outgoing: Buffer[] = [Buffer.from(`${tag} ${parts[0]}`, 'latin1')];
    for (const [index, literal] of literals.entries()) {
      outgoing.push(Buffer.from(`{${literal.length}${nonSynchronizing ? '+' : ''}}\r\n`));
      if (!nonSynchronizing) {
        this.#socket.write(Buffer.concat(outgoing.splice(0)));
        const answer = await this.#answer(tag, untagged, true);
        if (answer !== null) return answer;
      }
      outgoing.push(literal, Buffer.from(parts[index + 1] ?? '', 'latin1'));
    }
    outgoing.push(Buffer.from('\r\n'));
    this.#socket.write(Buffer.concat(outgoing));
    const answer = await this.#answer(tag, untagged, false);
    if (answer === null) throw new Error(`The server asks for more after: ${text.slice(0, 100)}`);
    return answer;
  }

  /** As {@link attempt}, but rejects with {@link CommandRefused} unless the answer is OK. */
  async command(text: string, literals: readonly Buffer[] = []): Promise<CommandResult> {
    const result = await this.attempt(text, literals);
    if (result.status !== 'OK') throw new CommandRefused(text, result);
    return result;
  }

  /** Writes bytes as they are, with no tag and no waiting. */
  send(bytes: string | Buffer): void {
    this.#socket.write(bytes);
  }

  /** The next line of the server, whatever it is. */
  readLine(): Promise<ServerLine> {
    return readServerLine(this.#reader);
  }

  /** Says goodbye and waits for the end of the connection. */
  async logout(): Promise<void> {
    this.#socket.write(`r${++this.#tag} LOGOUT\r\n`);
    this.#socket.end();
    this.#socket.resume();
    await this.closed;
  }

  /** Drops the connection without a word. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Reads up to the tagged answer; null when the server asks for the rest of the command (`+`). */
  async #answer(tag: string, untagged: ServerLine[], mayContinue: boolean): Promise<CommandResult | null> {
    for (;;) {
      const line = await readServerLine(this.#reader);
      if (line.text.startsWith('+')) {
        if (mayContinue) return null;
        continue;
      }
      const tagged = /^(\S+) (OK|NO|BAD)(?: (.*))?$/i.exec(line.text);
      if (tagged === null || tagged[1] !== tag) {
        untagged.push(line);
        continue;
      }
      const status = tagged[2]?.toUpperCase();
      if (status === 'OK' || status === 'NO' || status === 'BAD') return { status, text: tagged[3] ?? '', untagged };
    }
  }
}

async function readServerLine(reader: ByteReader): Promise<ServerLine> {
  const literals: Buffer[] = [];
  let text = '';
  for (;;) {
    const line = (await reader.line()).toString('latin1');
    text += line;
    const size = /\{(\d+)\}$/.exec(line)?.[1];
    if (size === undefined) return { text, literals };
    literals.push(await reader.bytes(Number(size)));
  }
}

/** True when the server lets the user in. Rejects when there is no connection to be had. */
export async function canLogIn(address: ImapAddress, user: string, password: string): Promise<boolean> {
  try {
    const client = await RawImap.login(address, user, password);
    await client.logout();
    return true;
  } catch (error) {
    if (error instanceof CommandRefused) return false;
    throw error;
  }
}
