import { Collapse, Group, Loader, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import type { Preflight, Problem } from '../../../shared/domain/inspection.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { PrivateText } from '../../ui/private.tsx';
import { severityFace } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { estimateWords } from './estimate-words.ts';
import classes from './mailbox.module.css';

const bySeverity: readonly Problem['severity'][] = ['blocker', 'warning', 'note'];

/** The result of the preflight in one line, with its problems beneath: open when something stands in the way. */
export function PreflightPanel({
  preflight,
  running,
}: {
  readonly preflight: Preflight | undefined;
  readonly running: boolean;
}): ReactNode {
  const [chosen, setChosen] = useState<boolean | null>(null);
  if (running) {
    return (
      <Group gap="xs" className={classes.preflightLine}>
        <Loader size={14} aria-hidden />
        <Text size="sm">Checking logins, folders, quota and names on both sides.</Text>
      </Group>
    );
  }
  if (!preflight) return null;
  const { problems } = preflight;
  const blockers = problems.filter((problem) => problem.severity === 'blocker').length;
  const warnings = problems.filter((problem) => problem.severity === 'warning').length;
  const open = chosen ?? blockers + warnings > 0;
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton
        className={classes.preflightLine ?? ''}
        aria-expanded={open}
        disabled={problems.length === 0}
        onClick={() => setChosen(!open)}
      >
        {problems.length > 0 && <Chevron size={16} aria-hidden />}
        {blockers > 0 ? (
          <StatusBadge face={{ ...severityFace.blocker, label: formatNumberOf(blockers, 'blocker') }} />
        ) : warnings > 0 ? (
          <StatusBadge face={{ ...severityFace.warning, label: formatNumberOf(warnings, 'warning') }} />
        ) : (
          <StatusBadge face={{ tone: 'good', label: 'Ready', icon: IconCircleCheck }} />
        )}
        <Text size="sm">{estimateWords(preflight.estimate)}</Text>
        <Text size="xs" c="dimmed" ml="auto">
          Preflight <MomentCell iso={preflight.at} />
        </Text>
      </UnstyledButton>
      <Collapse expanded={open && problems.length > 0}>
        <Stack gap={6} className={classes.problems}>
          {bySeverity.flatMap((severity) =>
            problems
              .filter((problem) => problem.severity === severity)
              .map((problem) => <ProblemLine key={`${severity}${problem.title}`} problem={problem} />),
          )}
        </Stack>
      </Collapse>
    </div>
  );
}

function ProblemLine({ problem }: { readonly problem: Problem }): ReactNode {
  return (
    <div className={classes.problem}>
      <StatusBadge face={severityFace[problem.severity]} />
      <div>
        <Text size="sm" fw={600}>
          <PrivateText text={problem.title} />
        </Text>
        <Text size="sm">
          <PrivateText text={problem.todo} />
        </Text>
      </div>
    </div>
  );
}
