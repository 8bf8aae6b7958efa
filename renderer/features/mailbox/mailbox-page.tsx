import { Badge, Button, Tabs, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import type { Side } from '../../../shared/domain/endpoint.ts';
import { formatCount } from '../../../shared/domain/format.ts';
import type { TriageAction } from '../../../shared/domain/triage-sentence.ts';
import { copyText } from '../../app/copy-text.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { LoadingPage } from '../../ui/loading.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { OpenIncidents } from '../../ui/open-incidents.tsx';
import { otherWaysTo } from '../../ui/other-ways.ts';
import { PasswordDialog } from '../../ui/password-dialog.tsx';
import { SameSymptom } from '../../ui/run/same-symptom.tsx';
import { DuplicatesPanel } from './duplicates-panel.tsx';
import { FindMessagePanel } from './find-message-panel.tsx';
import { FolderChoiceDialog } from './folder-choice.tsx';
import { type FolderRow, folderTotals, folderTree } from './folder-rows.ts';
import { type EditFolder, type FolderAction, FolderTable } from './folder-table.tsx';
import { HandOffDialog } from './hand-off-dialog.tsx';
import { MailError, type MailErrorContext } from './mail-error.tsx';
import classes from './mailbox.module.css';
import { useMailboxActions } from './mailbox-actions.ts';
import { MailboxHeader } from './mailbox-header.tsx';
import { type MailboxSearch, type MailboxTab, mailboxSearch, mailboxTabs } from './mailbox-search.ts';
import { useMessageLink } from './message-link.ts';
import { OptionsDrawer } from './options-drawer.tsx';
import { PreflightPanel } from './preflight-panel.tsx';
import { RunControls } from './run-controls.tsx';
import { RunHistory } from './run-history.tsx';
import { RunLive } from './run-live.tsx';
import { SideCard } from './side-card.tsx';
import { TriageCard } from './triage-card.tsx';
import { comparisonOptions, type MailboxData, useMailbox } from './use-mailbox.ts';
import { type NextRunOptions, ordinaryOptions, useRunActions } from './use-run-actions.ts';
import { useTriage } from './use-triage.ts';
import { VerificationPanel } from './verification-panel.tsx';

const sides: readonly Side[] = ['source', 'destination'];

/** Everything about one mailbox: both sides, its folders, its runs and what they proved. */
export function MailboxPage({
  mailboxId,
  search,
}: {
  readonly mailboxId: string;
  readonly search: MailboxSearch;
}): ReactNode {
  const [options, setOptions] = useState<NextRunOptions>(ordinaryOptions);
  const data = useMailbox(mailboxId, options.sourceEndpointId);
  if (data.mailbox.error) {
    return <ErrorView error={data.mailbox.error} onRetry={() => void data.mailbox.refetch()} />;
  }
  if (!data.mailbox.data) return <LoadingPage />;
  return (
    <Loaded
      mailboxId={mailboxId}
      search={search}
      data={data}
      mailbox={data.mailbox.data}
      options={options}
      setOptions={setOptions}
    />
  );
}

interface LoadedProps {
  readonly mailboxId: string;
  readonly search: MailboxSearch;
  readonly data: MailboxData;
  readonly options: NextRunOptions;
  readonly setOptions: (options: NextRunOptions) => void;
  readonly mailbox: NonNullable<MailboxData['mailbox']['data']>;
}

function Loaded({ mailboxId, search, data, mailbox, options, setOptions }: LoadedProps): ReactNode {
  const { comparison, preflight, verification, runs, latest, active, progress } = data;
  const queries = useQueryClient();
  const actions = useRunActions(mailboxId);
  const navigate = useNavigate();
  const { tab = 'folders' } = search;
  const show = useCallback(
    (change: MailboxSearch): void =>
      void navigate({
        to: '/mailboxes/$mailboxId',
        params: { mailboxId },
        search: (now) => mailboxSearch({ ...now, ...change }),
        replace: true,
      }),
    [navigate, mailboxId],
  );
  const setTab = (next: MailboxTab): void => show({ tab: next });
  const [optionsOpen, setOptionsOpen] = useState(false);
  const [passwordSide, setPasswordSide] = useState<Side | null>(null);
  const [replyOpen, setReplyOpen] = useState(false);
  const [handingOff, setHandingOff] = useState(false);
  const [editing, setEditing] = useState<{
    readonly row: FolderRow;
    readonly action: FolderAction;
    readonly target?: string | undefined;
  } | null>(null);

  const refetchBoth = useCallback(
    () => void queries.invalidateQueries({ queryKey: comparisonOptions(mailboxId).queryKey }),
    [queries, mailboxId],
  );
  const context: MailErrorContext = {
    endpointOf: (side) => data.endpoints.data?.find((endpoint) => endpoint.id === mailbox[side].endpointId),
    onPassword: setPasswordSide,
  };

  /** Another way to the source, where the options name one. */
  const over = options.sourceEndpointId;
  const way = data.endpoints.data?.find((endpoint) => endpoint.id === over);
  const overReport = preflight.data?.source;

  const pairs = comparison.data?.folders;
  const liveFolders = active ? progress?.folders : undefined;
  const verdicts = verification.data?.folders;
  const openMessage = useMessageLink(mailboxId, pairs, verdicts);
  const rows = useMemo(
    () => (pairs ? folderTree({ pairs, progress: liveFolders, verdicts }) : []),
    [pairs, liveFolders, verdicts],
  );
  const totals = useMemo(() => (pairs?.some((pair) => pair.source !== null) ? folderTotals(pairs) : null), [pairs]);
  const edit = useCallback<EditFolder>((row, action, target) => setEditing({ row, action, target }), []);
  const sourceFolders = useMemo(
    () => (pairs ?? []).flatMap((pair) => (pair.source?.selectable ? [pair.source.path] : [])),
    [pairs],
  );
  const otherWays = otherWaysTo(context.endpointOf('source'), data.endpoints.data ?? []);
  const reading = comparison.isFetching || preflight.isFetching;
  const findings = verification.data
    ? Object.values(verification.data.counts).reduce((sum, count) => sum + count, 0)
    : 0;

  const { sentence, reply } = useTriage(data);
  const act = (action: TriageAction): void => {
    if (action.kind === 'password') setPasswordSide(action.side);
    else if (action.kind === 'look') refetchBoth();
    else if (action.kind === 'continue') actions.continueRun(action.runId);
    else if (action.kind === 'findings') setTab('verification');
    else if (action.kind === 'reply') copyReply();
    else if (action.kind === 'verify') actions.start('verify');
    else if (action.kind === 'repair') actions.start('copy', { repair: { runId: action.runId, findingIds: null } });
    else actions.start(action.kind, options);
  };
  const copyReply = (): void => void copyText(reply).then(() => notifyDone('The reply was copied.'));

  useMailboxActions({
    address: mailbox.address,
    actions,
    options,
    active,
    onOptions: () => setOptionsOpen(true),
    onPreflight: () => void preflight.refetch(),
    onFindings: () => setTab('verification'),
    onHandOff: () => setHandingOff(true),
    onLook: refetchBoth,
    onReply: copyReply,
    onFind: () => setTab('find'),
  });

  return (
    <div className={classes.page}>
      <MailboxHeader mailbox={mailbox} domain={data.domain.data?.domain} onHandOff={() => setHandingOff(true)} />
      <OpenIncidents mailboxId={mailboxId} />
      <TriageCard
        sentence={sentence}
        reply={reply}
        replyOpen={replyOpen}
        onReply={setReplyOpen}
        learned={data.learned}
        comparison={comparison.data}
        steps={data.domain.data?.steps ?? []}
        latest={latest}
        verdict={mailbox.verdict}
        looking={comparison.isFetching}
        onLook={refetchBoth}
        busy={actions.busy || active !== null}
        onAction={act}
        sideDetails={(side) => (
          <SideCard
            side={side}
            endpoint={side === 'source' ? (way ?? context.endpointOf(side)) : context.endpointOf(side)}
            user={mailbox[side].user}
            report={side === 'source' && way ? overReport : comparison.data?.[side]}
            hasSecret={mailbox.hasSecret[side]}
            onPassword={() => setPasswordSide(side)}
          />
        )}
      />
      {sides.map((side) => {
        const failure = comparison.data?.[side].error;
        // The sentence says all about a password, and has the button for it.
        return failure && failure.code !== 'mail.auth-failed' && failure.code !== 'mail.secret-missing' ? (
          <MailError key={side} error={failure} side={side} context={context} onRetry={refetchBoth} />
        ) : null;
      })}
      {comparison.error ? <MailError error={comparison.error} context={context} onRetry={refetchBoth} /> : null}

      {active ? (
        <RunLive run={active} progress={progress} actions={actions} />
      ) : (
        <section aria-label="Run">
          <RunControls
            actions={actions}
            options={options}
            onOptions={() => setOptionsOpen(true)}
            preflighting={preflight.isFetching}
            onPreflight={() => void preflight.refetch()}
          />
          {preflight.error ? (
            <MailError error={preflight.error} context={context} onRetry={() => void preflight.refetch()} />
          ) : (
            <PreflightPanel preflight={preflight.data} running={preflight.isFetching} />
          )}
        </section>
      )}
      {actions.error ? <MailError error={actions.error} context={context} /> : null}
      {latest?.state === 'failed' && latest.error && !active && <MailError error={latest.error} context={context} />}
      {!active && (
        <div className={classes.symptom}>
          <SameSymptom mailboxId={mailboxId} />
        </div>
      )}

      <Tabs
        value={tab}
        onChange={(value) => setTab(mailboxTabs.find((entry) => entry === value) ?? 'folders')}
        keepMounted={false}
        // The arrows lead along the tabs; a panel on the way must not take the focus.
        activateTabWithKeyboard={false}
        className={classes.tabs ?? ''}
      >
        <Tabs.List>
          <Tabs.Tab value="folders">Folders</Tabs.Tab>
          <Tabs.Tab
            value="verification"
            rightSection={
              findings > 0 ? (
                <Badge size="sm" variant="default" radius="sm">
                  {formatCount(findings)}
                </Badge>
              ) : null
            }
          >
            Verification
          </Tabs.Tab>
          <Tabs.Tab value="find">Find a message</Tabs.Tab>
          <Tabs.Tab value="duplicates">Duplicates</Tabs.Tab>
          <Tabs.Tab
            value="runs"
            rightSection={
              runs.data && runs.data.length > 0 ? (
                <Badge size="sm" variant="default" radius="sm">
                  {formatCount(runs.data.length)}
                </Badge>
              ) : null
            }
          >
            Runs
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="folders" className={classes.panel ?? ''}>
          <FolderTable
            mailboxId={mailboxId}
            verifiedAt={verification.data?.at ?? null}
            rows={rows}
            totals={totals}
            loading={reading && !pairs}
            error={
              pairs && pairs.length > 0 ? undefined : comparison.data && !comparison.isFetching ? (
                <Text size="sm">
                  The folders cannot be read until both logins work. See above what stands in the way.
                </Text>
              ) : undefined
            }
            onEdit={active ? undefined : edit}
            toolbar={
              <>
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<IconRefresh size={14} aria-hidden />}
                  loading={reading}
                  onClick={refetchBoth}
                >
                  Read both sides
                </Button>
                <Text size="xs" c="dimmed" className={classes.asOf}>
                  {comparison.data ? (
                    <>
                      as of <MomentCell iso={comparison.data.at} />
                    </>
                  ) : (
                    ' '
                  )}
                </Text>
              </>
            }
          />
        </Tabs.Panel>
        <Tabs.Panel value="verification" className={classes.panel ?? ''}>
          {verification.error ? (
            <ErrorView error={verification.error} onRetry={() => void verification.refetch()} />
          ) : verification.isPending ? (
            <LoadingPage />
          ) : (
            <VerificationPanel
              verification={verification.data}
              search={search}
              onShow={show}
              onOpen={openMessage}
              busy={active !== null || actions.busy}
              onVerify={() => actions.start('verify')}
              onBringBack={(findingIds) =>
                verification.data && actions.bringBack(verification.data.runId, findingIds, options)
              }
            />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="find" className={classes.panel ?? ''}>
          <FindMessagePanel
            mailboxId={mailboxId}
            find={search.find ?? ''}
            onFind={(find) => show({ find })}
            onOpen={openMessage}
            busy={active !== null || actions.busy}
            onCopy={({ folder, uid }) =>
              actions.start('copy', { folders: [folder], messages: [{ folder, uid }], redeliver: true })
            }
          />
        </Tabs.Panel>
        <Tabs.Panel value="duplicates" className={classes.panel ?? ''}>
          <DuplicatesPanel mailboxId={mailboxId} busy={active !== null || actions.busy} />
        </Tabs.Panel>
        <Tabs.Panel value="runs" className={classes.panel ?? ''}>
          <RunHistory
            busy={active !== null || actions.busy}
            runs={runs.data ?? []}
            loading={runs.isPending}
            error={runs.error ? <ErrorView error={runs.error} onRetry={() => void runs.refetch()} /> : undefined}
          />
        </Tabs.Panel>
      </Tabs>

      <OptionsDrawer
        opened={optionsOpen}
        onClose={() => setOptionsOpen(false)}
        mailboxId={mailboxId}
        options={options}
        onChange={setOptions}
        folders={sourceFolders}
        otherWays={otherWays}
        forced={data.domain.data?.domain.order === 'forced'}
      />
      {passwordSide && (
        <PasswordDialog
          mailboxId={mailboxId}
          side={passwordSide}
          opened
          onClose={() => setPasswordSide(null)}
          onSaved={refetchBoth}
        />
      )}
      {handingOff && <HandOffDialog mailboxId={mailboxId} onClose={() => setHandingOff(false)} />}
      {editing && pairs && (
        <FolderChoiceDialog
          mailboxId={mailboxId}
          row={editing.row}
          action={editing.action}
          target={editing.target}
          pairs={pairs}
          onClose={() => setEditing(null)}
          onSaved={() => {
            refetchBoth();
            if (preflight.data) void preflight.refetch();
          }}
        />
      )}
    </div>
  );
}
