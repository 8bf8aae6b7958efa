import type { Overview } from '../../../shared/contract/workspace.ts';
import { stepOfStage } from '../../../shared/domain/stage.ts';
import { deadlinesByRisk } from './deadlines.ts';
import { endpointRows } from './endpoints.ts';
import type { Services } from './services.ts';

const RECENT_RUNS = 10;
const DEADLINES = 20;

/** The whole workspace at a glance. */
export function readOverview(services: Services): Overview {
  const { workspace, runs } = services;
  const byStep: Overview['byStep'] = { provision: 0, copy: 0, routing: 0, webmail: 0, done: 0 };
  const byStage: Overview['byStage'] = {
    provision: 0,
    'first-copy': 0,
    routing: 0,
    webmail: 0,
    'last-copy': 0,
    copy: 0,
    done: 0,
  };
  let domains = 0;
  for (const { stage, count } of workspace.domains.countByStage()) {
    byStage[stage ?? 'done'] += count;
    byStep[stage === null ? 'done' : stepOfStage(stage)] += count;
    domains += count;
  }
  const states = workspace.mailboxes.countByState();
  return {
    domains,
    mailboxes: states.reduce((sum, { count }) => sum + count, 0),
    byStep,
    byStage,
    byState: Object.fromEntries(states.map(({ state, count }) => [state, count])),
    running: runs.activeProgress(),
    recentRuns: runs.list({ limit: RECENT_RUNS }),
    deadlines: deadlinesByRisk(services).slice(0, DEADLINES),
    copied: workspace.runs.copied(),
    endpoints: endpointRows(services),
  };
}
