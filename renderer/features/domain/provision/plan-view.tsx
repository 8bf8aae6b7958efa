import { Checkbox, Table, VisuallyHidden } from '@mantine/core';
import { IconBulb } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { changesSomething, type ProvisionLine } from '../../../../shared/domain/provisioning.ts';
import { Private, PrivateText, useNamed } from '../../../ui/private.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { actionFace, kindLabel } from './faces.ts';
import classes from './provision.module.css';

/** The plan as a table; what changes something can be left out. */
export function PlanView({
  lines,
  chosen,
  onChange,
}: {
  lines: readonly ProvisionLine[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}): ReactNode {
  const named = useNamed();
  const choosable = lines.filter(changesSomething);
  const toggle = (key: string): void => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    onChange(next);
  };
  return (
    <Table className={classes.table} aria-label="What the destination needs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th className={classes.box}>
            <Checkbox
              size="xs"
              aria-label="All that can be done"
              disabled={choosable.length === 0}
              checked={choosable.length > 0 && chosen.size === choosable.length}
              indeterminate={chosen.size > 0 && chosen.size < choosable.length}
              onChange={(event) =>
                onChange(new Set(event.currentTarget.checked ? choosable.map(({ key }) => key) : []))
              }
            />
          </Table.Th>
          <Table.Th w={110}>Plan</Table.Th>
          <Table.Th w={260}>Name</Table.Th>
          <Table.Th>Why</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map((line) => (
          <Table.Tr key={line.key}>
            <Table.Td className={classes.box}>
              {changesSomething(line) ? (
                <Checkbox
                  size="xs"
                  aria-label={`${actionFace[line.action].label} ${named(line.name, 'this line')}`}
                  checked={chosen.has(line.key)}
                  onChange={() => toggle(line.key)}
                />
              ) : (
                <VisuallyHidden>nothing to choose</VisuallyHidden>
              )}
            </Table.Td>
            <Table.Td className={classes.state}>
              <StatusBadge face={actionFace[line.action]} />
            </Table.Td>
            <LineName line={line} />
            <Table.Td>
              <Reasons line={line} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What a line is about. */
export function LineName({ line }: { line: ProvisionLine }): ReactNode {
  return (
    <Table.Td>
      <div className={classes.name}>
        <Private kind="address">{line.name}</Private>
      </div>
      <div className={classes.kind}>{kindLabel[line.kind]}</div>
    </Table.Td>
  );
}

/** Why a line is as it is, and what can be done about it. */
export function Reasons({ line, note = null }: { line: ProvisionLine; note?: string | null }): ReactNode {
  return (
    <div className={classes.reasons}>
      {note === null ? line.reasons.map((reason) => <span key={reason}>{<PrivateText text={reason} />}</span>) : null}
      {note === null ? null : (
        <span>
          <PrivateText text={note} />
        </span>
      )}
      {line.cure === null ? null : (
        <span className={classes.cure}>
          <IconBulb size={14} aria-hidden />
          <PrivateText text={line.cure} />
        </span>
      )}
    </div>
  );
}
