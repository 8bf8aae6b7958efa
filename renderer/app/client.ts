import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query';
import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { type EngineConnection, engineConnection } from './engine-port.ts';

const links = new WeakMap<EngineConnection, RPCLink<ClientContext>>();

function linkOf(connection: EngineConnection): RPCLink<ClientContext> {
  let link = links.get(connection);
  if (!link) {
    link = new RPCLink({ port: connection.port });
    links.set(connection, link);
  }
  return link;
}

/** Sends every call over the engine's present port, and ends it as `engine.stopped` when that port closes. */
const engineLink: ClientLink<ClientContext> = {
  async call(path, input, options) {
    const connection = await engineConnection(options.signal);
    return new Promise((resolve, reject) => {
      const release = connection.onLost(() => {
        reject(new AppError({ code: 'engine.stopped', message: 'The engine stopped before it had answered.' }));
      });
      linkOf(connection).call(path, input, options).then(resolve, reject).finally(release);
    });
  },
};

/** The engine as typed calls. A call made while the engine starts waits for it. */
export const client: ContractRouterClient<Contract> = createORPCClient(engineLink);

/** The same calls as options for React Query: `useQuery(orpc.directory.domains.queryOptions())`. */
export const orpc: RouterUtils<typeof client> = createTanstackQueryUtils(client);
