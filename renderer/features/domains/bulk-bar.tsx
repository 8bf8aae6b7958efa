import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowsExchange,
  IconChecklist,
  IconChevronDown,
  IconClipboardCheck,
  IconEye,
  IconPlayerPlay,
  IconShieldCheck,
  IconX,
} from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import type { DomainRow } from '../../../shared/contract/directory.ts';
import { type Step, stepsInOrder } from '../../../shared/domain/directory.ts';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import type { JobAction } from '../../../shared/domain/job.ts';
import { type JobWish, StartJobDialog } from '../../ui/bulk/start-job.tsx';
import { WatchDialog } from '../../ui/bulk/watch-dialog.tsx';
import { stepText } from '../../ui/steps.ts';
import classes from './bulk-bar.module.css';

const actions = [
  { action: 'preflight', label: 'Preflight', icon: IconClipboardCheck },
  { action: 'copy', label: 'Copy', icon: IconPlayerPlay },
  { action: 'delta', label: 'Last copy', icon: IconArrowsExchange },
  { action: 'verify', label: 'Verify', icon: IconShieldCheck },
] as const;

/** What can be done with the chosen domains; the choice outlives filters. */
export function BulkBar({
  rows,
  marks,
  chosen,
  onChoose,
}: {
  rows: readonly DomainRow[];
  /** Row by row whether the filters let it through; null: all of them. */
  marks: Uint8Array | null;
  chosen: ReadonlySet<string>;
  onChoose: (ids: ReadonlySet<string>) => void;
}): ReactNode {
  const [wish, setWish] = useState<JobWish | null>(null);
  const [watching, setWatching] = useState<readonly string[] | null>(null);
  const picked = useMemo(() => (chosen.size === 0 ? [] : rows.filter((row) => chosen.has(row.id))), [rows, chosen]);
  const hidden = useMemo(
    () =>
      marks === null || chosen.size === 0
        ? 0
        : rows.filter((row, place) => marks[place] === 0 && chosen.has(row.id)).length,
    [rows, marks, chosen],
  );
  const mailboxes = picked.reduce((sum, row) => sum + row.counts.mailboxes, 0);
  const ids = (): string[] => picked.map((row) => row.id);
  const want = (action: JobAction, step?: Step): void =>
    setWish({ action, domainIds: ids(), ...(step ? { step } : {}) });

  return (
    <>
      {picked.length > 0 ? (
        <section className={classes.bar} aria-label="With the chosen domains">
          <span className={classes.count} role="status">
            {formatNumberOf(picked.length, 'domain')}
            <span className={classes.quiet}>
              {formatNumberOf(mailboxes, 'mailbox', 'mailboxes')}
              {hidden > 0 ? `, ${formatCount(hidden)} not in this view` : ''}
            </span>
          </span>
          {actions.map(({ action, label, icon: ActionSign }) => (
            <Button
              key={action}
              variant="default"
              leftSection={<ActionSign size={16} aria-hidden />}
              onClick={() => want(action)}
            >
              {label}…
            </Button>
          ))}
          <Menu position="bottom-start">
            <Menu.Target>
              <Button
                variant="default"
                leftSection={<IconChecklist size={16} aria-hidden />}
                rightSection={<IconChevronDown size={14} aria-hidden />}
              >
                Check a step
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {stepsInOrder('standard').map((step) => (
                <Menu.Item key={step} onClick={() => want('check', step)}>
                  {stepText[step].label}…
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <Button variant="default" leftSection={<IconEye size={16} aria-hidden />} onClick={() => setWatching(ids())}>
            Watch old side…
          </Button>
          <Tooltip label="Choose nothing">
            <ActionIcon className={classes.close} aria-label="Choose nothing" onClick={() => onChoose(new Set())}>
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </section>
      ) : null}
      <StartJobDialog wish={wish} onClose={() => setWish(null)} />
      <WatchDialog domainIds={watching} onClose={() => setWatching(null)} />
    </>
  );
}
