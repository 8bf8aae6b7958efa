import { Button, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import type { Side } from '../../shared/domain/endpoint.ts';
import { storePassword } from '../app/secrets.ts';
import { DialogFoot } from './dialog-foot.tsx';
import { ErrorView } from './error-view.tsx';

/** Asks for the password of one side of a mailbox and puts it into the vault. It can be replaced, never shown. */
export function PasswordDialog({
  mailboxId,
  side,
  opened,
  onClose,
  onSaved,
}: {
  mailboxId: string;
  side: Side;
  opened: boolean;
  onClose: () => void;
  onSaved?: () => void;
}): ReactNode {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={side === 'source' ? 'Password at the source' : 'Password at the destination'}
    >
      <PasswordForm mailboxId={mailboxId} side={side} onClose={onClose} onSaved={() => onSaved?.()} />
    </Modal>
  );
}

function PasswordForm({
  mailboxId,
  side,
  onClose,
  onSaved,
}: {
  mailboxId: string;
  side: Side;
  onClose: () => void;
  onSaved: () => void;
}): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!input.current?.value) {
      setProblem('Enter the password.');
      return;
    }
    setProblem(null);
    setFailure(null);
    setBusy(true);
    try {
      if (await storePassword(mailboxId, side, input.current)) {
        onSaved();
        onClose();
      } else {
        setProblem('The vault stayed closed, so nothing was stored. Enter the password again.');
      }
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm">
        <PasswordInput ref={input} label="Password" error={problem} autoComplete="new-password" data-autofocus />
        <Text size="xs" c="dimmed">
          It is stored encrypted on this computer and used only to log in. It cannot be shown again.
        </Text>
        {failure ? <ErrorView error={failure} /> : null}
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Save password
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}
