import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { executeRun } from '../../../electron/engine/transfer/execute-run.ts';
import type { RunControl } from '../../../electron/engine/transfer/run-control.ts';
import type { RunContext, RunOutcome, RunSnapshot } from '../../../electron/engine/transfer/run-types.ts';
import type { NamedMessages } from '../../../electron/engine/verify/message-filter.ts';
import { openWorkspace, type Workspace } from '../../../electron/engine/workspace/workspace.ts';
import type { Endpoint, MailLogin, Side } from '../../../shared/domain/endpoint.ts';
import type { FolderMapChoice } from '../../../shared/domain/folder.ts';
import { runOptions } from '../../../shared/domain/run.ts';

/** Where one side of a move is. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** A workspace with one mailbox, ready to be moved again and again. */
export interface Move {
  readonly workspace: Workspace;
  readonly mailboxId: string;
  readonly log: string[];
  readonly source: MailLogin;
  readonly destination: MailLogin;
  run(
    options?: Partial<z.input<typeof runOptions>>,
    extra?: {
      signal?: AbortSignal;
      onSnapshot?: (snapshot: RunSnapshot) => void;
      choices?: readonly FolderMapChoice[];
      /** Reads the source over this login instead, for instance POP3. */
      source?: MailLogin;
      silenceMs?: number;
      paceWindowMs?: number;
      budgetBytes?: number;
      control?: RunControl;
      /** Another time of day than that of this computer. */
      now?: () => number;
      after?: RunContext['after'];
      /** Only these source messages. */
      only?: NamedMessages;
    },
  ): Promise<RunOutcome>;
  close(): Promise<void>;
}

/** The login of a side at a place, in clear text unless told otherwise. */
export function loginAt(side: Side, place: Place, traits: Partial<Endpoint> = {}): MailLogin {
  const endpoint: Endpoint = {
    id: side,
    name: side,
    platform: 'other',
    protocol: 'imap',
    host: place.host,
    port: place.port,
    tls: 'none',
    pinnedFingerprint: null,
    maxConnections: 4,
    ...traits,
  };
  return { side, endpoint, user: place.user, secretRef: side };
}

/** The one mailbox of a test's workspace, added when it is not there yet. */
export function addMailbox(workspace: Workspace, source: MailLogin, destination: MailLogin): string {
  const mailboxId = 'mailbox';
  if (workspace.endpoints.list().length > 0) return mailboxId;
  workspace.endpoints.add(source.endpoint);
  workspace.endpoints.add(destination.endpoint);
  workspace.customers.add({ id: 'customer', name: 'Harbour' });
  workspace.domains.add({
    id: 'domain',
    customerId: 'customer',
    name: 'harbour.test',
    order: 'standard',
    deadlineAt: null,
    note: '',
  });
  workspace.mailboxes.add({
    id: mailboxId,
    domainId: 'domain',
    address: 'anna@harbour.test',
    source: { endpointId: 'source', user: source.user },
    destination: { endpointId: 'destination', user: destination.user },
    note: '',
  });
  return mailboxId;
}

/** Opens a workspace in a directory of its own for moving mail from one place to the other. */
export async function openMove(
  from: Place,
  to: Place,
  where: {
    readonly source?: Partial<Endpoint>;
    readonly destination?: Partial<Endpoint>;
    /** For the workspace; removed at the end. Default: one of its own. */
    readonly directory?: string;
  } = {},
): Promise<Move> {
  const directory = where.directory ?? (await mkdtemp(join(tmpdir(), 'mailferry-move-')));
  const workspace = openWorkspace(directory);
  const source = loginAt('source', from, where.source);
  const destination = loginAt('destination', to, where.destination);
  const mailboxId = addMailbox(workspace, source, destination);
  const log: string[] = [];
  let runs = 0;
  return {
    workspace,
    mailboxId,
    log,
    source,
    destination,
    run: (options = {}, extra = {}) => {
      runs += 1;
      return executeRun(
        {
          runId: `run-${runs}`,
          mailboxId,
          source: extra.source ?? source,
          destination,
          choices: extra.choices ?? [],
          options: runOptions.parse({ kind: 'copy', ...options }),
          ...(extra.only ? { only: extra.only } : {}),
        },
        {
          ledger: workspace.ledger,
          limits: workspace.endpointLimits,
          secrets: { get: async (ref) => (ref === 'source' ? from.password : to.password) },
          onSnapshot: extra.onSnapshot ?? (() => undefined),
          log: (level, text) => log.push(`${level}: ${text}`),
          signal: extra.signal ?? new AbortController().signal,
          now: extra.now ?? (() => Date.now()),
          ...(extra.control ? { control: extra.control } : {}),
          ...(extra.after ? { after: extra.after } : {}),
          ...(extra.budgetBytes === undefined ? {} : { budgetBytes: extra.budgetBytes }),
          ...(extra.paceWindowMs === undefined ? {} : { paceWindowMs: extra.paceWindowMs }),
          ...(extra.silenceMs === undefined ? {} : { silenceMs: extra.silenceMs }),
        },
      );
    },
    async close() {
      workspace.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
