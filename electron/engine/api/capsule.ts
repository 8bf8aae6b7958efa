import { makeCapsule } from '../capsule/make-capsule.ts';
import { isoTime } from '../clock.ts';
import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

const RUNS = 50;

/** Implements `capsule.*`. */
export function capsuleHandlers(os: Implementer['capsule'], services: Services): Handlers<'capsule'> {
  return {
    make: os.make.handler(async ({ input }) => {
      const mailbox = await services.directory.mailboxRow(input.mailboxId);
      const { domain, steps } = await services.directory.domainPage(mailbox.domainId);
      const at = isoTime(services.now());
      const archive = await makeCapsule(
        {
          workspace: services.workspace,
          secrets: services.secrets,
          mailbox,
          domain,
          steps,
          runs: services.runs.list({ mailboxId: input.mailboxId, limit: RUNS }),
          at,
          version: services.info.version,
          incidents: services.incidents.desk.noteHandOff(input.mailboxId, mailbox.address),
        },
        { hideNames: input.hideNames, redactor: services.redactor },
      );
      const who = input.hideNames ? 'mailbox' : mailbox.address;
      return { name: `Hand-off ${who} ${at.slice(0, 10)}`, archive: Buffer.from(archive).toString('base64') };
    }),
  };
}
