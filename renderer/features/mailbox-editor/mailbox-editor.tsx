import { Modal } from '@mantine/core';
import { IconServer2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { MailboxRow } from '../../../shared/contract/directory.ts';
import { orpc } from '../../app/client.ts';
import { closeDialog, type OpenDialog, useDialog } from '../../app/dialogs.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { Private } from '../../ui/private.tsx';
import { LoginChecks, type SavedMailbox } from './login-checks.tsx';
import { MailboxForm } from './mailbox-form.tsx';

type EditorDialog = Extract<OpenDialog, { kind: 'add-mailbox' | 'edit-mailbox' }>;

/** The dialog that adds or changes a mailbox; opened from everywhere by `openDialog`. */
export function MailboxEditor(): ReactNode {
  const dialog = useDialog();
  const editor = dialog?.kind === 'add-mailbox' || dialog?.kind === 'edit-mailbox' ? dialog : null;
  return (
    <Modal
      opened={editor !== null}
      onClose={closeDialog}
      size={680}
      yOffset="4vh"
      closeOnClickOutside={false}
      title={
        editor?.kind === 'edit-mailbox' ? <Private kind="address">{editor.mailbox.address}</Private> : 'Add a mailbox'
      }
    >
      {editor ? <Editor dialog={editor} /> : null}
    </Modal>
  );
}

function Editor({ dialog }: { dialog: EditorDialog }): ReactNode {
  const endpoints = useQuery(orpc.endpoints.list.queryOptions());
  const customers = useQuery(orpc.directory.customers.queryOptions());
  const domains = useQuery(orpc.directory.domains.queryOptions());
  const [saved, setSaved] = useState<SavedMailbox | null>(null);
  const [round, setRound] = useState(0);
  const failed = endpoints.error ?? customers.error ?? domains.error;

  if (failed) return <ErrorView error={failed} />;
  if (!endpoints.data || !customers.data || !domains.data) return <LoadingRows rows={6} height={44} />;
  if (endpoints.data.length === 0) {
    return (
      <EmptyState
        icon={IconServer2}
        title="Name the servers first"
        action={
          <ButtonLink to="/settings" onClick={closeDialog}>
            Open the settings
          </ButtonLink>
        }
      >
        A mailbox goes from one server to another. Add both in the settings, then come back.
      </EmptyState>
    );
  }
  if (saved) {
    return (
      <LoginChecks
        saved={saved}
        added={dialog.kind === 'add-mailbox'}
        onAnother={() => {
          setSaved(null);
          setRound(round + 1);
        }}
      />
    );
  }
  const mailbox: MailboxRow | null = dialog.kind === 'edit-mailbox' ? dialog.mailbox : null;
  return (
    <MailboxForm
      key={round}
      mailbox={mailbox}
      // The prefilled address was for the first one.
      address={dialog.kind === 'add-mailbox' && round === 0 ? (dialog.address ?? '') : ''}
      customerName={dialog.kind === 'add-mailbox' ? (dialog.customerName ?? '') : ''}
      endpoints={endpoints.data}
      customers={customers.data}
      domains={domains.data}
      onSaved={setSaved}
    />
  );
}
