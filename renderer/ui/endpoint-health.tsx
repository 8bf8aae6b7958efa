import { IconCircleCheck, IconCircleDotted, IconCircleX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { EndpointRow } from '../../shared/contract/endpoints.ts';
import { formatFullMoment } from './moment.ts';
import { StatusBadge } from './status-badge.tsx';

/** How the last test of a server went; without a test it says so instead of guessing. */
export function EndpointHealth({ lastTest }: { lastTest: EndpointRow['lastTest'] }): ReactNode {
  if (!lastTest) {
    return <StatusBadge face={{ tone: 'neutral', label: 'Not tested', icon: IconCircleDotted }} bare />;
  }
  const hint = `${lastTest.text} (${formatFullMoment(lastTest.at)})`;
  const answered = lastTest.ms === null ? 'Answers' : `Answers in ${Math.round(lastTest.ms)} ms`;
  return (
    <span title={hint}>
      <StatusBadge
        face={
          lastTest.ok
            ? { tone: 'good', label: answered, icon: IconCircleCheck }
            : { tone: 'bad', label: 'Failed', icon: IconCircleX }
        }
        bare
      />
    </span>
  );
}
