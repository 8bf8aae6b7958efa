import { Button, Menu, Textarea } from '@mantine/core';
import {
  IconChevronDown,
  IconChevronLeft,
  IconCopy,
  IconMessagePlus,
  IconPencil,
  IconSpeakerphone,
} from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import type { IncidentDetail } from '../../../shared/contract/incidents.ts';
import { formatDuration, formatNumberOf } from '../../../shared/domain/format.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import { customerText, statusShort } from '../../../shared/domain/incident-words.ts';
import { runKind, runState } from '../../../shared/domain/run.ts';
import { client, orpc } from '../../app/client.ts';
import { copyText } from '../../app/copy-text.ts';
import { usePageActions } from '../../app/page-actions.ts';
import { ariaKeys } from '../../app/shortcuts.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { useNow } from '../../ui/clock.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { TextLink } from '../../ui/links.tsx';
import { LoadingPage } from '../../ui/loading.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Private } from '../../ui/private.tsx';
import rows from '../../ui/rows.module.css';
import { Section } from '../../ui/section.tsx';
import { IncidentBadge } from '../../ui/service-states.tsx';
import { RunStateBadge, runKindLabel } from '../../ui/states.tsx';
import { AffectedDomains } from './affected-domains.tsx';
import { EndDialog } from './end-dialog.tsx';
import { IncidentEditor } from './incident-editor.tsx';
import { IncidentTexts } from './incident-texts.tsx';
import classes from './incidents.module.css';
import { LostMailSection } from './lost-mail-section.tsx';
import { Offers } from './offers.tsx';
import { kindHeads } from './service-matrix.tsx';
import { Timeline } from './timeline.tsx';
import { useIncidentWords } from './use-incident-words.ts';

/** One incident: what happened, whom it touches, what to say. */
export function IncidentPage({
  incidentId,
  mailboxId,
}: {
  readonly incidentId: string;
  readonly mailboxId: string | null;
}): ReactNode {
  const incident = useQuery(orpc.incidents.find.queryOptions({ input: { id: incidentId } }));
  if (incident.isPending) return <LoadingPage />;
  if (incident.error) {
    return (
      <>
        <PageHeader title="Incident" above={<BackToIncidents />} />
        <ErrorView error={incident.error} onRetry={() => void incident.refetch()} />
      </>
    );
  }
  return <Loaded incident={incident.data} mailboxId={mailboxId} />;
}

function BackToIncidents(): ReactNode {
  return (
    <TextLink size="sm" to="/incidents">
      <IconChevronLeft size={14} aria-hidden /> Incidents
    </TextLink>
  );
}

type Ending = 'back' | 'close';

