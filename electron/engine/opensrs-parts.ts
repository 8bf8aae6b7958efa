import { randomUUID } from 'node:crypto';
import type { ErrorWire } from '../../shared/domain/errors.ts';
import type { Clock } from './clock.ts';
import type { SecretStore } from './directory/secret-store.ts';
import { type Log, type Redactor, registering } from './log.ts';
import type { SecretSource } from './mail/secret-source.ts';
import type { MailWork } from './mail-work.ts';
import { OpenSrsAccounts } from './provisioning/opensrs-accounts.ts';
import { Provisioning } from './provisioning/provisioning.ts';
import { type SessionTokens, sessionTokens } from './provisioning/session-tokens.ts';
import type { Changes } from './runs/changes.ts';
import type { Workspace } from './workspace/workspace.ts';

export interface OpensrsOptions {
  readonly workspace: Workspace;
  /** Stored passwords. */
  readonly stored: SecretSource;
  readonly secretStore: Pick<SecretStore, 'storeAll'>;
  readonly mailWork: MailWork;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly log: Log;
  readonly redactor: Redactor;
  readonly version: string;
  /** Certificates to trust besides those of the system, PEM. */
  readonly ca?: string | undefined;
  readonly onBegun: (domainId: string) => void;
  readonly onEnded: (domainId: string) => void;
}

/** What the engine has of OpenSRS. */
export interface OpensrsParts {
  readonly accounts: OpenSrsAccounts;
  readonly tokens: SessionTokens;
  /** Passwords, and session tokens where none is stored; the log knows each before anybody uses it. */
  readonly secrets: SecretSource;
  readonly provisioning: Provisioning;
}

/** Puts accounts, session tokens and provisioning together. */
export function opensrsParts(options: OpensrsOptions): OpensrsParts {
  const { workspace, clock, log, redactor, changes } = options;
  const now = (): number => clock.now();
  const stored = registering(options.stored, redactor);
  const accounts = new OpenSrsAccounts({ workspace, secrets: stored, clock, version: options.version, ca: options.ca });
  const tokens = sessionTokens(stored, { workspace, accounts, now });
  const secrets = registering(tokens, redactor);
  const provisioning = new Provisioning({
    workspace,
    accounts,
    stored,
    secrets,
    probeLogin: (login, from, signal) => options.mailWork.probeLogin(login, from, signal),
    storeSecrets: (pairs) => {
      for (const secret of pairs.values()) redactor.register(secret);
      return options.secretStore.storeAll(pairs);
    },
    changed: (domainId) => changes.send({ topic: 'provisioning', domainId }),
    onBegun: options.onBegun,
    onEnded: (domainId) => {
      // Passwords have come into the vault.
      changes.send({ topic: 'directory' });
      options.onEnded(domainId);
    },
    onBug: (error): ErrorWire => {
      const reference = randomUUID().slice(0, 8);
      log.error('Provisioning met a bug', { reference, err: error });
      return {
        code: 'internal',
        message: `Something went wrong inside Mailferry (reference ${reference}).`,
        reference,
      };
    },
    now,
  });
  provisioning.recover();
  return { accounts, tokens, secrets, provisioning };
}
