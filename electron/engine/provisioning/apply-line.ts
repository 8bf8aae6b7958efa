import { asciiDomain } from '../../../shared/domain/opensrs-names.ts';
import {
  type Bytes,
  bytes,
  bytesOfGigabytes,
  LARGEST_TIER_WITHOUT_TICKET_GB,
  megabytes,
  quotaTiersGb,
} from '../../../shared/domain/opensrs-quota.ts';
import type { ProvisionChange, ProvisionLine } from '../../../shared/domain/provisioning.ts';
import type { OmaClient, OmaUser, UserAttributes } from '../platforms/opensrs/oma/oma-client.ts';
import { isOmaError } from '../platforms/opensrs/oma/oma-error.ts';

/** What a line needs to be carried out. */
export interface ApplyTools {
  readonly client: OmaClient;
  /** The password for a mailbox, and whether it is the one the customer has; stored in the vault before it is handed over. */
  password(mailboxId: string, address: string): Promise<{ value: string; kept: boolean }>;
  /** Another one, for a password OpenSRS will not have. */
  newPassword(mailboxId: string, address: string): Promise<string>;
}

/** How carrying out a line ended. */
export interface ApplyResult {
  readonly state: 'applied' | 'refused';
  readonly note: string;
}

const done = (note: string): ApplyResult => ({ state: 'applied', note });
const refused = (note: string): ApplyResult => ({ state: 'refused', note });

/**
 * Carries out one line and reads back what came of it. Nothing that exists is overwritten: what is new is made with `create_only`, lists are
 * read, merged and written. With `again` an earlier attempt may have arrived: what is there as wanted counts as done.
 *
 * @throws OmaError for what concerns the whole job (login, line, faults)
 */
export async function applyLine(line: ProvisionLine, tools: ApplyTools, again: boolean): Promise<ApplyResult> {
  try {
    if (line.kind === 'domain') return await applyDomain(line, tools.client);
    return await applyUser(line, tools, again);
  } catch (error) {
    if (isOmaError(error, 'credentials', 'unreachable', 'fault', 'unknown-method')) throw error;
    if (isOmaError(error)) return refused(error.message);
    throw error;
  }
}

async function applyDomain({ name, change, action }: ProvisionLine, client: OmaClient): Promise<ApplyResult> {
  const domain = asciiDomain(name);
  const add = change?.aliases ?? [];
  let made = false;
  if (action === 'create') {
    const [smallest] = quotaTiersGb;
    try {
      await client.changeDomain(
        domain,
        { quota: bytesOfGigabytes(smallest), quota_maximum: megabytes(LARGEST_TIER_WITHOUT_TICKET_GB * 1024) },
        { createOnly: true },
      );
      made = true;
    } catch (error) {
      // Made meanwhile, or by an attempt whose answer was lost: it is left as it is.
      if (!isOmaError(error, 'exists')) throw error;
    }
  }
  const before = await client.getDomain(domain);
  if (!before.exists) return refused('OpenSRS said it was made, but it is not there.');
  const aliases = merged(before.aliases, add);
  if (aliases.length > before.aliases.length) await client.changeDomain(domain, { aliases }, { createOnly: false });
  const after = await client.getDomain(domain);
  const missing = after.exists ? missingFrom(after.aliases, add) : add;
  if (missing.length > 0) return refused(`OpenSRS did not take ${missing.join(', ')}, without saying why.`);
  return done(made ? 'Made.' : add.length > 0 ? `Alias domains: ${add.join(', ')}.` : 'It was there already.');
}

async function applyUser(line: ProvisionLine, tools: ApplyTools, again: boolean): Promise<ApplyResult> {
  const { client } = tools;
  const { name: address, change } = line;
  if (change === null) return done('Nothing was to be done.');
  if (line.action === 'create') {
    const notes: string[] = [];
    try {
      notes.push(...(await create(line, change, tools)));
    } catch (error) {
      if (!isOmaError(error, 'exists')) throw error;
      const found = await client.getUser(address);
      // A lost answer, or a killed attempt: it is ours when it is as we make them. Whatever else has this name is not touched.
      const problem = found.exists ? differs(line, change, found) : 'its name is taken by something else';
      if (problem !== null || !(again || found.exists))
        return refused(`It is there meanwhile, made by somebody else: ${problem}. Look at the plan once more.`);
      return done(again ? 'Made; the earlier attempt had arrived.' : 'Made.');
    }
    return readBack(line, change, client, ['Made.', ...notes].join(' '));
  }
  const found = await client.getUser(address);
  if (!found.exists) return refused('It is gone meanwhile. Look at the plan once more.');
  const attributes = adaptation(change, found);
  if (Object.keys(attributes).length > 0) await client.changeUser(address, attributes, { createOnly: false });
  return readBack(line, change, client, ['Adapted.', ...line.reasons].join(' '));
}

