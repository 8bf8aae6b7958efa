import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { ShellCommand } from '../../shared/contract/shell.ts';
import { customerMode, setCustomerMode } from '../ui/customer-mode.ts';
import { notifyDone } from '../ui/notify.ts';
import { openDialog } from './dialogs.ts';
import { navigation } from './navigation.ts';
import { openHandOff } from './opened-hand-off.ts';
import { openPalette } from './palette-store.ts';
import { resetPractice } from './practice.ts';
import { queryClient } from './query-client.ts';
import { shell } from './shell.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** Carries out the items of the native menu, and the same by key where there is no menu. */
export function useShellCommands(): void {
  const navigate = useNavigate();
  const router = useRouter();
  const carryOut = (command: ShellCommand): void => {
    const screen = navigation.find((item) => item.command === command);
    if (screen) return void navigate({ to: screen.to });
    if (command === 'palette') openPalette();
    if (command === 'add-mailbox') openDialog({ kind: 'add-mailbox' });
    if (command === 'open-hand-off')
      void openHandOff().then((opened) => (opened ? navigate({ to: '/hand-off' }) : undefined));
    if (command === 'customer-mode') setCustomerMode(!customerMode());
    if (command === 'reset-practice') void resetPractice();
    if (command === 'reload-data')
      void queryClient.invalidateQueries().then(() => notifyDone('All data was read again.'));
  };
  useShortcuts({
    palette: () => carryOut('palette'),
    'go-overview': () => carryOut('go-overview'),
    'go-domains': () => carryOut('go-domains'),
    'go-runs': () => carryOut('go-runs'),
    'go-incidents': () => carryOut('go-incidents'),
    'go-settings': () => carryOut('go-settings'),
    'go-jobs': () => carryOut('go-jobs'),
    'add-mailbox': () => carryOut('add-mailbox'),
    'open-hand-off': () => carryOut('open-hand-off'),
    'customer-mode': () => carryOut('customer-mode'),
    'reload-data': () => carryOut('reload-data'),
    keyboard: () => openDialog({ kind: 'keyboard' }),
    'go-back': () => router.history.back(),
    'table-search': focusTableSearch,
    'to-table': focusTable,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the commands mean the same as long as the way to navigate does
  useEffect(() => shell.onCommand(carryOut), [navigate]);
}

function focusTableSearch(): void {
  const field = document.querySelector<HTMLInputElement>('main input[aria-keyshortcuts="/"]');
  field?.focus();
  field?.select();
}

function focusTable(): void {
  document.querySelector<HTMLElement>('main [role="grid"], main [role="treegrid"]')?.focus();
}
