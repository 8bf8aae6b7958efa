import { Button, Tabs } from '@mantine/core';
import { IconDatabaseImport, IconServer } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import type { ImportPreview } from '../../../shared/domain/import.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Private } from '../../ui/private.tsx';
import { ChooseSource } from './choose-source.tsx';
import classes from './import.module.css';
import { ImportDone } from './import-done.tsx';
import { ImportFindings } from './import-findings.tsx';
import { ImportMailboxes } from './import-mailboxes.tsx';
import { ImportSettings } from './import-settings.tsx';
import { type ImportState, useImportState } from './import-state.ts';
import { Recognised } from './recognised.tsx';
import { closeImport, useApply, useCorrection, useImportPreview, useImportServers } from './use-import.ts';
import { kindWords } from './words.ts';

/** Brings the directory of a server into the workspace: choose, look, decide, write. */
export function ImportPage(): ReactNode {
  const state = useImportState();
  if (state === null)
    return (
      <div className={classes.fill}>
        <PageHeader title="Import" above={<TextLink to="/domains">Domains</TextLink>} />
        <ChooseSource />
      </div>
    );
  return <OpenImport key={state.look.id} state={state} />;
}

type Tab = 'recognised' | 'mailboxes' | 'findings';

function OpenImport({ state }: { readonly state: ImportState }): ReactNode {
  const { look, report } = state;
  const [tab, setTab] = useState<Tab>(look.problems.length > 0 ? 'recognised' : 'mailboxes');
  const servers = useImportServers(state);
  const preview = useImportPreview(state);
  const correction = useCorrection(state);
  const applying = useApply(state);
  const work = preview.data ? workOf(preview.data, state) : 0;
  const decide = preview.data?.findings.filter((finding) => finding.weight !== 'note').length ?? 0;
  return (
    <div className={classes.fill}>
      <PageHeader
        title="Import"
        above={<TextLink to="/domains">Domains</TextLink>}
        facts={
          <>
            <span>
              {kindWords[look.kind]} <Private kind="text">{look.name}</Private>
            </span>
            <span>{formatNumberOf(look.mailboxes, 'mailbox', 'mailboxes')}</span>
            {look.postoffices > 0 ? <span>{formatNumberOf(look.postoffices, 'post office')}</span> : null}
          </>
        }
        actions={
          report ? null : (
            <>
              <Button variant="default" disabled={applying.isPending} onClick={() => closeImport(state)}>
                Choose something else
              </Button>
              <Button
                leftSection={<IconDatabaseImport size={16} aria-hidden />}
                loading={applying.isPending}
                disabled={work === 0 || preview.isFetching || correction.isPending}
                onClick={() => applying.mutate()}
              >
                {work === 0 ? 'Nothing to import' : `Import ${formatNumberOf(work, 'mailbox', 'mailboxes')}`}
              </Button>
            </>
          )
        }
      />
      {report ? (
        <ImportDone state={state} report={report} />
      ) : (
        <>
          <ImportSettings
            state={state}
            endpoints={servers.endpoints}
            busy={correction.isPending}
            onUnit={(unit) => correction.mutate({ corrections: state.corrections, unit })}
          />
          {[servers.error, correction.error, applying.error].map((error) =>
            error ? <ErrorView key={error.message} error={error} /> : null,
          )}
          <Tabs
            value={tab}
            onChange={(value) => setTab(value === 'recognised' || value === 'findings' ? value : 'mailboxes')}
            className={classes.tabs ?? ''}
            keepMounted={false}
          >
            <Tabs.List>
              <Tabs.Tab value="recognised">Recognised {formatCount(look.tables.length)}</Tabs.Tab>
              <Tabs.Tab value="mailboxes">
                Mailboxes {preview.data ? formatCount(preview.data.counts.new + preview.data.counts.changed) : ''}
              </Tabs.Tab>
              <Tabs.Tab value="findings">Findings {preview.data ? formatCount(decide) : ''}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="recognised" className={classes.panel ?? ''}>
              <Recognised
                state={state}
                busy={correction.isPending}
                onCorrect={(corrections) => correction.mutate({ corrections, unit: state.unit })}
              />
            </Tabs.Panel>
            {(['mailboxes', 'findings'] as const).map((value) => (
              <Tabs.Panel key={value} value={value} className={classes.panel ?? ''}>
                {preview.error ? (
                  <ErrorView error={preview.error} onRetry={() => void preview.refetch()} />
                ) : preview.data ? (
                  value === 'mailboxes' ? (
                    <ImportMailboxes state={state} preview={preview.data} />
                  ) : (
                    <ImportFindings preview={preview.data} />
                  )
                ) : preview.isFetching || servers.isPending ? (
                  <LoadingRows />
                ) : (
                  <ChooseServers none={servers.endpoints.length === 0} />
                )}
              </Tabs.Panel>
            ))}
          </Tabs>
        </>
      )}
    </div>
  );
}

function ChooseServers({ none }: { readonly none: boolean }): ReactNode {
  return (
    <EmptyState
      icon={IconServer}
      title="Between which servers?"
      action={
        none ? (
          <ButtonLink to="/settings" variant="default">
            Open settings
          </ButtonLink>
        ) : undefined
      }
    >
      {none
        ? 'Name both servers in the settings first; what was read stays here meanwhile.'
        : 'Choose the source and the destination server above; then you see what would change.'}
    </EmptyState>
  );
}

/** How many mailboxes an import would write. */
function workOf(preview: ImportPreview, { choices }: ImportState): number {
  const cut =
    preview.counts.new + preview.counts.changed + preview.counts.gone + preview.counts.same > preview.rows.length;
  const shown = preview.rows.filter(
    (row) => row.leftOut === null && (row.change === 'new' || row.change === 'changed'),
  ).length;
  const removed = preview.rows.filter((row) => row.change === 'gone' && choices.remove.includes(row.key)).length;
  // With more rows than are shown, those that are not count as well.
  const all = preview.counts.new + preview.counts.changed;
  return (cut ? Math.max(shown, all - (preview.rows.length - shown)) : shown) + removed;
}