function Loaded({
  incident,
  mailboxId,
}: {
  readonly incident: IncidentDetail;
  readonly mailboxId: string | null;
}): ReactNode {
  const { id, number, status, startedAt, endedAt, services } = incident;
  const now = useNow();
  const note = useRef<HTMLTextAreaElement>(null);
  const [editing, setEditing] = useState<Incident | null>(null);
  const [ending, setEnding] = useState<Ending | null>(null);
  const servers = useQuery(orpc.incidents.servers.queryOptions()).data ?? [];
  const offers = useQuery(orpc.incidents.offers.queryOptions()).data ?? [];
  const domains = useQuery(orpc.incidents.domains.queryOptions({ input: { id } })).data ?? [];
  const mailbox = useQuery({
    ...orpc.directory.mailbox.queryOptions({ input: { id: mailboxId ?? '' } }),
    enabled: mailboxId !== null,
  }).data;
  const address = mailbox?.address ?? null;
  const words = useIncidentWords(incident, mailboxId);
  const turn = useMutation({
    mutationFn: (kind: 'reopen' | 'down-again') => client.incidents.setStatus({ id, kind }),
    onError: (error) => notifyFailed('The incident was not changed', error),
  });

  const copy = (what: string, text: string): void =>
    void copyText(text).then(() => notifyDone(`The ${what} was copied.`));
  const copyCustomer = words ? () => copy('text for the customer', customerText(words, address)) : undefined;
  usePageActions([
    { id: 'copy-customer-text', title: 'Copy the text for the customer', icon: IconCopy, run: copyCustomer },
    {
      id: 'copy-status',
      title: 'Copy the status line',
      icon: IconSpeakerphone,
      run: words ? () => copy('status line', statusShort(words)) : undefined,
    },
    {
      id: 'write-update',
      title: `Write an update of ${number}`,
      icon: IconMessagePlus,
      run: () => note.current?.focus(),
    },
  ]);

  const lasted = Math.max(0, (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt));
  const mine = offers.filter((offer) => offer.kind !== 'open' && offer.incidentId === id);
  return (
    <>
      <PageHeader
        title={`${number}: ${incident.title}`}
        above={<BackToIncidents />}
        facts={
          <>
            <IncidentBadge status={status} />
            <span>
              <MomentCell iso={startedAt} /> to {endedAt ? <MomentCell iso={endedAt} /> : 'now'},{' '}
              {formatDuration(Math.round(lasted / 60_000) * 60)}
            </span>
            <span>{services.map(({ kind, serverName }) => `${kindHeads[kind]} of ${serverName}`).join(', ')}</span>
            <span>
              {formatNumberOf(incident.domains, 'domain')}, {formatNumberOf(incident.mailboxes, 'mailbox', 'mailboxes')}
            </span>
          </>
        }
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconPencil size={16} aria-hidden />}
              onClick={() => setEditing(incident)}
            >
              Correct
            </Button>
            <StatusMenu incident={incident} onEnd={setEnding} onTurn={(kind) => turn.mutate(kind)} />
            <Button
              leftSection={<IconCopy size={16} aria-hidden />}
              aria-keyshortcuts={ariaKeys('copy-customer-text')}
              disabled={!copyCustomer}
              onClick={() => copyCustomer?.()}
            >
              Copy for the customer
            </Button>
          </>
        }
      />
      <Offers offers={mine} onOpen={() => undefined} onShow={() => undefined} />
      <div className={classes.columns}>
        <div className={classes.stack}>
          <LostMailSection incident={incident} mailboxId={mailboxId} address={address} words={words} />
          <IncidentTexts
            incident={incident}
            words={words}
            address={address}
            domainNames={domains.filter(({ leftOut }) => !leftOut).map(({ name }) => name)}
          />
          <Section title="Affected domains" count={formatNumberOf(incident.domains, 'domain')} flush>
            <AffectedDomains incident={incident} />
          </Section>
        </div>
        <div className={classes.stack}>
          <Section title="What happened">
            <NoteField incidentId={id} field={note} />
            <Timeline incident={incident} />
          </Section>
          <Runs incident={incident} />
        </div>
      </div>
      <IncidentEditor
        edited={editing}
        servers={servers}
        onClose={() => setEditing(null)}
        onSaved={() => setEditing(null)}
      />
      <EndDialog incident={incident} ending={ending} offers={mine} onClose={() => setEnding(null)} />
    </>
  );
}

function StatusMenu({
  incident: { status },
  onEnd,
  onTurn,
}: {
  readonly incident: IncidentDetail;
  readonly onEnd: (ending: Ending) => void;
  readonly onTurn: (kind: 'reopen' | 'down-again') => void;
}): ReactNode {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
          Status
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {status === 'open' ? (
          <Menu.Item onClick={() => onEnd('back')}>Available again, keep watching…</Menu.Item>
        ) : null}
        {status === 'watching' ? <Menu.Item onClick={() => onTurn('down-again')}>Down again</Menu.Item> : null}
        {status === 'closed' ? (
          <Menu.Item onClick={() => onTurn('reopen')}>Open again</Menu.Item>
        ) : (
          <Menu.Item onClick={() => onEnd('close')}>Close…</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function NoteField({
  incidentId,
  field,
}: {
  readonly incidentId: string;
  readonly field: React.RefObject<HTMLTextAreaElement | null>;
}): ReactNode {
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () => client.incidents.addNote({ id: incidentId, text }),
    onSuccess: () => setText(''),
    onError: (error) => notifyFailed('The update was not written', error),
  });
  return (
    <form
      className={classes.note}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') add.mutate();
      }}
    >
      <Textarea
        ref={field}
        aria-label="Update"
        placeholder="What is known now; it goes into the status page, too"
        autosize
        minRows={1}
        maxRows={8}
        value={text}
        data-private
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={add.isPending} disabled={text.trim() === ''}>
        Write
      </Button>
    </form>
  );
}

function Runs({ incident: { runs } }: { readonly incident: IncidentDetail }): ReactNode {
  if (runs.length === 0) return null;
  return (
    <Section title="Runs of its mailboxes since it began" flush>
      <ul className={rows.list}>
        {runs.map((run) => {
          const kind = runKind.options.find((one) => one === run.kind);
          const state = runState.options.find((one) => one === run.state);
          return (
            <li key={run.id} className={`${rows.row} ${classes.runRow}`}>
              <TextLink className={rows.clip} to="/mailboxes/$mailboxId" params={{ mailboxId: run.mailboxId }}>
                <Private kind="address">{run.address}</Private>
              </TextLink>
              <span className={rows.dim}>{kind ? runKindLabel[kind] : run.kind}</span>
              {state ? <RunStateBadge state={state} /> : <span>{run.state}</span>}
              <span className={`${rows.right} ${rows.dim}`}>
                <MomentCell iso={run.at} />
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
