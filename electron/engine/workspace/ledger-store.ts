import type { Database } from './database.ts';
import type { Confirmed, FolderMark, Ledger, LedgerEntry, LedgerFolder } from './ledger.ts';
import { LEDGER_STATES, LedgerTable } from './ledger-table.ts';
import { openSubscriptionsDue } from './subscriptions-due.ts';

/** The ledger, and what only the directory may do to it. */
export interface LedgerStore extends Ledger {
  /** Forgets all that is known of a mailbox. Right when one of its sides becomes another mailbox: nothing known holds for that one. */
  forgetMailbox(mailboxId: string): void;
}

interface EntryRow {
  source_uid: number;
  state: number;
  destination_uid: number | null;
  size: number;
  internal_date_ms: number;
  bytes_hash: Uint8Array | null;
  message_key: Uint8Array | null;
  header_key: Uint8Array;
  source_flags: string | null;
}

interface LineRow extends Omit<EntryRow, 'bytes_hash' | 'message_key' | 'header_key'> {
  has_message_id: number;
}

type FolderRow = Omit<LedgerFolder, 'flagsNotKept'> & { flagsNotKept: string | null };

const FOLDER_COLUMNS = `id, source_path AS sourcePath, source_uidvalidity AS sourceUidValidity,
  destination_path AS destinationPath, destination_uidvalidity AS destinationUidValidity, flags_not_kept AS flagsNotKept`;

