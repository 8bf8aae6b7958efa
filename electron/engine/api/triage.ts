import type { TriageNews } from '../../../shared/domain/triage.ts';
import { LatestQueue } from '../runs/latest-queue.ts';
import { mailboxLogins } from '../runs/mailbox-logins.ts';
import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

/** Implements `triage.*`. */
export function triageHandlers(os: Implementer['triage'], services: Services): Handlers<'triage'> {
  const { workspace, mailWork, secrets, cutover } = services;
  return {
    look: os.look.handler(async function* ({ input, signal }) {
      const logins = mailboxLogins(workspace, input.id);
      const address = workspace.mailboxes.find(input.id)?.address ?? '';
      const stop = new AbortController();
      const queue = new LatestQueue<TriageNews>(() => stop.abort());
      const looking = mailWork
        .lookAtMailbox(
          {
            ...logins,
            mailboxId: input.id,
            domain: address.slice(address.lastIndexOf('@') + 1),
            resolvers: cutover.looking.chosenResolvers(),
            secrets,
            ledger: workspace.ledger,
            signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
            now: services.now,
          },
          (news) => queue.push(JSON.stringify([news.line, sideOf(news)]), news),
        )
        .finally(() => queue.end());
      // Its failure is thrown below, once all that was learned before has been read.
      looking.catch(() => undefined);
      yield* queue;
      await looking;
    }),
  };
}

function sideOf(news: TriageNews): string {
  if (news.line === 'login') return news.report.side;
  return news.line === 'newest' ? news.side : '';
}
