import { cellText, type DataColumn } from './column.ts';

/** Tab-separated lines with a header line, as spreadsheets and tickets take them from the clipboard. */
export function toTabText<TRow>(columns: readonly DataColumn<TRow>[], rows: readonly TRow[]): string {
  const clean = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  return [columns.map((column) => column.header), ...rows.map((row) => columns.map((column) => disarmed(column, row)))]
    .map((cells) => cells.map(clean).join('\t'))
    .join('\n');
}

/** A text that a spreadsheet would run as a formula gets an apostrophe in front: subjects and names come from strangers. */
function disarmed<TRow>(column: DataColumn<TRow>, row: TRow): string {
  const text = cellText(column, row);
  return typeof column.value(row) !== 'number' && /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}

/** CSV after RFC 4180 with CRLF; numbers as they are, not as they are shown. */
export function toCsv<TRow>(columns: readonly DataColumn<TRow>[], rows: readonly TRow[]): string {
  const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cell = (column: DataColumn<TRow>, row: TRow): string => {
    const value = column.value(row);
    if (typeof value === 'number') return String(value);
    return quote(disarmed(column, row));
  };
  return [
    columns.map((column) => quote(column.header)).join(','),
    ...rows.map((row) => columns.map((column) => cell(column, row)).join(',')),
    '',
  ].join('\r\n');
}
