import { Button, Text } from '@mantine/core';
import { IconMessageForward, IconPencil } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DomainRow, MailboxRow } from '../../../shared/contract/directory.ts';
import { openDialog } from '../../app/dialogs.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { TextLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Private, PrivateText } from '../../ui/private.tsx';
import { MailboxStateBadge } from '../../ui/states.tsx';
import { stepText } from '../../ui/steps.ts';
import classes from './mailbox.module.css';

/** Whose mailbox this is, how it stands, and the sentence for the chat. */
export function MailboxHeader({
  mailbox,
  domain,
  onHandOff,
}: {
  readonly mailbox: MailboxRow;
  readonly domain: DomainRow | undefined;
  readonly onHandOff: () => void;
}): ReactNode {
  const step = domain
    ? domain.currentStep === null
      ? 'all steps done'
      : `at step ${stepText[domain.currentStep].label}`
    : '';
  return (
    <PageHeader
      title={mailbox.address}
      privateTitle={{ kind: 'address', neutral: 'Mailbox' }}
      above={
        <Text size="sm" c="dimmed" truncate>
          {domain && (
            <>
              <Private kind="name">{domain.customerName}</Private> /{' '}
            </>
          )}
          <TextLink to="/domains/$domainId" params={{ domainId: mailbox.domainId }} size="sm" underline="always">
            <Private kind="name">{mailbox.domainName}</Private>
          </TextLink>
          {step && `, ${step}`}
        </Text>
      }
      facts={
        <>
          <MailboxStateBadge state={mailbox.state} />
          {mailbox.verdict ? (
            <span className={classes.verdictFact}>
              <PrivateText
                text={mailbox.state === 'running' ? `Before this run: ${mailbox.verdict}` : mailbox.verdict}
              />
              <CopyButton text={mailbox.verdict} what="verdict" />
            </span>
          ) : (
            <span>{mailbox.state === 'running' ? 'The first run is going on.' : 'No run has ended yet.'}</span>
          )}
          {mailbox.note && (
            <span>
              Note: <Private kind="text">{mailbox.note}</Private>
            </span>
          )}
        </>
      }
      actions={
        <>
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
