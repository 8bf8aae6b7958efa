import { AppError, type ErrorCode } from '../../../shared/domain/errors.ts';

// Primary result codes (https://sqlite.org/rescode.html); extended codes carry them in their low byte.
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;

const known: ReadonlyMap<number, { code: ErrorCode; message: (file: string) => string }> = new Map([
  [
    SQLITE_BUSY,
    { code: 'workspace.in-use', message: (file) => `Another Mailferry is working with ${file}. Close it there first.` },
  ],
  [SQLITE_CORRUPT, { code: 'workspace.corrupt', message: (file) => `The workspace file ${file} is damaged.` }],
  [SQLITE_NOTADB, { code: 'workspace.corrupt', message: (file) => `${file} is not a workspace file.` }],
  [SQLITE_FULL, { code: 'workspace.disk-full', message: (file) => `There is no room left on the disk for ${file}.` }],
]);

/** Turns what SQLite throws into the typed error it means; everything else comes back as it was. */
export function fromSqlite(error: unknown, file: string): unknown {
  const match = known.get((resultCode(error) ?? 0) & 0xff);
  return match ? new AppError({ code: match.code, message: match.message(file) }, { cause: error }) : error;
}

function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}
