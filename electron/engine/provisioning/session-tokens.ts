import { isAppError } from '../../../shared/domain/errors.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { OpenSrsAccounts } from './opensrs-accounts.ts';

/** Long enough for any copy, short enough to be worth little when it leaks. */
const TOKEN_HOURS = 8;
/** A token this close to its end is not begun with. */
const RENEW_BEFORE_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;

const DESTINATION = /^mailbox\/(.+)\/destination$/;

interface Token {
  readonly value: string;
  readonly until: number;
}

/** Passwords as stored; where none is, and the destination has an OpenSRS account, a session token that logs in like one. */
export interface SessionTokens extends SecretSource {
  /** Drops what is cached, for instance because an account was changed. */
  forget(): void;
}

/**
 * Gives a session token where no password is stored for a destination at OpenSRS. Tokens are kept in memory alone, until shortly before
 * they run out.
 */
export function sessionTokens(
  stored: SecretSource,
  { workspace, accounts, now }: { workspace: Workspace; accounts: OpenSrsAccounts; now: () => number },
): SessionTokens {
  const tokens = new Map<string, Promise<Token>>();

  const fresh = async (endpointId: string, user: string): Promise<Token> => {
    const askedAt = now();
    const { token, hours } = await accounts
      .client(endpointId)
      .generateToken(user, { reason: 'Mailferry: copying and checking mail', hours: TOKEN_HOURS });
    return { value: token, until: askedAt + hours * HOUR_MS - RENEW_BEFORE_MS };
  };
  const tokenFor = async (endpointId: string, user: string): Promise<string> => {
    const key = `${endpointId} ${user}`;
    const known = tokens.get(key);
    const token = await known;
    if (token && token.until > now()) return token.value;
    // Kept while it is under way: connections that open together ask once.
    const others = tokens.get(key);
    const asked = others !== undefined && others !== known ? others : fresh(endpointId, user);
    tokens.set(key, asked);
    asked.catch(() => tokens.delete(key));
    return (await asked).value;
  };

  return {
    async get(ref) {
      try {
        return await stored.get(ref);
      } catch (error) {
        const mailbox = isAppError(error, 'mail.secret-missing')
          ? workspace.mailboxes.find(DESTINATION.exec(ref)?.[1] ?? '')
          : undefined;
        if (!mailbox || !accounts.find(mailbox.destination.endpointId)) throw error;
        return tokenFor(mailbox.destination.endpointId, mailbox.destination.user);
      }
    },
    forget: () => tokens.clear(),
  };
}
