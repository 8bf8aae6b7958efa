import type { DomainRow } from '../../shared/contract/directory.ts';
import type { RunEndNews } from '../../shared/contract/run-end.ts';
import { formatDuration, formatNumberOf } from '../../shared/domain/format.ts';
import { type RiskLevel, riskOf, roughly } from '../../shared/domain/risk.ts';

const severity: Readonly<Record<RiskLevel, number>> = { met: 0, safe: 1, tight: 2, 'at-risk': 3, overdue: 4 };

/** How each deadline stood when it was last looked at. */
export type DeadlineLevels = ReadonlyMap<string, RiskLevel>;

export interface DeadlineLook {
  readonly levels: DeadlineLevels;
  /** What is worth a notification: deadlines that stand worse than before. */
  readonly news: readonly RunEndNews[];
  /** Deadlines that cannot be met any more as it goes. */
  readonly atRisk: number;
}

/** Compares how deadlines stand with how they stood; `before` null: the first look, which is no news. */
export function lookAtDeadlines(
  before: DeadlineLevels | null,
  domains: readonly DomainRow[],
  nowMs: number,
  hideNames: boolean,
): DeadlineLook {
  const levels = new Map<string, RiskLevel>();
  const news: RunEndNews[] = [];
  let atRisk = 0;
  for (const domain of domains) {
    if (domain.deadlineAt === null) continue;
    const facts = { deadlineAt: domain.deadlineAt, met: false, secondsNeeded: domain.secondsNeeded ?? 0 };
    const { level, secondsLeft } = riskOf(facts, nowMs);
    levels.set(domain.id, level);
    if (severity[level] >= severity['at-risk']) atRisk += 1;
    const worse = before !== null && severity[level] > severity[before.get(domain.id) ?? 'safe'];
    if (worse) news.push(newsOf(domain, level, secondsLeft, hideNames));
  }
  return { levels, news, atRisk };
}

function newsOf(domain: DomainRow, level: RiskLevel, secondsLeft: number, hideNames: boolean): RunEndNews {
  const { mailboxes, verified } = domain.counts;
  const words = formatDuration(Math.floor(Math.abs(secondsLeft) / 60) * 60);
  const how = level === 'overdue' ? `overdue by ${words}` : `${words} left`;
  const whose = hideNames ? 'A domain in forced order' : domain.name;
  const why =
    level === 'at-risk'
      ? ` What is left takes about ${formatDuration(roughly(domain.secondsNeeded ?? 0))}, which is longer.`
      : '';
  return {
    title: `${whose}: ${how}`.slice(0, 200),
    body: `${verified} of ${formatNumberOf(mailboxes, 'mailbox', 'mailboxes')} verified.${why}`,
    domainId: domain.id,
  };
}
