import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import type { OpenedFile } from '../../shared/contract/shell.ts';
import { MOST_ARCHIVE_BYTES } from '../../shared/domain/capsule-archive.ts';

/** Asks the agent for a hand-off and reads it. Null when the agent thought better of it; never reads more than a hand-off may have. */
export async function openHandOff(window: BrowserWindow): Promise<OpenedFile | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open a hand-off',
    filters: [{ name: 'Hand-off of Mailferry', extensions: ['zip'] }],
    properties: ['openFile'],
  });
  const [path] = filePaths;
  if (canceled || path === undefined) return null;
  const file = await open(path, 'r');
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error(`"${basename(path)}" is not a file.`);
    if (stat.size > MOST_ARCHIVE_BYTES)
      throw new Error(`"${basename(path)}" is larger than any hand-off of Mailferry.`);
    const content = Buffer.alloc(stat.size);
    let length = 0;
    // A file that grows or shrinks meanwhile is read as far as it was large.
    while (length < content.length) {
      const { bytesRead } = await file.read(content, length, content.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return { name: basename(path), content: new Uint8Array(content.subarray(0, length)) };
  } finally {
    await file.close();
  }
}
