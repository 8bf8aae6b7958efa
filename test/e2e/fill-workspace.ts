// Fills an own workspace before the console opens it: `fill-workspace.ts <folder> <JSON>`. Runs under Electron as Node, which has SQLite.
import { openWorkspace } from '../../electron/engine/workspace/workspace.ts';
import type { DnsWorld } from '../../shared/domain/dns-look.ts';
import type { Endpoint } from '../../shared/domain/endpoint.ts';

/** What a test wants there before it begins. */
export interface WorkspacePlan {
  readonly endpoints: readonly Endpoint[];
  readonly customer: string;
  readonly domain: string;
  readonly order: 'standard' | 'forced';
  readonly deadlineAt: string | null;
  readonly mailboxes: readonly { readonly id: string; readonly address: string }[];
  readonly source: string;
  readonly destination: string;
  readonly world: DnsWorld;
}

const [, , folder = '', text = '{}'] = process.argv;
const plan = JSON.parse(text) as WorkspacePlan;
const workspace = openWorkspace(folder);
workspace.transaction(() => {
  for (const endpoint of plan.endpoints) workspace.endpoints.add(endpoint);
  workspace.customers.add({ id: 'customer', name: plan.customer });
  const { domain: name, order, deadlineAt } = plan;
  workspace.domains.add({ id: 'domain', customerId: 'customer', name, order, deadlineAt, note: '' });
  for (const { id, address } of plan.mailboxes) {
    workspace.mailboxes.add({
      id,
      domainId: 'domain',
      address,
      source: { endpointId: plan.source, user: address },
      destination: { endpointId: plan.destination, user: address },
      note: '',
    });
  }
  workspace.dns.saveWorld(plan.world);
});
workspace.close();
