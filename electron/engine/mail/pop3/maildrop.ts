import { createHash } from 'node:crypto';
import { AppError } from '../../../../shared/domain/errors.ts';
import { OddAnswer } from '../faults.ts';
import { listing } from './commands.ts';
import { Pop3Refusal } from './faults.ts';
import { BY_CONTENT, BY_UIDL, numbersOf } from './numbering.ts';
import { type ReadingWay, retrieve } from './retrieve.ts';
import type { Pop3Wire } from './wire.ts';

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
export async function readMaildrop(way: ReadingWay): Promise<Maildrop> {
  const { wire } = way;
  const sizes = new Map((await listing(wire, 'LIST')).map(readScanLine));
  const uidls = await uniqueIds(wire);
  const ids = uidls ?? (await contentIds(way, sizes));
  const numbers = [...sizes.keys()];
  const uids = numbersOf(numbers.map((number) => idOf(number, ids)));
  const messages = numbers.map((number, index): [number, MaildropMessage] => {
    const uid = uids[index] ?? 0;
    return [uid, { number, uid, size: sizes.get(number) ?? 0 }];
  });
  return { numbering: uidls === null ? BY_CONTENT : BY_UIDL, messages: new Map(messages) };
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
async function contentIds(way: ReadingWay, sizes: ReadonlyMap<number, number>): Promise<ReadonlyMap<number, string>> {
  const ids = new Map<number, string>();
  const scanned = [...sizes].map(([number, size]) => ({ number, size }));
  await retrieve(way, scanned, (index, message) => {
    const { number, size } = scanned[index] ?? { number: 0, size: 0 };
    ids.set(
      number,
      message instanceof Pop3Refusal
        ? `unreadable ${number} ${size}`
        : createHash('sha256').update(message).digest('hex'),
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
