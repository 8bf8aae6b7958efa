import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import type { SecretSource } from './mail/secret-source.ts';

/** Facts that go with a log line; keys that name secrets are blacked out. */
export type LogFacts = Readonly<Record<string, unknown>>;

/** The log of the engine. */
export interface Log {
  debug(text: string, facts?: LogFacts): void;
  info(text: string, facts?: LogFacts): void;
  warn(text: string, facts?: LogFacts): void;
  error(text: string, facts?: LogFacts): void;
}

/** Knows the secrets handed out in this session and takes them out of every text. */
export interface Redactor {
  register(secret: string): void;
  redact(text: string): string;
}

const BLACKED_OUT = '[secret]';
/** Replacing shorter ones would make the log unreadable and, by what is gone, name them. */
const SHORTEST_SECRET = 4;
/** Shorter ones occur in other words by chance. */
const SHORTEST_CORE = 5;
const SECRET_KEYS = [
  'password',
  'pass',
  'secret',
  'passphrase',
  'token',
  'accessToken',
  'authorization',
  'credentials',
];

/** A redactor that knows no secret yet. */
export function createRedactor(): Redactor {
  const forms = new Set<string>();
  const encoded = new Map<string, RegExp>();
  return {
    register(secret) {
      if (secret.length < SHORTEST_SECRET) return;
      // As it is, quoted once and twice (an IMAP quoted string inside a JSON line), in an address, and as AUTHENTICATE sends it.
      const quoted = quote(secret);
      const all = [secret, quoted, quote(quoted), addressForm(secret), Buffer.from(secret).toString('base64')];
      for (const form of all) forms.add(form);
      for (const core of encodedCores(secret))
        encoded.set(core, new RegExp(`[A-Za-z0-9+/]*${core.replaceAll('+', '\\+')}[A-Za-z0-9+/]*={0,2}`, 'g'));
    },
    redact(text) {
      let clean = text;
      // First, as its own base64 may be a part of a longer one.
      for (const [core, around] of encoded) if (clean.includes(core)) clean = clean.replace(around, BLACKED_OUT);
      for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, BLACKED_OUT);
      return clean;
    },
  };
}

/**
 * What of a secret is the same in the base64 of any text that holds it, for instance of user and password as one (AUTH PLAIN): three
 * forms, by the place where it begins, without the letters that its neighbours take part in.
 */
function encodedCores(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2]
    .map((before) => {
      const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
      return whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    })
    .filter((core) => core.length >= SHORTEST_CORE);
}

/** Half a sign cannot stand in an address. */
function addressForm(secret: string): string {
  return secret.isWellFormed() ? encodeURIComponent(secret) : secret;
}

function quote(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Tells the redactor of every secret before anybody can use it. */
export function registering(secrets: SecretSource, redactor: Redactor): SecretSource {
  return {
    async get(ref) {
      const secret = await secrets.get(ref);
      redactor.register(secret);
      return secret;
    },
  };
}

/** Where log lines go. */
export interface LogSink {
  write(line: string): void;
}

/** A log that writes JSON lines without secrets to the sink. */
export function createLog(sink: LogSink, redactor: Redactor, level = 'info'): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: BLACKED_OUT },
    },
    { write: (line: string) => sink.write(redactor.redact(line)) },
  );
  return {
    debug: (text, facts) => write(logger, 'debug', text, facts),
    info: (text, facts) => write(logger, 'info', text, facts),
    warn: (text, facts) => write(logger, 'warn', text, facts),
    error: (text, facts) => write(logger, 'error', text, facts),
  };
}

function write(logger: Logger, level: 'debug' | 'info' | 'warn' | 'error', text: string, facts: LogFacts = {}): void {
  logger[level](facts, text);
}

/** A log for those who need none, for instance tests. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** `engine.log` in the folder; a full file becomes `engine.1.log`, that one `engine.2.log`, and so on. */
export function openRotatingFile(dir: string, { maxBytes = 5_000_000, keep = 4 } = {}): LogSink & { close(): void } {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const name = (index: number): string => join(dir, index === 0 ? 'engine.log' : `engine.${index}.log`);
  const open = (): number => openSync(name(0), 'a', 0o600);
  let file: number | null = open();
  let size = fstatSync(file).size;

  const rotate = (): void => {
    if (file !== null) closeSync(file);
    file = null;
    rmSync(name(keep), { force: true });
    for (let index = keep - 1; index >= 0; index -= 1) {
      try {
        renameSync(name(index), name(index + 1));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
    file = open();
    size = 0;
  };

  return {
    write(line) {
      if (file === null) return;
      const bytes = Buffer.from(line);
      try {
        if (size > 0 && size + bytes.length > maxBytes) rotate();
        if (file !== null) size += writeSync(file, bytes);
      } catch {
        // A full disk must not stop a run, and there is nowhere left to say it: the line is lost.
      }
    },
    close() {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