/** @returns what has to be said about it */
async function create(
  { kind, name: address, mailboxId }: ProvisionLine,
  change: ProvisionChange,
  tools: ApplyTools,
): Promise<string[]> {
  const attributes: UserAttributes = {
    type: kind === 'forward' ? 'forward' : 'mailbox',
    ...(change.quota === null ? {} : { quota: bytes(change.quota) }),
    ...(change.aliases.length === 0 ? {} : { aliases: change.aliases }),
    ...(change.forwardTo.length === 0 ? {} : { delivery_forward: true, forward_recipients: change.forwardTo }),
    ...(kind === 'forward' || change.keepsMail === null ? {} : { delivery_local: change.keepsMail }),
  };
  if (kind === 'forward' || mailboxId === null) {
    await tools.client.changeUser(address, attributes, { createOnly: true });
    return [];
  }
  const { value, kept } = await tools.password(mailboxId, address);
  try {
    await tools.client.changeUser(address, { ...attributes, password: value }, { createOnly: true });
    return kept ? [] : ["With a new password, which is in the vault: the customer's own could not be kept."];
  } catch (error) {
    if (!isOmaError(error, 'bad-value') || !/password/i.test(error.message)) throw error;
    const other = await tools.newPassword(mailboxId, address);
    await tools.client.changeUser(address, { ...attributes, password: other }, { createOnly: true });
    return [
      `With a new password, which is in the vault: OpenSRS did not take the customer's own (${error.wire.serverText ?? 'no reason given'}).`,
    ];
  }
}

/** Only what is missing now: another hand may have been at it since the plan. */
function adaptation(change: ProvisionChange, found: OmaUser & { exists: true }): UserAttributes {
  const aliases = merged(found.aliases, change.aliases);
  const forwards = merged(found.forwardRecipients, change.forwardTo);
  const raise = change.quota !== null && change.quota > (found.quota ?? 0);
  return {
    ...(aliases.length > found.aliases.length ? { aliases } : {}),
    ...(change.forwardTo.length > 0 &&
    (forwards.length > found.forwardRecipients.length || found.deliveryForward === false)
      ? { forward_recipients: forwards, delivery_forward: true }
      : {}),
    ...(raise ? { quota: bytes(change.quota ?? 0) } : {}),
  };
}

/** OpenSRS ignores some of what does not fit together without a word. */
async function readBack(
  line: ProvisionLine,
  change: ProvisionChange,
  client: OmaClient,
  note: string,
): Promise<ApplyResult> {
  const found = await client.getUser(line.name);
  if (!found.exists) return refused('OpenSRS said it was done, but it is not there.');
  const problem = differs(line, change, found);
  return problem === null ? done(note) : refused(`OpenSRS took it, but ${problem}.`);
}

/** How what is there differs from what was to be set, as a clause; null when nothing is missing. */
function differs({ kind }: ProvisionLine, change: ProvisionChange, found: OmaUser & { exists: true }): string | null {
  const type = kind === 'forward' ? 'forward' : 'mailbox';
  if (found.type !== type && !(type === 'forward' && found.type === 'mailbox'))
    return `it is a ${found.type}, not a ${type}`;
  if (change.quota !== null && found.quota !== null && (found.quota as Bytes) < change.quota)
    return `its quota is ${found.quota} bytes, not ${change.quota}`;
  const aliases = missingFrom(found.aliases, change.aliases);
  if (aliases.length > 0) return `it lacks the aliases ${aliases.join(', ')}`;
  const forwards = missingFrom(found.forwardRecipients, change.forwardTo);
  if (forwards.length > 0) return `it does not pass mail on to ${forwards.join(', ')}`;
  return null;
}

/** What was there, in its order, and what is new. */
export function merged(there: readonly string[], add: readonly string[]): string[] {
  return [...there, ...missingFrom(there, add)];
}

function missingFrom(there: readonly string[], wanted: readonly string[]): string[] {
  const has = new Set(there.map((one) => one.toLowerCase()));
  return wanted.filter((one) => !has.has(one.toLowerCase()));
}
