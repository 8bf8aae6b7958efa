import type { DomainRow } from '../../../shared/contract/directory.ts';
import { byRisk } from '../../../shared/domain/risk.ts';
import type { Services } from './services.ts';

/** More domains than this are never promised anything at the same time. */
const MOST = 2000;

/** Domains with a deadline and something left to do, those with the least time to spare first. */
export function deadlinesByRisk({ workspace, now }: Pick<Services, 'workspace' | 'now'>): DomainRow[] {
  const compare = byRisk(now());
  return workspace.domains
    .deadlines(MOST)
    .flatMap((row) => {
      const { deadlineAt, secondsNeeded } = row;
      return deadlineAt === null ? [] : [{ row, facts: { deadlineAt, met: false, secondsNeeded: secondsNeeded ?? 0 } }];
    })
    .sort((a, b) => compare(a.facts, b.facts))
    .map(({ row }) => row);
}
