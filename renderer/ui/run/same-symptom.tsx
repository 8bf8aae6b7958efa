import { Button, Drawer, Group, Loader, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconUsers } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { runOptions } from '../../../shared/domain/run.ts';
import type { Cure } from '../../../shared/domain/symptom.ts';
import { client, orpc } from '../../app/client.ts';
import { toErrorWire } from '../../app/error-wire.ts';
import { MomentCell } from '../cells.tsx';
import { TextLink } from '../links.tsx';
import rows from '../rows.module.css';
import classes from './same-symptom.module.css';

type Found = NonNullable<Awaited<ReturnType<typeof client.symptoms.elsewhere>>>;
type Mailbox = Found['mailboxes'][number];
type Line = { readonly state: 'busy' | 'good' | 'bad'; readonly text: string };

const cureLabel: Readonly<Record<Exclude<Cure, 'look'>, (count: number) => string>> = {
  continue: (count) => `Continue ${formatNumberOf(count, 'run')}`,
  'bring-back': (count) => `Bring back the missing in ${formatNumberOf(count, 'mailbox', 'mailboxes')}`,
};

/** Tells when other mailboxes ended the same way, lists them, and offers all of them the same repair. Nothing where this is the only one. */
export function SameSymptom({ mailboxId }: { readonly mailboxId: string }): ReactNode {
  // What was listed stays listed while the repair changes it.
  const [listed, setListed] = useState<Found | null>(null);
  const found = useQuery(orpc.symptoms.elsewhere.queryOptions({ input: { mailboxId } })).data;
  return (
    <>
      {found && found.total > 0 && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconUsers size={14} aria-hidden />}
          onClick={() => setListed(found)}
        >
          {howMany(found)}
        </Button>
      )}
      <Drawer
        opened={listed !== null}
        onClose={() => setListed(null)}
        position="right"
        size={560}
        title="Same symptom elsewhere"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {listed && <SymptomList found={listed} />}
      </Drawer>
    </>
  );
}

function howMany({ total, inDomain }: Found): string {
  const where = inDomain === 0 ? '' : inDomain === total ? ' of this domain' : `, ${inDomain} of this domain`;
  return `Same symptom in ${formatNumberOf(total, 'more mailbox', 'more mailboxes')}${where}`;
}

function SymptomList({ found }: { readonly found: Found }): ReactNode {
  const queries = useQueryClient();
  const [lines, setLines] = useState<ReadonlyMap<string, Line>>(new Map());
  const [busy, setBusy] = useState(false);
  const { cure, mailboxes } = found;
  const put = (id: string, line: Line): void => setLines((old) => new Map(old).set(id, line));

  async function repairAll(how: Exclude<Cure, 'look'>): Promise<void> {
    setBusy(true);
    for (const mailbox of mailboxes) {
      put(mailbox.id, { state: 'busy', text: '' });
      await repair(how, mailbox).then(
        () => put(mailbox.id, { state: 'good', text: 'Started' }),
        (error) => put(mailbox.id, { state: 'bad', text: toErrorWire(error).message }),
      );
    }
    setBusy(false);
    void queries.invalidateQueries({ queryKey: orpc.runs.key() });
    void queries.invalidateQueries({ queryKey: orpc.directory.key() });
  }

  return (
    <Stack gap="sm">
      <Text size="sm">
        {found.words}. {formatNumberOf(found.total, 'other mailbox ends', 'other mailboxes end')} the same way.
      </Text>
      {cure === 'look' ? (
        <Text size="sm" c="dimmed">
          Each of them needs a look of its own: open it and follow what it says.
        </Text>
      ) : (
        <Group>
          <Button loading={busy} disabled={lines.size > 0} onClick={() => void repairAll(cure)}>
            {cureLabel[cure](mailboxes.length)}
          </Button>
        </Group>
      )}
      <ul className={rows.list} aria-label="Mailboxes with the same symptom">
        {mailboxes.map((mailbox) => (
          <li key={mailbox.id} className={`${rows.row} ${classes.row}`}>
            <StateMark line={lines.get(mailbox.id)} />
            <TextLink className={rows.clip} to="/mailboxes/$mailboxId" params={{ mailboxId: mailbox.id }}>
              {mailbox.address}
            </TextLink>
            <Text size="xs" c="dimmed" className={rows.clip} title={lines.get(mailbox.id)?.text}>
              {lines.get(mailbox.id)?.text ?? <MomentCell iso={mailbox.lastRunAt} />}
            </Text>
          </li>
        ))}
      </ul>
      {found.total > mailboxes.length && (
        <Text size="xs" c="dimmed">
          The first {formatNumberOf(mailboxes.length, 'mailbox', 'mailboxes')} of {found.total}.
        </Text>
      )}
    </Stack>
  );
}

async function repair(how: Exclude<Cure, 'look'>, { id, runId }: Mailbox): Promise<void> {
  if (how === 'continue') await client.runs.continue({ id: runId });
  else
    await client.runs.start({
      mailboxId: id,
      options: runOptions.parse({ kind: 'copy', repair: { runId, findingIds: null } }),
    });
}

function StateMark({ line }: { readonly line: Line | undefined }): ReactNode {
  switch (line?.state) {
    case 'busy':
      return <Loader size={14} aria-label="going on" />;
    case 'good':
      return <IconCircleCheck size={16} className={classes.good} aria-label="started" />;
    case 'bad':
      return <IconCircleX size={16} className={classes.bad} aria-label="problem" />;
    default:
      return <span className={classes.mark} />;
  }
}
