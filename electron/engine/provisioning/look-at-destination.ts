import { asciiDomain } from '../../../shared/domain/opensrs-names.ts';
import type { OmaClient, OmaUser } from '../platforms/opensrs/oma/oma-client.ts';
import { isOmaError } from '../platforms/opensrs/oma/oma-error.ts';
import type { Present, PresentDomain, PresentUser, WantedDomain } from './provision-facts.ts';
import { eachAtMost } from './try-logins.ts';

const AT_ONCE = 4;
/** A name nobody has: what may be set of it tells whether the login may make mailboxes. */
const PROBE = 'mailferry-probe-7c1e';

/** What the destination has of what a domain wants. Changes nothing. @throws OmaError */
export async function lookAtDestination(
  client: OmaClient,
  wanted: WantedDomain,
  signal: AbortSignal,
): Promise<Present> {
  const name = asciiDomain(wanted.name);
  const domain = await lookAtDomain(client, name, signal);
  const users = new Map<string, PresentUser>();
  const aliases = new Map<string, string>();
  const notYours = new Set<string>();
  if (domain.state !== 'there') return { domain, users, aliases, notYours, mayCreateUsers: false };

  const entries = await client.allUsers(name, signal);
  for (const { user, type, aliasTarget } of entries) {
    if (type === 'alias') aliases.set(user.toLowerCase(), aliasTarget ?? 'another mailbox');
  }
  const listed = new Set(entries.filter(({ type }) => type !== 'alias').map(({ user }) => user.toLowerCase()));
  const wantedNames = new Set(wanted.mailboxes.map(({ address }) => address.toLowerCase()));
  // Whoever is not wanted is only a name that is taken; of those that are wanted all is asked.
  for (const { user, type, forwardRecipients } of entries) {
    const key = user.toLowerCase();
    if (type === 'alias' || wantedNames.has(key)) continue;
    users.set(key, {
      type: type ?? 'mailbox',
      aliases: [],
      quota: null,
      forwardRecipients,
      deliveryForward: false,
      imapOff: false,
    });
  }
  await eachAtMost(
    AT_ONCE,
    [...wantedNames].filter((key) => listed.has(key)),
    async (key) => {
      try {
        const found = await client.getUser(key, signal);
        if (found.exists) users.set(key, presentUser(found));
      } catch (error) {
        if (isOmaError(error, 'not-yours')) notYours.add(key);
        else if (isOmaError(error, 'alias')) aliases.set(key, aliases.get(key) ?? 'another mailbox');
        else throw error;
      }
    },
    signal,
  );
  const probe = await client.getUser(`${PROBE}@${name}`, signal).catch((error: unknown) => {
    if (isOmaError(error, 'not-yours')) return null;
    throw error;
  });
  return {
    domain,
    users,
    aliases,
    notYours,
    mayCreateUsers: probe !== null && !probe.exists && probe.settable.length > 0,
  };
}

async function lookAtDomain(client: OmaClient, name: string, signal: AbortSignal): Promise<PresentDomain> {
  try {
    const found = await client.getDomain(name, signal);
    if (!found.exists) return { state: 'free', mayCreate: found.settable.length > 0 };
    return { state: 'there', aliases: found.aliases, catchAll: found.catchAll, quotaMaximum: found.quotaMaximum };
  } catch (error) {
    if (isOmaError(error, 'alias')) return { state: 'alias' };
    if (isOmaError(error, 'not-yours')) return { state: 'not-yours' };
    throw error;
  }
}

/** What a plan needs to know of a mailbox that is there. */
export function presentUser(found: OmaUser & { exists: true }): PresentUser {
  return {
    type: found.type,
    aliases: found.aliases,
    quota: found.quota,
    forwardRecipients: found.forwardRecipients,
    deliveryForward: found.deliveryForward ?? found.forwardRecipients.length > 0,
    imapOff: found.imap === 'disabled' || found.imap === 'suspended',
  };
}
