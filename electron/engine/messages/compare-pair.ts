import type { PairPhase } from '../../../shared/contract/messages.ts';
import { type Identity, matchMessages, withinSizeBand } from '../../../shared/domain/comparison.ts';
import { isAppError } from '../../../shared/domain/errors.ts';
import type { MessageRow, RowDifference, RowSide } from '../../../shared/domain/message-row.ts';
import { imapDateMs } from '../mail/internal-date.ts';
import { MessageTable } from '../mail/message-table.ts';
import type { MailSession, MessageListing, MessageReading } from '../mail/session.ts';
import { bothOrNeither, openWhole, type WholeFolder } from '../mail/whole-folder.ts';
import { compareFolder, type PairedMessages, type SideMessage } from '../verify/compare-folder.ts';
import { bytesInDoubt, differingMarks, keysOf } from '../verify/folder-findings.ts';
import { type IdentifiedMessage, identityFields, readIdentities } from '../verify/identities.ts';
import type { ShownHeaders } from '../verify/identity.ts';
import type { Ledger } from '../workspace/ledger.ts';
import { LedgerTable } from '../workspace/ledger-table.ts';

/** More missing ones than these are not looked for in other folders: before a copy all are missing. */
const MOST_LOOKED_FOR = 500;

export interface PairInput {
  /** Null for a side that is not looked at. */
  readonly source: { readonly session: MailSession; readonly path: string } | null;
  readonly destination: { readonly session: MailSession; readonly path: string } | null;
  readonly mailboxId: string;
  readonly ledger: Ledger;
  /** Why messages are not at the destination, by source UID, as far as an earlier run or verification said. */
  readonly reasons: ReadonlyMap<number, string>;
  readonly onProgress: (phase: PairPhase, done: number, total: number) => void;
}

/** A folder pair compared message by message, for looking at. */
export interface ComparedPair {
  readonly rows: readonly MessageRow[];
  readonly sourceMessages: number;
  readonly destinationMessages: number;
  readonly destinationExists: boolean;
  readonly sharedWith: readonly string[];
  readonly lookedElsewhere: boolean;
  /** UIDVALIDITY of both sides: with another one, the UIDs of the rows mean nothing any more. */
  readonly sourceNumbering: string | null;
  readonly destinationNumbering: string | null;
}

/**
 * Examines both folders and matches their messages: by the ledger where it knows them, else by their headers. Of every message
 * sender and subject are read from one side. Neither side is changed.
 */
export async function comparePair(input: PairInput): Promise<ComparedPair> {
  const { source, destination, onProgress } = input;
  onProgress('listing', 0, 0);
  const [from, to] = await bothOrNeither(
    source === null ? Promise.resolve(null) : openWhole(source.session, source.path, 'examine'),
    destination === null ? Promise.resolve(null) : openIfThere(destination.session, destination.path),
  );
  const claims = claimsOf(input, from, to);
  const sourceListing = from?.listing ?? new MessageTable();
  const destinationListing = (to?.listing ?? new MessageTable()).without(claims.ofOthers);
  // Of a pair that the ledger settles one side is read, of all others each side that has it.
  const counter = countHeaders(sourceListing.size + destinationListing.size, onProgress);
  const reading = {
    source: counter.over(source?.session ?? null),
    destination: counter.over(destination?.session ?? null),
  };
  const compared = await compareFolder({
    ...reading,
    sourceListing,
    destinationListing,
    lines: claims.lines,
    depth: 'standard',
  });
  const pairs = [...compared.confirmed, ...compared.pairs];
  const settled = pairs.filter((pair) => pair.source.shown === null && pair.destination.shown === null);
  counter.expect(counter.done() + settled.length);
  const named = await readIdentities(
    reading.source,
    settled.map((pair) => pair.source.listing.uid).sort((a, b) => a - b),
  );
  onProgress('matching', counter.done(), counter.done());
  const rows = new RowMaker(
    compared.destinationOnly.length === 0 ? [] : pairs,
    source?.session.keepsFlags ?? true,
    input.reasons,
    named,
  );
  const all = [
    ...pairs.map((pair) => rows.matched(pair)),
    ...compared.destinationOnly.map((message) => rows.surplus(message)),
    ...compared.unread.map((message) => rows.unread(message)),
  ];
  const look = to !== null && compared.sourceOnly.length > 0 && compared.sourceOnly.length <= MOST_LOOKED_FOR;
  const elsewhere =
    look && destination !== null
      ? await findElsewhere(compared.sourceOnly, destination.session, destination.path, onProgress)
      : new Map<number, string>();
  all.push(...compared.sourceOnly.map((message) => rows.missing(message, elsewhere.get(message.listing.uid) ?? null)));
  return {
    rows: newestFirst(all),
    sourceMessages: sourceListing.size,
    destinationMessages: to?.listing.size ?? 0,
    destinationExists: destination === null || to !== null,
    sharedWith: claims.sharedWith,
    lookedElsewhere: look || compared.sourceOnly.length === 0,
    sourceNumbering: from?.opened.uidValidity ?? null,
    destinationNumbering: to?.opened.uidValidity ?? null,
  };
}

