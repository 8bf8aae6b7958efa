import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { IconBookmark, IconPencil, IconStar, IconStarFilled, IconTrash } from '@tabler/icons-react';
import { type FormEvent, memo, type ReactNode, useState } from 'react';
import type { TableFilter, TableLayout, TableView } from '../../../shared/contract/preferences.ts';
import { usePreferences } from '../../app/preferences.ts';
import { notifyUndoable } from '../notify-undoable.tsx';
import classes from './data-table.module.css';
import { memoryOf, remember } from './layout-memory.ts';

interface ViewMenuProps {
  readonly tableId: string;
  /** How the table is at the moment. */
  readonly now: () => { readonly layout: TableLayout; readonly filter: TableFilter };
  readonly onApply: (view: TableView) => void;
}

/** Saved views of a table: columns, order, widths, sorting and filter under a name. */
export const ViewMenu = memo(function ViewMenu({ tableId, now, onApply }: ViewMenuProps): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <Popover position="bottom-end" withinPortal trapFocus returnFocus shadow="md" opened={open} onChange={setOpen}>
      <Popover.Target>
        <Tooltip label="Saved views">
          <ActionIcon variant="subtle" color="gray" aria-label="Saved views" onClick={() => setOpen(!open)}>
            <IconBookmark size={18} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <Views
          tableId={tableId}
          now={now}
          onApply={(view) => {
            onApply(view);
            setOpen(false);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
});

function Views({ tableId, now, onApply }: ViewMenuProps): ReactNode {
  usePreferences();
  const { views, defaultView } = memoryOf(tableId);
  const [renaming, setRenaming] = useState<string | null>(null);

  function save(name: string): void {
    const view: TableView = { name, ...now() };
    const known = views.some((entry) => entry.name === name);
    remember(tableId, { views: known ? views.map((entry) => (entry.name === name ? view : entry)) : [...views, view] });
  }

  function rename(from: string, to: string): void {
    setRenaming(null);
    // A name that is taken would make two views one.
    if (to === from || views.some((entry) => entry.name === to)) return;
    remember(tableId, {
      views: views.map((entry) => (entry.name === from ? { ...entry, name: to } : entry)),
      defaultView: defaultView === from ? to : defaultView,
    });
  }

  function remove(name: string): void {
    remember(tableId, {
      views: views.filter((entry) => entry.name !== name),
      defaultView: defaultView === name ? null : defaultView,
    });
    notifyUndoable(`The view "${name}" is deleted.`, () => remember(tableId, { views, defaultView }));
  }

  return (
    <Stack gap={2} miw={290}>
      {views.length === 0 && (
        <Text size="xs" c="dimmed" maw={270} px={6} pb={6}>
          A view keeps columns, their order and width, the sorting and the filter as they are now, under a name.
        </Text>
      )}
      {views.map((view) =>
        renaming === view.name ? (
          <NameForm
            key={view.name}
            label="New name"
            action="Rename"
            name={view.name}
            onName={(to) => rename(view.name, to)}
          />
        ) : (
          <Group key={view.name} gap={2} wrap="nowrap" justify="space-between">
            <UnstyledButton className={classes.viewName} onClick={() => onApply(view)}>
              {view.name}
            </UnstyledButton>
            <Group gap={0} wrap="nowrap">
              <Tooltip
                label={defaultView === view.name ? 'The table opens with this view' : 'Open the table with this view'}
              >
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  aria-pressed={defaultView === view.name}
                  aria-label={`Open the table with the view ${view.name}`}
                  onClick={() => remember(tableId, { defaultView: defaultView === view.name ? null : view.name })}
                >
                  {defaultView === view.name ? <IconStarFilled size={14} /> : <IconStar size={14} />}
                </ActionIcon>
              </Tooltip>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={`Rename the view ${view.name}`}
                onClick={() => setRenaming(view.name)}
              >
                <IconPencil size={14} />
              </ActionIcon>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={`Delete the view ${view.name}`}
                onClick={() => remove(view.name)}
              >
                <IconTrash size={14} />
              </ActionIcon>
            </Group>
          </Group>
        ),
      )}
      {renaming === null && (
        <NameForm key={views.length} label="Save the view as" action="Save" name="" onName={save} />
      )}
    </Stack>
  );
}

function NameForm({
  label,
  action,
  name,
  onName,
}: {
  readonly label: string;
  readonly action: string;
  readonly name: string;
  readonly onName: (name: string) => void;
}): ReactNode {
  const [entered, setEntered] = useState(name);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (entered.trim() !== '') onName(entered.trim());
  };
  return (
    <form onSubmit={submit}>
      <Group gap={6} wrap="nowrap" pt={4}>
        <TextInput
          size="xs"
          flex={1}
          maxLength={60}
          aria-label={label}
          placeholder={label}
          value={entered}
          onChange={(event) => setEntered(event.currentTarget.value)}
          data-autofocus={name !== '' || undefined}
        />
        <Button size="xs" variant="default" type="submit" disabled={entered.trim() === ''}>
          {action}
        </Button>
      </Group>
    </form>
  );
}
