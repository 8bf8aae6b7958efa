import type { WorkspaceKind } from '../../shared/contract/workspace.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { usualBudget } from '../../shared/domain/server-budget.ts';
import { createEngineClient, createRouter, type EngineClient, type Router } from './api/router.ts';
import type { Services } from './api/services.ts';
import { type Clock, systemClock } from './clock.ts';
import { cachesLetGoAt, createRoutingChecker, createWebmailChecker } from './cutover/checkers.ts';
import { type CutoverDeps, createCutover } from './cutover/cutover.ts';
import { Directory } from './directory/directory.ts';
import type { ChosenPaths, ImportService, ImportServiceOptions } from './directory/import/import-service.ts';
import type { SecretRefs } from './directory/secret-refs.ts';
import type { SecretStore } from './directory/secret-store.ts';
import { IncidentService } from './incidents/incident-service.ts';
import { createRedactor, type Log, type Redactor } from './log.ts';
import type { SecretSource } from './mail/secret-source.ts';
import { type MailWork, mailWork } from './mail-work.ts';
import { MessageDesk } from './messages/message-desk.ts';
import { JobService } from './moves/bulk/job-service.ts';
import { DriftService } from './moves/drift/drift-service.ts';
import { MoveService } from './moves/steps/move-service.ts';
import { opensrsParts } from './opensrs-parts.ts';
import type { Practice } from './practice/practice.ts';
import { fillPracticeIncidents } from './practice-incidents.ts';
import { fillPracticeWorkspace, practiceSecrets, refillPracticeWorkspace } from './practice-workspace.ts';
import { createProvisionChecker } from './provisioning/provision-checker.ts';
import { createChanges } from './runs/changes.ts';
import { mailboxLogins } from './runs/mailbox-logins.ts';
import { RunService } from './runs/run-service.ts';
import { ServerCopies } from './server-copy/server-copies.ts';
import { Surgery } from './surgery/surgery.ts';
import { ServerBudgets } from './transfer/server-budgets.ts';
import { openWorkspace, type Workspace } from './workspace/workspace.ts';

export interface EngineOptions {
  readonly workspaceDir: string;
  readonly kind: WorkspaceKind;
  /** Where passwords come from; in the practice workspace only those of mailboxes the agent added. */
  readonly secrets: SecretSource;
  readonly secretRefs: SecretRefs;
  /** Where passwords read from a server's files go; without it they cannot be stored. */
  readonly secretStore?: SecretStore;
  /** What the agent chose in dialogs of the shell; without it nothing can be imported. */
  readonly chosenPaths?: ChosenPaths;
  readonly log: Log;
  /** The one the log uses, so that it learns every password that is handed out. */
  readonly redactor?: Redactor;
  /** Version of Mailferry. */
  readonly version: string;
  readonly clock?: Clock;
  /** What is done with mail servers; the real thing unless a test says otherwise. */
  readonly mailWork?: MailWork;
  /** What stands in for the world's name servers and webmail; the world itself unless a test says otherwise. */
  readonly around?: NonNullable<CutoverDeps['around']>;
  /** Certificates the mail API of OpenSRS may show besides those of the system; for servers of our own. */
  readonly opensrsCa?: string;
  readonly maxParallelRuns?: number;
  /** Items of jobs at the same time. */
  readonly jobLane?: number;
  /** Probes the services of the servers on schedule; without it only when asked. */
  readonly watchServices?: boolean;
  /** Called with the number of queued and running runs whenever it changes. */
  readonly onActiveRuns?: (count: number) => void;
}

/** A running engine on one workspace. */
export interface Engine {
  readonly router: Router;
  /** The contract as plain functions, for this process. */
  readonly client: EngineClient;
  readonly services: Services;
  /** Ends runs between two messages (at the latest after the deadline), then closes everything. Safe to call twice or at once. */
  stop(deadlineMs?: number): Promise<void>;
}

const STOP_DEADLINE_MS = 5000;

