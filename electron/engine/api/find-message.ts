import { AppError } from '../../../shared/domain/errors.ts';
import { asksNothing, parseWanted } from '../../../shared/domain/find-message.ts';
import { mailboxLogins } from '../runs/mailbox-logins.ts';
import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

const MOST_FINDINGS = 5000;

/** Implements `findMessage.*`. */
export function findMessageHandlers(os: Implementer['findMessage'], services: Services): Handlers<'findMessage'> {
  const { workspace, mailWork, secrets, now } = services;
  return {
    find: os.find.handler(({ input, signal }) => {
      const wanted = parseWanted(input.text, new Date(now()));
      if (asksNothing(wanted))
        throw new AppError({
          code: 'input.invalid',
          message: 'Say something of the message: a sender, a word or a date.',
        });
      const runId = workspace.runs.verificationOf(input.id)?.runId;
      const found = runId && workspace.findings.list(runId, { offset: 0, limit: MOST_FINDINGS });
      return mailWork.findMessage({
        ...mailboxLogins(workspace, input.id),
        mailboxId: input.id,
        secrets,
        ledger: workspace.ledger,
        wanted,
        findings: found ? found.findings : [],
        now,
        ...(signal ? { signal } : {}),
      });
    }),
  };
}
