import { Button, Select, Text } from '@mantine/core';
import { IconMailSearch } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { IncidentDetail } from '../../../shared/contract/incidents.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { customerText, type IncidentWordsFacts, lostMailWords } from '../../../shared/domain/incident-words.ts';
import { client, orpc } from '../../app/client.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Private, PrivateText } from '../../ui/private.tsx';
import { Section } from '../../ui/section.tsx';
import classes from './incidents.module.css';

/** "Did I lose mail?", for one mailbox or for all: what is known, what is not, and the count where the agent asks for it. */
export function LostMailSection({
  incident,
  mailboxId,
  address,
  words,
}: {
  readonly incident: IncidentDetail;
  readonly mailboxId: string | null;
  readonly address: string | null;
  readonly words: IncidentWordsFacts | null;
}): ReactNode {
  const navigate = useNavigate();
  const count = useMutation({
    mutationFn: (id: string) => client.incidents.countMail({ id: incident.id, mailboxId: id }),
  });
  const choose = (mailbox: string | null): void => {
    count.reset();
    void navigate({
      to: '/incidents/$incidentId',
      params: { incidentId: incident.id },
      search: mailbox === null ? {} : { mailbox },
      replace: true,
    });
  };
  const said = words ? lostMailWords(words) : null;
  const counted = words?.lost.count ?? null;
  return (
    <Section
      title="Did I lose mail?"
      actions={<MailboxChoice incident={incident} mailboxId={mailboxId} address={address} onChoose={choose} />}
    >
      <p className={classes.answer} role="status">
        <PrivateText text={said?.incoming ?? ' '} />
        {mailboxId !== null && said && incident.endedAt !== null ? <PrivateText text={` ${said.counted}`} /> : null}
      </p>
      {counted?.problem ? (
        <Text size="sm" c="dimmed">
          <PrivateText text={counted.problem} />
        </Text>
      ) : null}
      <div className={classes.answerActions}>
        {mailboxId === null ? (
          <Text size="sm" c="dimmed">
            Choose a mailbox above for its own answer.
          </Text>
        ) : (
          <Button
            variant="default"
            leftSection={<IconMailSearch size={16} aria-hidden />}
            loading={count.isPending}
            disabled={incident.endedAt === null}
            title={incident.endedAt === null ? 'It is not over, so there is nothing to count after it' : ''}
            onClick={() => count.mutate(mailboxId)}
          >
            {counted ? 'Count again' : 'Count in this mailbox'}
          </Button>
        )}
        {words ? (
          <CopyButton text={customerText(words, address)} what="text for the customer" label="Copy for the customer" />
        ) : null}
      </div>
      {count.error ? <ErrorView error={count.error} onRetry={() => mailboxId && count.mutate(mailboxId)} /> : null}
      {incident.counted.length > 0 ? (
        <ul className={classes.counted} aria-label="Mailboxes counted">
          {incident.counted.map(({ mailboxId: id, address: of, count: found }) => (
            <li key={id}>
              <TextLink to="/mailboxes/$mailboxId" params={{ mailboxId: id }}>
                <Private kind="address">{of}</Private>
              </TextLink>
              <span>
                {found.complete ? '' : 'at least '}
                {formatNumberOf(found.delayed, 'delayed message')} arrived, {found.during} while it lasted
              </span>
              <span className={classes.when}>
                <MomentCell iso={found.at} />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </Section>
  );
}

const OFFERED = 50;

/** First the domain, then its mailbox: a list of all of them would be long. */
function MailboxChoice({
  incident,
  mailboxId,
  address,
  onChoose,
}: {
  readonly incident: IncidentDetail;
  readonly mailboxId: string | null;
  readonly address: string | null;
  readonly onChoose: (mailboxId: string | null) => void;
}): ReactNode {
  const [text, setText] = useState('');
  const domains = useQuery(orpc.incidents.domains.queryOptions({ input: { id: incident.id } })).data ?? [];
  const wanted = text.trim().toLowerCase();
  const host = wanted.includes('@') ? wanted.slice(wanted.lastIndexOf('@') + 1) : wanted;
  const candidates = domains.filter(
    ({ leftOut, name }) => !leftOut && (host === '' || name.toLowerCase().includes(host)),
  );
  const only = candidates.length === 1 ? (candidates[0] ?? null) : null;
  const inside = useQuery({
    ...orpc.directory.domain.queryOptions({ input: { id: only?.domainId ?? '' } }),
    enabled: only !== null,
  }).data;
  const found = useQuery({
    ...orpc.search.find.queryOptions({ input: { terms: [wanted], limit: OFFERED } }),
    enabled: wanted.length > 0,
  }).data;
  const offered = new Map<string, string>();
  if (mailboxId !== null && address !== null) offered.set(mailboxId, address);
  for (const { mailboxId: id, address: of } of incident.counted) offered.set(id, of);
  for (const hit of found ?? []) {
    const name = hit.title.slice(hit.title.lastIndexOf('@') + 1).toLowerCase();
    if (hit.kind === 'mailbox' && domains.some((domain) => domain.name.toLowerCase() === name))
      offered.set(hit.id, hit.title);
  }
  for (const { id, address: of } of inside?.mailboxes ?? []) if (offered.size < OFFERED) offered.set(id, of);
  return (
    <Select
      size="xs"
      w={280}
      aria-label="Mailbox the answer is for"
      placeholder="All mailboxes: type an address…"
      searchable
      clearable
      data-private
      value={mailboxId}
      data={[...offered].map(([value, label]) => ({ value, label }))}
      filter={({ options }) => options}
      onSearchChange={setText}
      nothingFoundMessage="Type an address or a domain it touches"
      renderOption={({ option }) => <Private kind="address">{option.label}</Private>}
      onChange={onChoose}
    />
  );
}
