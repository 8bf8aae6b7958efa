import { Button, Group, Text } from '@mantine/core';
import { IconKey, IconLock, IconLockOpen, IconShieldLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { VaultState } from '../../../shared/contract/shell.ts';
import { openVault, useVaultState } from '../../app/vault.ts';
import { Section } from '../../ui/section.tsx';
import { StatusBadge, type StatusFace } from '../../ui/status-badge.tsx';

const faces: Readonly<Record<VaultState, StatusFace & { readonly what: string }>> = {
  keyring: {
    tone: 'good',
    label: 'Kept by the system',
    icon: IconShieldLock,
    what: 'The keyring of this computer encrypts the passwords. It opens when you sign in.',
  },
  unlocked: {
    tone: 'good',
    label: 'Open',
    icon: IconLockOpen,
    what: 'Your passphrase encrypts the passwords. The vault locks when Mailferry ends.',
  },
  locked: {
    tone: 'warn',
    label: 'Locked',
    icon: IconLock,
    what: 'Passwords are stored, and your passphrase opens them. Until then no login can be made.',
  },
  'needs-passphrase': {
    tone: 'neutral',
    label: 'Not set up',
    icon: IconKey,
    what: 'No password is stored yet. This computer has no keyring, so the first one asks you for a passphrase.',
  },
};

/** How passwords are kept, and the way to open the vault before something asks for it. */
export function Security(): ReactNode {
  const state = useVaultState();
  const face = state ? faces[state] : null;
  return (
    <Section title="Password vault">
      {face ? (
        <>
          <Group gap="sm">
            <StatusBadge face={face} />
            {state === 'locked' ? (
              <Button variant="default" onClick={() => void openVault('Opens the passwords until Mailferry ends.')}>
                Unlock…
              </Button>
            ) : null}
            {state === 'needs-passphrase' ? (
              <Button variant="default" onClick={() => void openVault('Prepares the vault for the first password.')}>
                Set a passphrase…
              </Button>
            ) : null}
          </Group>
          <Text size="xs" c="dimmed" mt={6}>
            {face.what} Passwords are never shown, logged or exported.
          </Text>
        </>
      ) : (
        <Text size="sm">{'\u00a0'}</Text>
      )}
    </Section>
  );
}
