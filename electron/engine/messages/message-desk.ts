import { randomUUID } from 'node:crypto';
import type { PairEvent, PairPhase, PairSummary } from '../../../shared/contract/messages.ts';
import type { MailLogin, Side } from '../../../shared/domain/endpoint.ts';
import { AppError, isAppError } from '../../../shared/domain/errors.ts';
import { countStates, type MessageColumns, type MessageRow, packRows } from '../../../shared/domain/message-row.ts';
import type { MessageView } from '../../../shared/domain/message-view.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { MailSession } from '../mail/session.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { ComparedPair } from './compare-pair.ts';
import { IdleSessions } from './idle-sessions.ts';
import type { MessageParser } from './message-parser.ts';
import type { FetchedCopy } from './read-message.ts';

/** Rows kept over all comparisons, and bytes over all messages that were read; all of it in memory only. */
const MOST_ROWS = 400_000;
const MOST_BYTES = 96 * 1024 * 1024;
const PROGRESS_MS = 100;
const MOST_REASONS = 5000;

/** A folder pair and how to reach it. */
export interface PairRequest {
  readonly mailboxId: string;
  /** Null for a side that is not looked at. */
  readonly source: string | null;
  readonly destination: string | null;
  readonly logins: Logins;
}

export type Logins = Readonly<Record<Side, MailLogin>>;

interface Opened {
  readonly summary: PairSummary;
  readonly pair: ComparedPair;
}

export interface MessageDeskOptions {
  readonly workspace: Workspace;
  readonly secrets: SecretSource;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly openSession: (login: MailLogin, secrets: SecretSource, signal?: AbortSignal) => Promise<MailSession>;
}

/** Folder pairs that agents have open: compared once, kept for a while, and their messages read one by one. Changes nothing. */
export class MessageDesk {
  readonly #workspace: Workspace;
  readonly #now: () => number;
  readonly #sessions: IdleSessions;
  #parser: Promise<MessageParser> | null = null;
  readonly #opened = new BoundedCache<Opened>(MOST_ROWS);
  readonly #copies = new BoundedCache<FetchedCopy>(MOST_BYTES);

  constructor({ workspace, secrets, now, openSession }: MessageDeskOptions) {
    this.#workspace = workspace;
    this.#now = now;
    this.#sessions = new IdleSessions((login, signal) => openSession(login, secrets, signal));
  }

  /** What an earlier look at this pair showed, as long as it is kept. */
  kept({
    mailboxId,
    source,
    destination,
  }: Pick<PairRequest, 'mailboxId' | 'source' | 'destination'>): PairSummary | null {
    const same = ({ summary }: Opened): boolean =>
      summary.mailboxId === mailboxId && summary.source === source && summary.destination === destination;
    return this.#opened.values().findLast(same)?.summary ?? null;
  }

