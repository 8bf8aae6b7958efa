import type { Capsule } from '../../../shared/domain/capsule.ts';
import { packCapsule } from '../../../shared/domain/capsule-archive.ts';
import { readPasted } from '../../../shared/domain/pasted-text.ts';
import { handOffNote } from '../directory/hand-off.ts';
import type { Redactor } from '../log.ts';
import { mailboxLogins } from '../runs/mailbox-logins.ts';
import { type CapsuleInput, collectCapsule } from './collect-capsule.ts';
import { type Names, pseudonymised } from './pseudonyms.ts';

const LONGEST = 1500;
const NOTE_LINES = 20;
const NOTE_RUNS = 10;
const COMMON_FOLDER =
  /^(inbox|sent|sent (items|messages|mail)|drafts?|junk( e-?mail)?|spam|trash|deleted (items|messages)|archives?|outbox)$/i;

/** The archive of one mailbox for another installation; with `hideNames` addresses, names and subjects are stand-ins. */
export async function makeCapsule(
  input: CapsuleInput,
  { hideNames, redactor }: { readonly hideNames: boolean; readonly redactor: Redactor },
): Promise<Uint8Array> {
  // A colleague may have written a password into the remark.
  const mailbox = { ...input.mailbox, note: readPasted(input.mailbox.note).text };
  const whole = await collectCapsule({ ...input, mailbox });
  const { source, destination } = mailboxLogins(input.workspace, input.mailbox.id);
  const note = handOffNote({
    ...input,
    mailbox,
    source: source.endpoint,
    destination: destination.endpoint,
    verification: whole.verification,
    runs: input.runs.slice(0, NOTE_RUNS),
    log: whole.log.slice(-NOTE_LINES),
  });
  const shown = hideNames
    ? pseudonymised({ capsule: { ...withoutIds(whole), redacted: true }, note }, namesIn(whole))
    : { capsule: whole, note };
  // Secrets last: whatever a server repeated in its words is taken out in either form.
  return packCapsule(redactor.redact(JSON.stringify(shown.capsule, cutting, 1)), redactor.redact(shown.note));
}

/** An id may be made of a name. */
function withoutIds(whole: Capsule): Capsule {
  const { verification } = whole;
  return {
    ...whole,
    runs: whole.runs.map((run) => ({ ...run, mailboxId: 'mailbox', domainId: 'domain' })),
    verification: verification && { ...verification, mailboxId: 'mailbox' },
  };
}

/** No fact is longer than a reader takes. */
function cutting(_key: string, value: unknown): unknown {
  return typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
}

function namesIn({
  mailbox,
  source,
  destination,
  findings,
  headers,
  verification,
  folderChoices,
  runs,
}: Capsule): Names {
  const paths = [
    ...folderChoices.flatMap((choice) => [choice.source, choice.destination]),
    ...(verification?.folders ?? []).flatMap((folder) => [folder.source, folder.destination]),
    ...findings.flatMap((finding) => [finding.sourceFolder, finding.destinationFolder]),
    ...runs.flatMap(({ options }) => [...options.folders, ...options.exclude]),
  ];
  const writers = [...findings.map(({ from }) => from), ...headers.flatMap(({ from, to }) => [from, to])];
  return {
    addresses: [mailbox.address, source.user, destination.user],
    domains: [mailbox.domain],
    people: [mailbox.customer, ...writers.flatMap(displayNames)],
    subjects: unique([...findings, ...headers].map(({ subject }) => subject)),
    folders: unique(
      paths.flatMap((path) => (path ?? '').split(/[/.\\]/)).filter((part) => part !== '' && !COMMON_FOLDER.test(part)),
    ),
  };
}

/** The names beside the addresses of a header: `"Anna Berg" <anna@…>, Ben <ben@…>`. */
function displayNames(header: string): string[] {
  return [...header.matchAll(/"([^"]+)"|([^<>,"]+)(?=<)/g)]
    .map(([, quoted, plain]) => (quoted ?? plain ?? '').trim())
    .filter((name) => name !== '' && !name.includes('@'));
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => text.trim()))];
}
