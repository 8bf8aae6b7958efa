import { basename } from 'node:path';
import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import type { ChosenImport, ImportSourceKind } from '../../shared/contract/shell.ts';
import type { ChosenFiles } from './chosen-files.ts';

const dialogs: Readonly<Record<ImportSourceKind, OpenDialogOptions>> = {
  folder: { title: 'Choose the configuration folder of MailEnable', properties: ['openDirectory'] },
  zip: {
    title: 'Choose the packed configuration folder',
    filters: [{ name: 'Archive', extensions: ['zip'] }],
    properties: ['openFile'],
  },
  csv: {
    title: 'Choose a table of mailboxes',
    filters: [
      { name: 'Table', extensions: ['csv', 'tsv', 'txt', 'tab'] },
      { name: 'All files', extensions: ['*'] },
    ],
    properties: ['openFile'],
  },
};

/** Asks the agent what to import. Null when the agent thought better of it; nothing is read here. */
export async function chooseImport(
  kind: ImportSourceKind,
  window: BrowserWindow,
  chosen: ChosenFiles,
): Promise<ChosenImport | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, dialogs[kind]);
  const [path] = filePaths;
  if (canceled || path === undefined) return null;
  return { handle: chosen.remember(path), name: basename(path) };
}
