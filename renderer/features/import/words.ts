import { IconAlertTriangle, IconArrowRight, IconBan, IconEqual, IconMinus, IconPlus } from '@tabler/icons-react';
import { formatBytes } from '../../../shared/domain/format.ts';
import type {
  ColumnRole,
  ImportChange,
  ImportFinding,
  ImportFindingKind,
  ImportKind,
  ImportRow,
  Sureness,
  TableRole,
} from '../../../shared/domain/import.ts';
import type { StatusFace } from '../../ui/status-badge.tsx';

export const tableRoleWords: Readonly<Record<TableRole, string>> = {
  logins: 'Logins',
  'address-maps': 'Address maps',
  domains: 'Domains',
  mailboxes: 'Mailboxes',
  lists: 'Lists and groups',
  people: 'Mailboxes',
  ignored: 'Not needed',
};

export const columnRoleWords: Readonly<Record<ColumnRole, string>> = {
  ignored: 'Not needed',
  user: 'User name at the source',
  password: 'Password',
  postoffice: 'Post office',
  status: 'Enabled or not',
  rights: 'Rights',
  source: 'Address',
  target: 'Leads to',
  domain: 'Domain',
  mailbox: 'Mailbox name',
  'redirect-to': 'Passes mail on to',
  'redirect-mode': 'Kind of redirection',
  'redirect-hosts': 'Redirected to host',
  limit: 'Limit',
  size: 'Size',
  address: 'Address',
  customer: 'Customer',
  'destination-user': 'User name at the destination',
  'destination-password': 'Password at the destination',
  aliases: 'Further addresses',
  note: 'Note',
};

export const surenessWords: Readonly<Record<Sureness, string>> = {
  sure: 'sure',
  likely: 'likely',
  unsure: 'please check',
};

export const kindWords: Readonly<Record<ImportKind, string>> = {
  folder: 'Configuration folder',
  zip: 'Packed configuration folder',
  csv: 'Table',
};

export const changeFaces: Readonly<Record<ImportChange | 'left-out', StatusFace>> = {
  new: { tone: 'good', label: 'New', icon: IconPlus },
  changed: { tone: 'info', label: 'Changed', icon: IconArrowRight },
  gone: { tone: 'warn', label: 'Gone', icon: IconMinus },
  same: { tone: 'neutral', label: 'Same', icon: IconEqual },
  'left-out': { tone: 'neutral', label: 'Left out', icon: IconBan },
};

export const weightFaces: Readonly<Record<ImportFinding['weight'], StatusFace>> = {
  stop: { tone: 'bad', label: 'Not imported', icon: IconBan },
  look: { tone: 'warn', label: 'Decide', icon: IconAlertTriangle },
  note: { tone: 'neutral', label: 'To know', icon: IconEqual },
};

export const findingWords: Readonly<Record<ImportFindingKind, string>> = {
  'name-not-possible': 'Names OpenSRS cannot take',
  'domain-not-possible': 'Domains OpenSRS cannot take',
  'catch-all': 'Catch-alls',
  'redirect-only': 'Forwards without a copy',
  forwards: 'Forwards with a copy',
  'no-address': 'Mailboxes without an address',
  'no-login': 'Mailboxes without a login',
  disabled: 'Disabled mailboxes',
  'duplicate-address': 'Addresses that are there twice',
  'postoffice-not-domain': 'Post offices named otherwise',
  'domain-redirected': 'Domains passed on as a whole',
  'passwords-encrypted': 'Encrypted passwords',
  'no-password': 'Without a password',
  'password-not-possible': 'Passwords OpenSRS will not take',
  'quota-tier': 'Sizes',
  'quota-large': 'Very large mailboxes',
  'quota-unit': 'Unit of the limits',
  'alias-not-possible': 'Aliases OpenSRS cannot take',
  'leads-nowhere': 'Leads nowhere',
  'lists-and-groups': 'Lists and groups',
  'other-server': 'Here with another server',
  running: 'With a run going on',
  'lines-unreadable': 'Lines that cannot be read',
};

export const passwordWords: Readonly<Record<ImportRow['password'], string>> = {
  new: 'goes into the vault',
  changed: 'replaces the stored one',
  same: 'stored already',
  stored: 'stored already',
  none: 'none',
  unknown: 'vault is locked',
};

/** The same for the narrow cell of a table. */
export const passwordCell: Readonly<Record<ImportRow['password'], string>> = {
  new: 'new',
  changed: 'another',
  same: 'stored',
  stored: 'stored',
  none: 'none',
  unknown: 'vault locked',
};

/** A limit as the agent reads it; empty for one that is not told. */
export function limitText(limitKb: number | null): string {
  if (limitKb === null) return '';
  return limitKb < 0 ? 'unlimited' : formatBytes(limitKb * 1024);
}

/** How a row is shown: left out ones apart from what the comparison says. */
export function faceOf(row: ImportRow, removing: ReadonlySet<string>): StatusFace {
  if (row.leftOut !== null) return changeFaces['left-out'];
  if (row.change === 'gone' && removing.has(row.key)) return { ...changeFaces.gone, tone: 'bad', label: 'Removed' };
  return changeFaces[row.change];
}
