import { formatBytes } from '../../../shared/domain/format.ts';
import type { MailSession } from '../mail/session.ts';
import { hashBody, hashNormalised } from './identity.ts';

/** What a byte-by-byte look at two copies of one message showed. */
export type PairVerdict =
  | { readonly same: 'bytes' }
  | { readonly same: 'text'; readonly detail: string }
  | { readonly same: 'nothing'; readonly detail: string }
  | { readonly same: 'unknown'; readonly detail: string };

/** Reads both copies from the open folders and says what is the same: all bytes, the text but not the header, or neither. */
export async function inspectPair(
  source: MailSession,
  sourceUid: number,
  destination: MailSession,
  destinationUid: number,
): Promise<PairVerdict> {
  const [a, b] = await Promise.all([readOne(source, sourceUid), readOne(destination, destinationUid)]);
  if (a === null || b === null) {
    return { same: 'unknown', detail: `The ${a === null ? 'source' : 'destination'} did not hand over its copy.` };
  }
  if (equal(hashNormalised(a), hashNormalised(b))) return { same: 'bytes' };
  const difference = b.length - a.length;
  const sizes =
    difference === 0
      ? 'Both copies have the same size.'
      : `The copy at the destination is ${formatBytes(Math.abs(difference))} ${difference > 0 ? 'larger' : 'smaller'}.`;
  return equal(hashBody(a), hashBody(b))
    ? { same: 'text', detail: `The text is the same, only headers differ. ${sizes}` }
    : { same: 'nothing', detail: `The text differs. ${sizes}` };
}

async function readOne(session: MailSession, uid: number): Promise<Uint8Array | null> {
  let found: Uint8Array | null = null;
  await session.fetchMessages([uid], (message) => {
    if (message.uid === uid) found = message.bytes;
  });
  return found;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
