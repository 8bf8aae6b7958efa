import type { BudgetRow, JobPage } from '../../../shared/contract/bulk.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { usualBudget } from '../../../shared/domain/server-budget.ts';
import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

/** Implements `bulk.*`. */
export function bulkHandlers(os: Implementer['bulk'], services: Services): Handlers<'bulk'> {
  const { jobs, drift, workspace, budgets, changes } = services;
  const rows = (): BudgetRow[] => budgetRows(services);
  const page = (id: string): JobPage => {
    const needed = new Set(jobs.serversOf(id));
    return { ...jobs.page(id), servers: rows().filter((row) => needed.has(row.endpointId)) };
  };
  return {
    preview: os.preview.handler(({ input }) => jobs.preview(input)),
    create: os.create.handler(({ input }) => jobs.create(input)),
    jobs: os.jobs.handler(() => jobs.list()),
    job: os.job.handler(({ input }) => page(input.id)),
    items: os.items.handler(({ input: { id, ...filter } }) => jobs.items(id, filter)),
    pause: os.pause.handler(({ input }) => jobs.pause(input.id)),
    resume: os.resume.handler(({ input }) => jobs.resume(input.id)),
    stop: os.stop.handler(({ input }) => jobs.stop(input.id)),
    retry: os.retry.handler(({ input: { id, symptom, numbers } }) => ({ items: jobs.retry(id, { symptom, numbers }) })),
    moveUp: os.moveUp.handler(({ input: { id, ...which } }) => ({ items: jobs.moveUp(id, which) })),
    reschedule: os.reschedule.handler(({ input }) => jobs.reschedule(input.id, input.schedule)),
    remove: os.remove.handler(({ input }) => {
      jobs.remove(input.id);
      return { id: input.id };
    }),
    budgets: os.budgets.handler(rows),
    setBudget: os.setBudget.handler(({ input: { endpointId, budget } }) => {
      if (!workspace.endpoints.find(endpointId))
        throw new AppError({ code: 'workspace.not-found', message: `There is no server ${endpointId} here.` });
      workspace.serverBudgets.set(endpointId, budget);
      budgets.changed();
      jobs.look();
      changes.send({ topic: 'jobs' });
      return rows();
    }),
    lastCopiesDue: os.lastCopiesDue.handler(() => drift.lastCopiesDue()),
    watches: os.watches.handler(({ input }) => drift.list(input.domainId)),
    startWatch: os.startWatch.handler(({ input }) => drift.start(input)),
    endWatch: os.endWatch.handler(({ input }) => drift.end(input.domainId)),
    lookNow: os.lookNow.handler(({ input }) => drift.lookNow(input.domainId)),
    sweep: os.sweep.handler(({ input }) => drift.sweep(input.domainId)),
  };
}

function budgetRows({ workspace, budgets }: Services): BudgetRow[] {
  return workspace.endpoints.list().map(({ id, name, host, mailboxes }) => {
    const budget = workspace.serverBudgets.find(id);
    return {
      endpointId: id,
      name,
      host,
      mailboxes,
      budget: budget ?? usualBudget,
      chosen: budget !== undefined,
      use: budgets.use(id),
    };
  });
}
