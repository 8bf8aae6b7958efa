import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { step } from '../domain/directory.ts';
import { run, runProgress } from '../domain/run.ts';
import { stage } from '../domain/stage.ts';
import { domainRow } from './directory.ts';
import { endpointRow } from './endpoints.ts';
import { procedure } from './procedure.ts';

export const workspaceKind = z.enum(['practice', 'own']);
export type WorkspaceKind = z.infer<typeof workspaceKind>;

export const workspaceInfo = z.object({
  kind: workspaceKind,
  name: z.string(),
  /** Version of Mailferry. */
  version: z.string(),
});

/** What changed in the workspace; a page asks again for what it shows. */
export const change = z.discriminatedUnion('topic', [
  z.object({ topic: z.literal('directory') }),
  z.object({ topic: z.literal('endpoints') }),
  /** The steps of a domain, or what they rest on. */
  z.object({ topic: z.literal('moves'), domainId: z.string() }),
  z.object({ topic: z.literal('incidents') }),
  /** The provisioning job of a domain. */
  z.object({ topic: z.literal('provisioning'), domainId: z.string() }),
  z.object({ topic: z.literal('runs'), runId: z.string(), mailboxId: z.string() }),
  z.object({ topic: z.literal('jobs') }),
  z.object({ topic: z.literal('progress'), progress: runProgress }),
  /** The workspace was reset: ask again for everything. */
  z.object({ topic: z.literal('all') }),
]);
export type Change = z.infer<typeof change>;

export const overview = z.object({
  domains: z.number().int(),
  mailboxes: z.number().int(),
  /** Domains by the step they are at; `done` for those with all steps done. */
  byStep: z.record(z.union([step, z.literal('done')]), z.number().int()),
  byState: z.record(z.string(), z.number().int()),
  running: z.array(runProgress.extend({ address: z.string() })),
  recentRuns: z.array(run),
  /** Domains by how far they are; `done` for those with all steps done. */
  byStage: z.record(z.union([stage, z.literal('done')]), z.number().int()),
  /** Domains in forced order with a deadline and something left to do, those with the least time to spare first. */
  deadlines: z.array(domainRow),
  /** Messages copied by all runs of the workspace, and their bytes. */
  copied: z.object({ messages: z.number().int(), bytes: z.number() }),
  endpoints: z.array(endpointRow),
});
export type Overview = z.infer<typeof overview>;

export const workspaceContract = {
  info: procedure.output(workspaceInfo),
  overview: procedure.output(overview),
  /** Sends each change as it happens, until the page goes. */
  changes: procedure.output(eventIterator(change)),
  /** Puts the practice workspace back to its first day; refused in any other. */
  resetPractice: procedure.output(workspaceInfo),
};
