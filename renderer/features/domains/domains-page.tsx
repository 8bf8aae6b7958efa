import { Button, Group } from '@mantine/core';
import { IconDatabaseImport, IconFilterOff, IconMailPlus, IconWorld } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import type { DomainRow } from '../../../shared/contract/directory.ts';
import { orpc } from '../../app/client.ts';
import { openDialog } from '../../app/dialogs.ts';
import { DataTable } from '../../ui/data-table/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { domainColumns } from './domain-columns.tsx';
import { domainFilter, markDomains } from './domain-filter.ts';
import { DomainFilters } from './domain-filters.tsx';
import classes from './domains.module.css';
import { useDomainFilter } from './use-domain-filter.ts';

const idOf = (row: DomainRow): string => row.id;
const none: readonly DomainRow[] = [];
const noIds: ReadonlySet<string> = new Set();

/** All domains of the workspace in one table. */
export function DomainsPage(): ReactNode {
  const navigate = useNavigate();
  const { filter, setFilter, settle } = useDomainFilter();
  const domains = useQuery(orpc.directory.domains.queryOptions());
  const [chosen, setChosen] = useState<ReadonlySet<string>>(noIds);
  const rows = domains.data ?? none;
  const deferred = useDeferredValue(filter);
  const marks = useMemo(() => markDomains(rows, deferred), [rows, deferred]);

  return (
    <div className={classes.fill}>
      <PageHeader
        title="Domains"
        actions={
          <>
            <ButtonLink to="/import" variant="default" leftSection={<IconDatabaseImport size={16} aria-hidden />}>
              Import…
            </ButtonLink>
            <Button
              leftSection={<IconMailPlus size={16} aria-hidden />}
              onClick={() => openDialog({ kind: 'add-mailbox' })}
            >
              Add mailbox
            </Button>
          </>
        }
      />
      <BulkBar rows={rows} marks={marks} chosen={chosen} onChoose={setChosen} />
      <DataTable
        tableId="domains"
        placeName="domains"
        label="Domains"
        columns={domainColumns}
        rows={rows}
        marks={marks}
        rowId={idOf}
        initialSort={{ id: 'deadline', desc: false }}
        recycle
        onOpen={(row) => {
          settle();
          void navigate({ to: '/domains/$domainId', params: { domainId: row.id } });
        }}
        loading={domains.isPending}
        error={domains.error ? <ErrorView error={domains.error} onRetry={() => void domains.refetch()} /> : undefined}
        empty={rows.length === 0 ? <NoDomains /> : <NothingMatches onClear={() => setFilter({})} />}
        noun={['domain', 'domains']}
        choices={{ value: { ...filter }, onChange: (next) => setFilter(domainFilter(next)) }}
        selection={{ ids: chosen, onChange: setChosen }}
        toolbar={<DomainFilters filter={filter} onChange={setFilter} />}
      />
    </div>
  );
}

function NoDomains(): ReactNode {
  return (
    <EmptyState
      icon={IconWorld}
      title="No domain yet"
      action={
        <Group gap="xs">
          <ButtonLink to="/import" variant="default">
            Import a directory
          </ButtonLink>
          <Button variant="default" onClick={() => openDialog({ kind: 'add-mailbox' })}>
            Add the first mailbox
          </Button>
        </Group>
      }
    >
      A domain comes into the workspace with its first mailbox: import those of a server, or add one by hand.
    </EmptyState>
  );
}

function NothingMatches({ onClear }: { onClear: () => void }): ReactNode {
  return (
    <EmptyState
      icon={IconFilterOff}
      title="No domain matches"
      action={
        <Button variant="default" onClick={onClear}>
          Show all domains
        </Button>
      }
    >
      Search for a part of the domain or the customer, or take a choice back.
    </EmptyState>
  );
}
