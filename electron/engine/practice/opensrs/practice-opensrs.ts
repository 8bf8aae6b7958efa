import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Endpoint } from '../../../../shared/domain/endpoint.ts';
import { plainCopier } from './copy-mailbox.ts';
import type { MailHost } from './documented.ts';
import { startOmaSimulator } from './oma-simulator.ts';
import { matches, newToken, OmaState, type StateSnapshot } from './oma-state.ts';

/** A mailbox of the made-up customers, as it is at the new platform from the first day. */
export interface FirstMailbox {
  readonly address: string;
  readonly password: string;
  readonly quotaBytes: number;
}

export interface PracticeOpenSrsOptions {
  readonly mailboxes: readonly FirstMailbox[];
  /** Where changes are kept. */
  readonly file: string;
  /** The password of the admin login; made up, as everything here. */
  readonly adminPassword: string;
  /** Where the mailboxes can be reached for copying; known once the mail server listens. */
  readonly destination: () => { readonly host: string; readonly port: number };
}

/** The practice company at the new platform: its mail API, and who may log in to its mailboxes. */
export interface PracticeOpenSrs {
  readonly url: string;
  readonly user: string;
  readonly company: string;
  /** Whether the mail server lets somebody in. */
  accepts(address: string, password: string): boolean;
  /** What a mailbox that was made here may hold; undefined when there is none of this name. */
  quotaOf(address: string): number | undefined;
  reset(): void;
  stop(): Promise<void>;
}

const COMPANY = 'practice';
const ADMIN = `admin@${COMPANY}.adm`;

/** Starts the mail API of the practice company with the made-up customers' mailboxes, and what was changed since the first day. */
export async function startPracticeOpenSrs(options: PracticeOpenSrsOptions): Promise<PracticeOpenSrs> {
  const { mailboxes, file, adminPassword, destination } = options;
  const state = new OmaState({
    company: COMPANY,
    admins: [{ user: ADMIN, password: adminPassword, role: 'company' }],
  });
  const tokens = new Map<string, { readonly token: string; readonly until: number }[]>();

  const begin = (): void => {
    state.domains.clear();
    tokens.clear();
    for (const { address, password, quotaBytes } of mailboxes) {
      const name = address.slice(address.lastIndexOf('@') + 1);
      const domain = state.domain(name) ?? state.addDomain(name, {});
      state.addUser(domain, address, { password, quota: quotaBytes }, 0);
    }
  };
  const keep = (): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(state.snapshot()), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  begin();
  const kept = readKept(file);
  if (kept) state.restore(kept);

  const allow = (address: string, token: string, until: number): void => {
    const valid = (tokens.get(address) ?? []).filter((entry) => entry.until > Date.now());
    tokens.set(address, [...valid, { token, until }]);
  };
  // The mail server asks this part who may log in, so there is nothing to tell it.
  const mail: MailHost = {
    createMailbox: async () => undefined,
    changeMailbox: async () => undefined,
    allowToken: async (address, token, until) => allow(address, token, until),
  };
  const copy = plainCopier(async (address) => {
    const password = newToken();
    allow(address.toLowerCase(), password, Date.now() + 3_600_000);
    const endpoint: Endpoint = {
      id: 'practice',
      name: 'practice',
      platform: 'opensrs',
      protocol: 'imap',
      ...destination(),
      tls: 'none',
      pinnedFingerprint: null,
      maxConnections: 1,
    };
    return { endpoint, user: address, password };
  });
  const simulator = await startOmaSimulator({ state, mail, copy, onChanged: keep });

  return {
    url: simulator.url,
    user: ADMIN,
    company: COMPANY,
    accepts(address, password) {
      const name = address.toLowerCase();
      const hash = state.user(name)?.passwordHash ?? null;
      if (hash !== null && matches(hash, password)) return true;
      return (tokens.get(name) ?? []).some((entry) => entry.token === password && entry.until > Date.now());
    },
    quotaOf(address) {
      const user = state.user(address);
      return user && user.attributes.type !== 'forward' ? Number(user.attributes.quota) : undefined;
    },
    reset: begin,
    stop: () => simulator.stop(),
  };
}

function readKept(file: string): StateSnapshot | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StateSnapshot;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
