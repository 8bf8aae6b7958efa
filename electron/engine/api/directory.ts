import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

/** Implements `directory.*`. */
export function directoryHandlers(
  os: Implementer['directory'],
  { directory, workspace, changes, moves }: Services,
): Handlers<'directory'> {
  const changed = (): void => changes.send({ topic: 'directory' });
  return {
    customers: os.customers.handler(() => workspace.customers.list()),
    domains: os.domains.handler(() => workspace.domains.list()),
    domain: os.domain.handler(({ input }) => directory.domainPage(input.id)),
    setOrder: os.setOrder.handler(({ input }) => {
      directory.setOrder(input.domainId, input.order, input.deadlineAt);
      // What counts as the last copy depends on the order.
      moves.settleCopy(input.domainId);
      changed();
      return directory.domainPage(input.domainId);
    }),
    mailbox: os.mailbox.handler(({ input }) => directory.mailboxRow(input.id)),
    addMailbox: os.addMailbox.handler(({ input }) => {
      const id = directory.addMailbox(input);
      changed();
      return directory.mailboxRow(id);
    }),
    updateMailbox: os.updateMailbox.handler(({ input }) => {
      directory.updateMailbox(input.id, input.draft);
      changed();
      return directory.mailboxRow(input.id);
    }),
    removeMailbox: os.removeMailbox.handler(({ input }) => {
      const removed = directory.removeMailbox(input.id);
      changed();
      return removed;
    }),
  };
}
