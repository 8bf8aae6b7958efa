import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { ShellCommand } from '../../shared/contract/shell.ts';
import { notifyDone } from '../ui/notify.ts';
import { openDialog } from './dialogs.ts';
import { navigation } from './navigation.ts';
import { openPalette } from './palette-store.ts';
import { resetPractice } from './practice.ts';
import { queryClient } from './query-client.ts';
import { shell } from './shell.ts';

/** Carries out the items of the native menu, and the same by keys where the menu does not. */
export function useShellCommands(): void {
  const navigate = useNavigate();
  useEffect(() => {
    const carryOut = (command: ShellCommand): void => {
      const screen = navigation.find((item) => item.command === command);
      if (screen) return void navigate({ to: screen.to });
      if (command === 'palette') openPalette();
      if (command === 'add-mailbox') openDialog({ kind: 'add-mailbox' });
      if (command === 'reset-practice') void resetPractice();
      if (command === 'reload-data')
        void queryClient.invalidateQueries().then(() => notifyDone('All data was read again.'));
    };
    const onKey = (event: KeyboardEvent): void => {
      const command = commandOfKey(event);
      if (command === null) return;
      event.preventDefault();
      if (command === 'keyboard') openDialog({ kind: 'keyboard' });
      else carryOut(command);
    };
    window.addEventListener('keydown', onKey);
    const forget = shell.onCommand(carryOut);
    return () => {
      window.removeEventListener('keydown', onKey);
      forget();
    };
  }, [navigate]);
}

function commandOfKey(event: KeyboardEvent): ShellCommand | 'keyboard' | null {
  const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (control && event.key.toLowerCase() === 'k') return 'palette';
  if (control && /^[1-9]$/.test(event.key)) return navigation[Number(event.key) - 1]?.command ?? null;
  if (event.key === '?' && !event.ctrlKey && !event.metaKey && !isTyping(event.target)) return 'keyboard';
  return null;
}

/** True while keys belong to a field. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}
