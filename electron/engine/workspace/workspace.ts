import { type Customers, openCustomers } from './customers.ts';
import { openDatabase } from './database.ts';
import { type DnsStore, openDns } from './dns.ts';
import { type Domains, openDomains } from './domains.ts';
import { type DriftWatches, openDriftWatches } from './drift-watches.ts';
import { type EndpointLimits, openEndpointLimits } from './endpoint-limits.ts';
import { type Endpoints, openEndpoints } from './endpoints.ts';
import { type Findings, openFindings } from './findings.ts';
import { type FolderChoices, openFolderChoices } from './folder-choices.ts';
import { type IncidentStore, openIncidents } from './incidents.ts';
import { type Jobs, openJobs } from './jobs.ts';
import { type LedgerStore, openLedger } from './ledger-store.ts';
import { type Mailboxes, openMailboxes } from './mailboxes.ts';
import { type OpensrsAccounts, openOpensrsAccounts } from './opensrs-accounts.ts';
import { type Origins, openOrigins } from './origins.ts';
import { openProvisionJobs, type ProvisionJobs } from './provision-jobs.ts';
import { openRunEvents, type RunEvents } from './run-events.ts';
import { openRunTraces, type RunTraces } from './run-traces.ts';
import { openRuns, type Runs } from './runs.ts';
import { openSearch, type Search } from './search.ts';
import { openServerBudgets, type StoredBudgets } from './server-budgets.ts';
import { openServices, type ServiceStore } from './services.ts';
import { openStepEvidence, type StepEvidenceStore } from './step-evidence.ts';
import { openSurgeries, type Surgeries } from './surgeries.ts';
import { openSymptoms, type Symptoms } from './symptoms.ts';

/** One installation's data, noun by noun. Every call is synchronous and on disk when it returns. */
export interface Workspace {
  readonly file: string;
  readonly customers: Customers;
  readonly domains: Domains;
  readonly endpoints: Endpoints;
  readonly endpointLimits: EndpointLimits;
  readonly mailboxes: Mailboxes;
  readonly folderChoices: FolderChoices;
  readonly origins: Origins;
  readonly runs: Runs;
  readonly runEvents: RunEvents;
  readonly runTraces: RunTraces;
  readonly findings: Findings;
  readonly ledger: LedgerStore;
  readonly search: Search;
  readonly symptoms: Symptoms;
  readonly surgeries: Surgeries;
  readonly opensrsAccounts: OpensrsAccounts;
  readonly provisionJobs: ProvisionJobs;
  readonly stepEvidence: StepEvidenceStore;
  readonly jobs: Jobs;
  readonly serverBudgets: StoredBudgets;
  readonly driftWatches: DriftWatches;
  readonly dns: DnsStore;
  readonly services: ServiceStore;
  readonly incidents: IncidentStore;
  /** Several changes that hold together or not at all. */
  transaction<T>(work: () => T): T;
  /** Safe to call twice. */
  close(): void;
}

/**
 * Opens the workspace kept in a folder; makes folder and file when they are not there.
 *
 * @throws AppError `workspace.newer`, `workspace.corrupt`, `workspace.disk-full`, or `workspace.in-use` while another process has it
 */
export function openWorkspace(dir: string): Workspace {
  const database = openDatabase(dir);
  try {
    return {
      file: database.file,
      customers: openCustomers(database),
      domains: openDomains(database),
      endpoints: openEndpoints(database),
      endpointLimits: openEndpointLimits(database),
      mailboxes: openMailboxes(database),
      folderChoices: openFolderChoices(database),
      origins: openOrigins(database),
      runs: openRuns(database),
      runEvents: openRunEvents(database),
      runTraces: openRunTraces(database),
      findings: openFindings(database),
      ledger: openLedger(database),
      search: openSearch(database),
      symptoms: openSymptoms(database),
      surgeries: openSurgeries(database),
      opensrsAccounts: openOpensrsAccounts(database),
      provisionJobs: openProvisionJobs(database),
      stepEvidence: openStepEvidence(database),
      jobs: openJobs(database),
      serverBudgets: openServerBudgets(database),
      driftWatches: openDriftWatches(database),
      dns: openDns(database),
      services: openServices(database),
      incidents: openIncidents(database),
      transaction: database.transaction,
      close: database.close,
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
