import type { Socket } from 'node:net';
import { ConnectionClosed, OddAnswer, SocketFault, TookTooLong } from '../../faults.ts';
import { attachTrace, ProtocolTrace } from '../../protocol-trace.ts';
import { readFetchLine } from '../fetch-line.ts';
import { type FetchResponse, readFetch } from '../responses.ts';
import type { DeflatedLine } from './deflated-line.ts';
import { Outgoing, type Part } from './outgoing.ts';
import { type CommandName, folderRole, mayFollow } from './pipelining.ts';
import { CommandRefused } from './refusal.ts';
import { ResponseFramer, type ServerResponse } from './response-framer.ts';
import { readStatusText, readValues, type StatusText, type Value } from './values.ts';

/** Untagged data: `* 12 EXISTS` has a number, `* OK [UIDNEXT 5] …` a status, `* LIST …` values. */
export interface Untagged {
  readonly number: number;
  readonly status: StatusText | null;
  readonly values: readonly Value[];
}

export interface Command {
  readonly name: CommandName;
  readonly parts?: readonly Part[];
  /** Takes the untagged data that answers this command, by its kind in upper case. */
  readonly on?: Readonly<Record<string, (data: Untagged) => void>>;
  /** Of several commands of a kind, the one this data is about; without it the oldest. */
  readonly isAbout?: (data: Untagged) => boolean;
  /** Takes the messages of a FETCH. While a promise it returned is open, the server has to wait. */
  readonly onFetch?: (message: FetchResponse) => Promise<void> | void;
  /** What to say each time the server asks to go on (AUTHENTICATE). */
  readonly replies?: readonly string[];
}

/** How literals may be sent: at any size at once (LITERAL+), up to 4,096 bytes (LITERAL-, RFC 7888), or after the server's `+`. */
export type LiteralForm = 'plus' | 'minus' | 'synchronising';

interface Sent {
  readonly command: Command;
  tag: string;
  /** Place in the order of the calls. */
  readonly order: number;
  readonly resolve: (completion: StatusText) => void;
  readonly reject: (error: unknown) => void;
  /** The command that opens the folder this one is about, while it is not answered. */
  readonly opening: Sent | null;
  /** Why what comes for this command no longer counts: its folder could not be opened, or its taker failed. */
  failure: unknown;
  /** It was sent while others were unanswered, and nothing has come for it yet. */
  followed: boolean;
  /** It was sent for a folder that was not opened then: what comes for it means another one. */
  stray: boolean;
  /** How many of its parts are on their way. */
  partsSent: number;
  repliesSent: number;
}

/** How long a server that said goodbye may keep the connection open. */
const GOODBYE_MS = 5000;
const MINUS_LIMIT = 4096;
const MAX_STRANGE_LINES = 100;
const STATUSES: ReadonlySet<string> = new Set(['OK', 'NO', 'BAD', 'BYE', 'PREAUTH']);
const ASTERISK = 42;
const PLUS = 43;

/**
 * The two ends of an IMAP connection: commands go out with tags as soon as the rules of pipelining allow, answers come back to
 * the command they belong to. Messages of a FETCH are handed over one at a time.
 */
export class ImapWire {
  literals: LiteralForm = 'synchronising';
  /** One command at a time: for servers that are not known to read on what lies in their buffer. */
  sequential = false;
  /** The last capabilities the server told, upper case; null when it told none. */
  capabilities: readonly string[] | null = null;
  readonly #socket: Socket;
  readonly #framer = new ResponseFramer();
  readonly #trace = new ProtocolTrace();
  readonly #outgoing: Outgoing;
  /** Unguessable, so that nothing in a message can pass for an answer should a server miscount. */
  readonly #tagPrefix = Math.random().toString(36).slice(2, 6).padEnd(4, 'x');
  #tagNumber = 0;
  readonly #waiting: Sent[] = [];
  #inFlight: Sent[] = [];
  /** Has a literal to send and waits for the server's `+`. */
  #halfSent: Sent | null = null;
  #lastOpening: Sent | null = null;
  #fault: Error | null = null;
  /** The connection is gone, but not all that came over it has been taken. */
  #ending: Error | null = null;
  #bye: string | null = null;
  #corked = false;
  #chunks: Buffer[] = [];
  /** A message has been handed over and its taker is not done with it. */
  #busy = false;
  /** What follows is another layer's: TLS, compression. */
  #halted = false;
  #strangeLines = 0;
  #patienceMs = 0;
  #deflated: DeflatedLine | null = null;
  #greeted: ((status: StatusText & { readonly kind: string }) => void) | null = null;
  #notGreeted: ((error: Error) => void) | null = null;

