import { AppError, isAppError } from '../../../shared/domain/errors.ts';
import {
  companyOf,
  type OpensrsAccountSettings,
  type OpensrsAccountTest,
  omaUrlOf,
  opensrsSecretRef,
} from '../../../shared/domain/opensrs-account.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import { OmaClient } from '../platforms/opensrs/oma/oma-client.ts';
import { OmaConnection } from '../platforms/opensrs/oma/oma-connection.ts';
import type { OmaTraceEntry } from '../platforms/opensrs/oma/oma-trace.ts';
import { httpsTransport } from '../platforms/opensrs/oma/oma-transport.ts';
import type { OpensrsAccount } from '../workspace/opensrs-accounts.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface AccountsOptions {
  readonly workspace: Workspace;
  readonly secrets: SecretSource;
  readonly clock: Clock;
  /** Of Mailferry, for the logs of OpenSRS. */
  readonly version: string;
  /** Certificates to trust besides those of the system. */
  readonly ca?: string | undefined;
}

/** Roles that may make mailboxes. */
const MAKERS: readonly string[] = ['company', 'domain'];

/** The OpenSRS accounts of destination servers, and one client for each. */
export class OpenSrsAccounts {
  readonly #options: AccountsOptions;
  readonly #clients = new Map<string, { readonly settings: string; readonly client: OmaClient }>();

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  find(endpointId: string): OpensrsAccount | undefined {
    return this.#options.workspace.opensrsAccounts.find(endpointId);
  }

  /** Servers that have an account. */
  endpointIds(): ReadonlySet<string> {
    return new Set(this.#options.workspace.opensrsAccounts.list().map((account) => account.endpointId));
  }

  save(settings: OpensrsAccountSettings): OpensrsAccount {
    this.#options.workspace.opensrsAccounts.save(settings);
    this.forgetClient(settings.endpointId);
    return { ...settings, test: null };
  }

  remove(endpointId: string): void {
    this.#options.workspace.opensrsAccounts.remove(endpointId);
    this.forgetClient(endpointId);
  }

  /** What is known of a login (its token) is dropped, for instance because the password was changed. */
  forgetClient(endpointId: string): void {
    this.#clients.get(endpointId)?.client.close();
    this.#clients.delete(endpointId);
  }

  /** @throws AppError `opensrs.no-account`, `opensrs.unreachable` for an unusable address */
  client(endpointId: string): OmaClient {
    const account = this.find(endpointId);
    if (!account) {
      const name = this.#options.workspace.endpoints.find(endpointId)?.name ?? endpointId;
      throw new AppError({ code: 'opensrs.no-account', message: `${name} has no OpenSRS account in the settings.` });
    }
    const settings = JSON.stringify([account.cluster, account.url, account.user]);
    const known = this.#clients.get(endpointId);
    if (known?.settings === settings) return known.client;
    known?.client.close();
    const { secrets, clock, version, ca } = this.#options;
    const client = new OmaClient(
      new OmaConnection({
        transport: httpsTransport({ url: omaUrlOf(account), ...(ca === undefined ? {} : { ca }) }),
        user: account.user,
        password: () => secrets.get(opensrsSecretRef(endpointId)),
        clientName: `Mailferry/${version}`,
        clock,
      }),
    );
    this.#clients.set(endpointId, { settings, client });
    return client;
  }

  /** Logs in and asks for the company and the roles of the login. A failure is a result. @throws AppError `opensrs.no-account` */
  async test(endpointId: string, signal?: AbortSignal): Promise<OpensrsAccountTest> {
    // A password that was just entered counts, not what was known before.
    this.forgetClient(endpointId);
    const client = this.client(endpointId);
    const account = this.find(endpointId);
    const at = isoTime(this.#options.clock.now());
    let test: OpensrsAccountTest;
    try {
      await client.authenticate(signal);
      await client.getCompany(companyOf({ company: account?.company ?? '', user: account?.user ?? '' }), signal);
      const roles = await this.#rolesOf(client, account?.user ?? '', signal);
      test = { at, ok: true, text: wordsFor(roles), roles };
    } catch (error) {
      if (!isAppError(error)) throw error;
      signal?.throwIfAborted();
      test = { at, ok: false, text: error.message, roles: [] };
    }
    this.#options.workspace.opensrsAccounts.setTest(endpointId, test);
    return test;
  }

  /** Whether a forward, or a mailbox of its name, is there; null without an account. @throws OmaError */
  async forwardThere(endpointId: string, address: string, signal: AbortSignal): Promise<boolean | null> {
    if (!this.find(endpointId)) return null;
    const found = await this.client(endpointId).getUser(address, signal);
    return found.exists && found.forwardRecipients.length > 0;
  }

  /** The last calls of an account, without secrets. */
  trace(endpointId: string): readonly OmaTraceEntry[] {
    return this.#clients.get(endpointId)?.client.trace() ?? [];
  }

  close(): void {
    for (const endpointId of [...this.#clients.keys()]) this.forgetClient(endpointId);
  }

  /** Not every role may look at its own mailbox: then nothing is known of it. */
  async #rolesOf(client: OmaClient, user: string, signal: AbortSignal | undefined): Promise<string[]> {
    try {
      const found = await client.getUser(user, signal);
      return found.exists ? [...found.roles] : [];
    } catch (error) {
      if (isAppError(error, 'opensrs.refused', 'opensrs.not-yours')) return [];
      throw error;
    }
  }
}

function wordsFor(roles: readonly string[]): string {
  if (roles.length === 0) return 'The login works. OpenSRS does not tell its role.';
  const role = roles.join(', ');
  return roles.some((one) => MAKERS.includes(one))
    ? `The login works, with the role ${role}.`
    : `The login works, but its role ${role} may not make mailboxes.`;
}
