import type { Row, WorkResult } from './results.ts';
import { ratioByRounds, spreadOf } from './statistics.ts';

const megabyte = 1_000_000;

function secondsText(seconds: number): string {
  return seconds >= 100 ? seconds.toFixed(0) : seconds.toFixed(2);
}

function ratio(row: Row, own: Row | undefined): string {
  const found = ratioByRounds(row.runs, own?.runs ?? []);
  return found === null ? '' : `${found.median.toFixed(2)} (${found.least.toFixed(2)} - ${found.most.toFixed(2)})`;
}

function exactness({ differences }: Row): string {
  if (differences === null) return '';
  const kinds = Object.entries(differences).map(([kind, count]) => `${kind} ${count}`);
  return kinds.length === 0 ? 'yes' : `no: ${kinds.join(', ')}`;
}

function middle(row: Row, pick: (run: Row['runs'][number]) => number | undefined, digits = 2): string {
  const values = row.runs.map(pick).filter((value) => value !== undefined);
  return values.length === 0 ? '' : spreadOf(values).median.toFixed(digits);
}

type Column = readonly [title: string, cell: (row: Row) => string];

function columnsOf(result: WorkResult, rows: readonly Row[]): Column[] {
  const verified = rows.find(({ key }) => key === 'mailferry');
  const unverified = rows.find(({ key }) => key === 'mailferry-unverified');
  const columns: Column[] = [
    ['tool', ({ title }) => title],
    ['seconds', ({ seconds }) => (seconds === null ? '' : secondsText(seconds.median))],
    [
      'from - to',
      ({ seconds }) => (seconds === null ? '' : `${secondsText(seconds.least)} - ${secondsText(seconds.most)}`),
    ],
    ['× Mailferry', (row) => ratio(row, verified)],
    ['× --verify none', (row) => ratio(row, unverified)],
    ['own CPU', (row) => middle(row, (run) => run.processorSeconds ?? undefined)],
    ['MB', ({ peakMemory }) => (peakMemory === null ? '' : String(Math.round(peakMemory / megabyte)))],
  ];
  if (rows.some(({ runs }) => runs.some((run) => run.lineUse !== undefined))) {
    columns.push(['after login', (row) => middle(row, (run) => run.aboveConnecting)]);
    columns.push(['connections', (row) => middle(row, (run) => run.lineUse?.connections, 0)]);
    columns.push(['commands', (row) => middle(row, (run) => run.lineUse?.commands, 0)]);
  }
  // Without latency answers and questions of several connections mix, and counting says nothing.
  if (result.rttMs > 0) {
    columns.push([
      'round trips (all)',
      (row) => {
        const after = middle(row, (run) => run.lineUse?.afterLogin, 0);
        return after === '' ? '' : `${after} (${middle(row, (run) => run.lineUse?.roundTrips, 0)})`;
      },
    ]);
  }
  if (result.work.startsWith('huge')) {
    columns.push(['small there', (row) => middle(row, (run) => run.ordinaryArrived)]);
    columns.push(['huge there', (row) => middle(row, (run) => run.hugeArrived)]);
  }
  columns.push(['runs', ({ runs }) => String(runs.length)], ['exact', exactness]);
  return columns;
}

function table(result: WorkResult, rows: readonly Row[]): string[] {
  const columns = columnsOf(result, rows);
  const lines = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines.map((line) =>
    `  ${line.map((cell, index) => pad(cell, widths[index] ?? 0, index)).join('  ')}`.trimEnd(),
  );
}

/** Numbers to the right, the first column and the last to the left. */
function pad(cell: string, width: number, index: number): string {
  return index === 0 || /^(yes|no:|exact)/.test(cell) ? cell.padEnd(width) : cell.padStart(width);
}

/** The tables, bars and remarks of one work, ready to print. */
export function workReport(result: WorkResult): string {
  const size = `${result.messages.toLocaleString('en')} messages, ${(result.bytes / megabyte).toFixed(0)} MB`;
  const lines = [`${result.work}: ${result.title}`, `  ${size}; load ${result.loadBefore.toFixed(1)} before`];
  lines.push(...table(result, result.rows));
  if (result.reference !== null) {
    lines.push(`  for comparison: ${result.reference.title}`, ...table(result, result.reference.rows));
  }
  for (const row of [...result.rows, ...(result.reference?.rows ?? [])]) {
    if (row.remark !== null) lines.push(`  ${row.title}: ${row.remark}`);
    if (row.example !== null) lines.push(`  ${row.title} differs, for instance: ${row.example}`);
  }
  for (const { row, text, found, passed } of result.bars) {
    const mark = passed === null ? '----' : passed ? 'pass' : 'MISS';
    lines.push(`  ${mark}  ${row}: ${text}: ${found}`);
  }
  lines.push(...result.notes.map((note) => `  ${note}`));
  return `${lines.join('\n')}\n`;
}
