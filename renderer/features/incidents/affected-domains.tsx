import { Button, Select } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import type { IncidentDetail, IncidentDomainRow } from '../../../shared/contract/incidents.ts';
import { client, orpc } from '../../app/client.ts';
import { type DataColumn, DataTable } from '../../ui/data-table/index.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { TextLink } from '../../ui/links.tsx';
import { notifyFailed } from '../../ui/notify.ts';
import { Private, useNamed } from '../../ui/private.tsx';
import classes from './incidents.module.css';

const rowId = (row: IncidentDomainRow): string => row.domainId;
/** Offered at most; more is found by typing. */
const OFFERED = 50;

/** The domains an incident touches: by its servers, or because the agent says so. Some can be left out. */
export function AffectedDomains({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const { id } = incident;
  const domains = useQuery(orpc.incidents.domains.queryOptions({ input: { id } }));
  const named = useNamed();
  const change = useMutation({
    mutationFn: (chosen: { domainIds: string[]; leftOut: boolean }) => client.incidents.setDomains({ id, ...chosen }),
    onError: (error) => notifyFailed('The domains were not changed', error),
  });
  const { mutate } = change;
  const columns = useMemo(
    (): DataColumn<IncidentDomainRow>[] => [
      {
        id: 'name',
        header: 'Domain',
        value: (row) => row.name,
        cell: (row) => (
          <TextLink to="/domains/$domainId" params={{ domainId: row.domainId }}>
            {row.name}
          </TextLink>
        ),
        width: 150,
        grow: true,
        filterable: true,
        hideable: false,
        private: 'name',
      },
      {
        id: 'customer',
        header: 'Customer',
        value: (row) => row.customerName,
        width: 120,
        grow: true,
        filterable: true,
        private: 'name',
      },
      { id: 'mailboxes', header: 'Mailboxes', value: (row) => row.mailboxes, align: 'right', width: 84 },
      {
        id: 'why',
        header: 'Why',
        value: (row) => (row.leftOut ? 'left out' : row.how === 'server' ? 'by its servers' : 'by choice'),
        width: 100,
      },
      {
        id: 'change',
        header: 'Touched',
        value: (row) => (row.leftOut ? 'no' : 'yes'),
        cell: (row) => (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`${row.leftOut ? 'Take in' : 'Leave out'} ${named(row.name, 'this domain')}`}
            onClick={() => mutate({ domainIds: [row.domainId], leftOut: !row.leftOut })}
          >
            {row.leftOut ? 'Take in' : 'Leave out'}
          </Button>
        ),
        width: 88,
      },
    ],
    [mutate, named],
  );
  return (
    <div className={classes.table}>
      <DataTable
        tableId="incident-domains"
        label="Affected domains"
        columns={columns}
        rows={domains.data ?? []}
        rowId={rowId}
        loading={domains.isPending}
        error={domains.error ? <ErrorView error={domains.error} onRetry={() => void domains.refetch()} /> : undefined}
        noun={['domain', 'domains']}
        minRows={4}
        empty="No domain has a mailbox at its servers. Take one in by its name above."
        toolbar={
          <TakeIn
            known={domains.data ?? []}
            onTakeIn={(domainId) => mutate({ domainIds: [domainId], leftOut: false })}
          />
        }
      />
    </div>
  );
}

function TakeIn({
  known,
  onTakeIn,
}: {
  readonly known: readonly IncidentDomainRow[];
  readonly onTakeIn: (domainId: string) => void;
}): ReactNode {
  const [text, setText] = useState('');
  const all = useQuery({ ...orpc.directory.domains.queryOptions(), enabled: text !== '' });
  const there = new Set(known.map(({ domainId }) => domainId));
  const wanted = text.trim().toLowerCase();
  const offered = (all.data ?? [])
    .filter(({ id, name }) => !there.has(id) && name.toLowerCase().includes(wanted))
    .slice(0, OFFERED)
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Select
      size="xs"
      w={210}
      aria-label="Take in a domain"
      placeholder="Take in a domain…"
      searchable
      data-private
      value={null}
      data={offered}
      searchValue={text}
      onSearchChange={setText}
      nothingFoundMessage={wanted === '' ? 'Type a part of its name' : 'No other domain of that name'}
      renderOption={({ option }) => <Private kind="name">{option.label}</Private>}
      onChange={(value) => {
        if (value) onTakeIn(value);
        setText('');
      }}
    />
  );
}
