import { Button, Text } from '@mantine/core';
import { IconMessageForward, IconPencil } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DomainRow, MailboxRow } from '../../../shared/contract/directory.ts';
import { openDialog } from '../../app/dialogs.ts';
import { DomainDeadline } from '../../ui/deadline-clock.tsx';
import { TextLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Private, useNamed } from '../../ui/private.tsx';
import { MailboxStateBadge } from '../../ui/states.tsx';
import { stageWords } from '../../ui/steps.ts';

/** Whose mailbox this is and how it stands. */
export function MailboxHeader({
  mailbox,
  domain,
  onHandOff,
}: {
  readonly mailbox: MailboxRow;
  readonly domain: DomainRow | undefined;
  readonly onHandOff: () => void;
}): ReactNode {
  const named = useNamed();
  const step = domain ? stageWords(domain.stage) : '';
  return (
    <PageHeader
      title={mailbox.address}
      privateTitle={{ kind: 'address', neutral: 'Mailbox' }}
      above={
        <Text size="sm" c="dimmed" truncate title={named(mailbox.note, '')}>
          {domain && (
            <>
              <Private kind="name">{domain.customerName}</Private> /{' '}
            </>
          )}
          <TextLink to="/domains/$domainId" params={{ domainId: mailbox.domainId }} size="sm" underline="always">
            <Private kind="name">{mailbox.domainName}</Private>
          </TextLink>
          {step && `, ${step}`}
          {mailbox.note && (
            <>
              {'. Note: '}
              <Private kind="text">{mailbox.note}</Private>
            </>
          )}
        </Text>
      }
      actions={
        <>
          <DomainDeadline domainId={mailbox.domainId} />
          <MailboxStateBadge state={mailbox.state} />
          <Button
            variant="default"
            leftSection={<IconPencil size={16} aria-hidden />}
            onClick={() => openDialog({ kind: 'edit-mailbox', mailbox })}
          >
            Edit
          </Button>
          <Button variant="default" leftSection={<IconMessageForward size={16} aria-hidden />} onClick={onHandOff}>
            Hand off
          </Button>
        </>
      }
    />
  );
}
