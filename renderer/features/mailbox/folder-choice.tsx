import { Autocomplete, Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowRight } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import type { FolderMapChoice, FolderMapEntry } from '../../../shared/domain/folder.ts';
import type { FolderPair } from '../../../shared/domain/inspection.ts';
import { orpc } from '../../app/client.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { Private, PrivateText } from '../../ui/private.tsx';
import { changedEntries, type FolderRow, savedChoices, withChoice } from './folder-rows.ts';
import type { FolderAction } from './folder-table.tsx';
import { noteWords, ruleWords } from './folder-words.ts';
import classes from './mailbox.module.css';

/** Decides where one source folder goes, shows what the whole map would become, and saves it. */
export function FolderChoiceDialog({
  mailboxId,
  row,
  action,
  target: proposed,
  pairs,
  onClose,
  onSaved,
}: {
  readonly mailboxId: string;
  readonly row: FolderRow;
  readonly action: FolderAction;
  /** The destination folder the row was dropped on. */
  readonly target?: string | undefined;
  readonly pairs: readonly FolderPair[];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}): ReactNode {
  const [mode, setMode] = useState<FolderAction>(action);
  const [target, setTarget] = useState(proposed ?? row.map?.destination ?? row.path);
  const entered = target.trim();
  const choices = useMemo(
    () => withChoice(savedChoices(pairs), row.path, choiceFor(mode, entered)),
    [pairs, row.path, mode, entered],
  );
  const [asked] = useDebouncedValue(choices, 200);
  const complete = mode !== 'choose' || entered !== '';
  const preview = useQuery(
    orpc.mailboxes.previewFolderMap.queryOptions({
      input: { id: mailboxId, choices: asked },
      enabled: complete,
      placeholderData: keepPreviousData,
      retry: false,
    }),
  );
  const save = useMutation(
    orpc.mailboxes.saveFolderMap.mutationOptions({
      onSuccess: () => {
        notifyDone(`The folder map is saved. ${row.path}: ${savedWords(mode, entered)}.`);
        onSaved();
        onClose();
      },
    }),
  );
  const destinations = useMemo(
    () => [...new Set(pairs.flatMap((pair) => (pair.destination?.selectable ? [pair.destination.path] : [])))].sort(),
    [pairs],
  );
  const before = useMemo(() => pairs.flatMap((pair) => (pair.map ? [pair.map] : [])), [pairs]);
  const changes = preview.data ? changedEntries(before, preview.data) : [];
  const settled = preview.data !== undefined && !preview.isPlaceholderData && sameChoices(asked, choices);

  return (
    <Modal opened onClose={onClose} title={<PrivateText text={`Where does "${row.path}" go?`} />} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) save.mutate({ id: mailboxId, choices });
        }}
      >
        <Stack gap="md">
          <Radio.Group value={mode} onChange={(value) => setMode(value as FolderAction)} aria-label="Destination">
            <Stack gap="xs">
              <Radio value="automatic" label="Automatic" description="By purpose, known name or path." />
              <Radio value="choose" label="This folder" description="One that is there, or a new one." />
              <Autocomplete
                ml={30}
                aria-label="Destination folder"
                data={destinations}
                data-private
                renderOption={({ option }) => <Private kind="folder">{option.value}</Private>}
                value={target}
                limit={50}
                maxDropdownHeight={220}
                disabled={mode !== 'choose'}
                onChange={setTarget}
                error={complete ? undefined : 'Enter the folder, or choose one of the list'}
                data-autofocus={action === 'choose' || undefined}
              />
              <Radio
                value="leave-out"
                label="Leave out"
                description="Its messages stay on the source; a verification does not count them as missing."
              />
            </Stack>
          </Radio.Group>
          <section aria-label="What changes" className={classes.changes}>
            <Text size="sm" fw={600} mb={4}>
              What changes
            </Text>
            {preview.error ? (
              <ErrorView error={preview.error} onRetry={() => void preview.refetch()} />
            ) : changes.length === 0 ? (
              <Text size="sm" c="dimmed">
                {settled ? 'Nothing: the folder goes there already.' : 'Working it out'}
              </Text>
            ) : (
              changes.map((line) => <ChangedLine key={line.after.source} before={line.before} after={line.after} />)
            )}
          </section>
          {save.error ? <ErrorView error={save.error} /> : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!complete || !settled || changes.length === 0}>
              Save the folder map
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function ChangedLine({
  before,
  after,
}: {
  readonly before: FolderMapEntry | undefined;
  readonly after: FolderMapEntry;
}): ReactNode {
  return (
    <div className={classes.changedLine}>
      <Text size="sm" span fw={600}>
        <Private kind="folder">{after.source}</Private>
      </Text>
      <Text size="sm" span c="dimmed" td="line-through">
        {before?.destination ? <Private kind="folder">{before.destination}</Private> : 'left out'}
      </Text>
      <IconArrowRight size={14} aria-label="becomes" />
      <Text size="sm" span>
        {after.destination ? <Private kind="folder">{after.destination}</Private> : 'left out'}
      </Text>
      <Text size="xs" span c="dimmed">
        {after.destination === null
          ? ''
          : after.exists
            ? ruleWords[after.rule].label
            : `${ruleWords[after.rule].label}, created by the run`}
      </Text>
      {after.notes.map((note) => (
        <Text key={note} size="xs" c="var(--tone-warn)" className={classes.changedNote}>
          {noteWords[note]}
        </Text>
      ))}
    </div>
  );
}

function choiceFor(mode: FolderAction, entered: string): string | null | 'automatic' {
  if (mode === 'automatic') return 'automatic';
  return mode === 'leave-out' ? null : entered;
}

function savedWords(mode: FolderAction, entered: string): string {
  if (mode === 'automatic') return 'automatic';
  return mode === 'leave-out' ? 'left out' : `goes to ${entered}`;
}

function sameChoices(a: readonly FolderMapChoice[], b: readonly FolderMapChoice[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
