// Three bundles: Node programs (shell, engine, command line), the preload script, the page.
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'electron-vite';
import { thirdPartyNotices } from './build/third-party-notices.ts';

const root = import.meta.dirname;

const programs: UserConfig = {
  main: {
    plugins: [thirdPartyNotices('chunks/third-party-notices.txt')],
    build: {
      outDir: join(root, 'out'),
      // out/ holds more than this bundle; build/bundle.mjs clears what belongs to it.
      emptyOutDir: false,
      assetsDir: 'chunks',
      sourcemap: true,
      // Everything in a few files, so that a start reads those instead of hundreds. Left out is only what is required by hand: the server
      // of the practice workspace, which loads its parts by name.
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          'main/main': join(root, 'electron/main/main.ts'),
          'main/engine': join(root, 'electron/engine/entry.ts'),
          'main/parse-worker': join(root, 'electron/engine/messages/parse-worker.ts'),
          'cli/mailferry': join(root, 'electron/cli/mailferry.ts'),
        },
        // CommonJS: as ES modules every start would load a third more of Node itself, for the sake of names nobody imports.
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
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
    plugins: [react(), thirdPartyNotices('third-party-notices.txt')],
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
