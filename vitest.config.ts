// Run by Electron as Node (build/test.mjs, build/check.mjs), so on the Node that ships. One project per layer of the test pyramid.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Forked children inherit ELECTRON_RUN_AS_NODE and are Electron too.
    pool: 'forks',
    restoreMocks: true,
    projects: [
      {
        extends: true,
        // Pure parts do not get in each other's way: one process per core instead of one per file. Thousands of cases take their time on a
        // busy machine.
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000, isolate: false },
      },
      {
        extends: true,
        test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 20_000 },
      },
      {
        extends: true,
        // Real servers on real sockets: they may take a while to start on a busy machine.
        test: { name: 'engine', include: ['test/engine/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        extends: true,
        // Minutes of faults at random moments: `npm run test:soak`.
        test: { name: 'soak', include: ['test/soak/**/*.test.ts'], testTimeout: 10 * 60_000, hookTimeout: 60_000 },
      },
    ],
  },
});
