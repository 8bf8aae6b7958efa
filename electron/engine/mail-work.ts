import type { Endpoint, MailLogin } from '../../shared/domain/endpoint.ts';
import type { FindAnswer, WantedMail } from '../../shared/domain/find-message.ts';
import type { FolderMapChoice, FolderMapEntry } from '../../shared/domain/folder.ts';
import type { Comparison, Preflight, SideReport } from '../../shared/domain/inspection.ts';
import type { Service } from '../../shared/domain/service.ts';
import type { ServiceProbe } from '../../shared/domain/service-probe.ts';
import type { TriageNews } from '../../shared/domain/triage.ts';
import type { Finding } from '../../shared/domain/verification.ts';
import type { ProbeContext } from './incidents/probe/probe-service.ts';
import type { SecretSource } from './mail/secret-source.ts';
import type { MailSession } from './mail/session.ts';
import type { ExecuteRun } from './runs/run-service.ts';
import type { Ledger } from './workspace/ledger.ts';

/** Both sides of a mailbox, ready to be opened. */
export interface SidesInput {
  readonly source: MailLogin;
  readonly destination: MailLogin;
  readonly choices: readonly FolderMapChoice[];
  readonly secrets: SecretSource;
  readonly signal?: AbortSignal;
  readonly ledger: Ledger;
  readonly mailboxId: string;
}

/** A mailbox to look at, with the domain of its address. */
export interface LookInput extends SidesInput {
  readonly domain: string;
  /** Resolvers to ask, as `address:port`; those of this computer where there are none. */
  readonly resolvers: readonly string[];
  readonly now: () => number;
}

/** What to look for in a mailbox, with what the last comparison says of single messages. */
export interface FindInput extends SidesInput {
  readonly wanted: WantedMail;
  readonly findings: readonly Finding[];
  readonly now: () => number;
}

/** All that the engine does with mail servers; tests bring their own. */
export interface MailWork {
  openSession(login: MailLogin, secrets: SecretSource, signal?: AbortSignal): Promise<MailSession>;
  executeRun: ExecuteRun;
  compareSides(input: SidesInput): Promise<Comparison>;
  /** Tells what is found out about a mailbox, each thing as soon as it is known. */
  lookAtMailbox(input: LookInput, tell: (news: TriageNews) => void): Promise<void>;
  findMessage(input: FindInput): Promise<FindAnswer>;
  previewFolderMap(input: SidesInput): Promise<FolderMapEntry[]>;
  runPreflight(input: SidesInput): Promise<Preflight>;
  probeEndpoint(endpoint: Endpoint, signal?: AbortSignal): Promise<SideReport>;
  probeLogin(login: MailLogin, secrets: SecretSource, signal?: AbortSignal): Promise<SideReport>;
  probeService(service: Service, context: ProbeContext): Promise<ServiceProbe>;
}

/** An agent waits for the look at a mailbox; what takes longer is said not to be known. */
const NAMES_TIMEOUT_MS = 3000;
const NEWEST_PATIENCE_MS = 4000;
/** Searching two large mailboxes takes its time; what was not reached is named. */
const FIND_PATIENCE_MS = 30_000;

/** The real thing. Loaded at first use: an engine that only shows lists starts without any mail code. */
export const mailWork: MailWork = {
  openSession: async (login, secrets, signal) =>
    (await import('./mail/connect.ts')).openSession(login, secrets, signal),
  executeRun: async (request, context) => (await import('./transfer/execute-run.ts')).executeRun(request, context),
  compareSides: async (input) => (await import('./transfer/compare-sides.ts')).compareSides(input),
  lookAtMailbox: async (input, tell) => {
    const [{ lookAtMailbox }, { nameServerAt }] = await Promise.all([
      import('./triage/look-at-mailbox.ts'),
      import('./triage/pointing.ts'),
    ]);
    const names = nameServerAt(input.resolvers, NAMES_TIMEOUT_MS, input.signal);
    await lookAtMailbox({ ...input, names, patienceMs: NEWEST_PATIENCE_MS }, tell);
  },
  findMessage: async (input) =>
    (await import('./triage/find-message.ts')).findMessage({ ...input, patienceMs: FIND_PATIENCE_MS }),
  previewFolderMap: async (input) => (await import('./transfer/compare-sides.ts')).previewFolderMap(input),
  runPreflight: async (input) => (await import('./transfer/preflight.ts')).runPreflight(input),
  probeEndpoint: async (endpoint, signal) => (await import('./mail/probe.ts')).probeEndpoint(endpoint, signal),
  probeLogin: async (login, secrets, signal) => (await import('./mail/probe.ts')).probeLogin(login, secrets, signal),
  probeService: async (service, context) =>
    (await import('./incidents/probe/probe-service.ts')).probeService(service, context),
};
