import type { OpensrsAccountRow } from '../../../shared/contract/provisioning.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { opensrsSecretRef } from '../../../shared/domain/opensrs-account.ts';
import type { OpensrsAccount } from '../workspace/opensrs-accounts.ts';
import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

/** Implements `provisioning.*`. */
export function provisioningHandlers(os: Implementer['provisioning'], services: Services): Handlers<'provisioning'> {
  const { workspace, accounts, provisioning, secretRefs, changes } = services;
  const changed = (): void => {
    services.sessionTokens.forget();
    changes.send({ topic: 'endpoints' });
    // Whether a mailbox can be logged in to without a password depends on it.
    changes.send({ topic: 'directory' });
  };
  const row = async (account: OpensrsAccount): Promise<OpensrsAccountRow> => ({
    ...account,
    endpointName: workspace.endpoints.find(account.endpointId)?.name ?? account.endpointId,
    hasSecret: (await secretRefs.list()).has(opensrsSecretRef(account.endpointId)),
  });

  return {
    accounts: os.accounts.handler(() => Promise.all(workspace.opensrsAccounts.list().map(row))),
    saveAccount: os.saveAccount.handler(({ input }) => {
      if (!workspace.endpoints.find(input.endpointId)) {
        throw new AppError({ code: 'workspace.not-found', message: 'The server is not in the settings any more.' });
      }
      const saved = accounts.save(input);
      changed();
      return row(saved);
    }),
    removeAccount: os.removeAccount.handler(({ input }) => {
      accounts.remove(input.endpointId);
      secretRefs.forget(opensrsSecretRef(input.endpointId));
      changed();
      return input;
    }),
    testAccount: os.testAccount.handler(async ({ input, signal }) => {
      const test = await accounts.test(input.endpointId, signal);
      changed();
      return test;
    }),
    trace: os.trace.handler(({ input }) => accounts.trace(input.endpointId).toReversed()),
    plan: os.plan.handler(({ input, signal }) =>
      provisioning.plan(input.domainId, signal ?? new AbortController().signal),
    ),
    apply: os.apply.handler(({ input }) => provisioning.apply(input.planId, input.keys)),
    job: os.job.handler(({ input }) => provisioning.job(input.domainId)),
    stop: os.stop.handler(({ input }) => provisioning.stop(input.domainId)),
    copyAtOpenSrs: os.copyAtOpenSrs.handler(({ input, signal }) =>
      services.serverCopies.begin(input.mailboxIds, signal ?? new AbortController().signal),
    ),
    continue: os.continue.handler(({ input }) => provisioning.continue(input.domainId)),
  };
}
