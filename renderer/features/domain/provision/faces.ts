import {
  IconArrowsExchange,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconHourglass,
  IconPencilPlus,
  IconPlayerPause,
  IconPlayerSkipForward,
  IconPlayerStop,
  IconPlus,
  IconProgress,
} from '@tabler/icons-react';
import type {
  ProvisionAction,
  ProvisionJobState,
  ProvisionKind,
  ProvisionLineState,
} from '../../../../shared/domain/provisioning.ts';
import type { StatusFace } from '../../../ui/status-badge.tsx';

export const actionFace: Readonly<Record<ProvisionAction, StatusFace>> = {
  create: { tone: 'info', label: 'Create', icon: IconPlus },
  adapt: { tone: 'info', label: 'Adapt', icon: IconPencilPlus },
  there: { tone: 'good', label: 'There', icon: IconCircleCheck },
  cannot: { tone: 'warn', label: 'Cannot', icon: IconCircleX },
};

export const lineStateFace: Readonly<Record<ProvisionLineState, StatusFace>> = {
  planned: { tone: 'neutral', label: 'To do', icon: IconHourglass },
  applying: { tone: 'info', label: 'Under way', icon: IconProgress },
  applied: { tone: 'good', label: 'Done', icon: IconCircleCheck },
  refused: { tone: 'bad', label: 'Refused', icon: IconCircleX },
  left: { tone: 'neutral', label: 'Left', icon: IconPlayerSkipForward },
};

export const jobStateFace: Readonly<Record<ProvisionJobState, StatusFace>> = {
  running: { tone: 'info', label: 'Running', icon: IconProgress },
  stopping: { tone: 'info', label: 'Stopping', icon: IconPlayerStop },
  stopped: { tone: 'warn', label: 'Stopped', icon: IconPlayerPause },
  interrupted: { tone: 'warn', label: 'Interrupted', icon: IconPlayerPause },
  ended: { tone: 'neutral', label: 'Ended', icon: IconArrowsExchange },
};

export const loginFace = {
  'not-tried': { tone: 'neutral', label: 'Not tried', icon: IconCircleDashed },
  works: { tone: 'good', label: 'Login works', icon: IconCircleCheck },
  refused: { tone: 'bad', label: 'Login refused', icon: IconCircleX },
} as const satisfies Record<string, StatusFace>;

export const kindLabel: Readonly<Record<ProvisionKind, string>> = {
  domain: 'Domain',
  'alias-domain': 'Alias domain',
  mailbox: 'Mailbox',
  forward: 'Forward',
  alias: 'Alias',
  'catch-all': 'Catch-all',
};
