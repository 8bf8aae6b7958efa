import { type Icon, IconLayoutDashboard, IconPlayerPlay, IconSettings, IconWorld } from '@tabler/icons-react';
import type { ShellCommand } from '../../shared/contract/shell.ts';
import type { ShortcutId } from './shortcuts.ts';

/** A screen of the main navigation; its place gives the key: Ctrl 1 and so on. */
interface NavigationItem {
  readonly to: '/' | '/domains' | '/runs' | '/settings';
  readonly label: string;
  readonly icon: Icon;
  readonly command: Extract<ShellCommand, ShortcutId>;
}

export const navigation: readonly NavigationItem[] = [
  { to: '/', label: 'Overview', icon: IconLayoutDashboard, command: 'go-overview' },
  { to: '/domains', label: 'Domains', icon: IconWorld, command: 'go-domains' },
  { to: '/runs', label: 'Runs', icon: IconPlayerPlay, command: 'go-runs' },
  { to: '/settings', label: 'Settings', icon: IconSettings, command: 'go-settings' },
];
