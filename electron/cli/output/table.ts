import { displayWidth, printable, shorten } from './printable.ts';

/** One column of a table in the terminal. */
export interface Column<Row> {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Gives way when the terminal is narrow; of several such columns the widest first. */
  readonly flexible?: boolean;
  readonly value: (row: Row) => string;
}

const GAP = '  ';
const NARROWEST = 8;

/** The lines of a table, head first. `width`: columns of the terminal, null for as many as are needed. */
export function tableLines<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number | null): string[] {
  const cells = rows.map((row) => columns.map((column) => printable(column.value(row))));
  const widths = columns.map((column, index) =>
    Math.max(displayWidth(column.title), ...cells.map((line) => displayWidth(line[index] ?? ''))),
  );
  const total = widths.reduce((sum, value) => sum + value, GAP.length * (columns.length - 1));
  for (let excess = width === null ? 0 : total - width; excess > 0; excess -= 1) {
    const room = (index: number): number => (columns[index]?.flexible ? (widths[index] ?? 0) : 0);
    const widest = widths.reduce((best, _, index) => (room(index) > room(best) ? index : best), 0);
    if (room(widest) <= NARROWEST) break;
    widths[widest] = room(widest) - 1;
  }
  const line = (values: readonly string[]): string =>
    values
      .map((value, index) => {
        const room = widths[index] ?? 0;
        const text = shorten(value, room);
        const blanks = ' '.repeat(Math.max(0, room - displayWidth(text)));
        return columns[index]?.align === 'right' ? blanks + text : text + blanks;
      })
      .join(GAP)
      .trimEnd();
  return [
    line(columns.map((column) => column.title)),
    widths.map((value) => '─'.repeat(value)).join(GAP),
    ...cells.map(line),
  ];
}

/** Label and value, one below the other, values in line. */
export function factLines(facts: readonly (readonly [label: string, value: string])[]): string[] {
  const room = Math.max(0, ...facts.map(([label]) => displayWidth(label)));
  return facts.map(([label, value]) => `${label}${' '.repeat(room - displayWidth(label))}  ${printable(value)}`);
}
