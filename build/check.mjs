// npm run check: what can be known in under a minute. For use while working; npm test knows more.
import { findElectron } from './electron-binary.mjs';
import { say } from './paths.mjs';
import { runStaticCheck, runVitest, staticChecks } from './stages.mjs';
import { ensureSystemPackages } from './system-packages.mjs';
import { lastLine, sum } from './tally.mjs';

try {
  ensureSystemPackages('cli');
  const electron = await findElectron({ quiet: true });
  const tally = sum(
    await Promise.all([
      ...Object.keys(staticChecks).map((name) => runStaticCheck(electron, name)),
      runVitest(electron, 'unit', { capture: true }),
    ]),
  );
  for (const { name, reason } of tally.skipped) console.log(`skipped ${name}: ${reason || 'no reason given'}`);
  console.log(lastLine(tally));
  process.exitCode = tally.failed > 0 ? 1 : 0;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
