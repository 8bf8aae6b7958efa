import type { RecordSet, SetChange } from './dns.ts';

/** Records as lines of a zone file, absolute names with their last dot, in columns. */
export function zoneFile(sets: readonly RecordSet[]): string {
  const rows = sets.flatMap(({ name, type, ttl, values }) =>
    values.map((value) => [`${name}.`, ttl === null ? '' : String(ttl), 'IN', type, written(type, value)] as const),
  );
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map(([name, ttl, klass, type, value]) =>
      [name.padEnd(widths[0] ?? 0), ttl.padStart(widths[1] ?? 0), klass, type.padEnd(5), value].join(' '),
    )
    .join('\n');
}

/** What is to be entered by hand: the records to remove as comments, then those to add. */
export function pasteText(sets: readonly SetChange[]): string {
  const of = (which: 'before' | 'after'): RecordSet[] =>
    sets.flatMap(({ name, type, [which]: records }) => (records === null ? [] : [{ name, type, ...records }]));
  const gone = zoneFile(of('before'));
  const added = zoneFile(of('after'));
  return [
    ...(gone === '' ? [] : ['; remove', ...gone.split('\n').map((line) => `; ${line}`)]),
    ...(added === '' ? [] : ['; add', added]),
    '',
  ].join('\n');
}

function written(type: string, value: string): string {
  return (type === 'CNAME' || type === 'MX') && !value.endsWith('.') ? `${value}.` : value;
}
