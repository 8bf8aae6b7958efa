import type { SurgeryRow } from '../../../shared/contract/surgery.ts';
import type { UndoLine } from '../../../shared/domain/undo.ts';
import type { Database } from './database.ts';

/** A message that is taken away, before it goes. */
export interface TakenMessage {
  readonly folder: string;
  readonly uidValidity: string;
  readonly uid: number;
  readonly size: number;
  readonly messageKey: Uint8Array | null;
  readonly headerKey: Uint8Array | null;
  readonly subject: string;
  readonly sender: string;
  readonly date: string | null;
}

/** One that was written down: it is on its way, went, or is back. */
export interface NotedMessage extends TakenMessage {
  readonly id: number;
  readonly kind: SurgeryRow['kind'];
  readonly state: 'going' | 'gone' | 'back' | 'lost';
  readonly movedUidValidity: string | null;
  readonly movedUid: number | null;
}

export type NewSurgery = Pick<SurgeryRow, 'id' | 'mailboxId' | 'kind' | 'runId' | 'way' | 'folder' | 'at'>;

/** What was taken away at destinations, and what the ledger says of it. */
export interface Surgeries {
  add(surgery: NewSurgery): void;
  end(id: string, endedAt: string): void;
  /** Those that took something away, or were about to, and never ended. */
  cutOff(): SurgeryRow[];
  /** Newest first. */
  list(mailboxId: string): SurgeryRow[];
  find(id: string): SurgeryRow | undefined;
  /** Writes messages down as going, in the place of what a cut-off attempt left of them; their ids in the same order. */
  note(surgeryId: string, messages: readonly TakenMessage[]): number[];
  /** They are gone from their folder; where they are now as far as the server told. */
  setGone(moved: readonly { id: number; uidValidity: string | null; uid: number | null }[]): void;
  /** They did not go after all. */
  strike(ids: readonly number[]): void;
  setState(ids: readonly number[], state: 'back' | 'lost'): void;
  messages(surgeryId: string): NotedMessage[];
  /** What cut-off attempts of a mailbox left as going. */
  going(mailboxId: string): NotedMessage[];
  /** All that the ledger knows a run to have copied, found, or to have been about to copy. */
  linesOf(mailboxId: string, runId: string): UndoLine[];
  /** Forgets what the ledger knows to be these messages of a destination folder, whichever run or source folder it came from. */
  forgetCopies(mailboxId: string, folder: string, uidValidity: string, uids: readonly number[]): void;
  /** Forgets that the folders of a destination path agreed. */
  dropMarks(mailboxId: string, folder: string): void;
}

const STATES = ['going', 'gone', 'back', 'lost'] as const;

type MessageRow = Omit<NotedMessage, 'state'> & { state: number };
type LineRow = Omit<UndoLine, 'copied' | 'flagsNotKept' | 'begun'> & {
  state: number;
  flagsNotKept: string | null;
  begun: number;
};

