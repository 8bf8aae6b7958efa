import { basename, join } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import type { FileToSave, SavedKind } from '../../shared/contract/shell.ts';
import { safeFileName } from './file-name.ts';
import { writeAtomically } from './write-atomically.ts';

const kindNames: Readonly<Record<SavedKind, string>> = {
  csv: 'Table',
  eml: 'Message',
  html: 'Web page',
  json: 'Data',
  md: 'Markdown',
  pdf: 'PDF',
  txt: 'Text',
  zip: 'Archive',
};

/** Asks the agent where a file shall go and writes it as a whole. The file's name, or null when the agent thought better of it. */
export async function saveFile(file: FileToSave, window: BrowserWindow): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('documents'), safeFileName(file.name, file.kind)),
    filters: [{ name: kindNames[file.kind], extensions: [file.kind] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  if (canceled || !filePath) return null;
  await writeAtomically(filePath, file.content);
  return basename(filePath);
}
