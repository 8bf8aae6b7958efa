import { Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import type { ReactNode } from 'react';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import { formatCount } from '../../../shared/domain/format.ts';
import type { QuotaUnit } from '../../../shared/domain/import.ts';
import classes from './import.module.css';
import { choose, type ImportState } from './import-state.ts';

const units: { value: QuotaUnit; label: string }[] = [
  { value: 'KB', label: 'Kilobytes' },
  { value: 'MB', label: 'Megabytes' },
  { value: 'bytes', label: 'Bytes' },
];

/** The servers the mailboxes come from and go to, and what holds for all of them. */
export function ImportSettings({
  state,
  endpoints,
  busy,
  onUnit,
}: {
  readonly state: ImportState;
  readonly endpoints: readonly EndpointRow[];
  readonly busy: boolean;
  readonly onUnit: (unit: QuotaUnit) => void;
}): ReactNode {
  const { choices, look, unit } = state;
  const customer = useDebouncedCallback((name: string) => choose({ customerName: name.trim() || null }), 300);
  const servers = (target: boolean) =>
    endpoints.filter((one) => !target || one.protocol === 'imap').map((one) => ({ value: one.id, label: one.name }));
  return (
    <div className={classes.settings}>
      <Select
        size="xs"
        label="From (source server)"
        placeholder="Choose"
        allowDeselect={false}
        data={servers(false)}
        value={choices.sourceEndpointId}
        onChange={(sourceEndpointId) => choose({ sourceEndpointId })}
      />
      <Select
        size="xs"
        label="To (destination server)"
        placeholder="Choose"
        allowDeselect={false}
        data={servers(true)}
        value={choices.destinationEndpointId}
        onChange={(destinationEndpointId) => choose({ destinationEndpointId })}
      />
      <TextInput
        size="xs"
        data-private
        label="Customer of new domains"
        placeholder={look.kind === 'csv' ? 'As the table says, else the domain' : 'The name of the post office'}
        defaultValue={choices.customerName ?? ''}
        onChange={(event) => customer(event.currentTarget.value)}
      />
      <Select
        size="xs"
        label="Limits are counted in"
        allowDeselect={false}
        disabled={busy}
        data={units}
        value={unit}
        onChange={(next) => next && onUnit(next)}
      />
      <Select
        size="xs"
        label={`Passwords (${formatCount(look.passwords)})`}
        allowDeselect={false}
        disabled={look.passwords === 0}
        data={[
          { value: 'store' as const, label: 'Into the vault' },
          { value: 'leave' as const, label: 'Leave them out' },
        ]}
        value={choices.passwords}
        onChange={(passwords) => passwords && choose({ passwords })}
      />
    </div>
  );
}