/** Surgeries on the workspace database. */
export function openSurgeries(database: Database): Surgeries {
  const columns = `s.id, s.mailbox_id AS mailboxId, s.kind, s.run_id AS runId, s.way, s.folder, s.at, s.ended_at AS endedAt,
      (SELECT count(*) FROM surgery_message m WHERE m.surgery_id = s.id AND m.state > 0) AS messages,
      (SELECT count(*) FROM surgery_message m WHERE m.surgery_id = s.id AND m.state = 2) AS back,
      (SELECT count(*) FROM surgery_message m WHERE m.surgery_id = s.id AND m.state = 3) AS lost`;
  const add = database.prepare(
    'INSERT INTO surgery (id, mailbox_id, kind, run_id, way, folder, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const end = database.prepare('UPDATE surgery SET ended_at = ? WHERE id = ?');
  const list = database.prepare(
    `SELECT ${columns} FROM surgery s WHERE s.mailbox_id = ? ORDER BY s.at DESC, s.rowid DESC`,
  );
  const find = database.prepare(`SELECT ${columns} FROM surgery s WHERE s.id = ?`);
  const cutOff = database.prepare(
    `SELECT ${columns} FROM surgery s WHERE s.ended_at IS NULL
       AND EXISTS (SELECT 1 FROM surgery_message m WHERE m.surgery_id = s.id)`,
  );
  const note = database.prepare(
    `INSERT INTO surgery_message (surgery_id, folder, uidvalidity, uid, size, message_key, header_key, subject, sender, date)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
  );
  // What a cut-off attempt left of the same message is replaced.
  const replace = database.prepare(
    `DELETE FROM surgery_message WHERE state = 0 AND folder = ?2 AND uidvalidity = ?3 AND uid = ?4 AND surgery_id IN (
       SELECT o.id FROM surgery o JOIN surgery s ON s.mailbox_id = o.mailbox_id WHERE s.id = ?1)`,
  );
  const setGone = database.prepare(
    'UPDATE surgery_message SET state = 1, moved_uidvalidity = ?, moved_uid = ? WHERE id = ?',
  );
  const strike = database.prepare('DELETE FROM surgery_message WHERE id = ? AND state = 0');
  const setState = database.prepare('UPDATE surgery_message SET state = ? WHERE id = ?');
  const messageColumns = `m.id, s.kind, m.state, m.folder, m.uidvalidity AS uidValidity, m.uid, m.size, m.message_key AS messageKey,
      m.header_key AS headerKey, m.subject, m.sender, m.date, m.moved_uidvalidity AS movedUidValidity, m.moved_uid AS movedUid`;
  const messages = database.prepare(
    `SELECT ${messageColumns} FROM surgery s JOIN surgery_message m ON m.surgery_id = s.id
     WHERE s.id = ? AND m.state > 0 ORDER BY m.id`,
  );
  const going = database.prepare(
    `SELECT ${messageColumns} FROM surgery s JOIN surgery_message m ON m.surgery_id = s.id
     WHERE s.mailbox_id = ? AND m.state = 0 ORDER BY m.id`,
  );
  const linesOf = database.prepare(
    `SELECT f.id AS folderId, f.source_path AS sourcePath, m.source_uid AS sourceUid, f.destination_path AS destinationPath,
       f.destination_uidvalidity AS destinationUidValidity, m.destination_uid AS destinationUid, m.state, m.size,
       m.source_flags AS flags, f.flags_not_kept AS flagsNotKept,
       EXISTS (SELECT 1 FROM surgery s JOIN surgery_message g ON g.surgery_id = s.id
         WHERE s.mailbox_id = f.mailbox_id AND g.state = 0 AND g.folder = f.destination_path
           AND g.uidvalidity = f.destination_uidvalidity AND g.uid = m.destination_uid) AS begun
     FROM ledger_folder f JOIN ledger_message m ON m.folder_id = f.id
     WHERE f.mailbox_id = ? AND m.run_id = ? AND m.state < 3 ORDER BY f.id, m.source_uid`,
  );
  const forgetCopy = database.prepare(
    `DELETE FROM ledger_message WHERE destination_uid = ?4 AND folder_id IN (
       SELECT id FROM ledger_folder WHERE mailbox_id = ?1 AND destination_path = ?2 AND destination_uidvalidity = ?3)`,
  );
  const dropMarks = database.prepare(
    'UPDATE ledger_folder SET mark = NULL WHERE mailbox_id = ? AND destination_path = ? AND mark IS NOT NULL',
  );
  const toNoted = (row: MessageRow): NotedMessage => ({ ...row, state: STATES[row.state] ?? 'going' });

  return {
    add: ({ id, mailboxId, kind, runId, way, folder, at }) => void add.run(id, mailboxId, kind, runId, way, folder, at),
    end: (id, endedAt) => void end.run(endedAt, id),
    cutOff: () => cutOff.all<SurgeryRow>(),
    list: (mailboxId) => list.all<SurgeryRow>(mailboxId),
    find: (id) => find.get<SurgeryRow>(id),
    note: (surgeryId, taken) =>
      database.transaction(() =>
        taken.map((one) => {
          replace.run(surgeryId, one.folder, one.uidValidity, one.uid);
          const row = note.get<{ id: number }>(
            surgeryId,
            one.folder,
            one.uidValidity,
            one.uid,
            one.size,
            one.messageKey,
            one.headerKey,
            one.subject,
            one.sender,
            one.date,
          );
          if (!row) throw new Error('The line of a message was not written.');
          return row.id;
        }),
      ),
    setGone: (moved) =>
      database.transaction(() => {
        for (const { id, uidValidity, uid } of moved) setGone.run(uidValidity, uid, id);
      }),
    strike: (ids) =>
      database.transaction(() => {
        for (const id of ids) strike.run(id);
      }),
    setState: (ids, state) =>
      database.transaction(() => {
        for (const id of ids) setState.run(STATES.indexOf(state), id);
      }),
    messages: (surgeryId) => messages.all<MessageRow>(surgeryId).map(toNoted),
    going: (mailboxId) => going.all<MessageRow>(mailboxId).map(toNoted),
    linesOf: (mailboxId, runId) =>
      linesOf.all<LineRow>(mailboxId, runId).map(({ state, flagsNotKept, begun, ...line }) => ({
        ...line,
        // A line that is still pending was never confirmed: nobody knows whether it arrived.
        destinationUid: state === 0 ? null : line.destinationUid,
        copied: state !== 2,
        flagsNotKept: flagsNotKept === null ? [] : (JSON.parse(flagsNotKept) as string[]),
        begun: begun === 1,
      })),
    forgetCopies: (mailboxId, folder, uidValidity, uids) =>
      database.transaction(() => {
        for (const uid of uids) forgetCopy.run(mailboxId, folder, uidValidity, uid);
      }),
    dropMarks: (mailboxId, folder) => void dropMarks.run(mailboxId, folder),
  };
}
