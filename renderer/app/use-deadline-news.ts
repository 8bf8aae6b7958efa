import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useNow } from '../ui/clock.ts';
import { customerMode } from '../ui/customer-mode.ts';
import { orpc } from './client.ts';
import { type DeadlineLevels, lookAtDeadlines } from './deadline-news.ts';
import { shell } from './shell.ts';

/** Tells the desktop of deadlines that come near while this page is open; gives how many cannot be met as it goes. */
export function useDeadlineNews(): number {
  const domains = useQuery(orpc.moves.deadlines.queryOptions()).data;
  const now = useNow();
  const before = useRef<DeadlineLevels | null>(null);
  const look = domains ? lookAtDeadlines(before.current, domains, now, customerMode()) : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the look is made of these two alone
  useEffect(() => {
    if (!look) return;
    before.current = look.levels;
    for (const news of look.news) void shell.runEnded(news);
  }, [domains, now]);
  return look?.atRisk ?? 0;
}
