import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type Capsule, capsule } from './capsule.ts';

/** A capsule with everything in it stays far below; more is no hand-off. */
export const MOST_ARCHIVE_BYTES = 16 * 1024 * 1024;
const MOST_INFLATED_BYTES = 48 * 1024 * 1024;
const MOST_ENTRIES = 16;
const NOTE = 'note.md';
const FACTS = 'capsule.json';

/** Why a file cannot be opened as a hand-off, in words for an agent. */
export class NoCapsule extends Error {
  override readonly name = 'NoCapsule';
}

/** The archive of a capsule and its note. Pure. */
export function packCapsule(facts: string, note: string): Uint8Array {
  return zipSync({ [NOTE]: strToU8(note), [FACTS]: strToU8(facts) }, { level: 9 });
}

/**
 * Reads an archive somebody sent. Nothing in it is believed: sizes are checked before anything is inflated, and every fact has to
 * have its form. Pure.
 *
 * @throws NoCapsule with the reason in words
 */
export function unpackCapsule(archive: Uint8Array): { readonly capsule: Capsule; readonly note: string } {
  if (archive.length > MOST_ARCHIVE_BYTES) throw new NoCapsule('The file is larger than any hand-off of Mailferry.');
  const files = inflate(archive);
  const facts = files[FACTS];
  if (facts === undefined) throw new NoCapsule('This is not a hand-off of Mailferry: there is no capsule.json in it.');
  let data: unknown;
  try {
    data = JSON.parse(strFromU8(facts));
  } catch {
    throw new NoCapsule('The facts in this hand-off are damaged. Ask for the file once more.');
  }
  const format = typeof data === 'object' && data !== null && 'format' in data ? String(data.format) : '';
  if (/^mailferry-capsule-\d+$/.test(format) && format !== 'mailferry-capsule-1')
    throw new NoCapsule('This hand-off was made by a newer version of Mailferry. Update this one to open it.');
  const parsed = capsule.safeParse(data);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new NoCapsule(`The facts in this hand-off do not have the form they should${where ? ` (at ${where})` : ''}.`);
  }
  return { capsule: parsed.data, note: files[NOTE] === undefined ? '' : strFromU8(files[NOTE]) };
}

function inflate(archive: Uint8Array): Record<string, Uint8Array> {
  let entries = 0;
  let inflated = 0;
  try {
    // Memory is taken by the sizes the entries declare; one that holds more than it declares is cut there.
    return unzipSync(archive, {
      filter: ({ name, originalSize }) => {
        entries += 1;
        if (entries > MOST_ENTRIES) throw new NoCapsule('There are too many files in this archive.');
        if (name !== NOTE && name !== FACTS) return false;
        inflated += originalSize;
        if (inflated > MOST_INFLATED_BYTES) throw new NoCapsule('What is in this archive is too large for a hand-off.');
        return true;
      },
    });
  } catch (error) {
    if (error instanceof NoCapsule) throw error;
    throw new NoCapsule('This is not an archive, or it is damaged. Ask for the file once more.');
  }
}
