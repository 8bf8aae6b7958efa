import { Button, Select } from '@mantine/core';
import {
  IconAlertCircle,
  IconAlertTriangle,
  IconClockDown,
  IconInfoCircle,
  IconListDetails,
  IconRefresh,
  IconWorld,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { DnsPanel as PanelData, PreviewInput } from '../../../../shared/contract/cutover.ts';
import type { DnsChange } from '../../../../shared/domain/dns-change.ts';
import type { DnsFinding } from '../../../../shared/domain/dns-look.ts';
import type { PlanLine } from '../../../../shared/domain/dns-plan.ts';
import { orpc } from '../../../app/client.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorView } from '../../../ui/error-view.tsx';
import { LoadingRows } from '../../../ui/loading.tsx';
import { notifyFailed } from '../../../ui/notify.ts';
import { PrivateText } from '../../../ui/private.tsx';
import { Section } from '../../../ui/section.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import classes from './dns.module.css';
import { History } from './history.tsx';
import { PlanTable } from './plan-table.tsx';
import { RouteStrip } from './route-strip.tsx';
import { ServersTable } from './servers-table.tsx';
import { Webmail } from './webmail.tsx';

const LOW_TTL = 300;

/** Where a domain points now, where it is to point, and the way from one to the other. */
export function DnsPanel({ domainId }: { domainId: string }): ReactNode {
  const panel = useQuery(orpc.cutover.panel.queryOptions({ input: { domainId } }));
  if (panel.isPending) return <LoadingRows rows={6} />;
  if (panel.error) return <ErrorView error={panel.error} onRetry={() => void panel.refetch()} />;
  return <Loaded key={domainId} data={panel.data} />;
}

function Loaded({ data }: { data: PanelData }): ReactNode {
  const { domainId, look, plan } = data;
  const queries = useQueryClient();
  const keep = (next: PanelData): void => {
    queries.setQueryData(orpc.cutover.panel.queryKey({ input: { domainId } }), next);
  };
  const looking = useMutation(orpc.cutover.look.mutationOptions({ onSuccess: keep }));
  const webmail = useMutation(orpc.cutover.lookAtWebmail.mutationOptions({ onSuccess: keep }));
  const choose = useMutation(
    orpc.cutover.choose.mutationOptions({
      onSuccess: keep,
      onError: (error) => notifyFailed('Nothing was chosen', error),
    }),
  );
  const preview = useMutation(orpc.cutover.preview.mutationOptions({ onSuccess: (change) => setShown(change) }));
  const [shown, setShown] = useState<DnsChange | null>(null);
  const [chosen, setChosen] = useState<Readonly<Record<string, boolean>>>({});
  const picked = new Set(
    (plan?.lines ?? []).filter((line) => chosen[line.id] ?? byItself(line, plan)).map(({ id }) => id),
  );
  const open = (plan?.lines ?? []).filter(({ id, state }) => state !== 'there' && picked.has(id)).map(({ id }) => id);
  const dryRun = (input: PreviewInput): void => preview.mutate(input);
  const undo = (change: DnsChange): void => dryRun({ kind: 'undo', domainId, changeId: change.id });

  return (
    <div className={classes.parts}>
      <Section
        title="Names"
        flush
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} aria-hidden />}
              loading={looking.isPending}
              onClick={() => looking.mutate({ domainId })}
            >
              Look now
            </Button>
            <Button
              variant="default"
              leftSection={<IconClockDown size={16} aria-hidden />}
              disabled={look === null || preview.isPending}
              onClick={() => dryRun({ kind: 'ttl', domainId, ttl: LOW_TTL })}
            >
              Lower lifetimes…
            </Button>
            <Button
              leftSection={<IconListDetails size={16} aria-hidden />}
              disabled={open.length === 0}
              loading={preview.isPending}
              onClick={() => dryRun({ kind: 'move', domainId, lines: open })}
            >
              Dry run…
            </Button>
          </>
        }
      >
        <div className={classes.strip}>
          <RouteStrip data={data} />
          <Choices data={data} onChoose={(choice) => choose.mutate({ domainId, ...choice })} />
        </div>
        {looking.error ? <ErrorView error={looking.error} /> : null}
        {preview.error ? <ErrorView error={preview.error} /> : null}
        {look ? <Findings findings={look.findings} /> : null}
        {look === null ? (
          <EmptyState
            icon={IconWorld}
            title="Nobody has looked at these names yet"
            action={
              <Button loading={looking.isPending} onClick={() => looking.mutate({ domainId })}>
                Look now
              </Button>
            }
          >
            Each name server of the domain is asked by itself, and what public resolvers have in their caches.
          </EmptyState>
        ) : null}
        {look && plan ? (
          <PlanTable
            plan={plan}
            look={look}
            chosen={picked}
            onChoose={(id, isChosen) => setChosen((before) => ({ ...before, [id]: isChosen }))}
          />
        ) : null}
        {look && !plan && data.template === null ? (
          <EmptyState icon={IconListDetails} title="No template yet">
            Choose above what the destination wants in the zone.
          </EmptyState>
        ) : null}
      </Section>
      {look && look.servers.length > 0 ? <ServersTable look={look} /> : null}
      <Webmail look={data.webmail} busy={webmail.isPending} onLook={() => webmail.mutate({ domainId })} />
      {webmail.error ? <ErrorView error={webmail.error} /> : null}
      <History changes={data.changes} onShow={setShown} onUndo={undo} />
      <ChangeDialog
        change={shown}
        onClose={() => {
          setShown(null);
          preview.reset();
        }}
        onUndo={undo}
      />
    </div>
  );
}