  /** Reads both folders and keeps the comparison under a new id. */
  async open(request: PairRequest, onEvent: (event: PairEvent) => void, signal?: AbortSignal): Promise<PairSummary> {
    const { mailboxId, source, destination, logins } = request;
    if (source === null && destination === null)
      throw new AppError({ code: 'input.invalid', message: 'Name the folder of at least one side.' });
    const onProgress = this.#paced(onEvent);
    onProgress('connecting', 0, 0);
    const compare = async (from: MailSession | null, to: MailSession | null): Promise<ComparedPair> => {
      const { comparePair } = await import('./compare-pair.ts');
      return comparePair({
        source: from === null || source === null ? null : { session: from, path: source },
        destination: to === null || destination === null ? null : { session: to, path: destination },
        mailboxId,
        ledger: this.#workspace.ledger,
        reasons: this.#reasonsOf(mailboxId, source),
        onProgress,
      });
    };
    const withDestination = (from: MailSession | null): Promise<ComparedPair> =>
      destination === null
        ? compare(from, null)
        : this.#sessions.use(logins.destination, (to) => compare(from, to), signal);
    const pair = await (source === null
      ? withDestination(null)
      : this.#sessions.use(logins.source, withDestination, signal));
    const before = this.kept(request);
    if (before !== null) this.#opened.delete(before.id);
    const summary: PairSummary = {
      id: randomUUID(),
      mailboxId,
      source,
      destination,
      at: new Date(this.#now()).toISOString(),
      rows: pair.rows.length,
      sourceMessages: pair.sourceMessages,
      destinationMessages: pair.destinationMessages,
      counts: countStates(pair.rows),
      destinationExists: pair.destinationExists,
      sharedWith: [...pair.sharedWith],
      lookedElsewhere: pair.lookedElsewhere,
    };
    this.#opened.set(summary.id, { summary, pair }, Math.max(1, pair.rows.length));
    return summary;
  }

  rows(id: string, offset: number, limit: number): MessageColumns {
    return packRows(this.#find(id).pair.rows.slice(offset, offset + limit));
  }

  /** The mailbox an opened pair belongs to. */
  mailboxOf(id: string): string {
    return this.#find(id).summary.mailboxId;
  }

  /** Reads a message from the sides named; a side that fails is said in the view while the other one is shown. */
  async read(
    id: string,
    uids: Readonly<Record<Side, number | null>>,
    logins: Logins,
    signal?: AbortSignal,
  ): Promise<MessageView> {
    const opened = this.#find(id);
    const unread: { side: Side; reason: string }[] = [];
    const failures: AppError[] = [];
    const readSide = async (side: Side): Promise<FetchedCopy | null> => {
      const uid = uids[side];
      if (uid === null) return null;
      try {
        return await this.#fetch(opened, side, uid, logins, signal);
      } catch (error) {
        if (!isAppError(error)) throw error;
        unread.push({ side, reason: error.message });
        failures.push(error);
        return null;
      }
    };
    const [source, destination] = await Promise.all([readSide('source'), readSide('destination')]);
    if (source === null && destination === null && failures[0] !== undefined) throw failures[0];
    this.#parser ??= import('./message-parser.ts').then(({ MessageParser }) => new MessageParser());
    const { viewOf } = await import('./read-message.ts');
    return viewOf(source, destination, unread, await this.#parser);
  }

  /** One copy byte for byte, with a name for its file. */
  async copyOf(
    id: string,
    side: Side,
    uid: number,
    logins: Logins,
    signal?: AbortSignal,
  ): Promise<{ name: string; base64: string }> {
    const opened = this.#find(id);
    const row = rowWith(opened.pair.rows, side, uid);
    const { bytes } = (await this.#fetch(opened, side, uid, logins, signal, true)).message;
    const day = row[side]?.dateMs == null ? '' : new Date(row[side].dateMs).toISOString().slice(0, 10);
    return {
      name: `${day} ${row.subject === '' ? 'message' : row.subject}`.trim(),
      base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
    };
  }

  async close(): Promise<void> {
    this.#opened.clear();
    this.#copies.clear();
    await Promise.all([this.#sessions.close(), this.#parser?.then((parser) => parser.close())]);
  }

  async #fetch(
    { summary, pair }: Opened,
    side: Side,
    uid: number,
    logins: Logins,
    signal: AbortSignal | undefined,
    whole = false,
  ): Promise<FetchedCopy> {
    const row = rowWith(pair.rows, side, uid);
    const path = summary[side];
    const key = `${summary.id}/${side}/${uid}`;
    const known = this.#copies.get(key);
    if (known !== undefined && (known.whole || !whole)) return known;
    const numbering = side === 'source' ? pair.sourceNumbering : pair.destinationNumbering;
    const { fetchCopy } = await import('./read-message.ts');
    const copy = await this.#sessions.use(
      logins[side],
      async (session) => {
        const opened = await session.examine(path ?? '');
        if (opened.uidValidity !== numbering) throw renumbered(side, path ?? '');
        return fetchCopy(session, side, uid, whole ? 0 : (row[side]?.size ?? 0));
      },
      signal,
    );
    this.#copies.set(key, copy, copy.message.bytes.length);
    return copy;
  }

  #find(id: string): Opened {
    const opened = this.#opened.get(id);
    if (opened === undefined) {
      const message = 'This comparison of two folders is not kept any more. Read both folders again.';
      throw new AppError({ code: 'workspace.not-found', message });
    }
    return opened;
  }

  /** What the latest verification said of messages that could not be brought over. */
  #reasonsOf(mailboxId: string, source: string | null): ReadonlyMap<number, string> {
    const runId = this.#workspace.runs.verificationOf(mailboxId)?.runId;
    if (runId === undefined || source === null) return new Map();
    const { findings } = this.#workspace.findings.list(runId, {
      kinds: ['too-big', 'refused', 'unreadable'],
      folder: source,
      offset: 0,
      limit: MOST_REASONS,
    });
    return new Map(findings.flatMap(({ sourceUid, detail }) => (sourceUid === null ? [] : [[sourceUid, detail]])));
  }

  /** Progress comes with every message; nobody reads that fast. */
  #paced(onEvent: (event: PairEvent) => void): (phase: PairPhase, done: number, total: number) => void {
    let last = Number.NEGATIVE_INFINITY;
    let before: PairPhase | null = null;
    return (phase, done, total) => {
      const now = performance.now();
      if (phase === before && now - last < PROGRESS_MS) return;
      last = now;
      before = phase;
      onEvent({ type: 'progress', phase, done, total });
    };
  }
}

function rowWith(rows: readonly MessageRow[], side: Side, uid: number): MessageRow {
  const row = rows.find((candidate) => candidate[side]?.uid === uid);
  if (row === undefined)
    throw new AppError({ code: 'workspace.not-found', message: `There is no message ${uid} in this comparison.` });
  return row;
}

function renumbered(side: Side, path: string): AppError {
  const place = side === 'source' ? 'source' : 'destination';
  const message = `The ${place} renumbered the messages of folder "${path}". Read both folders again.`;
  return new AppError({ code: 'mail.uidvalidity-changed', side, message });
}
