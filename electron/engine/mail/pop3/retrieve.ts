import { eachBlock } from './commands.ts';
import { Pop3Refusal } from './faults.ts';
import type { Pop3Wire } from './wire.ts';

const CR = 13;
const LF = 10;
/** More lines than any message has; the number is fetchmail's, so servers have met it. */
const ALL_LINES = 99_999_999;

/** How messages are read on this connection; `peek` turns false when TOP is found not to give them whole. */
export interface ReadingWay {
  readonly wire: Pop3Wire;
  readonly pipelining: boolean;
  /** With TOP instead of RETR: servers that also speak IMAP mark a message as read on RETR. */
  peek: boolean;
}

/** A message as LIST names it. */
interface Scanned {
  readonly number: number;
  readonly size: number;
}

/**
 * Reads whole messages in the order given. TOP is believed when the message has the size that LIST says; else the message is
 * read with RETR, and so are all others from then on. A message the server refuses is handed over as the refusal.
 */
export async function retrieve(
  way: ReadingWay,
  messages: readonly Scanned[],
  onMessage: (index: number, message: Buffer | Pop3Refusal) => Promise<void> | void,
): Promise<void> {
  for (let done = 0; done < messages.length; ) {
    const start = done;
    if (way.peek) {
      const tops = messages
        .slice(start)
        .map(({ number, size }) => ({ line: `TOP ${number} ${ALL_LINES}`, expected: size }));
      await eachBlock(way.wire, tops, way.pipelining, async (index, answer) => {
        const whole = answer instanceof Pop3Refusal ? null : wholeOf(answer, messages[start + index]?.size ?? -1);
        if (whole === null) return false;
        await onMessage(start + index, whole);
        done += 1;
        return true;
      });
    }
    // What TOP did not give alone, or all that is left.
    const count = way.peek ? 1 : messages.length - done;
    const rest = messages.slice(done, done + count);
    const first = done;
    await eachBlock(
      way.wire,
      rest.map(({ number, size }) => ({ line: `RETR ${number}`, expected: size })),
      way.pipelining,
      async (index, answer) => {
        const { size = 0 } = rest[index] ?? {};
        if (!(answer instanceof Pop3Refusal)) way.peek = false;
        await onMessage(first + index, answer instanceof Pop3Refusal ? answer : withoutAddedLineEnd(answer, size));
        done += 1;
        return true;
      },
    );
  }
}

/**
 * A message that does not end in a line end is sent with one, since the final dot needs a line of its own. LIST counts the
 * message itself, so where exactly those two bytes are too many they are taken off again.
 */
export function withoutAddedLineEnd(bytes: Buffer, size: number): Buffer {
  const added = bytes.length === size + 2 && bytes.at(-1) === LF && bytes.at(-2) === CR;
  return added ? bytes.subarray(0, -2) : bytes;
}

function wholeOf(bytes: Buffer, size: number): Buffer | null {
  const message = withoutAddedLineEnd(bytes, size);
  return message.length === size ? message : null;
}
