import type { DnsPanel } from '../../../shared/contract/cutover.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { cachesLetGoAt } from './caches.ts';
import { makePlan, wantedMx } from './dns/plan/plan.ts';
import type { PracticeZones } from './dns/providers/practice-zones.ts';
import { DnsAccounts, type DnsAccountsDeps } from './dns-accounts.ts';
import { Looking, type WorldAround } from './looking.ts';
import { ZoneChanges } from './zone-changes.ts';
import { oldSenders, recordsInLook } from './zone-now.ts';

/** Steps two and three of a workspace. */
export interface Cutover {
  readonly looking: Looking;
  readonly accounts: DnsAccounts;
  readonly changes: ZoneChanges;
  /** Everything known about a domain's names, without asking anybody. @throws AppError `workspace.not-found` */
  panel(domainId: string): DnsPanel;
}

export interface CutoverDeps extends Omit<DnsAccountsDeps, 'practiceZones'> {
  readonly around: (WorldAround & { readonly zones?: PracticeZones }) | undefined;
}

/** Puts the parts together. */
export function createCutover({ around, ...deps }: CutoverDeps): Cutover {
  const { workspace, now } = deps;
  const looking = new Looking({ workspace, now, around });
  const accounts = new DnsAccounts({ ...deps, practiceZones: around?.zones ?? null });
  const changes = new ZoneChanges({ workspace, looking, accounts, now });
  return { looking, accounts, changes, panel: (domainId) => panelOf(domainId, workspace, looking, accounts) };
}

function panelOf(domainId: string, workspace: Workspace, looking: Looking, accounts: DnsAccounts): DnsPanel {
  const { dns } = workspace;
  const domain = looking.nameOf(domainId);
  const { account, chosen } = accounts.of(domainId, domain);
  const template = looking.templateOf(domainId);
  const look = dns.look(domainId) ?? null;
  const seen = look === null ? [] : recordsInLook(look);
  const brief = <T extends { id: string; name: string }>({ id, name }: T) => ({ id, name });
  return {
    domainId,
    domain,
    account: account && { ...brief(account), provider: account.provider },
    chosen: { account: chosen, template: dns.choice(domainId).templateId !== null },
    template: template && brief(template),
    accounts: dns.accounts().map((one) => ({ ...brief(one), provider: one.provider })),
    templates: looking.templates().map(brief),
    look,
    webmail: dns.webmail(domainId) ?? null,
    plan:
      template === null || seen.length === 0
        ? null
        : makePlan({ domain, template, now: seen, oldSenders: oldSenders(look ?? undefined), sourceHosts: [] }),
    route: {
      wanted: template === null ? [] : wantedMx(template, domain),
      settledAt: dns.settledAt(domainId),
      letGoAt: cachesLetGoAt(workspace, domainId),
      oldTtls: dns.oldRoutes(domainId).map((route) => ({ ...route })),
    },
    changes: dns.changes(domainId),
  };
}
