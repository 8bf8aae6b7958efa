export type { CellValue, DataColumn } from './column.ts';
export { DataTable, type DataTableProps, ROW_HEIGHT } from './data-table.tsx';
export type { TableSelection } from './selection.ts';
export type { RowTone } from './table-row.tsx';
