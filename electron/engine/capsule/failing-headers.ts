import { type CapsuleHeaders, capsuleLimits } from '../../../shared/domain/capsule.ts';
import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import type { ServerFacts } from '../../../shared/domain/inspection.ts';
import type { Finding } from '../../../shared/domain/verification.ts';
import { openSession } from '../mail/connect.ts';
import { toMailError } from '../mail/errors.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import { shownHeadersOf, shownRecipients } from '../verify/identity.ts';

/** Somebody waits for the file: a server that is slow by then is left out. */
const PATIENCE_MS = 15_000;
const FIELDS = ['Date', 'From', 'To', 'Subject', 'Message-ID', 'Content-Type', 'Received'];
const LONGEST = 1000;

/** What one side says when it is looked at for a capsule. */
export interface SideLook {
  readonly facts: ServerFacts | null;
  readonly unreachable: string | null;
  readonly headers: readonly CapsuleHeaders[];
}

/** Looks at one side once more: what the server can do, and the headers of the messages the findings name there. Changes nothing. */
export async function lookAtSide(
  login: MailLogin,
  secrets: SecretSource,
  findings: readonly Finding[],
): Promise<SideLook> {
  const headers: CapsuleHeaders[] = [];
  let facts: ServerFacts | null = null;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const session = await openSession(login, secrets, signal);
    const cut = (): void => session.abort();
    signal.addEventListener('abort', cut, { once: true });
    try {
      facts = session.facts;
      for (const [folder, uids] of wanted(login.side, findings)) {
        await session.examine(folder);
        await session.fetchHeaders(
          uids,
          ({ uid, header }) => headers.push({ side: login.side, folder, uid, ...shownFields(header) }),
          FIELDS,
        );
      }
    } finally {
      signal.removeEventListener('abort', cut);
      await session.close();
    }
    return { facts, unreachable: null, headers };
  } catch (error) {
    const { host, port } = login.endpoint;
    return { facts, unreachable: toMailError(error, { side: login.side, host, port }).message, headers };
  }
}

/** UIDs by folder; half of what a capsule holds for each side. */
function wanted(side: MailLogin['side'], findings: readonly Finding[]): ReadonlyMap<string, number[]> {
  const folders = new Map<string, number[]>();
  let count = 0;
  for (const finding of findings) {
    const folder = side === 'source' ? finding.sourceFolder : finding.destinationFolder;
    const uid = side === 'source' ? finding.sourceUid : finding.destinationUid;
    if (folder === null || uid === null || count >= capsuleLimits.headers / 2) continue;
    const uids = folders.get(folder) ?? [];
    if (uids.includes(uid)) continue;
    folders.set(folder, [...uids, uid]);
    count += 1;
  }
  return folders;
}

function shownFields(header: Uint8Array): Omit<CapsuleHeaders, 'side' | 'folder' | 'uid'> {
  const text = Buffer.from(header)
    .toString('latin1')
    .replace(/\r?\n[ \t]+/g, ' ');
  const field = (name: string): string => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(text)?.[1]?.trim() ?? '';
  const { subject, from, messageId } = shownHeadersOf(header);
  return {
    date: cut(field('Date')),
    from: cut(from),
    to: cut(shownRecipients(header)),
    subject: cut(subject),
    messageId: cut(messageId ?? ''),
    contentType: cut(field('Content-Type')),
    received: text.match(/^Received:/gim)?.length ?? 0,
  };
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
