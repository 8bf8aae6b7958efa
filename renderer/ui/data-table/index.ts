export type { DataColumn } from './column.ts';
export { DataTable, type TableHandle } from './data-table.tsx';
export type { RowTone } from './table-row.tsx';
