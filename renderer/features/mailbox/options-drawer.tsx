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
import { IconCircleCheck, IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Endpoint } from '../../../shared/domain/endpoint.ts';
import type { QuietHours } from '../../../shared/domain/run.ts';
import { orpc } from '../../app/client.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { folderPrivacy, useNamed } from '../../ui/private.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { type NextRunOptions, ordinaryOptions } from './use-run-actions.ts';

const MEGABYTE = 1024 * 1024;

/** What the next runs of this page are told; closing keeps it. */
export function OptionsDrawer({
  opened,
  onClose,
  mailboxId,
  options,
  onChange,
  folders,
  otherWays,
  forced,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly mailboxId: string;
  readonly options: NextRunOptions;
  readonly onChange: (options: NextRunOptions) => void;
  /** Source folders to choose from. */
  readonly folders: readonly string[];
  /** Endpoints of the same platform that know the same login. */
  readonly otherWays: readonly Pick<Endpoint, 'id' | 'name' | 'protocol'>[];
  /** The domain goes in the forced order: the customer waits for old mail in the new mailbox. */
  readonly forced: boolean;
}): ReactNode {
  const set = (part: Partial<NextRunOptions>): void => onChange({ ...options, ...part });
  const named = useNamed();
  const choices = folders.map((path, at) => ({
    value: path,
    label: folderPrivacy(path) === null ? path : named(path, `Folder ${at + 1}`),
  }));
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
          description={
            forced
              ? 'The customer sees recent mail first; usual in the forced order.'
              : 'The customer sees recent mail first.'
          }
          checked={options.newestFirst ?? forced}
          onChange={(event) => set({ newestFirst: event.currentTarget.checked })}
          data-autofocus
        />
        <div>
          <Group grow align="flex-start" gap="sm">
            <TextInput
              type="date"
              label="Only since"
              value={options.since ?? ''}
              max={options.before ?? undefined}
              onChange={(event) => set({ since: event.currentTarget.value || null })}
            />
            <TextInput
              type="date"
              label="Only before"
              value={options.before ?? ''}
              min={options.since ?? undefined}
              error={emptySpan(options) ? 'Not after the first date' : undefined}
              onChange={(event) => set({ before: event.currentTarget.value || null })}
            />
          </Group>
          <Text size="xs" c="dimmed" mt={4}>
            By the date on which the source received a message. Empty: all.
          </Text>
        </div>
        <Switch
          label="Without messages marked as deleted"
          description="Leaves out what the customer deleted in a mail program that has not removed it yet."
          checked={options.skipDeleted}
          onChange={(event) => set({ skipDeleted: event.currentTarget.checked })}
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
          data={choices}
          searchable
          clearable
          value={options.folders}
          onChange={(value) => set({ folders: value })}
        />
        <MultiSelect
          label="Without these folders"
          placeholder={options.exclude.length === 0 ? 'None' : ''}
          data={choices}
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
        {options.sourceEndpointId !== null && (
          <OtherWayCheck key={options.sourceEndpointId} mailboxId={mailboxId} endpointId={options.sourceEndpointId} />
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
        <NumberInput
          label="Rate cap, in messages per second"
          description="For servers that count messages. Empty: no cap."
          min={1}
          max={10000}
          allowDecimal={false}
          value={options.messageRate ?? ''}
          onChange={(value) => set({ messageRate: positive(value, 1) })}
        />
        <QuietHoursInput value={options.quietHours} onChange={(value) => set({ quietHours: value })} />
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

/** Tries the login over another way before a run depends on it. */
function OtherWayCheck({
  mailboxId,
  endpointId,
}: {
  readonly mailboxId: string;
  readonly endpointId: string;
}): ReactNode {
  const check = useMutation(orpc.mailboxes.checkLogin.mutationOptions());
  const failure = check.data?.error ?? check.error;
  return (
    <Stack gap={6}>
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={16} aria-hidden />}
          loading={check.isPending}
          onClick={() => check.mutate({ id: mailboxId, side: 'source', sourceEndpointId: endpointId })}
        >
          Check the login there
        </Button>
        {check.data?.ok ? (
          <span role="status">
            <StatusBadge bare face={{ tone: 'good', label: 'The login works', icon: IconCircleCheck }} />
          </span>
        ) : null}
      </Group>
      {failure && !check.isPending ? <ErrorView error={failure} withSide={false} /> : null}
    </Stack>
  );
}

/** Two times of day; one alone says nothing yet, so the option is set when both are there. */
function QuietHoursInput({
  value,
  onChange,
}: {
  readonly value: QuietHours | null;
  readonly onChange: (value: QuietHours | null) => void;
}): ReactNode {
  const [draft, setDraft] = useState({ from: value?.from ?? '', to: value?.to ?? '' });
  const shown = value ?? draft;
  const change = (part: Partial<QuietHours>): void => {
    const next = { ...shown, ...part };
    setDraft(next);
    onChange(next.from !== '' && next.to !== '' && next.from !== next.to ? next : null);
  };
  return (
    <div>
      <Group grow align="flex-start" gap="sm">
        <TextInput
          type="time"
          label="Quiet from"
          value={shown.from}
          onChange={(event) => change({ from: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label="Until"
          value={shown.to}
          error={shown.from !== '' && shown.from === shown.to ? 'No time in between' : undefined}
          onChange={(event) => change({ to: event.currentTarget.value })}
        />
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        The run waits through these hours with its connections closed, and goes on by itself.
      </Text>
    </div>
  );
}

function emptySpan({ since, before }: NextRunOptions): boolean {
  return since !== null && before !== null && since >= before;
}

function positive(value: string | number, unit: number): number | null {
  const number = Number(value);
  return value === '' || !Number.isFinite(number) || number <= 0 ? null : Math.max(1, Math.round(number * unit));
}
