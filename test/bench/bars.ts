import type { Bar, Measurement, Row, WorkResult } from './results.ts';
import { ratioByRounds, spreadOf } from './statistics.ts';

/** What a bar is judged from. */
export type Judged = Omit<WorkResult, 'bars'>;

/** Judges each row of Mailferry: with its verification, and without, as its peers work. */
export type Judge = (result: Judged, row: Row) => Omit<Bar, 'row'>;

const megabyte = 1_000_000;
/** The row of Mailferry that does what its peers do, and no more. */
const LIKE_FOR_LIKE = 'mailferry-unverified';

function unjudged(text: string, why: string): Omit<Bar, 'row'> {
  return { text, found: `not judged: ${why}`, passed: null };
}

function medianOf(row: Row | undefined): number | undefined {
  return row?.seconds?.median;
}

function valuesOf(row: Row, pick: (run: Measurement) => number | undefined): number[] {
  return row.runs.map(pick).filter((value) => value !== undefined);
}

/** The least time: what else runs on a machine only ever adds. */
function bestOf({ runs }: Row): number {
  return runs.reduce((least, { seconds }) => Math.min(least, seconds), Number.POSITIVE_INFINITY);
}

/**
 * A comparison with other tools is judged where the same work is done: they stop when the messages are over, so the row that stops there, too,
 * is held against the bar. What the row that compares both sides afterwards comes to stands beside it, as the price of that.
 */
function amongAlike({ rows }: Judged, row: Row, bar: Omit<Bar, 'row'>): Omit<Bar, 'row'> {
  const doesMore = row.key !== LIKE_FOR_LIKE && rows.some(({ key }) => key === LIKE_FOR_LIKE);
  return doesMore && bar.passed !== null ? { ...bar, found: `${bar.found}, with the comparison`, passed: null } : bar;
}

/** Its time is at most `factor` times that of another tool in the same rounds. */
export function atMostTimes(factor: number, key: string): Judge {
  const text = `at most ${factor} × ${key}`;
  return (result, row) => {
    const other = result.rows.find((candidate) => candidate.key === key);
    const ratio = ratioByRounds(row.runs, other?.runs ?? []);
    if (ratio === null || other === undefined)
      return unjudged(text, `no time of ${row.runs.length === 0 ? row.key : key}`);
    const best = bestOf(row) / bestOf(other);
    const found = `${ratio.median.toFixed(2)} × (best run of each: ${best.toFixed(2)} ×)`;
    return amongAlike(result, row, { text, found, passed: ratio.median <= factor });
  };
}

/** Its speed is at least `share` of the raw limit's. */
export function ofRawLimit(share: number): Judge {
  const text = `at least ${share} of the raw limit`;
  return (result, row) => {
    const limit = result.rows.find(({ key }) => key === 'raw');
    const reached = ratioByRounds(limit?.runs ?? [], row.runs);
    if (reached === null || limit === undefined)
      return unjudged(text, `no time of ${row.runs.length === 0 ? row.key : 'raw'}`);
    const best = bestOf(limit) / bestOf(row);
    const found = `${reached.median.toFixed(2)} (best run of each: ${best.toFixed(2)})`;
    return amongAlike(result, row, { text, found, passed: reached.median >= share });
  };
}

/** Every run was exact by the witness. */
export function exact(): Judge {
  return (_, { differences }) => ({
    text: 'exact',
    found: differences === null ? 'no run reached its end' : Object.keys(differences).length === 0 ? 'yes' : 'no',
    passed: differences !== null && Object.keys(differences).length === 0,
  });
}

/** The process never needed more memory than this, in MB (10^6 bytes). */
export function memoryBelow(megabytes: number): Judge {
  const text = `memory below ${megabytes} MB`;
  return (_, { peakMemory }) =>
    peakMemory === null
      ? unjudged(text, 'not seen')
      : { text, found: `${Math.round(peakMemory / megabyte)} MB`, passed: peakMemory < megabytes * megabyte };
}

/** The time after both logins, in seconds. */
export function aboveConnecting(seconds: number): Judge {
  const text = `at most ${seconds} s above connecting`;
  return (_, row) => {
    const values = valuesOf(row, (run) => run.aboveConnecting);
    if (values.length === 0) return unjudged(text, 'not seen');
    const { median } = spreadOf(values);
    return { text, found: `${median.toFixed(2)} s`, passed: median <= seconds };
  };
}

/** Round trips one after another, once both logins have succeeded. */
export function roundTripsAfterLogin(count: number): Judge {
  const text = `at most ${count} round trips after login`;
  return (_, row) => {
    const values = valuesOf(row, (run) => run.lineUse?.afterLogin);
    if (values.length === 0) return unjudged(text, 'not seen');
    const { median } = spreadOf(values);
    return { text, found: String(median), passed: median <= count };
  };
}

/** A message costs at most `factor` times what it costs in the mailbox of reference, whole process each. */
export function costPerMessage(factor: number): Judge {
  const text = `per message at most ${factor} × the reference`;
  return ({ messages, reference }, row) => {
    const other = medianOf(reference?.rows.find(({ key }) => key === row.key));
    const own = medianOf(row);
    if (other === undefined || own === undefined || reference === null) return unjudged(text, 'a time is missing');
    const ratio = own / messages / (other / reference.messages);
    return { text, found: `${ratio.toFixed(2)} ×`, passed: ratio <= factor };
  };
}

/** The ordinary messages are there before the huge one, or hardly later than if they were alone. */
export function ordinaryDoNotWait(factor: number): Judge {
  const text = `the small ones there before the huge one, or within ${factor} × their time alone`;
  return ({ reference }, row) => {
    const ordinary = valuesOf(row, (run) => run.ordinaryArrived);
    const huge = valuesOf(row, (run) => run.hugeArrived);
    const alone = reference?.rows.find(({ key }) => key === row.key);
    const aloneSeconds = alone === undefined ? [] : valuesOf(alone, (run) => run.ordinaryArrived);
    if (ordinary.length === 0 || huge.length === 0 || aloneSeconds.length === 0) return unjudged(text, 'not seen');
    const [small, large, single] = [ordinary, huge, aloneSeconds].map((values) => spreadOf(values).median);
    if (small === undefined || large === undefined || single === undefined) return unjudged(text, 'not seen');
    const found = `small after ${small.toFixed(2)} s, huge after ${large.toFixed(2)} s, small alone ${single.toFixed(2)} s`;
    return { text, found, passed: small <= large || small <= single * factor };
  };
}

/** Every bar of a work for every row of Mailferry; comparisons with other tools are judged for the row that does the same work. */
export function judge(result: Judged, judges: readonly Judge[]): Bar[] {
  const own = result.rows.filter(({ kind }) => kind === 'mailferry');
  return own.flatMap((row) => judges.map((judgeOne) => ({ row: row.key, ...judgeOne(result, row) })));
}
