import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient, type Router as RouterOf } from '@orpc/server';
import type { Contract } from '../../../shared/contract/contract.ts';
import { bulkHandlers } from './bulk.ts';
import { capsuleHandlers } from './capsule.ts';
import { cutoverHandlers } from './cutover.ts';
import { directoryHandlers } from './directory.ts';
import { endpointsHandlers } from './endpoints.ts';
import { findMessageHandlers } from './find-message.ts';
import { implementContract, type NoContext } from './implementer.ts';
import { importsHandlers } from './imports.ts';
import { incidentsHandlers } from './incidents.ts';
import { mailboxesHandlers } from './mailboxes.ts';
import { messagesHandlers } from './messages.ts';
import { movesHandlers } from './moves.ts';
import { proofHandlers } from './proof.ts';
import { provisioningHandlers } from './provisioning.ts';
import { runsHandlers } from './runs.ts';
import { searchHandlers } from './search.ts';
import type { Services } from './services.ts';
import { surgeryHandlers } from './surgery.ts';
import { symptomsHandlers } from './symptoms.ts';
import { triageHandlers } from './triage.ts';
import { workspaceHandlers } from './workspace.ts';

/** The whole contract, implemented. Serves the page over a port, and the CLI and tests in process. */
export function createRouter(services: Services): Router {
  const os = implementContract(services.log);
  return os.router({
    workspace: workspaceHandlers(os.workspace, services),
    bulk: bulkHandlers(os.bulk, services),
    capsule: capsuleHandlers(os.capsule, services),
    cutover: cutoverHandlers(os.cutover, services),
    directory: directoryHandlers(os.directory, services),
    endpoints: endpointsHandlers(os.endpoints, services),
    findMessage: findMessageHandlers(os.findMessage, services),
    imports: importsHandlers(os.imports, services),
    incidents: incidentsHandlers(os.incidents, services),
    mailboxes: mailboxesHandlers(os.mailboxes, services),
    messages: messagesHandlers(os.messages, services),
    moves: movesHandlers(os.moves, services),
    proof: proofHandlers(os.proof, services),
    provisioning: provisioningHandlers(os.provisioning, services),
    runs: runsHandlers(os.runs, services),
    search: searchHandlers(os.search, services),
    surgery: surgeryHandlers(os.surgery, services),
    symptoms: symptomsHandlers(os.symptoms, services),
    triage: triageHandlers(os.triage, services),
  });
}

export type Router = RouterOf<Contract, NoContext>;

/** The contract as plain functions, in this process. */
export type EngineClient = ContractRouterClient<Contract>;

/** A client that calls the router directly: same checks, no port between. */
export function createEngineClient(router: Router): EngineClient {
  return createRouterClient(router);
}
