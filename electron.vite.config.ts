// Three bundles: Node programs (shell, engine, command line), the preload script, the page.
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'electron-vite';

const root = import.meta.dirname;

// Read by every program, so bundled: a start then reads a few files instead of hundreds. All other dependencies stay outside, for
// they are CommonJS or look for files of their own at run time.
const bundledPackages = [
  '@orpc/client',
  '@orpc/contract',
  '@orpc/server',
  'cli-progress',
  'commander',
  'csv-parse',
  'electron-store',
  'node-pop3',
  'postal-mime',
  'zod',
];

const programs: UserConfig = {
  main: {
    build: {
      outDir: join(root, 'out'),
      // out/ holds more than this bundle; build/bundle.mjs clears what belongs to it.
      emptyOutDir: false,
      assetsDir: 'chunks',
      sourcemap: true,
      externalizeDeps: { exclude: bundledPackages },
      rolldownOptions: {
        input: {
          'main/main': join(root, 'electron/main/main.ts'),
          'main/engine': join(root, 'electron/engine/entry.ts'),
          'cli/mailferry': join(root, 'electron/cli/mailferry.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: join(root, 'out/preload'),
      sourcemap: true,
      // A sandboxed preload script can require nothing but electron: one CommonJS file.
      externalizeDeps: false,
      rolldownOptions: {
        input: join(root, 'electron/preload/preload.ts'),
        output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
      },
    },
  },
};

const page: UserConfig = {
  renderer: {
    root: join(root, 'renderer'),
    plugins: [react()],
    build: {
      outDir: join(root, 'out/renderer'),
      sourcemap: true,
      minify: true,
      // The Content-Security-Policy allows no data: URLs for scripts and fonts.
      assetsInlineLimit: 0,
      rolldownOptions: { input: join(root, 'renderer/index.html') },
    },
  },
};

// build/bundle.mjs asks for one part at a time; without a wish, all.
const wanted = process.env.MAILFERRY_BUNDLE;

export default defineConfig({
  ...(wanted === 'page' ? {} : programs),
  ...(wanted === 'programs' ? {} : page),
});
