import { Button, Drawer, Group, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { ImportFinding, ImportRow } from '../../../shared/domain/import.ts';
import { Private, PrivateText } from '../../ui/private.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './import.module.css';
import { choose, type ImportState, withKeys } from './import-state.ts';
import { faceOf, limitText, passwordWords, weightFaces } from './words.ts';

/** One mailbox of the import: what changes, what to know, and the name it gets at the destination. */
export function RowDrawer({
  row,
  findings,
  state,
  onClose,
}: {
  readonly row: ImportRow | null;
  readonly findings: readonly ImportFinding[];
  readonly state: ImportState;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <Drawer
      opened={row !== null}
      onClose={onClose}
      position="right"
      size={480}
      closeButtonProps={{ 'aria-label': 'Close' }}
      title={row ? <Private kind="address">{row.address}</Private> : null}
    >
      {row ? <RowDetail key={row.key} row={row} findings={findings} state={state} /> : null}
    </Drawer>
  );
}

function RowDetail({
  row,
  findings,
  state,
}: {
  readonly row: ImportRow;
  readonly findings: readonly ImportFinding[];
  readonly state: ImportState;
}): ReactNode {
  const { choices } = state;
  const [name, setName] = useState(choices.destinationUsers[row.key] ?? row.destinationUser);
  const out = choices.leaveOut.includes(row.key);
  const facts: readonly (readonly [string, string])[] = [
    ['User at the source', row.sourceUser],
    ['Customer', row.customer],
    ['Limit', limitText(row.limitKb)],
    ['Passes mail on to', row.redirectTo.join(', ')],
    ['Further addresses', row.aliases.join(', ')],
    ['Password', passwordWords[row.password]],
  ];
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <StatusBadge face={faceOf(row, new Set(choices.remove))} />
        {row.change === 'gone' ? null : (
          <Button variant="default" onClick={() => choose({ leaveOut: withKeys(choices.leaveOut, [row.key], !out) })}>
            {out ? 'Take in again' : 'Leave out'}
          </Button>
        )}
      </Group>
      {row.leftOut === null ? null : <Text size="sm">{row.leftOut}</Text>}
      {findings.map((finding) => (
        <div key={`${finding.kind} ${finding.text}`} className={classes.finding}>
          <StatusBadge face={weightFaces[finding.weight]} bare />
          <div>
            <Private kind="text">{finding.text}</Private>
            <div className={classes.dim}>
              <PrivateText text={finding.cure} />
            </div>
          </div>
        </div>
      ))}
      {row.change === 'new' ? (
        <form
          className={classes.nameForm}
          onSubmit={(event) => {
            event.preventDefault();
            const { [row.key]: _, ...others } = choices.destinationUsers;
            const wanted = name.trim();
            choose({ destinationUsers: wanted === '' ? others : { ...others, [row.key]: wanted } });
          }}
        >
          <TextInput
            data-private
            label="User name at the destination"
            value={name}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={name.trim() === row.destinationUser}>
            Use this name
          </Button>
        </form>
      ) : null}
      {row.differences.length > 0 ? (
        <table className={classes.differences}>
          <thead>
            <tr>
              <th scope="col">What changes</th>
              <th scope="col">Here</th>
              <th scope="col">In the file</th>
            </tr>
          </thead>
          <tbody>
            {row.differences.map((one) => (
              <tr key={one.field}>
                <th scope="row">{one.field}</th>
                <td>
                  <PrivateText text={one.before} />
                </td>
                <td>
                  <PrivateText text={one.after} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <dl className={classes.facts}>
        {facts.map(([label, value]) =>
          value === '' ? null : (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <Private kind="text">{value}</Private>
              </dd>
            </div>
          ),
        )}
      </dl>
    </Stack>
  );
}
