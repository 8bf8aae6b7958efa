import { bulkContract } from './bulk.ts';
import { capsuleContract } from './capsule.ts';
import { cutoverContract } from './cutover.ts';
import { directoryContract } from './directory.ts';
import { endpointsContract } from './endpoints.ts';
import { findMessageContract } from './find-message.ts';
import { importsContract } from './imports.ts';
import { incidentsContract } from './incidents.ts';
import { mailboxesContract } from './mailboxes.ts';
import { messagesContract } from './messages.ts';
import { movesContract } from './moves.ts';
import { proofContract } from './proof.ts';
import { provisioningContract } from './provisioning.ts';
import { runsContract } from './runs.ts';
import { searchContract } from './search.ts';
import { surgeryContract } from './surgery.ts';
import { symptomsContract } from './symptoms.ts';
import { triageContract } from './triage.ts';
import { workspaceContract } from './workspace.ts';

/** All that the page and the CLI may ask of the engine. */
export const contract = {
  workspace: workspaceContract,
  bulk: bulkContract,
  capsule: capsuleContract,
  cutover: cutoverContract,
  directory: directoryContract,
  endpoints: endpointsContract,
  findMessage: findMessageContract,
  imports: importsContract,
  incidents: incidentsContract,
  mailboxes: mailboxesContract,
  messages: messagesContract,
  moves: movesContract,
  proof: proofContract,
  provisioning: provisioningContract,
  runs: runsContract,
  search: searchContract,
  surgery: surgeryContract,
  symptoms: symptomsContract,
  triage: triageContract,
};
export type Contract = typeof contract;
