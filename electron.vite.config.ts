// Three bundles: Node programs (shell, engine, command line), the preload script, the page.
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;

export default defineConfig({
  main: {
    build: {
      outDir: join(root, 'out'),
      // out/ holds more than this bundle; build/bundle.mjs clears what belongs to it.
      emptyOutDir: false,
      assetsDir: 'chunks',
      sourcemap: true,
      // Bundled, so that a start reads a few files instead of hundreds. These stay outside: they are CommonJS and find files
      // of their own at run time.
      externalizeDeps: { exclude: bundled() },
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
  renderer: {
    root: join(root, 'renderer'),
    plugins: [react()],
    build: {
      outDir: join(root, 'out/renderer'),
      sourcemap: true,
      minify: true,
      // The Content-Security-Policy allows neither inline scripts nor data: URLs for them.
      assetsInlineLimit: 0,
      rolldownOptions: { input: join(root, 'renderer/index.html') },
    },
  },
});

function bundled(): string[] {
  return [
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
}
