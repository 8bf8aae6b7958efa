// npm run bench: Mailferry beside its peers, on the same work, in the same run.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dovecotUnavailable } from '../servers/dovecot.ts';
import { type BenchOptions, readOptions, UsageError, usage } from './bench-options.ts';
import { checkLine } from './check-line.ts';
import { machineFacts } from './machine-facts.ts';
import { dsync } from './movers/dsync.ts';
import { imapsync } from './movers/imapsync.ts';
import { mailferry } from './movers/mailferry.ts';
import { mbsync } from './movers/mbsync.ts';
import type { Mover } from './movers/mover.ts';
import { offlineimap } from './movers/offlineimap.ts';
import { rawLimit } from './movers/raw-limit.ts';
import { PairOfServers } from './pair-of-servers.ts';
import { copyProduct, type ProductCopy } from './product-copy.ts';
import { workReport } from './report.ts';
import type { WorkResult } from './results.ts';
import { type Ground, runWork } from './run-work.ts';

const say = (text: string): void => console.log(text);

/** The tools that are here, with their versions; says of the others why not. */
async function moversHere(options: BenchOptions, product: ProductCopy): Promise<{ mover: Mover; version: string }[]> {
  const all = [
    mailferry(product.entry, 'standard', product.version),
    mailferry(product.entry, 'none', product.version),
    rawLimit,
    dsync,
    mbsync,
    offlineimap,
    imapsync(options.imapsync),
  ];
  const here: { mover: Mover; version: string }[] = [];
  for (const mover of all) {
    if (mover.kind !== 'mailferry' && options.peers !== undefined && !options.peers.includes(mover.key)) continue;
    try {
      here.push({ mover, version: await mover.version() });
    } catch (error) {
      say(`skipped ${mover.key}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return here;
}

async function runAll(options: BenchOptions, ground: Ground, product: ProductCopy): Promise<WorkResult[]> {
  const machine = await machineFacts();
  const tools = await moversHere(options, product);
  say(
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB, ${machine.system}, mail on ${machine.storage}`,
  );
  say(`revision ${machine.revision ?? 'unknown'}; ${[...new Set(tools.map(({ version }) => version))].join('; ')}\n`);
  const results: WorkResult[] = [];
  const lineCheck = options.works.some(({ rttMs, megabitsPerSecond }) => rttMs > 0 || megabitsPerSecond !== null)
    ? await checkLine(ground)
    : null;
  if (lineCheck !== null) say(`${lineCheck.text}\n`);
  for (const work of options.works) {
    const movers = tools
      .map(({ mover }) => mover)
      .filter(({ key, kind }) => kind === 'mailferry' || (work.peers?.includes(key) ?? true));
    const result = await runWork(ground, work, movers, options.messages);
    results.push(result);
    say(workReport(result));
    if (options.json !== undefined) {
      // After each work, so that a bench that is stopped leaves what it has.
      const versions = Object.fromEntries(tools.map(({ mover, version }) => [mover.key, version]));
      const report = { format: 1, machine, versions, runs: options.runs, line: lineCheck, works: results };
      await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
    }
  }
  return results;
}

async function bench(options: BenchOptions): Promise<boolean> {
  const reason = dovecotUnavailable();
  if (reason !== null) throw new Error(reason);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  }
  const product = await copyProduct();
  const scratch = await mkdtemp(join(tmpdir(), 'mailferry-bench-'));
  let servers: PairOfServers | undefined;
  try {
    servers = await PairOfServers.start();
    const ground = {
      servers,
      scratch,
      runs: options.runs,
      limit: options.limit,
      quiet: options.quiet,
      stop: stop.signal,
      say,
    };
    const results = await runAll(options, ground, product);
    const bars = results.flatMap((result) => result.bars);
    const missed = bars.filter(({ passed }) => passed === false);
    const open = bars.filter(({ passed }) => passed === null);
    say(`${bars.length - missed.length - open.length} bars passed, ${missed.length} missed, ${open.length} not judged`);
    return missed.length === 0;
  } finally {
    await servers?.stop();
    await rm(scratch, { recursive: true, force: true });
    await product.remove();
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) say(usage);
  else if (!(await bench(options))) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) console.error(`\n${usage}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
