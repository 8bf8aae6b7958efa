import { Button, SegmentedControl, Text } from '@mantine/core';
import { IconFlame, IconHeartbeat, IconServer } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import type { IncidentOffer, IncidentRow } from '../../../shared/contract/incidents.ts';
import { formatDuration, formatNumberOf } from '../../../shared/domain/format.ts';
import { serviceList } from '../../../shared/domain/service-standing.ts';
import { client, orpc } from '../../app/client.ts';
import { usePageActions } from '../../app/page-actions.ts';
import { ariaKeys } from '../../app/shortcuts.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { useNow } from '../../ui/clock.ts';
import { type DataColumn, DataTable, type RowTone } from '../../ui/data-table/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { notifyFailed } from '../../ui/notify.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Section } from '../../ui/section.tsx';
import { IncidentBadge } from '../../ui/service-states.tsx';
import { type IncidentDraft, IncidentEditor } from './incident-editor.tsx';
import classes from './incidents.module.css';
import { Offers } from './offers.tsx';
import { ServiceDrawer } from './service-drawer.tsx';
import { ServiceMatrix } from './service-matrix.tsx';
import { WatchSettings } from './watch-settings.tsx';

const groups = ['active', 'all', 'closed'] as const;
type Group = (typeof groups)[number];
const groupLabel: Readonly<Record<Group, string>> = { active: 'Not closed', all: 'All', closed: 'Closed' };

const rowId = (row: IncidentRow): string => row.id;
const rowTone = (row: IncidentRow): RowTone =>
  row.status === 'open' ? 'danger' : row.status === 'watching' ? 'warning' : 'plain';

const columns: DataColumn<IncidentRow>[] = [
  { id: 'number', header: 'Number', value: (row) => row.number, width: 130, filterable: true, hideable: false },
  { id: 'title', header: 'Title', value: (row) => row.title, width: 190, grow: true, filterable: true },
  {
    id: 'status',
    header: 'Status',
    value: (row) => row.status,
    cell: (row) => <IncidentBadge status={row.status} />,
    width: 104,
  },
  {
    id: 'services',
    header: 'What failed',
    value: (row) => serviceList(row.services.map(({ kind }) => kind)),
    width: 116,
    filterable: true,
  },
  {
    id: 'start',
    header: 'Began',
    value: (row) => row.startedAt,
    cell: (row) => <MomentCell iso={row.startedAt} />,
    width: 106,
  },
  {
    id: 'end',
    header: 'Ended',
    value: (row) => row.endedAt,
    cell: (row) => <MomentCell iso={row.endedAt} never="not over" />,
    width: 106,
  },
  {
    id: 'lasted',
    header: 'Lasted',
    value: (row) => (row.endedAt ? Date.parse(row.endedAt) - Date.parse(row.startedAt) : null),
    cell: (row) => <Lasted row={row} />,
    align: 'right',
    width: 100,
  },
  { id: 'domains', header: 'Domains', value: (row) => row.domains, align: 'right', width: 86 },
];

function Lasted({ row }: { readonly row: IncidentRow }): ReactNode {
  const now = useNow();
  const ms = Math.max(0, (row.endedAt ? Date.parse(row.endedAt) : now) - Date.parse(row.startedAt));
  return formatDuration(Math.round(ms / 60_000) * 60);
}

