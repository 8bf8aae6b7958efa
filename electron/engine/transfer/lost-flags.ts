import { isAppError } from '../../../shared/domain/errors.ts';
import { canonicalFlag, flagText } from '../mail/flags.ts';
import type { MailSession, MessageListing } from '../mail/session.ts';
import { bringFlags } from './earlier-copies.ts';

/** A message and its copy. */
export interface ListedPair {
  readonly source: MessageListing;
  readonly copy: MessageListing;
}

/** Copies as they are listed after an attempt to give them their flags, and the flags the destination did not take. */
export interface RestoredFlags {
  readonly copies: ReadonlyMap<number, MessageListing>;
  readonly notKept: readonly string[];
}

/**
 * Gives fresh copies the flags that the server dropped although APPEND named them, and looks whether they stay now. Some servers
 * keep flags only when they are stored afterwards, and some not at all.
 */
export async function restoreLostFlags(
  path: string,
  pairs: readonly ListedPair[],
  writer: MailSession,
): Promise<RestoredFlags> {
  const { permanentFlags } = await writer.select(path);
  for (const alike of Map.groupBy(pairs, ({ source }) => flagText(source.flags)).values()) {
    try {
      await bringFlags(alike, permanentFlags, writer);
    } catch (error) {
      // What is refused is not kept; the look below says so.
      if (!isAppError(error, 'mail.refused')) throw error;
    }
  }
  const copies = new Map<number, MessageListing>();
  const uids = pairs.map(({ copy }) => copy.uid).sort((a, b) => a - b);
  await writer.listMessages(uids, (message) => copies.set(message.uid, message));
  const notKept = new Map<string, string>();
  for (const { source, copy } of pairs) {
    const has = new Set((copies.get(copy.uid) ?? copy).flags.map(canonicalFlag));
    for (const flag of source.flags)
      if (!has.has(canonicalFlag(flag)) && canonicalFlag(flag) !== '\\recent') notKept.set(canonicalFlag(flag), flag);
  }
  return { copies, notKept: [...notKept.values()] };
}
