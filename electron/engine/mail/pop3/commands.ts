import { OddAnswer } from '../faults.ts';
import { attachTrace } from '../protocol-trace.ts';
import { ByteCollector } from './byte-collector.ts';
import { Pop3Refusal } from './faults.ts';
import type { Pop3Wire } from './wire.ts';

/** How much may be on its way to us without anybody having taken it, where the server lets commands queue up. */
const MAX_IN_FLIGHT = 32;
const MAX_BYTES_IN_FLIGHT = 1024 * 1024;

/** A command with a multi-line answer. */
export interface BlockCommand {
  readonly line: string;
  /** Bytes to expect, as far as known. */
  readonly expected: number;
}

/** Sends a command with a one-line answer and returns the words behind `+OK`. Rejects with a `Pop3Refusal` on `-ERR`. */
export async function command(wire: Pop3Wire, line: string): Promise<string> {
  wire.write(line);
  const answer = await wire.readLine();
  try {
    return accepted(answer);
  } catch (error) {
    attachTrace(error, wire.trace);
    throw error;
  }
}

/** Sends a command with a multi-line answer and returns its lines as Latin-1. Rejects with a `Pop3Refusal` on `-ERR`. */
export async function listing(wire: Pop3Wire, line: string): Promise<string[]> {
  await command(wire, line);
  const text = new ByteCollector(0);
  await wire.readBlock((piece) => text.push(piece));
  const lines = text.take().toString('latin1').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/**
 * Sends commands with multi-line answers, one after the other, or several at once where the server has PIPELINING (RFC 2449
 * 6.6); hands each answer over before the next is read. A refused one is handed over as its `Pop3Refusal`. When `onAnswer`
 * says false or fails, what is on its way is read and dropped, so that the connection can go on being used.
 */
export async function eachBlock(
  wire: Pop3Wire,
  commands: readonly BlockCommand[],
  pipelining: boolean,
  onAnswer: (index: number, answer: Buffer | Pop3Refusal) => Promise<boolean> | boolean,
): Promise<void> {
  let sent = 0;
  let bytes = 0;
  let failure: { readonly error: unknown } | null = null;
  let stopped = false;
  for (let done = 0; done < (stopped ? sent : commands.length); done += 1) {
    while (!stopped && maySend(sent - done, bytes, pipelining)) {
      const next = commands[sent];
      if (next === undefined) break;
      wire.write(next.line);
      sent += 1;
      bytes += next.expected;
    }
    const { expected } = commands[done] ?? { expected: 0 };
    const answer = await readAnswer(wire, expected, stopped);
    bytes -= expected;
    if (stopped) continue;
    try {
      stopped = !(await onAnswer(done, answer));
    } catch (error) {
      failure = { error };
      stopped = true;
    }
  }
  if (failure !== null) throw failure.error;
}

function maySend(waiting: number, bytes: number, pipelining: boolean): boolean {
  return waiting === 0 || (pipelining && waiting < MAX_IN_FLIGHT && bytes < MAX_BYTES_IN_FLIGHT);
}

async function readAnswer(wire: Pop3Wire, expected: number, drop: boolean): Promise<Buffer | Pop3Refusal> {
  try {
    accepted(await wire.readLine());
  } catch (error) {
    attachTrace(error, wire.trace);
    if (error instanceof Pop3Refusal) return error;
    throw error;
  }
  const content = new ByteCollector(drop ? 0 : expected);
  await wire.readBlock((piece) => {
    if (!drop) content.push(piece);
  });
  return content.take();
}

/** The words behind `+OK`. */
export function accepted(line: string): string {
  if (/^\+OK(\s|$)/i.test(line)) return line.slice(3).trim();
  if (/^-ERR(\s|$)/i.test(line)) throw new Pop3Refusal(line);
  throw new OddAnswer(`"${line.slice(0, 80)}" instead of +OK or -ERR`);
}
