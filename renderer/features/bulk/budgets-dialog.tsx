import { Button, Checkbox, Group, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { BudgetRow } from '../../../shared/contract/bulk.ts';
import { type ServerBudget, serverBudget } from '../../../shared/domain/server-budget.ts';
import { orpc } from '../../app/client.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { BudgetMeter } from './budget-meter.tsx';
import classes from './bulk.module.css';

/** What all runs together may ask of each server, with what they ask now. */
export function BudgetsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const budgets = useQuery(orpc.bulk.budgets.queryOptions({ enabled: opened }));
  const [editing, setEditing] = useState<string | null>(null);
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title="Server budgets">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          What all runs of this installation together may ask of a server. Runs that an agent starts go first: of each
          limit above one, jobs leave one free for them.
        </Text>
        {budgets.error ? <ErrorView error={budgets.error} onRetry={() => void budgets.refetch()} /> : null}
        {budgets.isPending && opened ? <LoadingRows rows={4} height={48} /> : null}
        {budgets.data?.length === 0 ? (
          <Text size="sm">No server is known yet. Add the source and the destination in the settings.</Text>
        ) : null}
        {budgets.data?.map((row) => (
          <div key={row.endpointId} className={classes.budget}>
            <BudgetMeter row={row} />
            {editing === row.endpointId ? (
              <BudgetForm row={row} onClose={() => setEditing(null)} />
            ) : (
              <Group gap="xs" mt={6}>
                <Button variant="default" size="compact-xs" onClick={() => setEditing(row.endpointId)}>
                  Change the budget of {row.name}
                </Button>
                <Text size="xs" c="dimmed">
                  {row.chosen ? '' : 'The usual budget'}
                </Text>
              </Group>
            )}
          </div>
        ))}
      </Stack>
    </Modal>
  );
}

const MB = 1024 * 1024;
const numberOr = (value: number | string): number | null => (typeof value === 'number' ? value : null);

function BudgetForm({ row, onClose }: { row: BudgetRow; onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  const { budget } = row;
  const [connections, setConnections] = useState<number | string>(budget.connections ?? '');
  const [mailboxes, setMailboxes] = useState<number | string>(budget.mailboxes ?? '');
  const [messages, setMessages] = useState<number | string>(budget.messagesPerSecond ?? '');
  const [megabytes, setMegabytes] = useState<number | string>(
    budget.bytesPerSecond === null ? '' : budget.bytesPerSecond / MB,
  );
  const [quiet, setQuiet] = useState(budget.quietHours !== null);
  const [from, setFrom] = useState(budget.quietHours?.from ?? '08:00');
  const [to, setTo] = useState(budget.quietHours?.to ?? '18:00');
  const save = useMutation(
    orpc.bulk.setBudget.mutationOptions({
      onSuccess: (all) => {
        queries.setQueryData(orpc.bulk.budgets.queryKey(), all);
        notifyDone(`The budget of ${row.name} was saved; it holds from now on.`);
        onClose();
      },
    }),
  );
  const bytes = numberOr(megabytes);
  const next: ServerBudget = {
    connections: numberOr(connections),
    mailboxes: numberOr(mailboxes),
    messagesPerSecond: numberOr(messages),
    bytesPerSecond: bytes === null ? null : bytes * MB,
    quietHours: quiet ? { from, to } : null,
  };
  const valid = serverBudget.safeParse(next).success;
  return (
    <form
      className={classes.budgetForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) save.mutate({ endpointId: row.endpointId, budget: next });
      }}
      noValidate
    >
      <Group gap="sm" align="flex-end" grow>
        <NumberInput
          size="xs"
          label="Connections"
          placeholder="no limit"
          min={1}
          max={1000}
          allowDecimal={false}
          value={connections}
          onChange={setConnections}
          data-autofocus
        />
        <NumberInput
          size="xs"
          label="Mailboxes at once"
          placeholder="no limit"
          min={1}
          max={1000}
          allowDecimal={false}
          value={mailboxes}
          onChange={setMailboxes}
        />
        <NumberInput
          size="xs"
          label="Messages a second"
          placeholder="no limit"
          min={0.1}
          value={messages}
          onChange={setMessages}
        />
        <NumberInput
          size="xs"
          label="MB a second"
          placeholder="no limit"
          min={0.01}
          decimalScale={2}
          value={megabytes}
          onChange={setMegabytes}
        />
      </Group>
      <Group gap="sm" mt="xs" mih={30}>
        <Checkbox
          size="xs"
          label="Quiet hours: nothing is asked of it"
          checked={quiet}
          onChange={(event) => setQuiet(event.currentTarget.checked)}
        />
        {quiet ? (
          <>
            <TextInput
              type="time"
              size="xs"
              aria-label="Quiet from"
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              type="time"
              size="xs"
              aria-label="Quiet to"
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
          </>
        ) : null}
      </Group>
      {valid ? null : (
        <Text size="xs" c="var(--mantine-color-error)" mt={4}>
          Limits are above zero; leave a field empty for no limit, and give both quiet hours as a time of day.
        </Text>
      )}
      {save.error ? <ErrorView error={save.error} /> : null}
      <Group gap="xs" mt="xs" justify="flex-end">
        {row.chosen ? (
          <Button variant="subtle" mr="auto" onClick={() => save.mutate({ endpointId: row.endpointId, budget: null })}>
            Back to the usual
          </Button>
        ) : null}
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" disabled={!valid} loading={save.isPending}>
          Save budget
        </Button>
      </Group>
    </form>
  );
}
