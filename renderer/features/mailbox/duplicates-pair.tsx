import { Button, Text } from '@mantine/core';
import { IconArrowMoveRight, IconPinned } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { copyKey, type DuplicateCopy, type DuplicateGroup } from '../../../shared/domain/duplicates.ts';
import { formatBytes, formatNumberOf } from '../../../shared/domain/format.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { folderPrivacy, Private } from '../../ui/private.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './duplicates.module.css';

/** The copies of one message side by side, and which of them stay. */
export function DuplicatesPair({
  group,
  onKeep,
}: {
  readonly group: DuplicateGroup;
  readonly onKeep: (copy: DuplicateCopy) => void;
}): ReactNode {
  return (
    <section aria-label="Copies side by side" className={classes.pair}>
      <Text size="sm" fw={600}>
        <Private kind="subject">{group.subject === '' ? '(no subject)' : group.subject}</Private>
      </Text>
      <Text size="xs" c="dimmed">
        from <Private kind="address">{group.from}</Private>;{' '}
        {group.same === 'bytes' ? 'every byte is the same' : 'the text is the same, header lines differ'};{' '}
        {group.atSource === null
          ? 'the source was not compared'
          : `the source has it ${timesText(group.atSource)}, so ${formatNumberOf(group.keep, 'copy', 'copies')} ${group.keep === 1 ? 'stays' : 'stay'}`}
        .
      </Text>
      <div className={classes.copies}>
        {group.copies.map((copy, place) => {
          const stays = place < group.keep;
          return (
            <div key={copyKey(copy)} className={classes.copy} data-stays={stays}>
              <StatusBadge
                face={
                  stays
                    ? { tone: 'good', label: 'Stays', icon: IconPinned }
                    : { tone: 'warn', label: 'Extra', icon: IconArrowMoveRight }
                }
              />
              <dl>
                <Fact label="Folder">
                  {folderPrivacy(copy.folder) ? <Private kind="folder">{copy.folder}</Private> : copy.folder}
                </Fact>
                <Fact label="Arrived">
                  <MomentCell iso={copy.date} never="no date" />
                </Fact>
                <Fact label="Size">{formatBytes(copy.size)}</Fact>
                <Fact label="Flags">{copy.flags === '' ? 'none' : copy.flags}</Fact>
                <Fact label="UID">{copy.uid}</Fact>
                <Fact label="Came by">{copy.known ? 'Mailferry' : 'another way'}</Fact>
              </dl>
              {!stays && (
                <Button size="compact-xs" variant="default" onClick={() => onKeep(copy)}>
                  Keep this one instead
                </Button>
              )}
            </div>
          );
        })}
      </div>
    </section>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function timesText(count: number): string {
  return count === 1 ? 'once' : formatNumberOf(count, 'time');
}
