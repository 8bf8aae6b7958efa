import { randomUUID } from 'node:crypto';
import type { Endpoint } from '../../../shared/domain/endpoint.ts';
import { ownService, type Service, serverKey, usualServices } from '../../../shared/domain/service.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A server with its endpoints; the first one by name gives it its name. */
export interface ServerOfServices {
  readonly key: string;
  readonly name: string;
  readonly endpoints: readonly Endpoint[];
}

/** All servers of the workspace: endpoints of the same host are one. */
export function serversOf(workspace: Pick<Workspace, 'endpoints'>): readonly ServerOfServices[] {
  const servers = new Map<string, Endpoint[]>();
  for (const { mailboxes: _mailboxes, ...endpoint } of workspace.endpoints.list()) {
    // A disk runs no services.
    if (endpoint.protocol === 'store') continue;
    const key = serverKey(endpoint);
    const known = servers.get(key);
    if (known) known.push(endpoint);
    else servers.set(key, [endpoint]);
  }
  return [...servers].map(([key, endpoints]) => ({ key, name: endpoints[0]?.name ?? key, endpoints }));
}

/**
 * Brings the services in line with the endpoints: a new server gets its usual ones, an endpoint's own service follows it, and services of
 * a server nobody uses any more go. What an agent has changed of the others stays.
 */
export function syncServices(workspace: Pick<Workspace, 'endpoints' | 'services' | 'transaction'>): void {
  workspace.transaction(() => {
    const known = workspace.services.list();
    const servers = serversOf(workspace);
    const keys = new Set(servers.map(({ key }) => key));
    for (const { id, server } of known) if (!keys.has(server)) workspace.services.remove(id);
    for (const { key, endpoints } of servers) {
      const mine = known.filter(({ server }) => server === key);
      for (const usual of usualServices(endpoints)) {
        const service = mine.find(({ kind }) => kind === usual.kind);
        if (!service) workspace.services.add({ ...usual, id: randomUUID() });
        else follow(workspace, service, endpoints);
      }
    }
  });
}

function follow(workspace: Pick<Workspace, 'services'>, service: Service, endpoints: readonly Endpoint[]): void {
  const endpoint = endpoints.find(({ protocol }) => protocol === service.kind);
  if (!endpoint) {
    if (service.endpointId !== null) workspace.services.update({ ...service, endpointId: null });
    return;
  }
  const { path: _path, watched: _watched, ...own } = ownService(service.kind, endpoint);
  const next: Service = { ...service, ...own };
  if (JSON.stringify(next) !== JSON.stringify(service)) workspace.services.update(next);
}
