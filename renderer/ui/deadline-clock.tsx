import { IconAlarm, IconCircleCheck, IconClock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatDuration } from '../../shared/domain/format.ts';
import { useNow } from './clock.ts';
import { formatFullMoment } from './moment.ts';
import { StatusBadge, type StatusFace } from './status-badge.tsx';

const SOON_SECONDS = 24 * 3600;
const URGENT_SECONDS = 6 * 3600;

/** Time left until the promise to the customer, in words and in a tone that sharpens as it nears. */
export function DeadlineClock({ deadlineAt, met = false }: { deadlineAt: string; met?: boolean }): ReactNode {
  const now = useNow();
  return (
    <span title={formatFullMoment(deadlineAt)}>
      <StatusBadge
        face={met ? { tone: 'good', label: 'Deadline met', icon: IconCircleCheck } : deadlineFace(deadlineAt, now)}
      />
    </span>
  );
}

function deadlineFace(deadlineAt: string, nowMs: number): StatusFace {
  const left = (Date.parse(deadlineAt) - nowMs) / 1000;
  // In whole minutes: seconds would only make it restless.
  const words = formatDuration(Math.floor(Math.abs(left) / 60) * 60);
  if (left < 0) return { tone: 'bad', label: `Overdue by ${words}`, icon: IconAlarm };
  const tone = left < URGENT_SECONDS ? 'bad' : left < SOON_SECONDS ? 'warn' : 'neutral';
  return { tone, label: `${words} left`, icon: left < URGENT_SECONDS ? IconAlarm : IconClock };
}
