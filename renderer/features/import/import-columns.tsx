import type { ImportRow } from '../../../shared/domain/import.ts';
import type { DataColumn } from '../../ui/data-table/index.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './import.module.css';
import { faceOf, limitText, passwordCell } from './words.ts';

/** The columns of the comparison; a row is a mailbox with what the import would do about it. */
export function importColumns(removing: ReadonlySet<string>): readonly DataColumn<ImportRow>[] {
  return [
    {
      id: 'change',
      header: 'Import',
      value: (row) => faceOf(row, removing).label,
      cell: (row) => <StatusBadge face={faceOf(row, removing)} bare />,
      width: 98,
    },
    {
      id: 'address',
      header: 'Address',
      value: (row) => row.address,
      width: 180,
      grow: true,
      filterable: true,
      hideable: false,
      private: 'address',
    },
    {
      id: 'what',
      header: 'What changes',
      value: whatChanges,
      cell: (row) => <span className={row.change === 'same' ? classes.dim : ''}>{whatChanges(row)}</span>,
      width: 150,
      grow: true,
      filterable: true,
      private: 'text',
    },
    {
      id: 'source',
      header: 'User at the source',
      value: (row) => row.sourceUser,
      width: 140,
      grow: true,
      filterable: true,
      private: 'address',
    },
    {
      id: 'destination',
      header: 'User at the destination',
      value: (row) => row.destinationUser,
      cell: (row) => (
        <span className={row.destinationUser.toLowerCase() === row.key ? classes.dim : classes.strong}>
          {row.destinationUser}
        </span>
      ),
      width: 150,
      grow: true,
      filterable: true,
      private: 'address',
    },
    {
      id: 'customer',
      header: 'Customer',
      value: (row) => row.customer,
      width: 120,
      filterable: true,
      initiallyHidden: true,
      private: 'name',
    },
    {
      id: 'limit',
      header: 'Limit',
      value: (row) => row.limitKb,
      text: (row) => limitText(row.limitKb),
      cell: (row) => limitText(row.limitKb),
      align: 'right',
      width: 82,
    },
    {
      id: 'password',
      header: 'Password',
      hint: 'The password of the source login',
      value: (row) => passwordCell[row.password],
      cell: (row) => <span className={row.password === 'none' ? classes.dim : ''}>{passwordCell[row.password]}</span>,
      width: 96,
    },
    {
      id: 'findings',
      header: 'Findings',
      value: (row) => row.findings,
      cell: (row) => <span className={row.findings > 0 ? classes.warn : classes.dim}>{row.findings}</span>,
      align: 'right',
      width: 78,
    },
  ];
}

function whatChanges(row: ImportRow): string {
  if (row.leftOut !== null) return row.leftOut;
  if (row.change === 'gone') return 'No longer on the old server';
  if (row.change === 'changed') return row.differences.map((one) => one.field).join(', ');
  if (row.change === 'same') return 'Nothing';
  const parts = [
    row.kind === 'redirect' ? `Forward to ${row.redirectTo.join(', ')}` : 'Mailbox',
    row.kind === 'mailbox' && row.redirectTo.length > 0 ? `also to ${row.redirectTo.join(', ')}` : '',
    row.aliases.length > 0 ? `with ${row.aliases.length === 1 ? 'one alias' : `${row.aliases.length} aliases`}` : '',
    row.enabled === false ? 'disabled' : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
