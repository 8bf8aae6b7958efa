import {
  IconAlertTriangle,
  IconCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleDotted,
  IconCircleX,
  IconCopyCheck,
  IconHourglass,
  IconInfoCircle,
  IconListNumbers,
  IconLoader,
  IconOctagon,
  IconPlayerPause,
  IconPlayerStop,
  IconProgress,
  IconProgressBolt,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { MailboxState, Order, StepState } from '../../shared/domain/directory.ts';
import type { Problem } from '../../shared/domain/inspection.ts';
import type { RunKind, RunState } from '../../shared/domain/run.ts';
import { StatusBadge, type StatusFace } from './status-badge.tsx';

export const mailboxStateFace: Readonly<Record<MailboxState, StatusFace>> = {
  'not-started': { tone: 'neutral', label: 'Not started', icon: IconCircleDashed },
  running: { tone: 'info', label: 'Running', icon: IconProgress },
  interrupted: { tone: 'warn', label: 'Interrupted', icon: IconPlayerPause },
  copied: { tone: 'info', label: 'Copied, not verified', icon: IconCopyCheck },
  verified: { tone: 'good', label: 'Verified', icon: IconCircleCheck },
  findings: { tone: 'warn', label: 'Findings', icon: IconAlertTriangle },
  failed: { tone: 'bad', label: 'Failed', icon: IconCircleX },
};

export const runStateFace: Readonly<Record<RunState, StatusFace>> = {
  queued: { tone: 'neutral', label: 'Waiting', icon: IconHourglass },
  running: { tone: 'info', label: 'Running', icon: IconProgress },
  paused: { tone: 'warn', label: 'Paused', icon: IconPlayerPause },
  cancelling: { tone: 'info', label: 'Stopping', icon: IconLoader },
  complete: { tone: 'good', label: 'Complete', icon: IconCircleCheck },
  findings: { tone: 'warn', label: 'Findings', icon: IconAlertTriangle },
  cancelled: { tone: 'neutral', label: 'Cancelled', icon: IconPlayerStop },
  failed: { tone: 'bad', label: 'Failed', icon: IconCircleX },
  interrupted: { tone: 'warn', label: 'Interrupted', icon: IconPlayerPause },
};

export const stepStateFace: Readonly<Record<StepState, StatusFace>> = {
  unknown: { tone: 'neutral', label: 'Not known', icon: IconCircleDotted },
  todo: { tone: 'neutral', label: 'To do', icon: IconCircle },
  doing: { tone: 'info', label: 'In progress', icon: IconProgress },
  done: { tone: 'good', label: 'Done', icon: IconCircleCheck },
};

const orderFace: Readonly<Record<Order, StatusFace>> = {
  standard: { tone: 'neutral', label: 'Standard order', icon: IconListNumbers },
  forced: { tone: 'warn', label: 'Forced order', icon: IconProgressBolt },
};

export const severityFace: Readonly<Record<Problem['severity'], StatusFace>> = {
  blocker: { tone: 'bad', label: 'Blocker', icon: IconOctagon },
  warning: { tone: 'warn', label: 'Warning', icon: IconAlertTriangle },
  note: { tone: 'neutral', label: 'Note', icon: IconInfoCircle },
};

export const runKindLabel: Readonly<Record<RunKind, string>> = {
  copy: 'Copy',
  delta: 'Last copy',
  verify: 'Verify',
  rehearsal: 'Rehearsal',
};

export function MailboxStateBadge({ state }: { state: MailboxState }): ReactNode {
  return <StatusBadge face={mailboxStateFace[state]} />;
}

export function RunStateBadge({ state }: { state: RunState }): ReactNode {
  return <StatusBadge face={runStateFace[state]} />;
}

export function StepStateBadge({ state }: { state: StepState }): ReactNode {
  return <StatusBadge face={stepStateFace[state]} />;
}

export function OrderBadge({ order }: { order: Order }): ReactNode {
  return <StatusBadge face={orderFace[order]} />;
}
