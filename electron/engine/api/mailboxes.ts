import { AppError } from '../../../shared/domain/errors.ts';
import type { FolderMapChoice } from '../../../shared/domain/folder.ts';
import { isoTime } from '../clock.ts';
import { handOffNote } from '../directory/hand-off.ts';
import type { SidesInput } from '../mail-work.ts';
import { mailboxLogins } from '../runs/mailbox-logins.ts';
import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

const LOG_TAIL = 20;
const RUN_HISTORY = 10;

/** Implements `mailboxes.*`. */
export function mailboxesHandlers(os: Implementer['mailboxes'], services: Services): Handlers<'mailboxes'> {
  const { workspace, mailWork, secrets } = services;

  const sides = (
    id: string,
    signal: AbortSignal | undefined,
    choices?: readonly FolderMapChoice[],
    sourceEndpointId: string | null = null,
  ): SidesInput => ({
    ...mailboxLogins(workspace, id, sourceEndpointId),
    ...(choices ? { choices } : {}),
    secrets,
    ledger: workspace.ledger,
    mailboxId: id,
    ...(signal ? { signal } : {}),
  });
  const known = (id: string): void => {
    if (!workspace.mailboxes.find(id)) throw notFound(id);
  };

  return {
    checkLogin: os.checkLogin.handler(({ input, signal }) =>
      mailWork.probeLogin(mailboxLogins(workspace, input.id, input.sourceEndpointId)[input.side], secrets, signal),
    ),
    compare: os.compare.handler(({ input, signal }) => mailWork.compareSides(sides(input.id, signal))),
    preflight: os.preflight.handler(({ input, signal }) =>
      mailWork.runPreflight(sides(input.id, signal, undefined, input.sourceEndpointId)),
    ),
    previewFolderMap: os.previewFolderMap.handler(({ input, signal }) =>
      mailWork.previewFolderMap(sides(input.id, signal, input.choices)),
    ),
    saveFolderMap: os.saveFolderMap.handler(async ({ input, signal }) => {
      // First what would come of it: choices that cannot be carried out are not saved.
      const map = await mailWork.previewFolderMap(sides(input.id, signal, input.choices));
      workspace.folderChoices.save(input.id, input.choices);
      services.changes.send({ topic: 'directory' });
      return map;
    }),
    verification: os.verification.handler(({ input }) => {
      known(input.id);
      return workspace.runs.verificationOf(input.id) ?? null;
    }),
    findings: os.findings.handler(({ input }) => {
      known(input.id);
      const runId = input.runId ?? workspace.runs.verificationOf(input.id)?.runId;
      if (runId === undefined) return { total: 0, findings: [] };
      return workspace.findings.list(runId, input);
    }),
    handOff: os.handOff.handler(async ({ input }) => {
      const mailbox = await services.directory.mailboxRow(input.id);
      const { domain, steps } = await services.directory.domainPage(mailbox.domainId);
      const { source, destination } = mailboxLogins(workspace, input.id);
      const runs = services.runs.list({ mailboxId: input.id, limit: RUN_HISTORY });
      const note = handOffNote({
        at: isoTime(services.now()),
        version: services.info.version,
        mailbox,
        domain,
        steps,
        source: source.endpoint,
        destination: destination.endpoint,
        verification: workspace.runs.verificationOf(input.id) ?? null,
        runs,
        log: runs[0] ? workspace.runEvents.tail(runs[0].id, LOG_TAIL) : [],
        incidents: services.incidents.desk.noteHandOff(input.id, mailbox.address),
      });
      return { markdown: services.redactor.redact(note) };
    }),
  };
}

function notFound(id: string): AppError {
  return new AppError({ code: 'workspace.not-found', message: `There is no mailbox ${id} here.` });
}
