import { randomUUID } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { DnsAccountRow } from '../../../shared/contract/cutover.ts';
import { type DnsAccount, type DnsAccountSettings, dnsSecretRef } from '../../../shared/domain/dns-account.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { openProvider } from './dns/providers/open-provider.ts';
import type { PracticeZones } from './dns/providers/practice-zones.ts';
import { type DnsProvider, zoneAmong } from './dns/providers/provider.ts';

export interface DnsAccountsDeps {
  readonly workspace: Workspace;
  readonly secrets: { get(ref: string): Promise<string> };
  readonly secretRefs: { list(): Promise<ReadonlySet<string>>; forget(ref: string): void };
  readonly now: () => number;
  readonly practiceZones: PracticeZones | null;
}

/** The accounts at providers of zones. */
export class DnsAccounts {
  readonly #deps: DnsAccountsDeps;

  constructor(deps: DnsAccountsDeps) {
    this.#deps = deps;
  }

  async list(): Promise<DnsAccountRow[]> {
    const stored = await this.#deps.secretRefs.list();
    return this.#deps.workspace.dns.accounts().map((account) => ({
      account,
      hasSecret: account.provider === 'practice' || stored.has(dnsSecretRef(account.id)),
    }));
  }

  /** @throws AppError `workspace.duplicate`, `workspace.not-found` */
  save(id: string | null, settings: DnsAccountSettings): DnsAccount {
    const { dns } = this.#deps.workspace;
    if (id !== null) this.find(id);
    const taken = dns.accounts().find(({ name }) => name.toLowerCase() === settings.name.toLowerCase());
    if (taken && taken.id !== id) {
      throw new AppError({
        code: 'workspace.duplicate',
        message: `There is a DNS account called "${taken.name}" already.`,
      });
    }
    const account = { ...settings, id: id ?? randomUUID() };
    dns.saveAccount(account);
    return account;
  }

  remove(id: string): void {
    this.find(id);
    this.#deps.workspace.dns.removeAccount(id);
    this.#deps.secretRefs.forget(dnsSecretRef(id));
  }

  /** @throws AppError `workspace.not-found` */
  find(id: string): DnsAccount {
    const account = this.#deps.workspace.dns.findAccount(id);
    if (!account) throw new AppError({ code: 'workspace.not-found', message: 'This DNS account was removed.' });
    return account;
  }

  /** The zones its key sees, and the domains of this workspace that are in them. @throws AppError `dns.…`, `mail.secret-missing` */
  async test(id: string, signal?: AbortSignal): Promise<{ zones: string[]; domains: string[] }> {
    const account = this.find(id);
    const provider = await this.open(account);
    const zones = (await provider.zones(signal)).toSorted();
    const names = this.#deps.workspace.domains.list().map(({ name }) => domainToASCII(name) || name);
    if (account.provider === 'opensrs') {
      // It lists no zones: reading one shows at least that the key is right.
      const [first] = names;
      if (first !== undefined) await provider.read(first, [first], signal).catch(onlyOtherThanMissing);
      return { zones: [], domains: [] };
    }
    return { zones, domains: names.filter((name) => zoneAmong(name, zones) !== undefined) };
  }

  open(account: DnsAccount): Promise<DnsProvider> {
    const { secrets, now, practiceZones } = this.#deps;
    return openProvider(account, { now, practiceZones, secret: () => secrets.get(dnsSecretRef(account.id)) });
  }

  /** The account the records of a domain are changed with, and whether the agent said so; null: by hand. */
  of(domainId: string, domain: string): { account: DnsAccount | null; chosen: boolean } {
    const { dns } = this.#deps.workspace;
    const choice = dns.choice(domainId);
    if (choice.byHand) return { account: null, chosen: true };
    const chosen = choice.accountId === null ? undefined : dns.findAccount(choice.accountId);
    if (chosen) return { account: chosen, chosen: true };
    const all = dns.accounts();
    const named = all.filter(
      (account) => account.provider === 'rfc2136' && zoneAmong(domain, account.zones) !== undefined,
    );
    const [only] = named.length > 0 ? named : all;
    return { account: only !== undefined && (named.length > 0 || all.length === 1) ? only : null, chosen: false };
  }
}

function onlyOtherThanMissing(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'dns.zone-missing') throw error;
}