/** The ledger on the workspace database. */
export function openLedger(database: Database): LedgerStore {
  const folderOf = database.prepare(
    `SELECT ${FOLDER_COLUMNS} FROM ledger_folder
     WHERE mailbox_id = ? AND source_path = ? AND source_uidvalidity = ? AND destination_path = ?`,
  );
  const addFolder = database.prepare(
    `INSERT INTO ledger_folder (mailbox_id, source_path, source_uidvalidity, destination_path) VALUES (?, ?, ?, ?)
     RETURNING ${FOLDER_COLUMNS}`,
  );
  const foldersOf = database.prepare(`SELECT ${FOLDER_COLUMNS} FROM ledger_folder WHERE mailbox_id = ? ORDER BY id`);
  const setNumbering = database.prepare(
    'UPDATE ledger_folder SET destination_uidvalidity = ?1 WHERE id = ?2 AND destination_uidvalidity IS NOT ?1',
  );
  const forgetDestinationUids = database.prepare(
    'UPDATE ledger_message SET destination_uid = NULL WHERE folder_id = ? AND destination_uid IS NOT NULL',
  );
  const entriesOf = database.prepare(
    `SELECT source_uid, state, destination_uid, size, internal_date_ms, bytes_hash, message_key, header_key, source_flags
     FROM ledger_message WHERE folder_id = ? ORDER BY source_uid`,
  );
  const linesOf = database.prepare(
    `SELECT source_uid, state, destination_uid, size, internal_date_ms, message_key IS NOT NULL AS has_message_id, source_flags
     FROM ledger_message WHERE folder_id = ? ORDER BY source_uid`,
  );
  const entryOf = database.prepare(
    `SELECT source_uid, state, destination_uid, size, internal_date_ms, bytes_hash, message_key, header_key, source_flags
     FROM ledger_message WHERE folder_id = ? AND source_uid = ?`,
  );
  const putEntry = database.prepare(
    `INSERT INTO ledger_message
       (folder_id, source_uid, state, run_id, destination_uid, size, internal_date_ms, bytes_hash, message_key, header_key,
        source_flags)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (folder_id, source_uid) DO UPDATE SET
       state = excluded.state, run_id = excluded.run_id, destination_uid = excluded.destination_uid, size = excluded.size,
       internal_date_ms = excluded.internal_date_ms, bytes_hash = excluded.bytes_hash, message_key = excluded.message_key,
       header_key = excluded.header_key, source_flags = excluded.source_flags`,
  );
  const setSourceFlags = database.prepare(
    'UPDATE ledger_message SET source_flags = ? WHERE folder_id = ? AND source_uid = ?',
  );
  const setFlagsNotKept = database.prepare('UPDATE ledger_folder SET flags_not_kept = ? WHERE id = ?');
  // The rest of the line is as it was when it was put as pending; what is not pending any more has been settled otherwise.
  const confirmEntries = database.prepare(
    `UPDATE ledger_message SET state = 1, run_id = ?1, destination_uid = source_uid + ?2
     WHERE folder_id = ?3 AND source_uid BETWEEN ?4 AND ?5 AND state = 0`,
  );
  const forgetEntry = database.prepare('DELETE FROM ledger_message WHERE folder_id = ? AND source_uid = ?');
  // A folder renumbered in the meantime has two lines; a message counts once, by the line written last.
  const countEntries = database.prepare(
    `SELECT f.source_path AS path, count(m.source_uid) AS count
     FROM ledger_folder f LEFT JOIN ledger_message m ON m.folder_id = f.id AND m.state IN (1, 2)
     WHERE f.mailbox_id = ?1
       AND f.id = (SELECT max(n.id) FROM ledger_folder n WHERE n.mailbox_id = ?1 AND n.source_path = f.source_path)
     GROUP BY f.source_path`,
  );
  const placesOf = database.prepare(
    `SELECT f.source_path AS sourcePath, f.destination_path AS destinationPath FROM ledger_folder f
     WHERE f.mailbox_id = ? AND EXISTS (SELECT 1 FROM ledger_message m WHERE m.folder_id = f.id AND m.state IN (1, 2))
     ORDER BY f.id`,
  );
  const setMark = database.prepare('UPDATE ledger_folder SET mark = ? WHERE id = ?');
  const marksOf = database.prepare(
    `SELECT source_path AS sourcePath, destination_path AS destinationPath, mark FROM ledger_folder
     WHERE mailbox_id = ? AND mark IS NOT NULL ORDER BY id`,
  );
  const due = openSubscriptionsDue(database);
  const forgetFolders = database.prepare('DELETE FROM ledger_folder WHERE mailbox_id = ?');

  return {
    folder(mailboxId, sourcePath, sourceUidValidity, destinationPath) {
      const key = [mailboxId, sourcePath, sourceUidValidity, destinationPath] as const;
      return database.transaction(() => {
        const folder = folderOf.get<FolderRow>(...key) ?? addFolder.get<FolderRow>(...key);
        if (!folder) throw new Error('The ledger folder was neither found nor made.');
        return toFolder(folder);
      });
    },
    folders: (mailboxId) => foldersOf.all<FolderRow>(mailboxId).map(toFolder),
    setDestinationUidValidity(folderId, uidValidity) {
      database.transaction(() => {
        if (setNumbering.run(uidValidity, folderId) > 0) forgetDestinationUids.run(folderId);
      });
    },
    entries(folderId) {
      const keep = keyKeeper();
      const texts = new Map<string, string>();
      // Most messages have the same few flags.
      const shared = (text: string): string => {
        const known = texts.get(text);
        if (known === undefined) texts.set(text, text);
        return known ?? text;
      };
      const entries: LedgerEntry[] = [];
      entriesOf.each<EntryRow>((row) => entries.push(toEntry(row, keep, shared)), folderId);
      return entries;
    },
    lines(folderId) {
      const table = new LedgerTable((sourceUid) => {
        const row = entryOf.get<EntryRow>(folderId, sourceUid);
        return row && toEntry(row, asItIs, asItIs);
      });
      linesOf.each<LineRow>(
        (row) =>
          table.add(
            row.source_uid,
            row.state,
            row.destination_uid,
            row.size,
            row.internal_date_ms,
            row.has_message_id === 1,
            row.source_flags,
          ),
        folderId,
      );
      return table;
    },
    put(folderId, runId, entries) {
      database.transaction(() => {
        for (const entry of entries) {
          putEntry.run(
            folderId,
            entry.sourceUid,
            LEDGER_STATES.indexOf(entry.state),
            runId,
            entry.destinationUid,
            entry.size,
            entry.internalDateMs,
            entry.bytesHash,
            entry.messageKey,
            entry.headerKey,
            entry.sourceFlags,
          );
        }
      });
    },
    setSourceFlags(folderId, flags) {
      database.transaction(() => {
        for (const [uid, text] of flags) setSourceFlags.run(text, folderId, uid);
      });
    },
    setFlagsNotKept(folderId, flags) {
      setFlagsNotKept.run(flags.length === 0 ? null : JSON.stringify(flags), folderId);
    },
    confirm(folderId, runId, confirmed) {
      database.soon(() => {
        // SQL's null plus anything is null again.
        for (const { first, last, offset } of stretchesOf(confirmed))
          confirmEntries.run(runId, offset, folderId, first, last);
      });
    },
    forget(folderId, sourceUids) {
      database.transaction(() => {
        for (const uid of sourceUids) forgetEntry.run(folderId, uid);
      });
    },
    places(mailboxId) {
      const rows = placesOf.all<{ sourcePath: string; destinationPath: string }>(mailboxId);
      return new Map(rows.map((row) => [row.sourcePath, row.destinationPath]));
    },
    setMark(folderId, mark) {
      setMark.run(mark === null ? null : JSON.stringify(mark), folderId);
    },
    marks(mailboxId) {
      const rows = marksOf.all<{ sourcePath: string; destinationPath: string; mark: string }>(mailboxId);
      return new Map(
        rows.map((row) => [
          row.sourcePath,
          { ...(JSON.parse(row.mark) as FolderMark), destinationPath: row.destinationPath },
        ]),
      );
    },
    counts(mailboxId) {
      const rows = countEntries.all<{ path: string; count: number }>(mailboxId);
      return new Map(rows.map((row) => [row.path, row.count]));
    },
    subscriptionsDue: due.list,
    addSubscriptionsDue: due.add,
    removeSubscriptionsDue: due.remove,
    forgetMailbox(mailboxId) {
      due.removeAll(mailboxId);
      forgetFolders.run(mailboxId);
    },
  };
}

