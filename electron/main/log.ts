import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What modules of the shell write their doings to. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  /** The stack of an error is written, too. */
  error(message: string, error?: unknown): void;
}

export interface LogFile extends Log {
  /** From now on this value is written as `[secret]`, wherever it turns up. */
  hide(secret: string): void;
}

export interface LogFileOptions {
  readonly dir: string;
  readonly name: string;
  /** A file that has grown past this many bytes is rolled over. */
  readonly maxBytes?: number;
  /** How many rolled files are kept. */
  readonly keep?: number;
  readonly now?: () => Date;
}

/** Shorter values would black out ordinary words. */
const shortestHidden = 4;

/**
 * Opens the shell's log: one line per entry, rolled over by size (`name.log`, `name.1.log`, …). Lines are written at once: a
 * log that loses its last lines in a crash is of no use, and the shell has little to say.
 */
export function openLogFile({
  dir,
  name,
  maxBytes = 2 * 1024 * 1024,
  keep = 4,
  now = () => new Date(),
}: LogFileOptions): LogFile {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, `${name}.log`);
  const rolled = (index: number): string => join(dir, `${name}.${index}.log`);
  const hidden = new Set<string>();
  let size = sizeOf(path);

  function write(level: string, message: string): void {
    let text = message;
    for (const secret of hidden) text = text.replaceAll(secret, '[secret]');
    const line = `${now().toISOString()} ${level} ${text.replaceAll(/\r?\n/g, '\n  ')}\n`;
    try {
      if (size > 0 && size + line.length > maxBytes) rollOver();
      appendFileSync(path, line, { mode: 0o600 });
      size += Buffer.byteLength(line);
    } catch {
      // A full or read-only disk must not take the console down with it, and there is nowhere else to say so.
    }
  }

  function rollOver(): void {
    rmSync(rolled(keep), { force: true });
    for (let index = keep - 1; index >= 1; index--) renameIfThere(rolled(index), rolled(index + 1));
    renameIfThere(path, rolled(1));
    size = 0;
  }

  return {
    info: (message) => write('info ', message),
    warn: (message) => write('warn ', message),
    error: (message, error) => write('error', error === undefined ? message : `${message}: ${stackOf(error)}`),
    hide(secret) {
      if (secret.length < shortestHidden) return;
      // Inside JSON, quotes and backslashes of the value are escaped.
      for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) hidden.add(form);
    },
  };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function renameIfThere(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false })) renameSync(from, to);
}
