import { IconAlarm, IconCircleCheck, IconClock, IconHourglassLow } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatDuration } from '../../shared/domain/format.ts';
import { type Risk, type RiskLevel, riskOf, roughly } from '../../shared/domain/risk.ts';
import { orpc } from '../app/client.ts';
import { useNow } from './clock.ts';
import { formatFullMoment } from './moment.ts';
import { StatusBadge, type StatusFace } from './status-badge.tsx';

/** What a deadline is judged by; a row of a domain has all of it. */
export interface Deadline {
  readonly deadlineAt: string;
  /** How long the copy still takes, carefully estimated. */
  readonly secondsNeeded: number | null;
}

/** Time left until the promise to the customer, in words and in a tone that says whether it is enough for what is left to copy. */
export function DeadlineClock({
  deadline,
  met = false,
  compact = false,
}: {
  deadline: Deadline;
  met?: boolean;
  /** A sign and the largest unit alone, for dense rows; the rest is the hint. */
  compact?: boolean;
}): ReactNode {
  const now = useNow();
  const { deadlineAt, secondsNeeded } = deadline;
  const risk = riskOf({ deadlineAt, met, secondsNeeded: secondsNeeded ?? 0 }, now);
  return (
    <span title={compact ? `${deadlineFace(risk).label}\n${hint(deadline, risk)}` : hint(deadline, risk)}>
      <StatusBadge face={compact ? compactFace(risk) : deadlineFace(risk)} bare={compact} />
    </span>
  );
}

/** The clock of a domain wherever it is named; nothing for one without a deadline, or with all steps done. */
export function DomainDeadline({ domainId, compact = false }: { domainId: string; compact?: boolean }): ReactNode {
  const deadline = useDeadlines().get(domainId);
  return deadline ? <DeadlineClock deadline={deadline} compact={compact} /> : null;
}

/** The deadlines that are running, by domain. */
export function useDeadlines(): ReadonlyMap<string, Deadline> {
  const deadlines = useQuery({ ...orpc.moves.deadlines.queryOptions(), select: byDomain });
  return deadlines.data ?? none;
}

const none: ReadonlyMap<string, Deadline> = new Map();

function byDomain(
  rows: readonly { id: string; deadlineAt: string | null; secondsNeeded: number | null }[],
): ReadonlyMap<string, Deadline> {
  return new Map(
    rows.flatMap(({ id, deadlineAt, secondsNeeded }) =>
      deadlineAt === null ? [] : [[id, { deadlineAt, secondsNeeded }] as const],
    ),
  );
}

const levelFace: Readonly<Record<Exclude<RiskLevel, 'met' | 'overdue'>, Omit<StatusFace, 'label'>>> = {
  safe: { tone: 'neutral', icon: IconClock },
  tight: { tone: 'warn', icon: IconHourglassLow },
  'at-risk': { tone: 'bad', icon: IconAlarm },
};

function deadlineFace({ level, secondsLeft }: Risk): StatusFace {
  if (level === 'met') return { tone: 'good', label: 'Deadline met', icon: IconCircleCheck };
  // In whole minutes: seconds would only make it restless.
  const words = formatDuration(Math.floor(Math.abs(secondsLeft) / 60) * 60);
  if (level === 'overdue') return { tone: 'bad', label: `Overdue by ${words}`, icon: IconAlarm };
  return { ...levelFace[level], label: `${words} left` };
}

function compactFace(risk: Risk): StatusFace {
  const left = Math.abs(risk.secondsLeft);
  const words = left < 3600 ? `${Math.floor(left / 60)} min` : `${Math.floor(left / 3600)} h`;
  const label = risk.level === 'met' ? 'met' : risk.level === 'overdue' ? `+${words}` : words;
  return { ...deadlineFace(risk), label };
}

function hint({ deadlineAt, secondsNeeded }: Deadline, { level, secondsToSpare }: Risk): string {
  const until = formatFullMoment(deadlineAt);
  if (level === 'met' || level === 'overdue' || !secondsNeeded) return until;
  const spare =
    secondsToSpare < 0
      ? `${formatDuration(roughly(-secondsToSpare))} more than there is`
      : `${formatDuration(Math.floor(secondsToSpare / 60) * 60)} to spare`;
  return `${until}\nWhat is left to copy takes about ${formatDuration(roughly(secondsNeeded))}: ${spare}`;
}
