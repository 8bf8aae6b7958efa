import type { MailLogin } from '../../../../shared/domain/endpoint.ts';
import { AppError } from '../../../../shared/domain/errors.ts';
import type { FolderInfo, FolderStatus } from '../../../../shared/domain/folder.ts';
import type { ServerFacts } from '../../../../shared/domain/inspection.ts';
import { type MailContext, toMailError } from '../errors.ts';
import { MailFault } from '../faults.ts';
import type { FetchedMessage, MailSession, MessageHeader, MessageListing, OpenFolder, Traffic } from '../session.ts';
import { SourceOnly } from '../source-only.ts';
import { arrivalDateOf } from './arrival-date.ts';
import { command, eachBlock } from './commands.ts';
import { connectPop3, type Pop3Connection } from './connect-pop3.ts';
import { Pop3Refusal } from './faults.ts';
import { type Maildrop, type MaildropMessage, readMaildrop } from './maildrop.ts';
import { type ReadingWay, retrieve } from './retrieve.ts';
import type { Pop3Wire } from './wire.ts';

const INBOX: FolderInfo = { path: 'INBOX', delimiter: null, specialUse: 'inbox', selectable: true, subscribed: true };
const GOODBYE_MS = 2000;

/** Opens a session over POP3 (RFC 1939) as the source of an INBOX. @throws AppError as `connectPop3` */
export async function openPop3Session(login: MailLogin, password: string, signal?: AbortSignal): Promise<MailSession> {
  const { host, port } = login.endpoint;
  return new Pop3Session(await connectPop3(login, password, signal), {
    side: login.side,
    host,
    port,
    user: login.user,
  });
}

/**
 * The INBOX as POP3 shows it, read-only: DELE is never sent. What is in it stands still from login to logout. Flags are not
 * known, and dates only where a header was read.
 */
