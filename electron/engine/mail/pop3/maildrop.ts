import { createHash } from 'node:crypto';
import { AppError } from '../../../../shared/domain/errors.ts';
import { eachBlock, listing } from './commands.ts';
import { OddAnswer, Pop3Refusal } from './faults.ts';
import { BY_CONTENT, BY_UIDL, numbersOf } from './numbering.ts';
import type { Pop3Wire } from './wire.ts';

const CR = 13;
const LF = 10;

export interface MaildropMessage {
  /** Of this session only. */
  readonly number: number;
  /** The same in every session, see `numbering.ts`. */
  readonly uid: number;
  /** As LIST says; 0 where it said nothing. */
  readonly size: number;
}

/** All messages of the mailbox by uid, in order of arrival. */
export interface Maildrop {
  readonly numbering: string;
  readonly messages: ReadonlyMap<number, MaildropMessage>;
}

/** Lists the messages with their unique-ids; where the server has no UIDL every message is read once to tell it by its content. */
export async function readMaildrop(wire: Pop3Wire, pipelining: boolean): Promise<Maildrop> {
  const sizes = new Map((await listing(wire, 'LIST')).map(readScanLine));
  const uidls = await uniqueIds(wire);
  const ids = uidls ?? (await contentIds(wire, sizes, pipelining));
  const numbers = [...sizes.keys()];
  const uids = numbersOf(numbers.map((number) => idOf(number, ids)));
  const messages = numbers.map((number, index): [number, MaildropMessage] => {
    const uid = uids[index] ?? 0;
    return [uid, { number, uid, size: sizes.get(number) ?? 0 }];
  });
  return { numbering: uidls === null ? BY_CONTENT : BY_UIDL, messages: new Map(messages) };
}

/**
 * A message that does not end in a line end is sent with one, since the final dot needs a line of its own. LIST counts the
 * message itself, so where exactly those two bytes are too many they are taken off again.
 */
export function withoutAddedLineEnd(bytes: Buffer, size: number): Buffer {
  const added = bytes.length === size + 2 && bytes.at(-1) === LF && bytes.at(-2) === CR;
  return added ? bytes.subarray(0, -2) : bytes;
}

function readScanLine(line: string): [number, number] {
  const [, number, size] = /^\s*(\d+)\s+(\d+)/.exec(line) ?? [];
  if (number === undefined) throw new OddAnswer(`"${line.slice(0, 80)}" in its list of messages`);
  return [Number(number), Number(size)];
}

async function uniqueIds(wire: Pop3Wire): Promise<ReadonlyMap<number, string> | null> {
  try {
    const lines = await listing(wire, 'UIDL');
    return new Map(
      lines.map((line) => {
        const [, number, id] = /^\s*(\d+)\s+(\S.*?)\s*$/.exec(line) ?? [];
        if (id === undefined) throw new OddAnswer(`"${line.slice(0, 80)}" in its list of unique-ids`);
        return [Number(number), id];
      }),
    );
  } catch (error) {
    if (error instanceof Pop3Refusal) return null;
    throw error;
  }
}

/** A message that cannot be read has no content to go by; its place and size stand in until it can. */
async function contentIds(
  wire: Pop3Wire,
  sizes: ReadonlyMap<number, number>,
  pipelining: boolean,
): Promise<ReadonlyMap<number, string>> {
  const ids = new Map<number, string>();
  const entries = [...sizes];
  const commands = entries.map(([number, expected]) => ({ line: `RETR ${number}`, expected }));
  await eachBlock(wire, commands, pipelining, (index, answer) => {
    const [number, size] = entries[index] ?? [0, 0];
    ids.set(
      number,
      answer instanceof Pop3Refusal
        ? `unreadable ${number} ${size}`
        : createHash('sha256').update(withoutAddedLineEnd(answer, size)).digest('hex'),
    );
  });
  return ids;
}

function idOf(number: number, ids: ReadonlyMap<number, string>): string {
  const id = ids.get(number);
  if (id !== undefined) return id;
  throw new AppError({
    code: 'mail.protocol',
    side: 'source',
    message: `The server lists message ${number} of the INBOX, but gives no unique-id for it.`,
  });
}
