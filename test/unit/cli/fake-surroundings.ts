import { PassThrough } from 'node:stream';
import type { Surroundings } from '../../../electron/cli/output/surroundings.ts';

/** Surroundings of a test: streams that remember, no terminal unless asked for. */
export interface FakeSurroundings extends Surroundings {
  readonly stdin: PassThrough & { isTTY?: boolean; setRawMode?: (raw: boolean) => never };
  /** All that was written so far. */
  printed(): string;
  complained(): string;
  /** Raw mode of the fake terminal, in the order it was switched. */
  readonly rawModes: readonly boolean[];
  interrupt(): void;
}

export function fakeSurroundings(
  options: { env?: Record<string, string>; terminal?: boolean; platform?: NodeJS.Platform; home?: string } = {},
): FakeSurroundings {
  const interruption = new AbortController();
  const rawModes: boolean[] = [];
  const stream = (): { readonly stream: PassThrough; text: () => string } => {
    const through = new PassThrough();
    let text = '';
    through.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    return { stream: through, text: () => text };
  };
  const out = stream();
  const err = stream();
  const terminal = options.terminal ? { isTTY: true as const } : {};
  return {
    stdin: Object.assign(new PassThrough(), terminal, {
      setRawMode(raw: boolean) {
        rawModes.push(raw);
        return undefined as never;
      },
    }),
    stdout: Object.assign(out.stream, terminal, { columns: 100 }),
    stderr: Object.assign(err.stream, terminal, { columns: 100 }),
    env: { ...options.env },
    platform: options.platform ?? 'linux',
    home: options.home ?? '/home/anna',
    version: '1.2.3',
    interrupted: interruption.signal,
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
    printed: out.text,
    complained: err.text,
    rawModes,
    interrupt: () => interruption.abort(),
  };
}