/** Everything that stands in nobody's way is chosen to begin with; the webmail's name follows once mail is routed. */
function byItself({ state, part }: PlanLine, plan: PanelData['plan']): boolean {
  const isRouted = plan?.lines.every((line) => line.part !== 'routing' || line.state === 'there') ?? false;
  return (state === 'add' || state === 'change') && (part !== 'webmail' || isRouted);
}

type Choice = { accountId: string | null; byHand: boolean; templateId: string | null };

function Choices({ data, onChoose }: { data: PanelData; onChoose: (choice: Choice) => void }): ReactNode {
  const { account, template, chosen } = data;
  const now: Choice = {
    accountId: chosen.account ? (account?.id ?? null) : null,
    byHand: chosen.account && account === null,
    templateId: chosen.template ? (template?.id ?? null) : null,
  };
  return (
    <div className={classes.choices}>
      <Select
        className={classes.choice}
        size="xs"
        aria-label="Changed by"
        allowDeselect={false}
        data={[
          ...data.accounts.map(({ id, name }) => ({ value: id, label: name })),
          { value: 'by-hand', label: 'By hand' },
        ]}
        value={account?.id ?? 'by-hand'}
        onChange={(value) =>
          value && onChoose({ ...now, accountId: value === 'by-hand' ? null : value, byHand: value === 'by-hand' })
        }
      />
      <Select
        className={classes.choice}
        size="xs"
        aria-label="Template"
        placeholder="Choose a template"
        allowDeselect={false}
        data={data.templates.map(({ id, name }) => ({ value: id, label: name }))}
        value={template?.id ?? null}
        onChange={(value) => value && onChoose({ ...now, templateId: value })}
      />
    </div>
  );
}

const findingIcon = { bad: IconAlertCircle, warning: IconAlertTriangle, note: IconInfoCircle } as const;

function Findings({ findings }: { findings: readonly DnsFinding[] }): ReactNode {
  if (findings.length === 0) return null;
  return (
    <ul className={classes.findings} aria-label="Findings about names">
      {findings.map((finding) => {
        const Sign = findingIcon[finding.severity];
        return (
          <li key={`${finding.code} ${finding.server} ${finding.text}`} className={classes.finding}>
            <Sign size={18} className={classes[finding.severity]} aria-hidden />
            <div>
              <PrivateText text={finding.text} />
              <small>
                <PrivateText text={finding.todo} />
              </small>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
