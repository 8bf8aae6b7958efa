import { randomUUID } from 'node:crypto';
import type { Mailbox } from '../../shared/domain/directory.ts';
import type { Endpoint, Side } from '../../shared/domain/endpoint.ts';
import { formatEndpoint } from '../../shared/domain/endpoint-url.ts';
import { AppError } from '../../shared/domain/errors.ts';
import type { FolderMapChoice } from '../../shared/domain/folder.ts';
import type { Workspace } from '../engine/workspace/workspace.ts';
import type { SideArguments } from './command-line.ts';

/** As the console sets it for a new server; `--connections` says otherwise for one run. */
const CONNECTIONS = 8;

interface Pair {
  readonly source: SideArguments;
  readonly destination: SideArguments;
  readonly choices: readonly FolderMapChoice[];
}

/**
 * Finds the pair of mailboxes in the workspace, or writes it there, so that its runs, ledger and findings are kept like those
 * of any other mailbox. A certificate or a mapping named on the command line is remembered.
 *
 * @throws AppError `workspace.duplicate` when the address is there already, between other servers or logins
 */
export function pairMailbox(workspace: Workspace, pair: Pair): Mailbox {
  return workspace.transaction(() => {
    const endpoints = {
      source: endpointOf(workspace, pair.source),
      destination: endpointOf(workspace, pair.destination),
    };
    const mailbox = knownMailbox(workspace, pair, endpoints) ?? newMailbox(workspace, pair, endpoints);
    saveChoices(workspace, mailbox.id, pair.choices);
    return mailbox;
  });
}

/** The server as the workspace knows it, added where it does not yet. A certificate named on the command line is remembered. */
export function endpointOf(workspace: Workspace, { endpoint, fingerprint }: SideArguments): Endpoint {
  const { protocol, host, port, tls } = endpoint;
  const known = workspace.endpoints
    .list()
    .find((one) => one.protocol === protocol && sameHost(one, endpoint) && one.port === port && one.tls === tls);
  if (known) {
    const { mailboxes: _, ...settings } = known;
    if (fingerprint === null || fingerprint === settings.pinnedFingerprint) return settings;
    const pinned = { ...settings, pinnedFingerprint: fingerprint };
    workspace.endpoints.update(pinned);
    return pinned;
  }
  const added: Endpoint = {
    id: randomUUID(),
    name: freeName(workspace, formatEndpoint(endpoint).slice(0, 80)),
    platform: 'other',
    protocol,
    host,
    port,
    tls,
    pinnedFingerprint: fingerprint,
    maxConnections: CONNECTIONS,
  };
  workspace.endpoints.add(added);
  return added;
}

function freeName(workspace: Workspace, name: string): string {
  let free = name;
  for (let count = 2; workspace.endpoints.findByName(free); count += 1) free = `${name.slice(0, 74)} (${count})`;
  return free;
}

function sameHost(one: { readonly host: string }, other: { readonly host: string }): boolean {
  return one.host.toLowerCase() === other.host.toLowerCase();
}

/** The same mailbox on the same service, however the way there is encrypted. */
function isSide(workspace: Workspace, stored: Mailbox[Side], side: SideArguments): boolean {
  const endpoint = workspace.endpoints.find(stored.endpointId);
  return (
    endpoint !== undefined &&
    stored.user === side.endpoint.user &&
    endpoint.protocol === side.endpoint.protocol &&
    endpoint.port === side.endpoint.port &&
    sameHost(endpoint, side.endpoint)
  );
}

function knownMailbox(workspace: Workspace, pair: Pair, endpoints: Record<Side, Endpoint>): Mailbox | null {
  for (const id of workspace.mailboxes.ids()) {
    const mailbox = workspace.mailboxes.find(id);
    if (!mailbox) continue;
    if (!isSide(workspace, mailbox.source, pair.source) || !isSide(workspace, mailbox.destination, pair.destination)) {
      continue;
    }
    const updated: Mailbox = {
      ...mailbox,
      source: { endpointId: endpoints.source.id, user: mailbox.source.user },
      destination: { endpointId: endpoints.destination.id, user: mailbox.destination.user },
    };
    workspace.mailboxes.update(updated);
    return updated;
  }
  return null;
}

/** The address of the mailbox: a login that is one, else the login at its host. */
function addressOf({ source, destination }: Pair): string {
  const address = [destination, source]
    .map((side) => side.endpoint.user)
    .find((user) => /^[^\s@]+@[^\s@]+$/.test(user));
  return address ?? `${destination.endpoint.user.replaceAll(/[\s@]/g, '_')}@${destination.endpoint.host}`;
}

function newMailbox(workspace: Workspace, pair: Pair, endpoints: Record<Side, Endpoint>): Mailbox {
  const address = addressOf(pair);
  if (workspace.mailboxes.findByAddress(address)) {
    throw new AppError({
      code: 'workspace.duplicate',
      message: `${address} is in this workspace already, between other servers or logins. Name another folder with --workspace.`,
    });
  }
  const name = address.slice(address.lastIndexOf('@') + 1);
  let domain = workspace.domains.findByName(name);
  if (!domain) {
    let customer = workspace.customers.findByName(name);
    if (!customer) {
      customer = { id: randomUUID(), name };
      workspace.customers.add(customer);
    }
    domain = { id: randomUUID(), customerId: customer.id, name, order: 'standard', deadlineAt: null, note: '' };
    workspace.domains.add(domain);
  }
  const mailbox: Mailbox = {
    id: randomUUID(),
    domainId: domain.id,
    address,
    source: { endpointId: endpoints.source.id, user: pair.source.endpoint.user },
    destination: { endpointId: endpoints.destination.id, user: pair.destination.endpoint.user },
    note: 'Added on the command line.',
  };
  workspace.mailboxes.add(mailbox);
  return mailbox;
}

function saveChoices(workspace: Workspace, mailboxId: string, choices: readonly FolderMapChoice[]): void {
  if (choices.length === 0) return;
  const merged = new Map(workspace.folderChoices.list(mailboxId).map((choice) => [choice.source, choice]));
  for (const choice of choices) merged.set(choice.source, choice);
  workspace.folderChoices.save(mailboxId, [...merged.values()]);
}
