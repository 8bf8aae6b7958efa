import type { RunEndNews } from '../../shared/contract/run-end.ts';
import { withoutNames } from '../../shared/domain/private-text.ts';
import { isActive, type Run } from '../../shared/domain/run.ts';
import { runKindLabel, runStateFace } from '../ui/states.tsx';

/** A shorter run ends while the agent still looks. */
export const LONG_RUN_MS = 30_000;

/** What the desktop says about a run that ended; null for one that goes on or was too short to be waited for. */
export function runEndNewsOf(run: Run, hideNames: boolean): RunEndNews | null {
  if (isActive(run.state) || run.startedAt === null || run.endedAt === null) return null;
  if (Date.parse(run.endedAt) - Date.parse(run.startedAt) < LONG_RUN_MS) return null;
  const said = run.verdict ?? run.error?.message ?? '';
  const whose = hideNames ? '' : ` of ${run.address}`;
  return {
    title: `${runKindLabel[run.kind]}${whose}: ${runStateFace[run.state].label}`.slice(0, 200),
    body: (hideNames ? withoutNames(said) : said).slice(0, 1000),
    mailboxId: run.mailboxId,
  };
}