  constructor(socket: Socket, patienceMs: number) {
    this.#socket = socket;
    this.#outgoing = new Outgoing((bytes, written) => this.#write(bytes, written));
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onEnd);
    socket.on('error', this.#onError);
    socket.on('timeout', this.#onSilence);
    this.setPatience(patienceMs);
  }

  /** False once the connection is gone or the server has said goodbye. */
  get usable(): boolean {
    return this.#fault === null && this.#bye === null && !this.#socket.destroyed;
  }

  /** Bytes that went over the connection so far. */
  get traffic(): { readonly read: number; readonly written: number } {
    return { read: this.#socket.bytesRead, written: this.#socket.bytesWritten };
  }

  /** How long nothing may move in either direction, in milliseconds; the time a taker of messages needs is not counted. */
  setPatience(patienceMs: number): void {
    this.#patienceMs = patienceMs;
    this.#socket.setTimeout(patienceMs);
  }

  /** The first words of the server; to be asked for at once. `kind` is OK or PREAUTH. */
  greeting(): Promise<StatusText & { readonly kind: string }> {
    return new Promise((resolve, reject) => {
      this.#greeted = resolve;
      this.#notGreeted = reject;
      if (this.#fault !== null) reject(this.#fault);
    });
  }

  /**
   * Sends a command when its turn has come, which is at once unless its answers could be confused with those of another one.
   *
   * @throws CommandRefused on NO and BAD, another MailFault when the connection is lost, and whatever `onFetch` threw
   */
  run(command: Command): Promise<StatusText> {
    return new Promise((resolve, reject) => {
      if (this.#fault !== null || this.#bye !== null) {
        reject(this.#fault ?? new ConnectionClosed(this.#bye ?? undefined));
        return;
      }
      const role = folderRole(command.name);
      this.#tagNumber += 1;
      const sent: Sent = {
        command,
        tag: `${this.#tagPrefix}${this.#tagNumber}`,
        order: this.#tagNumber,
        resolve,
        reject,
        opening: role === 'uses' ? this.#lastOpening : null,
        failure: undefined,
        followed: false,
        stray: false,
        partsSent: 0,
        repliesSent: 0,
      };
      if (role === 'opens') this.#lastOpening = sent;
      this.#waiting.push(sent);
      this.#pump();
    });
  }

  /** Compresses both directions from here on (RFC 4978); false when the server will not. */
  async compress(): Promise<boolean> {
    try {
      await this.run({ name: 'COMPRESS', parts: [' DEFLATE'] });
    } catch (error) {
      if (error instanceof CommandRefused) return false;
      throw error;
    }
    const { DeflatedLine } = await import('./deflated-line.ts');
    if (this.#fault !== null) throw this.#fault;
    const rest = this.#framer.rest();
    const early = this.#chunks.splice(0);
    this.#deflated = new DeflatedLine(this.#socket, (chunk) => this.#arrived(chunk), this.#onError);
    this.#halted = false;
    for (const chunk of [rest, ...early]) this.#deflated.feed(chunk);
    this.#pump();
    return true;
  }

  /** Lets go of the socket after STARTTLS. Fails when clear text came after the server's consent: nobody vouches for that. */
  release(): Socket {
    if (this.#framer.rest().length > 0 || this.#chunks.length > 0) {
      const fault = new OddAnswer('clear text after its consent to TLS');
      this.#break(fault);
      throw fault;
    }
    this.#socket.setTimeout(0);
    this.#socket.off('data', this.#onData);
    this.#socket.off('end', this.#onEnd);
    this.#socket.off('close', this.#onEnd);
    this.#socket.off('error', this.#onError);
    this.#socket.off('timeout', this.#onSilence);
    this.#socket.pause();
    return this.#socket;
  }

  /** Closes at once; whoever waits gets the reason. */
  cut(): void {
    this.#break(new ConnectionClosed());
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#deflated === null) this.#arrived(chunk);
    else this.#deflated.feed(chunk);
  };

  readonly #onEnd = (): void => this.#lost(new ConnectionClosed(this.#bye ?? undefined));

  readonly #onError = (error: Error): void =>
    this.#lost(this.#bye === null ? new SocketFault(error) : new ConnectionClosed(this.#bye));

  readonly #onSilence = (): void => {
    // While a taker is busy it is us who keep the server waiting.
    if (this.#busy) this.#socket.setTimeout(this.#patienceMs);
    else this.#break(this.#bye === null ? new TookTooLong() : new ConnectionClosed(this.#bye));
  };

  /** What had come before the connection went still counts, once its taker has time for it. */
  #lost(fault: Error): void {
    if (this.#busy) this.#ending ??= fault;
    else this.#break(fault);
  }

  #arrived(chunk: Buffer): void {
    this.#chunks.push(chunk);
    if (this.#busy || this.#halted) {
      this.#socket.pause();
      this.#deflated?.pause();
      return;
    }
    this.#read();
  }

  /** Works through what has come, until a taker of messages wants time. */
  #read(): void {
    try {
      while (this.#fault === null && !this.#halted) {
        const response = this.#framer.next();
        if (response === null) {
          const chunk = this.#chunks.shift();
          if (chunk === undefined) break;
          this.#framer.feed(chunk);
          continue;
        }
        this.#trace.got(response.text);
        const taking = this.#take(response);
        if (taking === undefined) continue;
        this.#busy = true;
        taking.then(this.#goOn);
        return;
      }
    } catch (error) {
      this.#break(error instanceof Error ? error : new Error(String(error)));
    }
  }

  readonly #goOn = (): void => {
    this.#busy = false;
    this.#read();
    if (this.#busy || this.#halted) return;
    if (this.#ending !== null) this.#break(this.#ending);
    if (this.#socket.isPaused()) this.#socket.resume();
    this.#deflated?.resume();
  };

  /** One response. Returns a promise, which never rejects, while its taker needs time. */
  #take(response: ServerResponse): Promise<void> | undefined {
    const { text } = response;
    const first = text.charCodeAt(0);
    if (first === ASTERISK) return this.#takeUntagged(response);
    if (this.#greeted !== null) throw new OddAnswer('a greeting that is not IMAP');
    if (first === PLUS) this.#continue();
    // Some servers pad lines with zero bytes.
    else if (first === 0) return this.#take({ ...response, text: text.replace(/^\0+/, '') });
    else this.#takeTagged(text);
    return undefined;
  }

  #takeUntagged(response: ServerResponse): Promise<void> | undefined {
    const { text, literals } = response;
    const fetching = this.#inFlight.find(({ command }) => command.onFetch !== undefined);
    if (fetching !== undefined) {
      const message = readFetchLine(text, literals);
      if (message !== null) return this.#handOver(fetching, message);
    }
    const head = /^\* (?:(\d+) )?([^\s()[\]]+) ?/.exec(text);
    const kind = head?.[2]?.toUpperCase();
    if (head === null || kind === undefined) {
      this.#strange();
      return undefined;
    }
    const number = Number(head[1] ?? 0);
    if (STATUSES.has(kind)) this.#takeStatus(kind, readStatusText(text.slice(head[0].length)));
    else if (kind === 'FETCH') {
      const message = fetching === undefined ? null : readFetch(readValues(text, head[0].length, literals));
      if (fetching !== undefined && message !== null) return this.#handOver(fetching, message);
    } else if (kind === 'CAPABILITY' || this.#inFlight.some(({ command }) => command.on?.[kind] !== undefined)) {
      const values = readValues(text, head[0].length, literals);
      if (values !== null) this.#route(kind, { number, status: null, values });
    }
    return undefined;
  }

  #takeStatus(kind: string, status: StatusText): void {
    if (kind === 'BYE') {
      this.#bye = status.words;
      this.#socket.setTimeout(Math.min(this.#patienceMs, GOODBYE_MS));
    }
    this.#learn(status);
    if (this.#greeted !== null && this.#notGreeted !== null) {
      if (kind === 'OK' || kind === 'PREAUTH') this.#greeted({ ...status, kind });
      // Not waiting for the end: some servers keep the connection.
      else if (kind === 'BYE') this.#break(new ConnectionClosed(status.words));
      this.#greeted = null;
      this.#notGreeted = null;
      return;
    }
    this.#route(kind, { number: 0, status, values: [] });
  }

  #learn({ code }: StatusText): void {
    if (code?.name === 'CAPABILITY') this.capabilities = namesOf(code.values);
  }

  #route(kind: string, data: Untagged): void {
    if (kind === 'CAPABILITY') this.capabilities = namesOf(data.values);
    const takers = this.#inFlight.filter(({ command }) => command.on?.[kind] !== undefined);
    const taker = takers.length > 1 ? takers.find(({ command }) => command.isAbout?.(data)) : undefined;
    const sent = taker ?? takers[0];
    if (sent?.failure === undefined) sent?.command.on?.[kind]?.(data);
  }

  #handOver(sent: Sent, message: FetchResponse): Promise<void> | undefined {
    if (sent.failure !== undefined || sent.stray) return undefined;
    sent.followed = false;
    try {
      const taking = sent.command.onFetch?.(message);
      // A callback may return anything where nothing is expected of it.
      if (!(taking instanceof Promise)) return undefined;
      return taking.catch((error: unknown) => {
        sent.failure = error;
      });
    } catch (error) {
      // The rest of the answer passes, then the caller hears of it.
      sent.failure = error;
      return undefined;
    }
  }

  #takeTagged(text: string): void {
    const [, tag, kind, rest = ''] = /^(\S+) (OK|NO|BAD)(?: (.*))?$/i.exec(text) ?? [];
    const place = this.#inFlight.findIndex((sent) => sent.tag === tag);
    const sent = this.#inFlight[place];
    if (kind === undefined || sent === undefined) {
      this.#strange();
      return;
    }
    this.#inFlight.splice(place, 1);
    if (this.#halfSent === sent) this.#halfSent = null;
    const status = readStatusText(rest);
    this.#learn(status);
    const refused = kind.toUpperCase() === 'OK' ? null : (kind.toUpperCase() as 'NO' | 'BAD');
    // Some messages of a set are gone: those that are there have come.
    const partial = refused === 'NO' && status.words.includes('Some of the requested messages no longer exist');
    if ((sent.stray || (refused === 'BAD' && sent.followed)) && sent.failure === undefined) {
      this.#again(sent);
      return;
    }
    if (this.#lastOpening === sent) this.#lastOpening = null;
    if (sent.failure !== undefined) sent.reject(sent.failure);
    else if (refused === null || partial) {
      this.#halted = sent.command.name === 'STARTTLS' || sent.command.name === 'COMPRESS';
      sent.resolve(status);
    } else this.#refuse(sent, new CommandRefused(refused, status));
    if (!this.#halted) this.#pump();
  }

  /** Some servers understand a command only when the one before is done: from here on one at a time, this one once more. */
  #again(sent: Sent): void {
    this.sequential = true;
    // What was sent for its folder meant another one.
    for (const dependent of this.#inFlight) if (dependent.opening === sent) dependent.stray = true;
    this.#tagNumber += 1;
    sent.tag = `${this.#tagPrefix}${this.#tagNumber}`;
    sent.followed = false;
    sent.stray = false;
    sent.partsSent = 0;
    const later = this.#waiting.findIndex(({ order }) => order > sent.order);
    this.#waiting.splice(later < 0 ? this.#waiting.length : later, 0, sent);
    this.#pump();
  }

  /** What was to be done in a folder that cannot be opened is not done in another one. */
  #refuse(sent: Sent, refusal: CommandRefused): void {
    attachTrace(refusal, this.#trace);
    for (const dependent of this.#inFlight) if (dependent.opening === sent) dependent.failure = refusal;
    for (const dependent of this.#waiting.filter(({ opening }) => opening === sent)) {
      this.#waiting.splice(this.#waiting.indexOf(dependent), 1);
      dependent.reject(refusal);
    }
    sent.reject(refusal);
  }

  #strange(): void {
    this.#strangeLines += 1;
    if (this.#strangeLines > MAX_STRANGE_LINES) throw new OddAnswer('many lines that are no IMAP');
  }

  #pump(): void {
    while (this.#halfSent === null && !this.#halted && this.#fault === null) {
      const next = this.#waiting[0];
      if (next === undefined) break;
      const inFlight = this.#inFlight.map(({ command }) => command.name);
      if (!mayFollow(next.command.name, inFlight) || (this.sequential && inFlight.length > 0)) break;
      this.#waiting.shift();
      // A message is not sent twice: what became of it is settled by looking.
      next.followed = inFlight.length > 0 && next.command.name !== 'APPEND';
      this.#inFlight.push(next);
      const head = `${next.tag} ${next.command.name}`;
      this.#trace.sent(head, next.command.parts);
      this.#send(head);
      this.#sendParts(next);
    }
  }

  /** Sends as much of a command as may go without the server's word. */
  #sendParts(sent: Sent): void {
    const parts = sent.command.parts ?? [];
    while (sent.partsSent < parts.length) {
      const part = parts[sent.partsSent] ?? '';
      if (typeof part === 'string') this.#send(part);
      else {
        const small = this.literals === 'minus' && part.length <= MINUS_LIMIT;
        const atOnce = this.literals === 'plus' || small;
        if (this.#halfSent !== sent) this.#send(`{${part.length}${atOnce ? '+' : ''}}\r\n`);
        if (!atOnce && this.#halfSent !== sent) {
          this.#halfSent = sent;
          return;
        }
        this.#halfSent = null;
        this.#send(part);
      }
      sent.partsSent += 1;
    }
    this.#send('\r\n');
  }

  /** The server asks to go on: with a literal, or with the next step of a login. */
  #continue(): void {
    const half = this.#halfSent;
    if (half !== null) {
      this.#sendParts(half);
      this.#pump();
      return;
    }
    const asked = this.#inFlight.find(({ command }) => command.replies !== undefined);
    if (asked === undefined) return;
    // `*` gives up a login the server wants to know more for (RFC 3501 6.2.2).
    this.#send(`${asked.command.replies?.[asked.repliesSent] ?? '*'}\r\n`);
    asked.repliesSent += 1;
  }

  #send(part: Part): void {
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      // All that is asked for in one turn goes out in one piece.
      process.nextTick(this.#uncork);
    }
    this.#outgoing.add(part);
  }

  readonly #uncork = (): void => {
    this.#corked = false;
    if (this.#fault === null) this.#outgoing.flush();
    this.#socket.uncork();
  };

  #write(bytes: Uint8Array, written?: () => void): void {
    if (this.#deflated === null) this.#socket.write(bytes, written);
    else this.#deflated.write(bytes, written);
  }

  #break(fault: Error): void {
    if (this.#fault !== null) return;
    attachTrace(fault, this.#trace);
    this.#fault = fault;
    this.#chunks = [];
    this.#deflated?.close();
    this.#socket.destroy();
    this.#notGreeted?.(fault);
    const lost = [...this.#inFlight, ...this.#waiting.splice(0)];
    this.#inFlight = [];
    for (const sent of lost) sent.reject(sent.failure ?? fault);
  }
}

function namesOf(values: readonly Value[]): string[] {
  return values.flatMap((value) => (typeof value === 'string' ? value.toUpperCase() : []));
}