async function openIfThere(session: MailSession, path: string): Promise<WholeFolder | null> {
  try {
    return await openWhole(session, path, 'examine');
  } catch (error) {
    if (!isAppError(error, 'mail.folder-missing', 'mail.refused')) throw error;
    return null;
  }
}

/** What the ledger knows of this pair, and which copies at the destination came from other source folders. */
function claimsOf(
  { source, destination, ledger, mailboxId }: PairInput,
  from: WholeFolder | null,
  to: WholeFolder | null,
) {
  const lines = ledger.folders(mailboxId).filter((line) => line.destinationPath === destination?.path);
  const numbered = (line: (typeof lines)[number]): boolean => line.destinationUidValidity === to?.opened.uidValidity;
  const own = lines.find(
    (line) => line.sourcePath === source?.path && line.sourceUidValidity === from?.opened.uidValidity,
  );
  const others = lines.filter((line) => line.sourcePath !== source?.path && numbered(line));
  const ofOthers = new Set<number>();
  // Without a source folder the whole destination folder is looked at.
  if (source !== null) {
    for (const line of others) {
      for (const entry of ledger.entries(line.id))
        if (entry.destinationUid !== null) ofOthers.add(entry.destinationUid);
    }
  }
  const known = own === undefined ? LedgerTable.of([]) : ledger.lines(own.id);
  return {
    ofOthers,
    sharedWith: source === null ? [] : [...new Set(others.map((line) => line.sourcePath))],
    lines: own !== undefined && numbered(own) ? known : known.unplaced(),
  };
}

/** Sessions that tell how many headers have come. */
function countHeaders(expected: number, onProgress: PairInput['onProgress']) {
  let done = 0;
  let total = expected;
  const over = (session: MailSession | null): MessageReading => ({
    async fetchHeaders(uids, onMessage) {
      await session?.fetchHeaders(
        uids,
        (message) => {
          done += 1;
          onProgress('reading', done, Math.max(done, total));
          onMessage(message);
        },
        identityFields,
      );
    },
    async fetchMessages(uids, onMessage) {
      await session?.fetchMessages(uids, onMessage);
    },
  });
  return {
    over,
    done: () => done,
    expect: (next: number) => {
      total = next;
    },
  };
}

/** Makes rows of what was compared. */
class RowMaker {
  readonly #paired: ReadonlySet<string>;
  readonly #flagsKnown: boolean;
  readonly #reasons: ReadonlyMap<number, string>;
  readonly #named: ReadonlyMap<number, IdentifiedMessage>;

  constructor(
    pairs: readonly PairedMessages[],
    flagsKnown: boolean,
    reasons: ReadonlyMap<number, string>,
    named: ReadonlyMap<number, IdentifiedMessage>,
  ) {
    this.#paired = new Set(pairs.flatMap((pair) => keysOf(pair.source.identity)));
    this.#flagsKnown = flagsKnown;
    this.#reasons = reasons;
    this.#named = named;
  }

