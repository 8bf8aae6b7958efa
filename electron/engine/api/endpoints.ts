import { randomUUID } from 'node:crypto';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import { type EndpointSettings, placeProblem } from '../../../shared/domain/endpoint.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { isoTime } from '../clock.ts';
import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

/** Implements `endpoints.*`. */
export function endpointsHandlers(os: Implementer['endpoints'], services: Services): Handlers<'endpoints'> {
  const { endpoints } = services.workspace;
  const changed = (): void => {
    services.incidents.sync();
    services.changes.send({ topic: 'endpoints' });
  };

  const refuseTakenName = (name: string, id: string | null): void => {
    const known = endpoints.findByName(name);
    if (known && known.id !== id) {
      throw new AppError({ code: 'workspace.duplicate', message: `There is a server called "${known.name}" already.` });
    }
  };
  const refuseOddPlace = (settings: EndpointSettings): void => {
    const problem = placeProblem(settings);
    if (problem !== null) throw new AppError({ code: 'input.invalid', message: `host: ${problem}` });
  };
  const existing = (id: string) => {
    const found = endpoints.find(id);
    if (!found) throw new AppError({ code: 'workspace.not-found', message: `There is no server ${id} here.` });
    return found;
  };

  return {
    list: os.list.handler(() => endpointRows(services)),
    add: os.add.handler(({ input }) => {
      refuseOddPlace(input);
      refuseTakenName(input.name, null);
      const endpoint = { ...input, id: randomUUID() };
      endpoints.add(endpoint);
      changed();
      return endpoint;
    }),
    update: os.update.handler(({ input }) => {
      existing(input.id);
      refuseOddPlace(input);
      refuseTakenName(input.name, input.id);
      endpoints.update(input);
      // The test was one of the former settings.
      services.endpointTests.delete(input.id);
      changed();
      return input;
    }),
    remove: os.remove.handler(({ input }) => {
      const { name } = existing(input.id);
      const mailboxes = endpoints.usedBy(input.id);
      if (mailboxes > 0) {
        const users = formatNumberOf(mailboxes, 'mailbox', 'mailboxes');
        throw new AppError({ code: 'workspace.in-use', message: `${name} is still used by ${users}.` });
      }
      endpoints.remove(input.id);
      services.endpointTests.delete(input.id);
      changed();
      return { id: input.id };
    }),
    test: os.test.handler(async ({ input, signal }) => {
      const { id, ...settings } = input;
      const report = await services.mailWork.probeEndpoint({ ...settings, id: id ?? '' }, signal);
      if (id !== undefined && endpoints.find(id)) {
        services.endpointTests.set(id, {
          at: isoTime(services.now()),
          ok: report.ok,
          text: report.error?.message ?? report.facts?.product ?? report.facts?.greeting ?? 'The server answers.',
          ms: report.connectMs,
        });
        changed();
      }
      return report;
    }),
  };
}

/** All endpoints with their use and their last test. */
export function endpointRows({ workspace, endpointTests }: Services): EndpointRow[] {
  return workspace.endpoints.list().map((row) => ({ ...row, lastTest: endpointTests.get(row.id) ?? null }));
}
