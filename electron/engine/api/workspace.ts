import type { Handlers, Implementer } from './implementer.ts';
import { readOverview } from './overview.ts';
import type { Services } from './services.ts';

/** Implements `workspace.*`. */
export function workspaceHandlers(os: Implementer['workspace'], services: Services): Handlers<'workspace'> {
  return {
    info: os.info.handler(() => services.info),
    overview: os.overview.handler(() => readOverview(services)),
    changes: os.changes.handler(({ signal }) => services.changes.listen(signal)),
    resetPractice: os.resetPractice.handler(async () => {
      await services.resetPractice();
      services.endpointTests.clear();
      services.changes.send({ topic: 'all' });
      return services.info;
    }),
  };
}
