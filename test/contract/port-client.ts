import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCHandler } from '@orpc/server/message-port';
import { onTestFinished } from 'vitest';
import { createEngine, type Engine } from '../../electron/engine/engine.ts';
import { createRedactor, silentLog } from '../../electron/engine/log.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import { temporaryFolder } from '../unit/workspace/sample-workspace.ts';
import { fakeMailWork } from './fake-mail-work.ts';

export type Client = ContractRouterClient<Contract>;

/** A page's view of an engine: the contract over a real port. */
export function connect(engine: Engine): { client: Client; leave: () => void } {
  const { port1, port2 } = new MessageChannel();
  new RPCHandler(engine.router).upgrade(port1);
  port1.start();
  port2.start();
  const leave = (): void => port2.close();
  onTestFinished(leave);
  return { client: createORPCClient(new RPCLink({ port: port2 })), leave };
}

export interface Bench {
  readonly engine: Engine;
  readonly client: Client;
  readonly mail: ReturnType<typeof fakeMailWork>;
  /** What was logged as an error. */
  readonly errors: { text: string; facts: Readonly<Record<string, unknown>> | undefined }[];
  readonly forgotten: string[];
  /** What went into the vault from a file. */
  readonly stored: Map<string, string>;
}

/** An engine on an empty workspace with mail servers of the test's own. */
export async function bench(): Promise<Bench> {
  const mail = fakeMailWork();
  const errors: Bench['errors'] = [];
  const forgotten: string[] = [];
  const stored = new Map<string, string>();
  const engine = await createEngine({
    workspaceDir: temporaryFolder(),
    kind: 'own',
    version: '0.1.0-test',
    secrets: { get: async () => 'Kelp-Tide-42' },
    secretRefs: { list: async () => new Set(), forget: (ref) => forgotten.push(ref) },
    secretStore: {
      storeAll: async (secrets) => {
        for (const [ref, secret] of secrets) stored.set(ref, secret);
      },
    },
    chosenPaths: { pathOf: async (handle) => handle },
    log: { ...silentLog, error: (text, facts) => errors.push({ text, facts }) },
    redactor: createRedactor(),
    mailWork: mail,
    // Nobody listens there: what would be asked of the world fails at once.
    around: { dns: { resolvers: [{ address: '127.0.0.1', port: 9 }], publicResolvers: [], nameServers: [] } },
  });
  onTestFinished(async () => {
    // Whatever still goes on ends when it is asked to stop.
    await engine.stop(0);
  });
  return { engine, client: connect(engine).client, mail, errors, forgotten, stored };
}

const server = {
  platform: 'other',
  protocol: 'imap',
  port: 993,
  tls: 'implicit',
  pinnedFingerprint: null,
  maxConnections: 4,
} as const;

/** Two servers and one mailbox, added as an agent would. */
export async function addSample(client: Client): Promise<{ mailboxId: string; domainId: string; sourceId: string }> {
  const source = await client.endpoints.add({ ...server, name: 'Old', host: 'old.test' });
  const destination = await client.endpoints.add({ ...server, name: 'New', host: 'new.test' });
  const mailbox = await client.directory.addMailbox({
    address: 'anna@harbour.test',
    customerName: 'Harbour Chandlery',
    source: { endpointId: source.id, user: 'anna' },
    destination: { endpointId: destination.id, user: 'anna@harbour.test' },
    note: '',
  });
  return { mailboxId: mailbox.id, domainId: mailbox.domainId, sourceId: source.id };
}
