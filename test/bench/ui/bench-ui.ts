// npm run bench:ui: the real console on a large workspace. One JSON object on standard output; exit status 1 when a bar is missed.
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { launchConsole } from '../../e2e/launch.ts';
import { judge, type UiFigures } from './bars.ts';
import { coldStart } from './cold-start.ts';
import { type FolderPairFigures, measureFolderPair } from './folder-pair-window.ts';
import { filterTime, paletteTimes, scrollFrames, sortTime } from './page-measures.ts';
import { pageMegabytes } from './page-memory.ts';
import { seedWorkspace } from './seed-workspace.ts';

const { values } = parseArgs({
  options: {
    domains: { type: 'string', default: '50000' },
    starts: { type: 'string', default: '5' },
    messages: { type: 'string', default: '100000' },
    /** A folder to keep the workspace in, and to find it in again. */
    keep: { type: 'string' },
    json: { type: 'string' },
  },
});

const domains = Number(values.domains);
const say = (line: string): boolean => process.stderr.write(`bench: ${line}\n`);
const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
const percentile = (numbers: readonly number[], share: number): number =>
  [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ?? Number.NaN;
const rounded = (number: number, digits = 1): number => Number(number.toFixed(digits));

/** Milliseconds from the key to the whole table. */
async function openDomains(page: Page): Promise<number> {
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page
    .locator('main')
    .getByText(`${domains.toLocaleString('en')} domains`)
    .waitFor();
  const start = Date.now();
  await page.keyboard.press('Control+2');
  await page.locator(`[role="grid"][aria-rowcount="${domains + 1}"] [role="row"][aria-rowindex="2"]`).waitFor();
  return Date.now() - start;
}

const smooth = (frames: readonly number[]): number => rounded(frames.filter((ms) => ms < 20).length / frames.length, 3);
const framesInDetail = (frames: readonly number[]): object => ({
  count: frames.length,
  median: rounded(median(frames)),
  p95: rounded(percentile(frames, 0.95)),
});

type PageFigures = Omit<UiFigures, 'pairOpened' | 'pairSmoothFrames' | 'pairMemory'>;

async function measure(userData: string): Promise<{ figures: PageFigures; details: object }> {
  const starts: number[] = [];
  for (let run = 0; run < Number(values.starts); run++)
    starts.push(await coldStart(userData, domains.toLocaleString('en')));
  say(`cold starts: ${starts.join(', ')} ms`);
  const mailferry = await launchConsole({ userData, workspace: 'own' });
  try {
    const { app, page } = mailferry;
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
    const opened = await openDomains(page);
    // Once round, so that the code is warm as it is for somebody who works.
    await page.evaluate(scrollFrames, 1000);
    const frames = await page.evaluate(scrollFrames, 6000);
    const sorts: number[] = [];
    for (const column of ['Customer', 'Customer', 'Findings', 'Domain', 'Domain', 'Deadline', 'Domain'])
      sorts.push(await page.evaluate(sortTime, column));
    const filters: number[] = [];
    for (const text of ['harbour', 'harbour-trade', '', 'clinic', 'clinic 99', '', 'mueller'])
      filters.push(await page.evaluate(filterTime, text));
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or paste an address' }).waitFor();
    const keys: number[] = [];
    for (const text of ['anna@harbour-trade-47', 'mechanik', 'Sakura Travel 123', 'weber@north'])
      keys.push(...(await page.evaluate(paletteTimes, text)));
    await page.keyboard.press('Escape');
    const figures: PageFigures = {
      coldStart: median(starts),
      smoothFrames: smooth(frames),
      sort: rounded(median(sorts)),
      filter: rounded(median(filters)),
      palette: rounded(median(keys)),
      pageMemory: await pageMegabytes(app),
    };
    return {
      figures,
      details: {
        starts,
        domainsOpened: opened,
        frames: framesInDetail(frames),
        sorts: sorts.map((ms) => rounded(ms)),
        filters: filters.map((ms) => rounded(ms)),
        palette: { keys: keys.length, p95: rounded(percentile(keys, 0.95)), longest: rounded(Math.max(...keys)) },
      },
    };
  } finally {
    await mailferry.close();
  }
}

function pairFigures(pair: FolderPairFigures): Pick<UiFigures, 'pairOpened' | 'pairSmoothFrames' | 'pairMemory'> {
  return { pairOpened: pair.opened, pairSmoothFrames: smooth(pair.frames), pairMemory: pair.megabytes };
}

function pairDetails({ openedAgain, frames, sorts, filters }: FolderPairFigures): object {
  return {
    messages: Number(values.messages),
    openedAgain,
    frames: framesInDetail(frames),
    sorts: sorts.map((ms) => rounded(ms)),
    filters: filters.map((ms) => rounded(ms)),
  };
}

const userData = values.keep ?? (await mkdtemp(join(tmpdir(), 'mailferry-bench-ui-')));
try {
  const workspace = join(userData, 'workspaces', 'own');
  if (!existsSync(join(workspace, 'workspace.sqlite'))) {
    const began = Date.now();
    const { mailboxes, runs } = seedWorkspace(workspace, domains);
    say(
      `${domains} domains, ${mailboxes} mailboxes, ${runs} runs made in ${Math.round((Date.now() - began) / 1000)} s`,
    );
  }
  const before = loadavg()[0] ?? 0;
  const domainsTable = await measure(userData);
  const pair = await measureFolderPair(Number(values.messages), say);
  const figures: UiFigures = { ...domainsTable.figures, ...pairFigures(pair) };
  const details = { ...domainsTable.details, folderPair: pairDetails(pair) };
  const judged = judge(figures);
  const environment = {
    processors: cpus().length,
    model: cpus()[0]?.model ?? '',
    memoryGB: Math.round(totalmem() / 1024 ** 3),
    loadBefore: rounded(before),
    loadAfter: rounded(loadavg()[0] ?? 0),
    rendering: process.env.MAILFERRY_VIRTUAL_DISPLAY ? 'software, virtual display' : 'as the display has it',
  };
  const report = JSON.stringify({ domains, environment, figures, bars: judged, details }, null, 2);
  process.stdout.write(`${report}\n`);
  if (values.json) await writeFile(values.json, report);
  for (const bar of judged.filter((entry) => !entry.reached)) say(`missed: ${bar.what}, wanted ${bar.wanted}`);
  process.exitCode = judged.every((bar) => bar.reached) ? 0 : 1;
} finally {
  if (!values.keep) await rm(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