/**
 * Opens the workspace, starts the practice servers where it is the practice workspace, and gets ready to serve.
 *
 * @throws AppError as `openWorkspace`
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const workspace = openWorkspace(options.workspaceDir);
  try {
    return await assemble(workspace, options);
  } catch (error) {
    workspace.close();
    throw error;
  }
}

async function assemble(workspace: Workspace, options: EngineOptions): Promise<Engine> {
  const clock = options.clock ?? systemClock();
  const now = (): number => clock.now();
  const redactor = options.redactor ?? createRedactor();
  const work = options.mailWork ?? mailWork;
  const practice = options.kind === 'practice' ? await startPractice(options.workspaceDir, now()) : null;
  if (practice) fillPracticeWorkspace(workspace, practice);

  const vault = { secrets: options.secrets, secretRefs: options.secretRefs };
  const source = practice ? practiceSecrets(practice, vault, workspace) : vault;
  const changes = createChanges();
  const opensrs = opensrsParts({
    workspace,
    stored: source.secrets,
    secretStore: options.secretStore ?? noShell,
    mailWork: work,
    changes,
    clock,
    log: options.log,
    redactor,
    version: options.version,
    ca: options.opensrsCa,
    onBegun: (domainId) => moves.begun(domainId, 'provision'),
    onEnded: (domainId) => void moves.check(domainId, 'provision', 'agent').catch(() => undefined),
  });
  const { secrets } = opensrs;
  const cutover = createCutover({
    workspace,
    secrets,
    secretRefs: source.secretRefs,
    now,
    around: options.around ?? practice?.world,
  });
  cutover.changes.recover();
  const moves = new MoveService({
    workspace,
    checkers: {
      provision: createProvisionChecker({
        workspace,
        secrets,
        probeLogin: (login, from, signal) => work.probeLogin(login, from, signal),
        forwardThere: (endpointId, address, signal) => opensrs.accounts.forwardThere(endpointId, address, signal),
      }),
      routing: createRoutingChecker(cutover.looking),
      webmail: createWebmailChecker(cutover.looking),
    },
    cachesLetGoAt: (domainId) => cachesLetGoAt(workspace, domainId),
    changes,
    log: options.log,
    redact: redactor.redact,
    now,
  });
  const budgets = new ServerBudgets({
    clock,
    budgetOf: (endpointId) => workspace.serverBudgets.find(endpointId) ?? usualBudget,
    nameOf: (endpointId) => workspace.endpoints.find(endpointId)?.name ?? 'the server',
  });
  const serverCopies: ServerCopies = new ServerCopies({
    workspace,
    accounts: opensrs.accounts,
    secrets,
    mailWork: work,
    runs: () => runs,
    clock,
  });
  const runs: RunService = new RunService({
    workspace,
    budgets,
    secrets,
    execute: serverCopies.execute,
    changes,
    clock,
    log: options.log,
    redactor,
    ...(options.maxParallelRuns === undefined ? {} : { maxParallel: options.maxParallelRuns }),
    onStored: (run) => {
      if (run.kind !== 'rehearsal') moves.settleCopy(run.domainId);
    },
    onActive: (count) => {
      options.onActiveRuns?.(count);
      // Who waits for a mailbox, or for room at a server, may have it now.
      bulk?.runsChanged();
    },
  });
  runs.recover();
  const jobs = new JobService({
    workspace,
    runs,
    budgets,
    mailWork: work,
    secrets,
    secretRefs: source.secretRefs,
    checkStep: (domainId, step) => moves.check(domainId, step, 'bulk'),
    lastCopyFrom: (domainId) => moves.lastCopyFrom(domainId),
    changes,
    clock,
    log: options.log,
    ...(options.jobLane === undefined ? {} : { lane: options.jobLane }),
  });
  const drift = new DriftService({
    workspace,
    budgets,
    jobs,
    openSession: work.openSession,
    secrets,
    lastCopyFrom: (domainId) => moves.lastCopyFrom(domainId),
    changes,
    clock,
    log: options.log,
    redact: redactor.redact,
  });
  const bulk = {
    runsChanged(): void {
      jobs.look();
      drift.runsChanged();
    },
  };

  const surgery = new Surgery({ workspace, secrets, runs, changes, mailWork: work, now });
  surgery.recover();

  const directory = new Directory({
    workspace,
    secretRefs: source.secretRefs,
    withTokens: () => opensrs.accounts.endpointIds(),
    now,
  });
  let imports: Promise<ImportService> | null = null;
  const incidents = new IncidentService({
    workspace,
    clock,
    secrets,
    loginsOf: (mailboxId) => mailboxLogins(workspace, mailboxId),
    openSession: work.openSession,
    probeService: work.probeService,
    changed: () => changes.send({ topic: 'incidents' }),
  });
  if (practice) fillPracticeIncidents(workspace, practice, now());
  incidents.sync();
  if (options.watchServices === true) incidents.start();

  const services: Services = {
    info: {
      kind: options.kind,
      name: options.kind === 'practice' ? 'Practice workspace' : 'My workspace',
      version: options.version,
    },
    workspace,
    directory,
    imports() {
      imports ??= loadImports({
        workspace,
        directory,
        secrets: source.secrets,
        secretRefs: source.secretRefs,
        secretStore: options.secretStore ?? noShell,
        chosenPaths: options.chosenPaths ?? noShell,
        ...(practice ? { practice: () => practiceFolder(practice) } : {}),
        now,
      });
      return imports;
    },
    runs,
    messages: new MessageDesk({ workspace, secrets, now, openSession: work.openSession }),
    surgery,
    moves,
    accounts: opensrs.accounts,
    sessionTokens: opensrs.tokens,
    provisioning: opensrs.provisioning,
    serverCopies,
    budgets,
    jobs,
    drift,
    incidents,
    cutover,
    changes,
    mailWork: work,
    secrets,
    secretRefs: source.secretRefs,
    endpointTests: new Map(),
    log: options.log,
    redactor,
    now,
    async resetPractice() {
      if (!practice)
        throw new AppError({ code: 'input.invalid', message: 'Only the practice workspace can be reset.' });
      // Jobs first: they would go on with the next mailbox.
      workspace.jobs.removeAll();
      await runs.withoutRuns(async () => {
        await practice.reset();
        refillPracticeWorkspace(workspace, practice, vault.secretRefs);
        workspace.incidents.removeAll();
        fillPracticeIncidents(workspace, practice, now());
        incidents.resync();
      });
    },
  };
  const router = createRouter(services);
  jobs.start();
  drift.begin();

  let stopped: Promise<void> | null = null;
  const stop = async (deadlineMs: number): Promise<void> => {
    jobs.halt();
    await Promise.all([moves.stop(), drift.stop()]);
    incidents.stop();
    await runs.stop(deadlineMs);
    changes.close();
    await services.messages.close();
    await practice?.stop();
    workspace.close();
  };
  return {
    router,
    client: createEngineClient(router),
    services,
    stop(deadlineMs = STOP_DEADLINE_MS) {
      stopped ??= stop(deadlineMs);
      return stopped;
    },
  };
}

// Reading tables and archives takes libraries that most sessions never need.
async function loadImports(options: ImportServiceOptions): Promise<ImportService> {
  const { ImportService } = await import('./directory/import/import-service.ts');
  return new ImportService(options);
}

/** Where there is no shell, nothing was chosen in a dialog, and there is no vault to put passwords into. */
const noShell: SecretStore & ChosenPaths = {
  storeAll: () => Promise.reject(new AppError({ code: 'vault.locked', message: 'There is no vault here.' })),
  pathOf: () => Promise.reject(new AppError({ code: 'workspace.not-found', message: 'Nothing was chosen here.' })),
};

async function practiceFolder(practice: Practice): Promise<ReadonlyMap<string, Uint8Array>> {
  return (await import('./practice/practice-configuration.ts')).practiceConfiguration(practice);
}

// Loaded only where it is needed: an ordinary workspace has no servers of its own.
async function startPractice(dir: string, now: number): Promise<Practice> {
  const practice = await import('./practice/practice.ts');
  return practice.startPractice({ dir, now });
}
