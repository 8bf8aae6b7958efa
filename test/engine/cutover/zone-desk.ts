import { onTestFinished } from 'vitest';
import { type Cutover, createCutover } from '../../../electron/engine/cutover/cutover.ts';
import { openWorkspace, type Workspace } from '../../../electron/engine/workspace/workspace.ts';
import { type DnsAccountSettings, dnsSecretRef } from '../../../shared/domain/dns-account.ts';
import type { NamedServer } from '../../../shared/domain/dns-look.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { temporaryFolder } from '../../unit/workspace/sample-workspace.ts';

export const domainId = 'harbour';
export const domainName = 'harbour.test';

export interface Desk {
  readonly workspace: Workspace;
  readonly cutover: Cutover;
  readonly secrets: Map<string, string>;
  /** Adds the account and chooses it for the domain. */
  use(settings: DnsAccountSettings, secret: string): string;
}

/** A workspace with one domain, whose name servers are the ones given. */
export function openDesk(servers: readonly NamedServer[], publicResolvers: readonly NamedServer[] = []): Desk {
  const workspace = openWorkspace(temporaryFolder());
  onTestFinished(() => workspace.close());
  workspace.customers.add({ id: 'c', name: 'Harbour Chandlery' });
  workspace.domains.add({
    id: domainId,
    customerId: 'c',
    name: domainName,
    order: 'standard',
    deadlineAt: null,
    note: '',
  });
  const secrets = new Map<string, string>();
  const cutover = createCutover({
    workspace,
    now: Date.now,
    secrets: {
      async get(ref) {
        const secret = secrets.get(ref);
        if (secret === undefined) throw new AppError({ code: 'mail.secret-missing', message: 'No key.' });
        return secret;
      },
    },
    secretRefs: { list: async () => new Set(secrets.keys()), forget: (ref) => secrets.delete(ref) },
    around: {
      dns: { resolvers: [], publicResolvers: [...publicResolvers], nameServers: [...servers] },
      dnsTimeoutMs: 2000,
    },
  });
  workspace.dns.choose(domainId, { accountId: null, byHand: false, templateId: 'opensrs-b' });
  return {
    workspace,
    cutover,
    secrets,
    use(settings, secret) {
      const { id } = cutover.accounts.save(null, settings);
      secrets.set(dnsSecretRef(id), secret);
      workspace.dns.choose(domainId, { accountId: id, byHand: false, templateId: 'opensrs-b' });
      return id;
    },
  };
}
