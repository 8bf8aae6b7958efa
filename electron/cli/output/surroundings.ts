import type { ReadStream, WriteStream } from 'node:tty';

/** A stream that may be a terminal. */
export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
export type Input = NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>;

/** All that the command line sees of the process it runs in; tests give their own. */
export interface Surroundings {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Record<string, string | undefined>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** Version of Mailferry. */
  readonly version: string;
  /** Fires with the first Ctrl-C or SIGTERM. */
  readonly interrupted: AbortSignal;
  /** Unix milliseconds. */
  now(): number;
}

/** Columns of the terminal behind a stream; null for a pipe or a file, which have no width. */
export function widthOf(stream: Output): number | null {
  return stream.isTTY ? (stream.columns ?? 80) : null;
}
