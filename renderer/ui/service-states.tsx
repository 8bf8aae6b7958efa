import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleDotted,
  IconCircleOff,
  IconCircleX,
  IconEye,
  IconFlame,
  IconPlugOff,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { IncidentStatus } from '../../shared/domain/incident.ts';
import { type Availability, formatShare, type StripeCell, upShare } from '../../shared/domain/service-probe.ts';
import type { StandingState } from '../../shared/domain/service-standing.ts';
import { NotKnown } from './cells.tsx';
import classes from './service-states.module.css';
import { StatusBadge, type StatusFace } from './status-badge.tsx';

export const standingFace: Readonly<Record<StandingState, StatusFace>> = {
  up: { tone: 'good', label: 'Up', icon: IconCircleCheck },
  trouble: { tone: 'warn', label: 'Trouble', icon: IconAlertTriangle },
  down: { tone: 'bad', label: 'Down', icon: IconCircleX },
  unclear: { tone: 'neutral', label: 'Unclear', icon: IconPlugOff },
  unseen: { tone: 'neutral', label: 'Never answered', icon: IconCircleDotted },
  off: { tone: 'neutral', label: 'Not watched', icon: IconCircleOff },
  waiting: { tone: 'neutral', label: 'Not probed yet', icon: IconCircleDashed },
};

const incidentFace: Readonly<Record<IncidentStatus, StatusFace>> = {
  open: { tone: 'bad', label: 'Open', icon: IconFlame },
  watching: { tone: 'warn', label: 'Watching', icon: IconEye },
  closed: { tone: 'neutral', label: 'Closed', icon: IconCircleCheck },
};

/** How an incident stands. */
export function IncidentBadge({ status, bare = false }: { status: IncidentStatus; bare?: boolean }): ReactNode {
  return <StatusBadge face={incidentFace[status]} bare={bare} />;
}

const cellWords: Readonly<Record<StripeCell, string>> = {
  up: 'up',
  trouble: 'in trouble',
  down: 'down',
  none: 'not watched',
};

/** The last day of a service as a stripe of half hours; those who listen hear how many of them it was down. */
export function ServiceStripe({ stripe }: { stripe: readonly StripeCell[] }): ReactNode {
  const down = stripe.filter((cell) => cell === 'down').length;
  const seen = stripe.filter((cell) => cell !== 'none').length;
  const label =
    seen === 0 ? 'Not watched in the last day' : `Seen down in ${down} of ${seen} half hours watched in the last day`;
  return (
    <svg
      className={classes.stripe}
      viewBox={`0 0 ${stripe.length * 3} 14`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {stripe.map((cell, at) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a place in the day is its name
          key={at}
          x={at * 3}
          y={cell === 'none' ? 11 : cell === 'up' ? 4 : 0}
          width={2.4}
          height={cell === 'none' ? 3 : cell === 'up' ? 10 : 14}
          className={classes[cell]}
          data-cell={cellWords[cell]}
        />
      ))}
    </svg>
  );
}

/** `99.8 %`, with how much of the time was watched as a hint. */
export function AvailabilityCell({ value }: { value: Availability }): ReactNode {
  const share = upShare(value);
  if (share === null) return <NotKnown words="not watched in that time" />;
  const watched = (value.upMs + value.downMs) / Math.max(1, value.spanMs);
  return (
    <span className={classes.share} title={`Watched for ${formatShare(Math.min(1, watched))} of that time`}>
      {formatShare(share)}
    </span>
  );
}
