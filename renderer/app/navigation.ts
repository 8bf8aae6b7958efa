import {
  type Icon,
  IconFlame,
  IconLayoutDashboard,
  IconPlayerPlay,
  IconSettings,
  IconStack2,
  IconWorld,
} from '@tabler/icons-react';
import type { ShellCommand } from '../../shared/contract/shell.ts';
import type { ShortcutId } from './shortcuts.ts';

/** A screen of the main navigation; its key is that of its command. */
interface NavigationItem {
  readonly to: '/' | '/domains' | '/jobs' | '/runs' | '/incidents' | '/settings';
  readonly label: string;
  readonly icon: Icon;
  readonly command: Extract<ShellCommand, ShortcutId>;
}

export const navigation: readonly NavigationItem[] = [
  { to: '/', label: 'Overview', icon: IconLayoutDashboard, command: 'go-overview' },
  { to: '/domains', label: 'Domains', icon: IconWorld, command: 'go-domains' },
  { to: '/jobs', label: 'Jobs', icon: IconStack2, command: 'go-jobs' },
  { to: '/runs', label: 'Runs', icon: IconPlayerPlay, command: 'go-runs' },
  { to: '/incidents', label: 'Incidents', icon: IconFlame, command: 'go-incidents' },
  { to: '/settings', label: 'Settings', icon: IconSettings, command: 'go-settings' },
];
