import { ActionIcon, Checkbox, Group, Menu, Popover, Stack, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns3, IconCopy, IconDownload, IconTableExport } from '@tabler/icons-react';
import { memo } from 'react';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import type { DataColumn } from './column.ts';
import classes from './data-table.module.css';
import type { CsvForm } from './save-csv.ts';
import { moveColumn } from './table-header.tsx';
import type { TableModel } from './use-table-model.ts';

interface ColumnMenuProps<TRow extends object> {
  readonly table: TableModel<TRow>;
  readonly columns: readonly DataColumn<TRow>[];
  readonly visible: readonly DataColumn<TRow>[];
  readonly onReset: () => void;
}

function ColumnMenuView<TRow extends object>({ table, columns, visible, onReset }: ColumnMenuProps<TRow>) {
  return (
    <Popover position="bottom-end" withinPortal trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Tooltip label="Columns">
          <ActionIcon variant="subtle" color="gray" aria-label="Choose columns">
            <IconColumns3 size={18} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <Stack gap={2} miw={240}>
          {table.getAllLeafColumns().map((model) => {
            const column = columns.find((entry) => entry.id === model.id);
            if (!column) return null;
            const shows = model.getIsVisible();
            return (
              <Group key={model.id} justify="space-between" wrap="nowrap" gap="xs">
                <Checkbox
                  size="xs"
                  label={column.header}
                  checked={shows}
                  disabled={!model.getCanHide()}
                  onChange={() => model.toggleVisibility()}
                />
                <Group gap={0} wrap="nowrap">
                  <ActionIcon
                    size="sm"
                    variant="subtle"
                    color="gray"
                    aria-label={`Move ${column.header} to the left`}
                    disabled={!shows || visible[0]?.id === column.id}
                    onClick={() => moveColumn(table, visible, column.id, -1)}
                  >
                    <IconArrowUp size={14} />
                  </ActionIcon>
                  <ActionIcon
                    size="sm"
                    variant="subtle"
                    color="gray"
                    aria-label={`Move ${column.header} to the right`}
                    disabled={!shows || visible.at(-1)?.id === column.id}
                    onClick={() => moveColumn(table, visible, column.id, 1)}
                  >
                    <IconArrowDown size={14} />
                  </ActionIcon>
                </Group>
              </Group>
            );
          })}
          <UnstyledButton className={classes.menuReset} onClick={onReset}>
            <Text size="xs">Back to the usual columns</Text>
          </UnstyledButton>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Chooses which columns show and in which order. */
export const ColumnMenu = memo(ColumnMenuView) as typeof ColumnMenuView;

interface ExportMenuProps {
  readonly count: number;
  /** Only the selected rows are taken. */
  readonly selected: boolean;
  readonly onCopy: () => void;
  readonly onCsv: (form: CsvForm) => void;
}

/** Copies rows to the clipboard or saves them as CSV. */
export const ExportMenu = memo(function ExportMenu({ count, selected, onCopy, onCsv }: ExportMenuProps) {
  const what = formatNumberOf(count, selected ? 'selected row' : 'row');
  return (
    <Menu position="bottom-end" withinPortal shadow="md">
      <Menu.Target>
        <Tooltip label="Copy or export">
          <ActionIcon variant="subtle" color="gray" aria-label="Copy or export rows">
            <IconTableExport size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={onCopy}>
          Copy {what}
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => onCsv('spreadsheet')}>
          Save {what} as CSV
          <Text size="xs" c="dimmed">
            For Excel and other spreadsheets (UTF-8 with a mark)
          </Text>
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => onCsv('plain')}>
          Save {what} as plain CSV
          <Text size="xs" c="dimmed">
            For scripts (UTF-8 without a mark)
          </Text>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
});
