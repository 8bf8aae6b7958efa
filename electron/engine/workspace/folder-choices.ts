import type { FolderMapChoice } from '../../../shared/domain/folder.ts';
import type { Database } from './database.ts';

/** The agent's own choices for the folder map of each mailbox. */
export interface FolderChoices {
  list(mailboxId: string): FolderMapChoice[];
  /** Replaces all choices of the mailbox. */
  save(mailboxId: string, choices: readonly FolderMapChoice[]): void;
}

/** Folder choices on the workspace database. */
export function openFolderChoices(database: Database): FolderChoices {
  const list = database.prepare(
    `SELECT source_path AS source, destination_path AS destination FROM folder_choice WHERE mailbox_id = ? ORDER BY source_path`,
  );
  const clear = database.prepare('DELETE FROM folder_choice WHERE mailbox_id = ?');
  const add = database.prepare(
    'INSERT OR REPLACE INTO folder_choice (mailbox_id, source_path, destination_path) VALUES (?, ?, ?)',
  );
  return {
    list: (mailboxId) => list.all<FolderMapChoice>(mailboxId),
    save(mailboxId, choices) {
      database.transaction(() => {
        clear.run(mailboxId);
        for (const choice of choices) add.run(mailboxId, choice.source, choice.destination);
      });
    },
  };
}
