import { z } from 'zod';
import { opensrsAccountSettings, opensrsAccountTest } from '../domain/opensrs-account.ts';
import { provisionJob, provisionPlan } from '../domain/provisioning.ts';
import { run } from '../domain/run.ts';
import { procedure } from './procedure.ts';

const ofDomain = z.object({ domainId: z.string() });
const ofAccount = z.object({ endpointId: z.string() });

/** An OpenSRS account of a destination server. */
export const opensrsAccountRow = z.object({
  ...opensrsAccountSettings.shape,
  endpointName: z.string(),
  /** Whether its password is in the vault. */
  hasSecret: z.boolean(),
  test: opensrsAccountTest.nullable(),
});
export type OpensrsAccountRow = z.infer<typeof opensrsAccountRow>;

/** One call to the mail API with its answer; secrets are cut. */
export const omaTraceEntry = z.object({
  at: z.string(),
  method: z.string(),
  request: z.string(),
  status: z.number().nullable(),
  answer: z.string(),
  ms: z.number(),
});

/** Copies begun at OpenSRS; each is watched by a run of its mailbox. */
export const serverCopies = z.object({
  runs: z.array(run),
  /** Mailboxes that could not be handed over, with the reason. */
  refused: z.array(z.object({ mailboxId: z.string(), address: z.string(), text: z.string() })),
});
export type ServerCopies = z.infer<typeof serverCopies>;

export const provisioningContract = {
  accounts: procedure.output(z.array(opensrsAccountRow)),
  /** Adds or replaces the account of a server; the password goes to the vault beside this. */
  saveAccount: procedure.input(opensrsAccountSettings).output(opensrsAccountRow),
  removeAccount: procedure.input(ofAccount).output(ofAccount),
  /** Logs in, asks for the company and the role. A failure is a result. */
  testAccount: procedure.input(ofAccount).output(opensrsAccountTest),
  /** The last calls of this session, the newest first. */
  trace: procedure.input(ofAccount).output(z.array(omaTraceEntry)),
  /** Looks at the destination and plans; changes nothing. */
  plan: procedure.input(ofDomain).output(provisionPlan),
  /** Carries out chosen lines of a plan. */
  apply: procedure
    .input(z.object({ planId: z.string(), keys: z.array(z.string()).min(1, 'Choose at least one line') }))
    .output(provisionJob),
  /** The newest job of a domain. */
  job: procedure.input(ofDomain).output(provisionJob.nullable()),
  /** Lets what is under way end and begins no more. */
  stop: procedure.input(ofDomain).output(provisionJob.nullable()),
  /** Goes on with what a job has left. */
  continue: procedure.input(ofDomain).output(provisionJob),
  /** Hands mailboxes over to OpenSRS, which copies them by itself. It learns the passwords of the source, and cannot be stopped. */
  copyAtOpenSrs: procedure
    .input(z.object({ mailboxIds: z.array(z.string()).min(1, 'Choose at least one mailbox') }))
    .output(serverCopies),
};