  matched(pair: PairedMessages): MessageRow {
    const marks = differingMarks(pair, this.#flagsKnown);
    const size = bytesInDoubt(pair);
    const differs: RowDifference[] = [];
    if (marks.flags) differs.push('flags');
    if (marks.date) differs.push('date');
    if (size) differs.push('size');
    const named = this.#named.get(pair.source.listing.uid);
    const shown = pair.source.shown ?? pair.destination.shown ?? named?.shown;
    // Over POP3 a mere listing has no date.
    const listing =
      pair.source.listing.internalDate === '' ? (named?.listing ?? pair.source.listing) : pair.source.listing;
    return { ...rowOf('matched', { ...pair.source, listing }, pair.destination, shown), differs, layer: pair.layer };
  }

  surplus(message: SideMessage): MessageRow {
    const again = keysOf(message.identity).some((key) => this.#paired.has(key));
    return rowOf(again ? 'duplicate' : 'extra', null, message, message.shown);
  }

  missing(message: SideMessage, folder: string | null): MessageRow {
    const note =
      folder === null ? (this.#reasons.get(message.listing.uid) ?? '') : `In "${folder}" at the destination.`;
    return { ...rowOf(folder === null ? 'missing' : 'elsewhere', message, null, message.shown), note };
  }

  unread(message: SideMessage): MessageRow {
    const note = 'The source lists this message but did not hand over its header.';
    return { ...rowOf('unreadable', message, null, null), note };
  }
}

function rowOf(
  kind: MessageRow['kind'],
  source: SideMessage | null,
  destination: SideMessage | null,
  shown: ShownHeaders | null | undefined,
): MessageRow {
  return {
    index: 0,
    kind,
    differs: [],
    layer: null,
    source: source === null ? null : sideOf(source.listing),
    destination: destination === null ? null : sideOf(destination.listing),
    from: shown?.from ?? '',
    subject: shown?.subject ?? '',
    note: '',
  };
}

function sideOf({ uid, size, flags, internalDate }: MessageListing): RowSide {
  const ms = imapDateMs(internalDate);
  return {
    uid,
    size,
    dateMs: Number.isNaN(ms) ? null : ms,
    flags: flags.filter((flag) => flag.toLowerCase() !== '\\recent').join(' '),
  };
}

function newestFirst(rows: readonly MessageRow[]): MessageRow[] {
  const when = ({ source, destination }: MessageRow): number => source?.dateMs ?? destination?.dateMs ?? 0;
  const uid = ({ source, destination }: MessageRow): number => source?.uid ?? destination?.uid ?? 0;
  return rows.toSorted((a, b) => when(b) - when(a) || uid(b) - uid(a)).map((row, index) => ({ ...row, index }));
}

/** In which other folder of the destination a copy of each message lies, by source UID. Only what is about as big is read. */
async function findElsewhere(
  missing: readonly SideMessage[],
  session: MailSession,
  own: string,
  onProgress: PairInput['onProgress'],
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  const folders = (await session.listFolders()).filter((folder) => folder.selectable && folder.path !== own);
  for (const [at, { path }] of folders.entries()) {
    onProgress('elsewhere', at, folders.length);
    const left = missing.filter((message) => !found.has(message.listing.uid));
    if (left.length === 0) break;
    const folder = await openIfThere(session, path);
    if (folder === null) continue;
    const alike = [...folder.listing.values()].filter(({ size }) =>
      left.some((message) => withinSizeBand(message.listing.size, size)),
    );
    const reading: MessageReading = {
      fetchHeaders: (uids, onMessage) => session.fetchHeaders(uids, onMessage, identityFields),
      fetchMessages: (uids, onMessage) => session.fetchMessages(uids, onMessage),
    };
    const identified = await readIdentities(
      reading,
      alike.map(({ uid }) => uid),
    );
    const candidates: Identity[] = [...identified.values()].map(({ identity }) => identity);
    const { matches } = matchMessages(
      left.map((message) => message.identity),
      candidates,
    );
    for (const { source } of matches) found.set(source, path);
  }
  return found;
}
