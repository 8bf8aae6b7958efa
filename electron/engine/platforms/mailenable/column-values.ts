import { parseToken } from './tokens.ts';

/** What the values of one column have in common, as shares from 0 to 1 of those that are not empty. */
export interface ColumnValues {
  readonly index: number;
  readonly filled: number;
  readonly address: number;
  readonly domain: number;
  readonly token: number;
  readonly tokens: number;
  /** 0 and 1 only, or 0 to 2. */
  readonly bit: number;
  readonly trit: number;
  readonly integer: number;
  readonly rights: number;
  readonly values: readonly string[];
}

const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u;
/** So many lines tell what a column is. */
const ENOUGH_ROWS = 2000;

/** Looks at every column of a table. */
export function columnValues(rows: readonly { readonly fields: readonly string[] }[]): ColumnValues[] {
  const some = rows.slice(0, ENOUGH_ROWS);
  const width = Math.max(0, ...some.map((row) => row.fields.length));
  return Array.from({ length: width }, (_, index): ColumnValues => {
    const values = some.map((row) => (row.fields[index] ?? '').trim());
    const filled = values.filter((value) => value !== '');
    const share = (holds: (value: string) => boolean): number =>
      filled.length === 0 ? 0 : filled.filter(holds).length / filled.length;
    return {
      index,
      values,
      filled: filled.length / Math.max(1, values.length),
      address: share((value) => /^[^\s@[\]]+@[^\s@[\]]+$/.test(value)),
      domain: share(isDomain),
      token: share((value) => parseToken(value) !== null),
      tokens: share((value) => /\[(SMTP|SF|LS):/i.test(value)),
      bit: share((value) => value === '0' || value === '1'),
      trit: share((value) => /^[0-2]$/.test(value)),
      integer: share((value) => /^-?\d+$/.test(value)),
      rights: share((value) => /^(USER|ADMIN|SYSADMIN)$/i.test(value)),
    };
  });
}

/** Whether a text is a domain of the Internet by its looks. */
export function isDomain(value: string): boolean {
  return DOMAIN.test(value) && !/^[\d.]+$/.test(value);
}
