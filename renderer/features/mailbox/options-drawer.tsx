import {
  Button,
  Drawer,
  Group,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import type { ReactNode } from 'react';
import type { Endpoint } from '../../../shared/domain/endpoint.ts';
import { type NextRunOptions, ordinaryOptions } from './use-run-actions.ts';

const MEGABYTE = 1024 * 1024;

/** What the next runs of this page are told; closing keeps it. */
export function OptionsDrawer({
  opened,
  onClose,
  options,
  onChange,
  folders,
  otherWays,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly options: NextRunOptions;
  readonly onChange: (options: NextRunOptions) => void;
  /** Source folders to choose from. */
  readonly folders: readonly string[];
  /** Endpoints of the same platform that know the same login. */
  readonly otherWays: readonly Pick<Endpoint, 'id' | 'name' | 'protocol'>[];
}): ReactNode {
  const set = (part: Partial<NextRunOptions>): void => onChange({ ...options, ...part });
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={400}
      title="Options of the next run"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        <Switch
          label="Newest messages first"
          description="The customer sees recent mail first."
          checked={options.newestFirst}
          onChange={(event) => set({ newestFirst: event.currentTarget.checked })}
          data-autofocus
        />
        <TextInput
          type="date"
          label="Only messages since"
          description="By the date on which the source received them. Empty: all."
          value={options.since ?? ''}
          onChange={(event) => set({ since: event.currentTarget.value || null })}
        />
        <NumberInput
          label="Largest message, in MB"
          description="Larger ones are skipped and stand as findings. Empty: no limit."
          min={0.1}
          max={2000}
          decimalScale={1}
          value={options.maxSize === null ? '' : options.maxSize / MEGABYTE}
          onChange={(value) => set({ maxSize: positive(value, MEGABYTE) })}
        />
        <MultiSelect
          label="Only these folders"
          placeholder={options.folders.length === 0 ? 'All folders' : ''}
          data={[...folders]}
          searchable
          clearable
          value={options.folders}
          onChange={(value) => set({ folders: value })}
        />
        <MultiSelect
          label="Without these folders"
          placeholder={options.exclude.length === 0 ? 'None' : ''}
          data={[...folders]}
          searchable
          clearable
          value={options.exclude}
          onChange={(value) => set({ exclude: value })}
        />
        <div>
          <Text size="sm" fw={500} id="verify-depth">
            Comparison after copying
          </Text>
          <SegmentedControl
            mt={4}
            fullWidth
            size="xs"
            aria-labelledby="verify-depth"
            value={options.verify}
            onChange={(value) => set({ verify: value })}
            data={[
              { value: 'none', label: 'None' },
              { value: 'standard', label: 'Standard' },
              { value: 'deep', label: 'Every byte' },
            ]}
          />
          <Text size="xs" c="dimmed" mt={4}>
            {options.verify === 'none'
              ? 'Without a comparison the run never ends as complete.'
              : options.verify === 'deep'
                ? 'Reads every copied message again: the surest, and the slowest.'
                : 'By Message-ID, date, size and flags.'}
          </Text>
        </div>
        {otherWays.length > 0 && (
          <Select
            label="Read the source over"
            description="For instance over POP3 while IMAP is down: the INBOX only, without flags. A later run over IMAP brings nothing twice."
            placeholder="Its own server"
            clearable
            data={otherWays.map(({ id, name, protocol }) => ({
              value: id,
              label: protocol === 'pop3' ? `${name} (POP3)` : name,
            }))}
            value={options.sourceEndpointId}
            onChange={(value) => set({ sourceEndpointId: value })}
          />
        )}
        <NumberInput
          label="Connections per side"
          description="Empty: what the settings of the servers allow."
          min={1}
          max={32}
          allowDecimal={false}
          value={options.connections ?? ''}
          onChange={(value) => set({ connections: positive(value, 1) })}
        />
        <NumberInput
          label="Rate cap, in MB per second"
          description="Over all connections. Empty: no cap."
          min={0.1}
          max={1000}
          decimalScale={1}
          value={options.rate === null ? '' : options.rate / MEGABYTE}
          onChange={(value) => set({ rate: positive(value, MEGABYTE) })}
        />
        <Group justify="space-between">
          <Button variant="default" onClick={() => onChange(ordinaryOptions)}>
            Back to the usual
          </Button>
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Drawer>
  );
}

function positive(value: string | number, unit: number): number | null {
  const number = Number(value);
  return value === '' || !Number.isFinite(number) || number <= 0 ? null : Math.max(1, Math.round(number * unit));
}
