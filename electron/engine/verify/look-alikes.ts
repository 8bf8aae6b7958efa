import { type Identity, matchInSteps, withinSizeBand } from '../../../shared/domain/comparison.ts';
import type { MessageReading } from '../mail/session.ts';
import { readForgiving } from '../mail/whole-folder.ts';
import { hashBody, hashNormalised, type ShownHeaders } from './identity.ts';
import { eventLoopTurn, inTurns, type Turn } from './turns.ts';

interface Shown {
  readonly identity: Identity;
  readonly shown: ShownHeaders | null;
}

/** A side of a folder pair: the session it is open on and what is known of its messages by their headers. */
interface Side {
  readonly session: MessageReading;
  readonly messages: ReadonlyMap<number, Shown>;
}

/**
 * Sender, recipient, subject and second do not make a message: reports that machines send are alike in all of them and bear no
 * Message-ID. And some have no header to go by at all, so that a line added by a server makes them another. Where two messages
 * could be taken for one, or one for two, for such reasons, both texts are read, and the text becomes part of the key.
 */
export async function tellApart(
  source: Side,
  destination: Side,
  turn: Turn = eventLoopTurn,
): Promise<{ source: Identity[]; destination: Identity[] }> {
  const [from, to] = [source, destination].map(({ messages }) =>
    [...messages.values()].map(({ identity }) => identity),
  );
  if (from === undefined || to === undefined) return { source: [], destination: [] };
  const { matches } = await inTurns(matchInSteps(from, to), turn);
  const certain = { source: new Set<number>(), destination: new Set<number>() };
  const doubtful = new Set<string>();
  for (const match of matches) {
    const a = source.messages.get(match.source);
    const b = destination.messages.get(match.destination);
    if (a === undefined || b === undefined) continue;
    if (match.layer === 'headers' && !sameButForDomain(a.shown, b.shown)) doubtful.add(a.identity.headerKey);
    else {
      certain.source.add(match.source);
      certain.destination.add(match.destination);
    }
  }
  const inDoubt = (side: 'source' | 'destination') => (message: Shown) =>
    !certain[side].has(message.identity.uid) && (doubtful.has(message.identity.headerKey) || isBare(message));
  const [ours, theirs] = withCounterpart(
    [...source.messages.values()].filter(inDoubt('source')),
    [...destination.messages.values()].filter(inDoubt('destination')),
  );
  // One after the other: both may be a single connection's turn to be patient.
  const ourTexts = await readTexts(source.session, ours);
  const theirTexts = await readTexts(destination.session, theirs);
  return { source: retell(from, ourTexts), destination: retell(to, theirTexts) };
}

/** Nothing in the header to go by; the size of such a message is no help once a server has added a line to it. */
function isBare({ identity, shown }: Shown): boolean {
  return identity.messageKey === null && shown !== null && shown.from === '' && shown.subject === '';
}

/** Only what could be the same message need be read. */
function withCounterpart(ours: readonly Shown[], theirs: readonly Shown[]): [Shown[], Shown[]] {
  const near = (others: readonly Shown[]) => {
    const sizes = Float64Array.from(others, ({ identity }) => identity.size).sort();
    return ({ identity: { size } }: Shown): boolean => {
      let low = 0;
      for (let high = sizes.length; low < high; ) {
        const middle = (low + high) >>> 1;
        if ((sizes[middle] ?? 0) < size) low = middle + 1;
        else high = middle;
      }
      // Where none of the two nearest lies within the band, no other does.
      return [sizes[low - 1], sizes[low]].some((other) => other !== undefined && withinSizeBand(other, size));
    };
  };
  return [ours.filter(near(theirs)), theirs.filter(near(ours))];
}

interface Text {
  readonly bytesHash: string;
  readonly key: string;
}

async function readTexts(session: MessageReading, messages: readonly Shown[]): Promise<ReadonlyMap<number, Text>> {
  const texts = new Map<number, Text>();
  const wanted = new Map(messages.map((message) => [message.identity.uid, message]));
  const missing = new Set([...wanted.keys()].sort((a, b) => a - b));
  const read = (uids: readonly number[]): Promise<void> =>
    session.fetchMessages(uids, ({ uid, bytes }) => {
      const message = wanted.get(uid);
      if (message === undefined || !missing.delete(uid)) return;
      const text = hexOf(hashBody(bytes));
      texts.set(uid, {
        bytesHash: hexOf(hashNormalised(bytes)),
        key: isBare(message) ? `text ${text}` : `${message.identity.headerKey} ${text}`,
      });
    });
  if (missing.size > 0) await readForgiving(read, [...missing], missing);
  return texts;
}

/** The hash of a message's text without its header; null when the server does not hand it over. */
export async function textOf(session: MessageReading, uid: number): Promise<string | null> {
  let text: string | null = null;
  await session.fetchMessages([uid], (message) => {
    if (message.uid === uid) text = hexOf(hashBody(message.bytes));
  });
  return text;
}

function hexOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex');
}

function retell(identities: readonly Identity[], texts: ReadonlyMap<number, Text>): Identity[] {
  return identities.map((identity) => {
    const text = texts.get(identity.uid);
    return text === undefined ? identity : { ...identity, bytesHash: text.bytesHash, headerKey: text.key };
  });
}

/** Some servers put a domain of their own into the Message-ID of what they are given. */
function sameButForDomain(a: ShownHeaders | null, b: ShownHeaders | null): boolean {
  const [one, other] = [a, b].map((shown) => /^<?([^@>]+)@/.exec(shown?.messageId ?? '')?.[1]?.toLowerCase());
  return one !== undefined && one === other;
}
