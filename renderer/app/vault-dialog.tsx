import { Button, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { shell } from './shell.ts';
import { useVaultRequest, type VaultRequest } from './vault.ts';

const SHORTEST = 8;

/** Asks for the passphrase of the vault whenever something needs it. */
export function VaultDialog(): ReactNode {
  const request = useVaultRequest();
  return (
    <Modal
      opened={request !== null}
      onClose={() => request?.settle(false)}
      title={request?.mode === 'set-passphrase' ? 'Set a passphrase for the vault' : 'Unlock the vault'}
      zIndex={400}
    >
      {request ? <VaultForm request={request} /> : null}
    </Modal>
  );
}

function VaultForm({ request }: { request: VaultRequest }): ReactNode {
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<{ field: 'first' | 'second'; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const setting = request.mode === 'set-passphrase';

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const passphrase = first.current?.value ?? '';
    const problem = setting ? problemOf(passphrase, second.current?.value ?? '') : null;
    setError(problem);
    if (problem) return;
    setBusy(true);
    try {
      if (await shell.unlockVault(passphrase)) {
        request.settle(true);
        return;
      }
      setError({ field: 'first', text: 'This is not the passphrase of the vault. Try again.' });
      first.current?.select();
    } catch (failure) {
      setError({ field: 'first', text: failure instanceof Error ? failure.message : String(failure) });
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm">
        <Text size="sm">{request.reason}</Text>
        {setting ? (
          <Text size="sm" c="dimmed">
            This computer has no keyring that Mailferry could use, so a passphrase of yours protects the passwords. You
            enter it once after every start. Nobody can restore it: without it the stored passwords have to be entered
            again.
          </Text>
        ) : null}
        <PasswordInput
          ref={first}
          label="Passphrase"
          {...(setting ? { description: `At least ${SHORTEST} characters; a few words are easy to remember` } : {})}
          error={error?.field === 'first' ? error.text : null}
          autoComplete="off"
          data-autofocus
        />
        {setting ? (
          <PasswordInput
            ref={second}
            label="Passphrase once more"
            error={error?.field === 'second' ? error.text : null}
            autoComplete="off"
          />
        ) : null}
        <DialogFoot>
          <Button variant="default" onClick={() => request.settle(false)}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {setting ? 'Set passphrase' : 'Unlock'}
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}

function problemOf(passphrase: string, again: string): { field: 'first' | 'second'; text: string } | null {
  if (passphrase.length < SHORTEST) return { field: 'first', text: `Use at least ${SHORTEST} characters.` };
  if (passphrase !== again) return { field: 'second', text: 'The two entries differ. Type the same passphrase again.' };
  return null;
}
