import { cellText, type DataColumn } from './column.ts';

/** Tab-separated lines with a header line, as spreadsheets and tickets take them from the clipboard. */
export function toTabText<TRow>(columns: readonly DataColumn<TRow>[], rows: readonly TRow[]): string {
  const clean = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  return [columns.map((column) => column.header), ...rows.map((row) => columns.map((column) => cellText(column, row)))]
    .map((cells) => cells.map(clean).join('\t'))
    .join('\n');
}

/**
 * CSV after RFC 4180 with CRLF. A text that a spreadsheet would run as a formula gets an apostrophe in front: subjects and
 * names come from strangers.
 */
export function toCsv<TRow>(columns: readonly DataColumn<TRow>[], rows: readonly TRow[]): string {
  const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cell = (column: DataColumn<TRow>, row: TRow): string => {
    const value = column.value(row);
    if (typeof value === 'number') return String(value);
    const text = cellText(column, row);
    return quote(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
  };
  return [
    columns.map((column) => quote(column.header)).join(','),
    ...rows.map((row) => columns.map((column) => cell(column, row)).join(',')),
    '',
  ].join('\r\n');
}

/** Offers the text as a file; the shell asks where to put it. */
export function downloadCsv(fileName: string, csv: string): void {
  const url = URL.createObjectURL(new Blob(['\uFEFF', csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has its own hold on the blob once it was started; a task later is soon enough to let go.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
