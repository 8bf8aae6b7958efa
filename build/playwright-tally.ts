// A Playwright reporter that writes what build/stages.mjs counts: passed, failed, skipped with their reasons.
import { writeFileSync } from 'node:fs';
import type { Reporter, Suite } from '@playwright/test/reporter';
import type { Tally } from './tally.mjs';

// biome-ignore lint/style/noDefaultExport: the runner asks for a default export
export default class PlaywrightTally implements Reporter {
  #suite: Suite | undefined;
  #errors = 0;

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  onError(): void {
    this.#errors += 1;
  }

  onEnd(): void {
    const tally: Tally = { passed: 0, failed: this.#errors, skipped: [] };
    for (const test of this.#suite?.allTests() ?? []) {
      const name = test.titlePath().filter(Boolean).join(' › ');
      const skip = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme');
      if (test.outcome() === 'skipped') tally.skipped.push({ name, reason: skip?.description ?? '' });
      else if (test.outcome() === 'expected') tally.passed += 1;
      // A test that passed only when tried again counts as failed: something about it is not true.
      else tally.failed += 1;
    }
    const file = process.env.MAILFERRY_TALLY;
    if (file) writeFileSync(file, JSON.stringify(tally));
  }
}
