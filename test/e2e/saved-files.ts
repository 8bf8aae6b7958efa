// The system's own file dialog cannot be driven; for a test it always takes a file of a folder the test names.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';

/** From now on every save dialog of the console is answered with the name it suggests, in this folder. */
export async function answerSaveDialogs(app: ElectronApplication, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, dir) => {
    const answer = (...parameters: unknown[]): Promise<Electron.SaveDialogReturnValue> => {
      const options = parameters.at(-1) as Electron.SaveDialogOptions;
      const name = (options.defaultPath ?? 'unnamed').split(/[/\\]/).at(-1);
      return Promise.resolve({ canceled: false, filePath: `${dir}/${name}` });
    };
    dialog.showSaveDialog = answer as typeof dialog.showSaveDialog;
  }, folder);
}

/** A file that was saved to that folder. */
export function savedFile(folder: string, name: string): Promise<Buffer> {
  return readFile(join(folder, name));
}

/** From now on every open dialog of the console is answered with this file. */
export async function answerOpenDialogs(app: ElectronApplication, file: string): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    const answer = (): Promise<Electron.OpenDialogReturnValue> =>
      Promise.resolve({ canceled: false, filePaths: [path] });
    dialog.showOpenDialog = answer as typeof dialog.showOpenDialog;
  }, file);
}