interface Stretch {
  readonly first: number;
  readonly last: number;
  /** From a source UID to the destination UID; null where that is not known. */
  readonly offset: number | null;
}

/** Messages that follow one another on both sides, as most of a batch do, in one piece. */
function stretchesOf(confirmed: readonly Confirmed[]): Stretch[] {
  const stretches: { first: number; last: number; offset: number | null }[] = [];
  for (const { sourceUid, destinationUid } of confirmed) {
    const offset = destinationUid === null ? null : destinationUid - sourceUid;
    const current = stretches.at(-1);
    if (current !== undefined && current.offset === offset && current.last + 1 === sourceUid) current.last = sourceUid;
    else stretches.push({ first: sourceUid, last: sourceUid, offset });
  }
  return stretches;
}

const asItIs = <T>(value: T): T => value;

const SLAB_BYTES = 256 * 1024;

/** Moves keys into few large pieces of memory: one of its own for each of 100,000 lines would cost ten times its size. */
function keyKeeper(): (key: Uint8Array) => Uint8Array {
  let slab = new Uint8Array(0);
  let used = 0;
  return (key) => {
    if (used + key.length > slab.length) {
      slab = new Uint8Array(Math.max(used === 0 ? 1024 : SLAB_BYTES, key.length));
      used = 0;
    }
    const kept = slab.subarray(used, used + key.length);
    kept.set(key);
    used += key.length;
    return kept;
  };
}

function toEntry(row: EntryRow, keep: (key: Uint8Array) => Uint8Array, shared: (text: string) => string): LedgerEntry {
  return {
    sourceUid: row.source_uid,
    state: LEDGER_STATES[row.state] ?? 'pending',
    destinationUid: row.destination_uid,
    size: row.size,
    internalDateMs: row.internal_date_ms,
    bytesHash: row.bytes_hash && keep(row.bytes_hash),
    messageKey: row.message_key && keep(row.message_key),
    headerKey: keep(row.header_key),
    sourceFlags: row.source_flags === null ? null : shared(row.source_flags),
  };
}

function toFolder(row: FolderRow): LedgerFolder {
  return { ...row, flagsNotKept: row.flagsNotKept === null ? [] : (JSON.parse(row.flagsNotKept) as string[]) };
}
