// End-to-end tests in the real Electron. Run by `npm test -- e2e`, which brings the bundle and a display.
import { defineConfig } from '@playwright/test';
import { electronForPlaywright } from './build/app-launch.mjs';

electronForPlaywright();

export default defineConfig({
  testDir: 'test/e2e',
  // One app at a time: they share two processor cores with the mail servers they talk to.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 90_000,
  globalTimeout: 25 * 60_000,
  expect: { timeout: 15_000 },
  outputDir: 'test-results',
  reporter: [['list'], ['./build/playwright-tally.ts'], ['json', { outputFile: 'out/tallies/playwright.json' }]],
  use: { screenshot: 'only-on-failure', trace: 'retain-on-failure' },
});
