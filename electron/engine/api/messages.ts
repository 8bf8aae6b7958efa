import type { PairEvent } from '../../../shared/contract/messages.ts';
import { LatestQueue } from '../runs/latest-queue.ts';
import { mailboxLogins } from '../runs/mailbox-logins.ts';
import { toContractError } from './error-border.ts';
import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

/** Implements `messages.*`. */
export function messagesHandlers(os: Implementer['messages'], services: Services): Handlers<'messages'> {
  const { messages, workspace, log } = services;
  const loginsOf = (id: string) => mailboxLogins(workspace, messages.mailboxOf(id));

  return {
    openPair: os.openPair.handler(async function* ({ input: { again, ...pair }, signal, path }) {
      const logins = mailboxLogins(workspace, pair.mailboxId);
      const kept = again ? null : messages.kept(pair);
      if (kept !== null) {
        yield { type: 'ready', summary: kept } as const;
        return;
      }
      // A page that goes away, or an agent who has waited enough, ends the reading.
      const gone = new AbortController();
      const either = signal === undefined ? gone.signal : AbortSignal.any([signal, gone.signal]);
      const events = new LatestQueue<PairEvent>(() => undefined).closeOn(either);
      const work = messages.open({ ...pair, logins }, (event) => events.push('progress', event), either);
      void work.then(
        () => events.end(),
        () => events.end(),
      );
      try {
        for await (const event of events) yield event;
        yield { type: 'ready', summary: await work } as const;
      } catch (error) {
        // What is thrown while events flow does not pass the border of other calls.
        throw either.aborted ? error : toContractError(error, path, log);
      } finally {
        gone.abort();
      }
    }),
    rows: os.rows.handler(({ input }) => messages.rows(input.id, input.offset, input.limit)),
    read: os.read.handler(({ input: { id, sourceUid, destinationUid }, signal }) =>
      messages.read(id, { source: sourceUid, destination: destinationUid }, loginsOf(id), signal),
    ),
    copyOf: os.copyOf.handler(({ input: { id, side, uid }, signal }) =>
      messages.copyOf(id, side, uid, loginsOf(id), signal),
    ),
  };
}
