import { closeSync, mkdirSync, openSync, readFileSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** One change to a mailbox; messages' bytes follow the entry, in order. */
export type JournalEntry =
  | {
      readonly op: 'append';
      readonly folder: string;
      readonly messages: readonly {
        readonly uid: number;
        readonly flags: readonly string[];
        readonly date: string;
        readonly bytes: number;
      }[];
    }
  | { readonly op: 'flags'; readonly folder: string; readonly flags: readonly (readonly [number, readonly string[]])[] }
  | { readonly op: 'expunge'; readonly folder: string; readonly uids: readonly number[] }
  | { readonly op: 'no-longer-recent'; readonly folder: string }
  | { readonly op: 'create'; readonly folder: string; readonly uidvalidity: number }
  | { readonly op: 'delete'; readonly folder: string }
  | { readonly op: 'rename'; readonly folder: string; readonly to: string }
  | { readonly op: 'subscribe'; readonly folder: string; readonly subscribed: boolean };

export interface Journal {
  /** Hands every entry on file to `apply`, oldest first. */
  replay(apply: (entry: JournalEntry, payload: string) => void): void;
  /** Returns when the entry is with the operating system, so that a killed process loses nothing it has confirmed. */
  write(entry: JournalEntry, payload: string): void;
  close(): void;
}

/** Reads the whole entries at the start of `file`; a last one cut off by a kill was never confirmed and is left out. */
function* entriesOf(file: Buffer): Generator<{ entry: JournalEntry; payload: string; end: number }> {
  let position = 0;
  while (position < file.length) {
    const newline = file.indexOf(0x0a, position);
    const sizes = newline < 0 ? null : /^(\d+) (\d+)$/.exec(file.toString('latin1', position, newline));
    if (!sizes) return;
    const payloadStart = newline + 1 + Number(sizes[1]);
    const end = payloadStart + Number(sizes[2]);
    if (end > file.length) return;
    const entry: JournalEntry = JSON.parse(file.toString('utf8', newline + 1, payloadStart));
    yield { entry, payload: file.toString('latin1', payloadStart, end), end };
    position = end;
  }
}

/** Keeps a mailbox's changes in an append-only file; the file appears with the first change. */
export function fileJournal(path: string): Journal {
  let descriptor: number | null = null;
  return {
    replay(apply) {
      let file: Buffer;
      try {
        file = readFileSync(path);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
        throw error;
      }
      let whole = 0;
      for (const { entry, payload, end } of entriesOf(file)) {
        apply(entry, payload);
        whole = end;
      }
      if (whole < file.length) truncateSync(path, whole);
    },
    write(entry, payload) {
      if (descriptor === null) {
        mkdirSync(dirname(path), { recursive: true });
        descriptor = openSync(path, 'a');
      }
      const json = Buffer.from(JSON.stringify(entry));
      const record = Buffer.concat([
        Buffer.from(`${json.length} ${payload.length}\n`),
        json,
        Buffer.from(payload, 'latin1'),
      ]);
      let written = 0;
      while (written < record.length) written += writeSync(descriptor, record, written);
    },
    close() {
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
    },
  };
}

/** Forgets all journals below `directory`. */
export function removeJournals(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}
