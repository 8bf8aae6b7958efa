import { Button } from '@mantine/core';
import { IconChevronLeft, IconMailPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { DomainPage as DomainData } from '../../../shared/contract/directory.ts';
import { orpc } from '../../app/client.ts';
import { openDialog } from '../../app/dialogs.ts';
import { DeadlineClock } from '../../ui/deadline-clock.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { TextLink } from '../../ui/links.tsx';
import { LoadingPage } from '../../ui/loading.tsx';
import { OpenIncidents } from '../../ui/open-incidents.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Private } from '../../ui/private.tsx';
import { OrderBadge } from '../../ui/states.tsx';
import classes from './domain.module.css';
import type { DomainSearch } from './domain-search.ts';
import { DomainTabs } from './domain-tabs.tsx';
import { OrderMenu } from './order-menu.tsx';
import { DomainTimeline } from './timeline.tsx';

/** One domain: where it stands on its way, and its mailboxes. */
export function DomainPage({ domainId, search }: { domainId: string; search: DomainSearch }): ReactNode {
  const page = useQuery(orpc.directory.domain.queryOptions({ input: { id: domainId } }));
  if (page.isPending) return <LoadingPage />;
  if (page.error) {
    return (
      <>
        <PageHeader title="Domain" above={<BackToDomains />} />
        <ErrorView error={page.error} onRetry={() => void page.refetch()} />
      </>
    );
  }
  return <Loaded data={page.data} search={search} />;
}

function Loaded({ data, search }: { data: DomainData; search: DomainSearch }): ReactNode {
  const { domain } = data;
  return (
    <>
      <PageHeader
        title={domain.name}
        privateTitle={{ kind: 'name', neutral: 'Domain' }}
        above={<BackToDomains />}
        facts={
          <>
            <span>
              <Private kind="name">{domain.customerName}</Private>
            </span>
            <OrderBadge order={domain.order} />
            {domain.deadlineAt ? (
              <DeadlineClock deadline={{ ...domain, deadlineAt: domain.deadlineAt }} met={domain.stage === null} />
            ) : null}
            {domain.note ? (
              <span>
                <Private kind="text">{domain.note}</Private>
              </span>
            ) : null}
          </>
        }
        actions={
          <>
            <Button
              leftSection={<IconMailPlus size={16} aria-hidden />}
              onClick={() =>
                openDialog({ kind: 'add-mailbox', address: `@${domain.name}`, customerName: domain.customerName })
              }
            >
              Add mailbox
            </Button>
            <OrderMenu domain={domain} />
          </>
        }
      />
      <OpenIncidents domainId={domain.id} />
      <div className={classes.parts}>
        <DomainTimeline data={data} />
        <DomainTabs view={{ data, search }} />
      </div>
    </>
  );
}

function BackToDomains(): ReactNode {
  return (
    <TextLink to="/domains" size="sm" className={classes.back}>
      <IconChevronLeft size={14} aria-hidden />
      Domains
    </TextLink>
  );
}
