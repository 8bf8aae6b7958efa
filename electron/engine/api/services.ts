import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import type { WorkspaceKind } from '../../../shared/contract/workspace.ts';
import type { Cutover } from '../cutover/cutover.ts';
import type { Directory } from '../directory/directory.ts';
import type { ImportService } from '../directory/import/import-service.ts';
import type { SecretRefs } from '../directory/secret-refs.ts';
import type { IncidentService } from '../incidents/incident-service.ts';
import type { Log, Redactor } from '../log.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { MailWork } from '../mail-work.ts';
import type { MessageDesk } from '../messages/message-desk.ts';
import type { JobService } from '../moves/bulk/job-service.ts';
import type { DriftService } from '../moves/drift/drift-service.ts';
import type { MoveService } from '../moves/steps/move-service.ts';
import type { OpenSrsAccounts } from '../provisioning/opensrs-accounts.ts';
import type { Provisioning } from '../provisioning/provisioning.ts';
import type { SessionTokens } from '../provisioning/session-tokens.ts';
import type { Changes } from '../runs/changes.ts';
import type { RunService } from '../runs/run-service.ts';
import type { ServerCopies } from '../server-copy/server-copies.ts';
import type { Surgery } from '../surgery/surgery.ts';
import type { ServerBudgets } from '../transfer/server-budgets.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What the handlers work with. */
export interface Services {
  readonly info: { readonly kind: WorkspaceKind; readonly name: string; readonly version: string };
  readonly workspace: Workspace;
  readonly directory: Directory;
  /** Loaded at first use. */
  imports(): Promise<ImportService>;
  readonly runs: RunService;
  readonly messages: MessageDesk;
  readonly surgery: Surgery;
  readonly moves: MoveService;
  readonly accounts: OpenSrsAccounts;
  readonly sessionTokens: SessionTokens;
  readonly provisioning: Provisioning;
  readonly serverCopies: ServerCopies;
  readonly budgets: ServerBudgets;
  readonly jobs: JobService;
  readonly drift: DriftService;
  /** Where domains point. */
  readonly incidents: IncidentService;
  readonly cutover: Cutover;
  readonly changes: Changes;
  readonly mailWork: MailWork;
  readonly secrets: SecretSource;
  readonly secretRefs: SecretRefs;
  /** The last test of each endpoint in this session. */
  readonly endpointTests: Map<string, NonNullable<EndpointRow['lastTest']>>;
  readonly log: Log;
  readonly redactor: Redactor;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Puts the practice workspace back to its first day. @throws AppError `input.invalid` in any other workspace */
  resetPractice(): Promise<void>;
}