/** Services of all servers, what the console offers, and the incidents written down. */
export function IncidentsPage(): ReactNode {
  const navigate = useNavigate();
  const servers = useQuery(orpc.incidents.servers.queryOptions());
  const offers = useQuery(orpc.incidents.offers.queryOptions());
  const incidents = useQuery(orpc.incidents.list.queryOptions());
  const [group, setGroup] = useState<Group>('all');
  const [openService, setOpenService] = useState<string | null>(null);
  const [draft, setDraft] = useState<IncidentDraft | null>(null);
  const probe = useMutation({
    mutationFn: (serviceIds: readonly string[]) => client.incidents.probe({ serviceIds: [...serviceIds] }),
    onError: (error) => notifyFailed('The services were not probed', error),
  });

  const rows = servers.data ?? [];
  const watched = rows.flatMap(({ services }) => services.filter((one) => one.watched));
  const probing = useMemo(() => new Set(probe.isPending ? probe.variables : []), [probe.isPending, probe.variables]);
  const shown = useMemo(
    () =>
      (incidents.data ?? []).filter(({ status }) => group === 'all' || (group === 'closed') === (status === 'closed')),
    [incidents.data, group],
  );
  const found = rows
    .flatMap((server) => server.services.map((service) => ({ server, service })))
    .find(({ service }) => service.id === openService);
  const show = (incidentId: string): void =>
    void navigate({ to: '/incidents/$incidentId', params: { incidentId }, search: {} });
  const probeAll = (): void => probe.mutate(watched.map(({ id }) => id));
  const write = (): void =>
    setDraft({ title: '', startedAt: new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString(), services: [] });

  usePageActions([
    {
      id: 'probe-now',
      title: 'Probe all services now',
      icon: IconHeartbeat,
      run: watched.length === 0 || probe.isPending ? undefined : probeAll,
    },
    { id: 'new-incident', title: 'Open an incident', icon: IconFlame, run: write },
  ]);

  return (
    <>
      <PageHeader
        title="Incidents"
        actions={
          <>
            <WatchSettings />
            <Button
              variant="default"
              leftSection={<IconHeartbeat size={16} aria-hidden />}
              aria-keyshortcuts={ariaKeys('probe-now')}
              disabled={watched.length === 0}
              loading={probe.isPending}
              onClick={probeAll}
            >
              Probe now
            </Button>
            <Button
              leftSection={<IconFlame size={16} aria-hidden />}
              aria-keyshortcuts={ariaKeys('new-incident')}
              onClick={write}
            >
              Open an incident
            </Button>
          </>
        }
      />
      <Offers offers={offers.data ?? []} onOpen={(offer) => setDraft(draftOf(offer))} onShow={show} />
      <div className={classes.stack}>
        <Section title="Services" count={rows.length === 0 ? undefined : formatNumberOf(rows.length, 'server')} flush>
          {servers.error ? <ErrorView error={servers.error} onRetry={() => void servers.refetch()} /> : null}
          {servers.isPending ? <LoadingRows rows={2} height={64} /> : null}
          {servers.data && rows.length === 0 ? (
            <EmptyState
              icon={IconServer}
              title="There is no server to probe"
              action={
                <ButtonLink variant="default" to="/settings">
                  Open the settings
                </ButtonLink>
              }
            >
              Name a server in the settings. IMAP, POP3, SMTP and webmail of it are then looked at every few minutes,
              and an outage is offered as an incident here.
            </EmptyState>
          ) : null}
          {rows.length > 0 ? <ServiceMatrix servers={rows} probing={probing} onOpen={setOpenService} /> : null}
        </Section>
        <Section title="All incidents" flush>
          <div className={classes.table}>
            <DataTable
              tableId="incidents"
              label="Incidents"
              columns={columns}
              rows={shown}
              rowId={rowId}
              rowTone={rowTone}
              loading={incidents.isPending}
              error={
                incidents.error ? (
                  <ErrorView error={incidents.error} onRetry={() => void incidents.refetch()} />
                ) : undefined
              }
              onOpen={(row) => show(row.id)}
              noun={['incident', 'incidents']}
              minRows={5}
              empty={
                <Text size="sm">
                  {(incidents.data?.length ?? 0) === 0
                    ? 'No incident yet. When a service that was up fails twice in a row, one is offered above; or press "Open an incident".'
                    : 'None of these. Choose "All" to see the others.'}
                </Text>
              }
              toolbar={
                <SegmentedControl
                  size="xs"
                  aria-label="Which incidents"
                  value={group}
                  onChange={(value) => setGroup(groups.find((one) => one === value) ?? 'all')}
                  data={groups.map((value) => ({ value, label: groupLabel[value] }))}
                />
              }
            />
          </div>
        </Section>
      </div>
      <ServiceDrawer
        found={found ?? null}
        probing={found !== undefined && probing.has(found.service.id)}
        onProbe={(id) => probe.mutate([id])}
        onClose={() => setOpenService(null)}
      />
      <IncidentEditor
        edited={draft}
        servers={rows}
        onClose={() => setDraft(null)}
        onSaved={(incident) => {
          setDraft(null);
          show(incident.id);
        }}
      />
    </>
  );
}

function draftOf(offer: Extract<IncidentOffer, { kind: 'open' }>): IncidentDraft {
  return {
    title: offer.title,
    startedAt: offer.since,
    services: offer.services.map(({ kind }) => ({ server: offer.server, kind })),
  };
}
