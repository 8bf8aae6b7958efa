// npm test: everything, in order of what is cheapest to know. `npm test -- engine e2e` runs only the stages named; `npm run test:soak` is
// `npm test -- soak`.
import { ensureBundle } from './bundle.mjs';
import { startVirtualDisplay } from './display.mjs';
import { findElectron } from './electron-binary.mjs';
import { say } from './paths.mjs';
import { report, runEndToEnd, runStaticCheck, runVitest, staticChecks } from './stages.mjs';
import { ensureSystemPackages } from './system-packages.mjs';
import { lastLine, sum } from './tally.mjs';

/** @typedef {import('./electron-binary.mjs').Electron} Electron */
/** @typedef {import('./tally.mjs').Tally} Tally */

/** @type {Readonly<Record<string, (electron: Electron) => Promise<Tally>>>} */
const stages = {
  static: async (electron) =>
    sum(await Promise.all(Object.keys(staticChecks).map((name) => runStaticCheck(electron, name)))),
  unit: (electron) => runVitest(electron, 'unit'),
  contract: (electron) => runVitest(electron, 'contract'),
  bundle,
  engine: (electron) => runVitest(electron, 'engine'),
  e2e: endToEnd,
};

/**
 * What takes minutes: never part of `npm test`, only run by name.
 * @type {Readonly<Record<string, (electron: Electron) => Promise<Tally>>>}
 */
const longStages = { soak: (electron) => runVitest(electron, 'soak') };

/** @param {Electron} electron */
async function bundle(electron) {
  const started = Date.now();
  await ensureBundle(electron);
  report('bundle', true, started, '');
  return { passed: 1, failed: 0, skipped: [] };
}

/** @param {Electron} electron */
async function endToEnd(electron) {
  if (process.platform !== 'linux') return runEndToEnd(electron, undefined);
  // Even where there is a screen: windows popping up would disturb its owner, and its owner the tests.
  const { display, stop } = await startVirtualDisplay();
  try {
    return await runEndToEnd(electron, display);
  } finally {
    stop();
  }
}

/**
 * A stage that cannot even run is one failure, and the others still run.
 * @param {string} name
 * @param {Electron} electron
 * @returns {Promise<Tally>}
 */
async function attempt(name, electron) {
  console.log(`\n== ${name}`);
  try {
    const stage = stages[name] ?? longStages[name];
    if (!stage) {
      const known = Object.keys({ ...stages, ...longStages }).join(', ');
      throw new Error(`There is no stage called ${name}; there are: ${known}.`);
    }
    return await stage(electron);
  } catch (error) {
    report(name, false, Date.now(), error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1, skipped: [] };
  }
}

/** @returns {Promise<Tally>} */
async function testAll() {
  const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(stages);
  try {
    ensureSystemPackages('test');
    const electron = await findElectron();
    const tallies = [];
    for (const name of wanted) tallies.push(await attempt(name, electron));
    return sum(tallies);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1, skipped: [] };
  }
}

const tally = await testAll();
console.log('');
for (const { name, reason } of tally.skipped) console.log(`skipped ${name}: ${reason || 'no reason given'}`);
console.log(lastLine(tally));
process.exitCode = tally.failed > 0 ? 1 : 0;
