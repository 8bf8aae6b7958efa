import { Button } from '@mantine/core';
import { IconArrowsExchange, IconClipboardCheck, IconMail, IconPlayerPlay, IconShieldCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { MailboxRow } from '../../../shared/contract/directory.ts';
import { formatCount } from '../../../shared/domain/format.ts';
import type { JobAction } from '../../../shared/domain/job.ts';
import { type JobWish, StartJobDialog } from '../../ui/bulk/start-job.tsx';
import { DataTable } from '../../ui/data-table/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Section } from '../../ui/section.tsx';
import classes from './domain.module.css';
import { mailboxColumns } from './mailbox-columns.tsx';

const idOf = (row: MailboxRow): string => row.id;

const actions = [
  {
    action: 'preflight',
    label: 'Preflight',
    hint: 'Both logins, folders, space and problems, without copying',
    icon: IconClipboardCheck,
  },
  { action: 'copy', label: 'Copy', hint: 'Copy what is missing, then compare', icon: IconPlayerPlay },
  { action: 'delta', label: 'Last copy', hint: 'Only what came since the last copy', icon: IconArrowsExchange },
  { action: 'verify', label: 'Verify', hint: 'Compare both sides message by message', icon: IconShieldCheck },
] as const satisfies readonly { action: JobAction; [key: string]: unknown }[];

/** The mailboxes of the domain; several can be chosen and worked on by a job. */
export function DomainMailboxes({ mailboxes }: { mailboxes: readonly MailboxRow[] }): ReactNode {
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [wish, setWish] = useState<JobWish | null>(null);
  const selected = mailboxes.filter((mailbox) => chosen.has(mailbox.id));
  return (
    <Section title="Mailboxes" flush>
      <div className={classes.mailboxes}>
        <DataTable
          tableId="domain-mailboxes"
          label="Mailboxes of the domain"
          columns={mailboxColumns}
          rows={mailboxes}
          rowId={idOf}
          initialSort={{ id: 'address', desc: false }}
          onOpen={(row) => void navigate({ to: '/mailboxes/$mailboxId', params: { mailboxId: row.id } })}
          selection={{ ids: chosen, onChange: setChosen }}
          maxRows={18}
          minRows={4}
          noun={['mailbox', 'mailboxes']}
          empty={
            <EmptyState icon={IconMail} title="No mailbox in this domain">
              Add the first one with the button at the top.
            </EmptyState>
          }
          toolbar={actions.map(({ action, label, hint, icon: ActionSign }) => (
            <Button
              key={action}
              variant="default"
              title={selected.length === 0 ? 'Choose mailboxes with the boxes on the left' : hint}
              leftSection={<ActionSign size={16} aria-hidden />}
              disabled={selected.length === 0}
              onClick={() => setWish({ action, mailboxIds: selected.map((mailbox) => mailbox.id) })}
            >
              {label}
              {selected.length > 0 ? ` ${formatCount(selected.length)}` : ''}
            </Button>
          ))}
        />
      </div>
      <StartJobDialog wish={wish} onClose={() => setWish(null)} />
    </Section>
  );
}
