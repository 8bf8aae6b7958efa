import { ActionIcon, Button, Text, Tooltip } from '@mantine/core';
import { IconAdjustments, IconArrowBarToUp, IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { JobPage } from '../../../shared/contract/bulk.ts';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import { isOpen } from '../../../shared/domain/job.ts';
import { orpc } from '../../app/client.ts';
import { openLockedVault } from '../../app/vault.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { Private, PrivateText, useNamed } from '../../ui/private.tsx';
import rows from '../../ui/rows.module.css';
import { Section } from '../../ui/section.tsx';
import { BudgetMeter } from './budget-meter.tsx';
import { BudgetsDialog } from './budgets-dialog.tsx';
import classes from './bulk.module.css';

/** Beside the items: what went wrong by symptom, what the servers give, whose turn can be moved up, and what happened. */
export function JobSide({ data }: { data: JobPage }): ReactNode {
  return (
    <div className={classes.side}>
      {data.symptoms.length > 0 ? <Symptoms data={data} /> : null}
      {data.servers.length > 0 ? <Servers data={data} /> : null}
      {isOpen(data.job.state) && data.customers.length > 1 ? <Customers data={data} /> : null}
      <Remarks data={data} />
    </div>
  );
}

function Symptoms({ data }: { data: JobPage }): ReactNode {
  const retry = useMutation(
    orpc.bulk.retry.mutationOptions({
      onSuccess: ({ items }) => notifyDone(`${formatNumberOf(items, 'item')} tried again.`),
      onError: (error) => notifyFailed('Nothing is tried again', error),
    }),
  );
  const again = async (symptom: string): Promise<void> => {
    if (await openLockedVault('The passwords of these mailboxes are needed.'))
      retry.mutate({ id: data.job.id, symptom });
  };
  const total = data.symptoms.reduce((sum, { items }) => sum + items, 0);
  return (
    <Section title="What went wrong" count={formatCount(total)} flush>
      <ul className={rows.list}>
        {data.symptoms.map(({ key, words, items, examples }) => (
          <li key={key} className={`${rows.row} ${classes.symptom}`}>
            <span className={classes.symptomCount}>{formatCount(items)}</span>
            <span className={classes.symptomWords}>
              <PrivateText text={words} titled />
              <span className={`${classes.quiet} ${classes.clip}`}>
                {examples.map((name, place) => (
                  <span key={name}>
                    {place > 0 ? ', ' : ''}
                    <Private kind="address">{name}</Private>
                  </span>
                ))}
                {items > examples.length ? ' …' : ''}
              </span>
            </span>
            <Button
              variant="default"
              size="compact-xs"
              leftSection={<IconRefresh size={14} aria-hidden />}
              aria-label={`Try again: ${words}`}
              disabled={retry.isPending}
              onClick={() => void again(key)}
            >
              Try again
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Servers({ data }: { data: JobPage }): ReactNode {
  const [editing, setEditing] = useState(false);
  return (
    <Section
      title="Server budgets"
      flush
      actions={
        <Tooltip label="Change the budgets">
          <ActionIcon aria-label="Change the budgets" onClick={() => setEditing(true)}>
            <IconAdjustments size={17} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      }
    >
      <ul className={rows.list}>
        {data.servers.map((row) => (
          <li key={row.endpointId} className={classes.server}>
            <BudgetMeter row={row} />
          </li>
        ))}
      </ul>
      <BudgetsDialog opened={editing} onClose={() => setEditing(false)} />
    </Section>
  );
}

function Customers({ data }: { data: JobPage }): ReactNode {
  const named = useNamed();
  const moveUp = useMutation(
    orpc.bulk.moveUp.mutationOptions({
      onSuccess: ({ items }) => notifyDone(`${formatNumberOf(items, 'item')} come next.`),
      onError: (error) => notifyFailed('The customer was not moved up', error),
    }),
  );
  return (
    <Section title="Customers that wait" count={formatCount(data.customers.length)} flush>
      <ul className={`${rows.list} ${classes.scroll}`}>
        {data.customers.map(({ id, name, queued }) => (
          <li key={id} className={`${rows.row} ${classes.customer}`}>
            <span className={rows.clip}>
              <Private kind="name">{name}</Private>
            </span>
            <span className={`${rows.right} ${rows.dim}`}>{formatNumberOf(queued, 'item')}</span>
            <Tooltip label="Next turns to this customer">
              <ActionIcon
                aria-label={`Move up ${named(name, 'this customer')}`}
                onClick={() => moveUp.mutate({ id: data.job.id, customerId: id })}
              >
                <IconArrowBarToUp size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Remarks({ data }: { data: JobPage }): ReactNode {
  return (
    <Section title="What happened" flush>
      {data.remarks.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" pb="xs">
          Nothing yet.
        </Text>
      ) : (
        <ul className={`${rows.list} ${classes.scroll}`}>
          {data.remarks.map(({ at, text }) => (
            <li key={`${at} ${text}`} className={`${rows.row} ${classes.remark}`}>
              <span className={rows.dim}>
                <MomentCell iso={at} />
              </span>
              <span>
                <PrivateText text={text} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