class Pop3Session extends SourceOnly implements MailSession {
  readonly facts: ServerFacts;
  readonly keepsFlags = false;
  readonly #wire: Pop3Wire;
  readonly #context: MailContext;
  readonly #way: ReadingWay;
  /** False once the server is known not to have TOP. */
  #top: boolean;
  #maildrop: Promise<Maildrop> | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ wire, facts, capabilities }: Pop3Connection, context: MailContext) {
    super(context.side, `${context.host} is reached over POP3, which can only be read from`);
    this.#wire = wire;
    this.facts = facts;
    this.#context = context;
    // Without CAPA nobody knows: it is tried.
    this.#top = capabilities?.has('TOP') ?? true;
    this.#way = { wire, pipelining: capabilities?.has('PIPELINING') ?? false, peek: this.#top };
  }

  get usable(): boolean {
    return this.#wire.open;
  }

  get traffic(): Traffic {
    return this.#wire.traffic;
  }

  listFolders(): Promise<readonly FolderInfo[]> {
    return Promise.resolve([INBOX]);
  }

  async listWithStatus(): Promise<readonly (FolderInfo & { status: FolderStatus | null })[]> {
    return [{ ...INBOX, status: await this.status('INBOX') }];
  }

  status(path: string): Promise<FolderStatus> {
    return this.#turn(path, async () => {
      const [messages = 0, size = 0] = (await command(this.#wire, 'STAT')).split(/\s+/).map(Number);
      return { messages, unseen: 0, uidNext: 0, uidValidity: 'pop3', size, highestModseq: null };
    });
  }

  examine(path: string): Promise<OpenFolder> {
    return this.#turn(path, async () => {
      const { numbering, messages } = await this.#read();
      return {
        path,
        uidValidity: numbering,
        uidNext: null,
        messages: messages.size,
        highestModseq: null,
        permanentFlags: [],
      };
    });
  }

  /** In order of arrival, as the server numbers them. */
  listMessages(uids: readonly number[] | 'all', onMessage: (message: MessageListing) => void): Promise<void> {
    return this.#turn('INBOX', async () => {
      const { messages } = await this.#read();
      for (const message of chosen(messages, uids)) onMessage(listed(message, ''));
    });
  }

  /** There are none to list. */
  listFlags(): Promise<void> {
    return Promise.resolve();
  }

  fetchHeaders(uids: readonly number[], onMessage: (message: MessageHeader) => void): Promise<void> {
    return this.#turn('INBOX', async () => {
      const { messages } = await this.#read();
      const wanted = chosen(messages, uids);
      const refused = this.#top ? await this.#headersByTop(wanted, onMessage) : wanted;
      await this.#eachMessage(refused, (message, bytes) => onMessage(withHeader(message, bytes)));
    });
  }

  fetchMessages(uids: readonly number[], onMessage: (message: FetchedMessage) => Promise<void> | void): Promise<void> {
    return this.#turn('INBOX', async () => {
      const { messages } = await this.#read();
      const refusal = await this.#eachMessage(chosen(messages, uids), (message, bytes) =>
        onMessage({ ...listed(message, arrivalDateOf(headerPart(bytes))), bytes }),
      );
      if (refusal !== null) throw refusal;
    });
  }

  async search(): Promise<never> {
    throw new AppError({ code: 'mail.refused', message: 'POP3 cannot search.', side: this.#context.side });
  }

  noop(): Promise<void> {
    return this.#turn('INBOX', async () => {
      await command(this.#wire, 'NOOP');
    });
  }

  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, GOODBYE_MS);
    });
    // QUIT lets go of the lock on the mailbox; without DELE before it, it changes nothing.
    const goodbye = this.#turn('INBOX', () => command(this.#wire, 'QUIT')).catch(() => undefined);
    await Promise.race([goodbye, patience]);
    clearTimeout(timer);
    this.#wire.cut();
  }

  abort(): void {
    this.#wire.cut();
  }

  /** One command after the other, whoever asks. */
  async #turn<T>(path: string, work: () => Promise<T>): Promise<T> {
    if (path.toUpperCase() !== 'INBOX') {
      throw new AppError({
        code: 'mail.folder-missing',
        side: this.#context.side,
        message: `${this.#context.host} is read over POP3, which shows the INBOX only, not folder "${path}".`,
      });
    }
    const before = this.#last;
    const turn = before.then(work, work);
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } catch (error) {
      // What a receiver of messages threw goes on unchanged.
      if (error instanceof MailFault) throw toMailError(error, { ...this.#context, folder: 'INBOX' });
      throw error;
    }
  }

  #read(): Promise<Maildrop> {
    this.#maildrop ??= readMaildrop(this.#way);
    this.#maildrop.catch(() => {
      this.#maildrop = null;
    });
    return this.#maildrop;
  }

  /** Returns the messages whose TOP was refused. */
  async #headersByTop(
    wanted: readonly MaildropMessage[],
    onMessage: (message: MessageHeader) => void,
  ): Promise<readonly MaildropMessage[]> {
    const refused: MaildropMessage[] = [];
    const tops = wanted.map(({ number }) => ({ line: `TOP ${number} 0`, expected: 4096 }));
    await eachBlock(this.#wire, tops, this.#way.pipelining, (index, answer) => {
      const message = wanted[index];
      if (message === undefined) return false;
      if (answer instanceof Pop3Refusal) refused.push(message);
      else onMessage(withHeader(message, answer));
      return true;
    });
    if (refused.length === wanted.length && wanted.length > 0) this.#top = false;
    return refused;
  }

  /** Returns the first refusal; the other messages are handed over all the same. */
  async #eachMessage(
    wanted: readonly MaildropMessage[],
    onMessage: (message: MaildropMessage, bytes: Buffer) => Promise<void> | void,
  ): Promise<Pop3Refusal | null> {
    let refusal: Pop3Refusal | null = null;
    await retrieve(this.#way, wanted, async (index, answer) => {
      const message = wanted[index];
      if (message === undefined) return;
      if (answer instanceof Pop3Refusal) refusal ??= answer;
      else await onMessage(message, answer);
    });
    return refusal;
  }
}

/** Messages in order of arrival, whatever the order they are asked for in. */
function chosen(messages: Maildrop['messages'], uids: readonly number[] | 'all'): readonly MaildropMessage[] {
  if (uids === 'all') return [...messages.values()];
  return uids.flatMap((uid) => messages.get(uid) ?? []).sort((a, b) => a.number - b.number);
}

function listed({ uid, size }: MaildropMessage, internalDate: string): MessageListing {
  return { uid, size, internalDate, flags: [] };
}

function withHeader(message: MaildropMessage, bytes: Buffer): MessageHeader {
  const header = headerPart(bytes);
  return { ...listed(message, arrivalDateOf(header)), header };
}

/** Up to and with the first empty line, or all. */
function headerPart(bytes: Buffer): Buffer {
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? bytes : bytes.subarray(0, end + 4);
}
