// A Vitest reporter that writes what build/stages.mjs counts: passed, failed, skipped with their reasons.
import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import type { Tally } from './tally.mjs';

// biome-ignore lint/style/noDefaultExport: the runner asks for a default export
export default class VitestTally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    // An error outside every test (a file that does not load, a rejection nobody awaited) is a failure too.
    const tally: Tally = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      tally.failed += module.errors().length;
      // A hook that fails takes its tests with it.
      for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') tally.passed += 1;
        else if (result.state === 'failed') tally.failed += 1;
        else if (result.state === 'skipped') tally.skipped.push({ name: test.fullName, reason: result.note ?? '' });
      }
    }
    const file = process.env.MAILFERRY_TALLY;
    if (file) writeFileSync(file, JSON.stringify(tally));
  }
}
