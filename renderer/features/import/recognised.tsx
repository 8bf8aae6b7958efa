import { Checkbox, Select } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import {
  type ColumnRole,
  columnsOf,
  type RecognisedColumn,
  type RecognisedTable,
  type TableCorrection,
  type TableRole,
} from '../../../shared/domain/import.ts';
import { Notice } from '../../ui/notice.tsx';
import { Private, useNamed } from '../../ui/private.tsx';
import classes from './import.module.css';
import type { ImportState } from './import-state.ts';
import { columnRoleWords, surenessWords, tableRoleWords } from './words.ts';

const serverRoles: readonly TableRole[] = ['logins', 'address-maps', 'domains', 'mailboxes', 'lists', 'ignored'];

/** The files as they were understood, column by column; what is wrong can be said here. */
export function Recognised({
  state,
  busy,
  onCorrect,
}: {
  readonly state: ImportState;
  readonly busy: boolean;
  readonly onCorrect: (corrections: readonly TableCorrection[]) => void;
}): ReactNode {
  const { look, corrections } = state;

  function correct(path: string, change: (before: TableCorrection) => TableCorrection): void {
    const before = corrections.find((one) => one.path === path) ?? { path };
    onCorrect([...corrections.filter((one) => one.path !== path), change(before)]);
  }

  return (
    <div className={classes.tables}>
      {look.problems.map((problem) => (
        <Notice key={problem} tone="warn" icon={IconAlertTriangle} title="Something is missing">
          {problem}
        </Notice>
      ))}
      {look.tables.map((table) => (
        <TableCard
          key={table.path}
          table={table}
          csv={look.kind === 'csv'}
          busy={busy}
          onRole={(role) => correct(table.path, (before) => ({ path: before.path, role }))}
          onHeader={(header) => correct(table.path, (before) => ({ ...before, header }))}
          onColumn={(index, role) =>
            correct(table.path, (before) => ({ ...before, columns: { ...before.columns, [index]: role } }))
          }
        />
      ))}
    </div>
  );
}

function TableCard({
  table,
  csv,
  busy,
  onRole,
  onHeader,
  onColumn,
}: {
  readonly table: RecognisedTable;
  readonly csv: boolean;
  readonly busy: boolean;
  readonly onRole: (role: TableRole) => void;
  readonly onHeader: (header: boolean) => void;
  readonly onColumn: (index: number, role: ColumnRole) => void;
}): ReactNode {
  const named = useNamed();
  const path = named(table.path, 'a table');
  const choices: readonly ColumnRole[] = [...columnsOf[table.role], 'ignored'];
  const shown = table.role === 'ignored' || table.role === 'lists' ? [] : table.columns;
  return (
    <section className={classes.card} aria-label={path}>
      <div className={classes.cardHead}>
        <Private kind="text">
          <span className={classes.path}>{table.path}</span>
        </Private>
        <span className={classes.dim}>
          {formatNumberOf(table.rows, 'line')}, {table.encoding}
        </span>
        <div className={classes.cardChoices}>
          <Checkbox
            size="xs"
            label="First line names the columns"
            checked={table.header}
            disabled={busy}
            onChange={(event) => onHeader(event.currentTarget.checked)}
          />
          {csv ? null : (
            <Select
              size="xs"
              w={170}
              aria-label={`What ${path} holds`}
              allowDeselect={false}
              disabled={busy}
              data={serverRoles.map((role) => ({ value: role, label: tableRoleWords[role] }))}
              value={table.role}
              onChange={(role) => role && onRole(role)}
            />
          )}
          <Sure sure={table.sure} why={table.why} />
        </div>
      </div>
      {shown.length > 0 ? (
        <div className={classes.columns}>
          {shown.map((column) => (
            <ColumnChoice
              key={column.index}
              column={column}
              choices={choices}
              disabled={busy}
              onChoose={(role) => onColumn(column.index, role)}
            />
          ))}
        </div>
      ) : null}
      {table.problems.length > 0 ? (
        <p className={classes.problems}>
          {table.problems.map((problem) => `Line ${problem.line} ${problem.text}`).join('. ')}.
          {table.moreProblems > 0 ? ` And ${formatNumberOf(table.moreProblems, 'line')} more.` : ''}
        </p>
      ) : null}
    </section>
  );
}

function ColumnChoice({
  column,
  choices,
  disabled,
  onChoose,
}: {
  readonly column: RecognisedColumn;
  readonly choices: readonly ColumnRole[];
  readonly disabled: boolean;
  readonly onChoose: (role: ColumnRole) => void;
}): ReactNode {
  const name = column.header ?? `Column ${column.index + 1}`;
  const secret = column.role === 'password' || column.role === 'destination-password';
  return (
    <div className={classes.column} data-ignored={column.role === 'ignored' || undefined}>
      <div className={classes.columnHead}>
        <span className={classes.columnName}>{name}</span>
        {column.role === 'ignored' ? null : <Sure sure={column.sure} />}
      </div>
      <Select
        size="xs"
        aria-label={`What ${name} is`}
        allowDeselect={false}
        disabled={disabled}
        data={choices.map((role) => ({ value: role, label: columnRoleWords[role] }))}
        value={column.role}
        onChange={(role) => role && onChoose(role)}
      />
      <div className={classes.samples}>
        {secret ? (
          <span className={classes.dim}>Passwords are not shown</span>
        ) : column.samples.length === 0 ? (
          <span className={classes.dim}>{column.role === 'ignored' ? 'Not shown' : 'Empty'}</span>
        ) : (
          column.samples.map((sample) => (
            <div key={sample} className={classes.sample}>
              <Private kind="text">{sample}</Private>
            </div>
          ))
        )}
      </div>
    </div>
  );
}

function Sure({ sure, why }: { readonly sure: RecognisedColumn['sure']; readonly why?: string }): ReactNode {
  return (
    <span className={classes.sure} data-sure={sure} title={why}>
      {surenessWords[sure]}
    </span>
  );
}
