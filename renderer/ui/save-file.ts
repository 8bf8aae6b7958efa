import type { SavedKind } from '../../shared/contract/shell.ts';
import { shell } from '../app/shell.ts';
import { notifyDone, notifyFailed } from './notify.ts';

/** Saves a text where the agent chooses and says so. The page never learns the place. */
export async function saveText(name: string, kind: SavedKind, content: string): Promise<void> {
  await say(() => shell.saveFile({ name, kind, content: new TextEncoder().encode(content) }));
}

/** The same with bytes. */
export async function saveBytes(name: string, kind: SavedKind, content: Uint8Array): Promise<void> {
  await say(() => shell.saveFile({ name, kind, content }));
}

/** Prints a page of HTML as PDF where the agent chooses. */
export async function savePdf(name: string, html: string): Promise<void> {
  await say(() => shell.savePdf({ name, html }));
}

async function say(save: () => Promise<string | null>): Promise<void> {
  try {
    const saved = await save();
    if (saved !== null) notifyDone(`Saved as ${saved}.`);
  } catch (error) {
    notifyFailed('The file was not saved', error);
  }
}
