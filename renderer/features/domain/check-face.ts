import { IconCircleCheck, IconCircleHalf2, IconCircleX, IconEyeOff } from '@tabler/icons-react';
import type { CheckOutcome } from '../../../shared/domain/step-check.ts';
import type { StatusFace } from '../../ui/status-badge.tsx';

/** What came of a check, as a badge. */
export const checkOutcomeFace: Readonly<Record<CheckOutcome, StatusFace>> = {
  passed: { tone: 'good', label: 'Passed', icon: IconCircleCheck },
  partly: { tone: 'info', label: 'Partly', icon: IconCircleHalf2 },
  failed: { tone: 'warn', label: 'Not yet', icon: IconCircleX },
  unknown: { tone: 'neutral', label: 'Not seen', icon: IconEyeOff },
};
