import { Button } from '@mantine/core';
import { IconFerry, IconMailPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatBytes, formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import { orpc } from '../../app/client.ts';
import { openDialog } from '../../app/dialogs.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Section } from '../../ui/section.tsx';
import { Deadlines } from './deadlines.tsx';
import { DomainsByStep } from './domains-by-step.tsx';
import { MailboxesByState } from './mailboxes-by-state.tsx';
import { OldSides } from './old-sides.tsx';
import { OpenIncidentList } from './open-incidents.tsx';
import classes from './overview.module.css';
import { RecentRuns } from './recent-runs.tsx';
import { RunsInProgress } from './runs-in-progress.tsx';
import { Servers } from './servers.tsx';
import { ServiceHealth } from './service-health.tsx';

/** What goes on in the workspace, at one glance; every number leads to what it counts. */
export function OverviewPage(): ReactNode {
  const overview = useQuery(orpc.workspace.overview.queryOptions());
  const data = overview.data;
  const addMailbox = (
    <Button leftSection={<IconMailPlus size={16} aria-hidden />} onClick={() => openDialog({ kind: 'add-mailbox' })}>
      Add mailbox
    </Button>
  );
  const empty = data?.domains === 0 && data.mailboxes === 0;
  return (
    <>
      <PageHeader
        title="Overview"
        facts={
          data && !empty ? (
            <>
              <span>{formatNumberOf(data.domains, 'domain')}</span>
              <span>{formatNumberOf(data.mailboxes, 'mailbox', 'mailboxes')}</span>
              <span>
                {data.copied.messages === 0
                  ? 'nothing copied yet'
                  : `${formatNumberOf(data.copied.messages, 'message')} copied, ${formatBytes(data.copied.bytes)}`}
              </span>
            </>
          ) : (
            <span>{'\u00a0'}</span>
          )
        }
        actions={addMailbox}
      />
      {overview.error ? <ErrorView error={overview.error} onRetry={() => void overview.refetch()} /> : null}
      {overview.isPending ? <LoadingRows rows={8} height={56} /> : null}
      {empty ? (
        <EmptyState
          icon={IconFerry}
          title="This workspace is empty"
          action={
            <ButtonLink variant="default" to="/settings">
              Open the settings
            </ButtonLink>
          }
        >
          Two things bring the first mailbox over: the servers, which are named in the settings, and the mailbox with
          its two logins. To look around first, switch to the practice workspace at the top right.
        </EmptyState>
      ) : null}
      {data && !empty ? (
        <>
          <DomainsByStep byStep={data.byStep} byStage={data.byStage} />
          <div className={classes.columns}>
            <div className={`${classes.column} ${classes.first}`}>
              <OpenIncidentList />
              <Deadlines domains={data.deadlines} />
              <RunsInProgress runs={data.running} />
            </div>
            <div className={`${classes.column} ${classes.second}`}>
              <RecentRuns runs={data.recentRuns} />
            </div>
            <div className={`${classes.column} ${classes.third}`}>
              <Section title="Mailboxes" count={formatCount(data.mailboxes)} flush>
                <MailboxesByState byState={data.byState} />
              </Section>
              <OldSides />
              <ServiceHealth />
              <Servers endpoints={data.endpoints} />
            </div>
          </div>
        </>
      ) : null}
    </>
  );
}
