import { Badge, Group, Progress, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { FolderRow } from './folder-rows.ts';
import { folderStanding, noteWords, ruleWords } from './folder-words.ts';
import classes from './mailbox.module.css';

/** How a folder stands: its progress while a run goes on, else its verdict, else what the counts say. */
export function FolderState({ row }: { readonly row: FolderRow }): ReactNode {
  const standing = folderStanding(row);
  switch (standing.kind) {
    case 'none':
      return null;
    case 'left-out':
      return <Text size="xs">Left out</Text>;
    case 'unverified':
      return (
        <Text size="xs" c="dimmed">
          {standing.text}
        </Text>
      );
    case 'agrees':
      return <StatusBadge bare face={{ tone: 'good', label: standing.text, icon: IconCircleCheck }} />;
    case 'differs':
      return (
        <StatusBadge
          bare
          face={{ tone: standing.serious ? 'bad' : 'warn', label: standing.text, icon: IconAlertTriangle }}
        />
      );
    case 'running':
      if (standing.state === 'failed') {
        return <StatusBadge bare face={{ tone: 'bad', label: 'Failed', icon: IconCircleX }} />;
      }
      return (
        <Group gap={8} wrap="nowrap">
          <Progress
            value={standing.share * 100}
            size={6}
            className={classes.folderBar ?? ''}
            color={standing.state === 'done' ? 'teal.7' : 'harbour.5'}
            aria-label="Progress of this folder"
          />
          <Text
            size="xs"
            c={standing.state === 'waiting' ? 'dimmed' : 'var(--mantine-color-text)'}
            className={classes.folderCount ?? ''}
          >
            {standing.text}
          </Text>
        </Group>
      );
  }
}

/** Where a folder goes, why, and what had to change in its name. */
export function FolderTarget({ row }: { readonly row: FolderRow }): ReactNode {
  if (row.kind === 'destination-only')
    return (
      <Text span inherit>
        {row.path}
      </Text>
    );
  if (!row.map) return null;
  const { label, why } = ruleWords[row.map.rule];
  const notes = row.map.notes.map((note) => noteWords[note]);
  if (row.sharedWith.length > 0) notes.push(`Shared with ${row.sharedWith.join(', ')}.`);
  if (row.map.destination === null) {
    return (
      <Text span inherit c="dimmed">
        Left out
      </Text>
    );
  }
  return (
    <span className={classes.target}>
      <span className={classes.targetPath} title={row.map.destination}>
        {row.map.destination}
      </span>
      {!row.map.exists && (
        <Tooltip label="The folder is not at the destination yet; the run creates it.">
          <Badge size="xs" variant="default" radius="sm" className={classes.plain ?? ''}>
            new
          </Badge>
        </Tooltip>
      )}
      {row.map.rule !== 'same-path' && row.map.rule !== 'inbox' && (
        <Tooltip label={why}>
          <Badge
            size="xs"
            radius="sm"
            variant={row.map.rule === 'chosen' ? 'filled' : 'default'}
            className={classes.plain ?? ''}
          >
            {label}
          </Badge>
        </Tooltip>
      )}
      {notes.length > 0 && (
        <Tooltip label={notes.join(' ')} multiline maw={320}>
          <span className={classes.noteMark} role="img" aria-label={notes.join(' ')}>
            <IconInfoCircle size={15} aria-hidden />
          </span>
        </Tooltip>
      )}
    </span>
  );
}
