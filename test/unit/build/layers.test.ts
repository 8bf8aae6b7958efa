import { describe, expect, test } from 'vitest';
import { violationsIn } from '../../../build/check-layers.ts';
import { rules } from '../../../build/layers.ts';

/** For every rule one line that breaks it: where it stands, and what it says. */
const seeded: Record<string, readonly [path: string, text: string]> = {
  'shared-stands-alone': ['shared/domain/a.ts', `import { readFileSync } from 'node:fs';`],
  'renderer-knows-only-shared': [
    'renderer/app/a.tsx',
    `import type { Ledger } from '../../electron/engine/workspace/ledger.ts';`,
  ],
  'feature-never-imports-feature': ['renderer/features/runs/a.tsx', `export { row } from '../domains/row.tsx';`],
  'ui-knows-no-feature': ['renderer/ui/a.tsx', `import { row } from '../features/domains/row.tsx';`],
  'engine-never-imports-electron': ['electron/engine/mail/a.ts', `import { net } from 'electron';`],
  'engine-part-has-a-level': ['electron/engine/novelty/a.ts', `import '../mail/b.ts';`],
  'engine-imports-point-down': ['electron/engine/mail/a.ts', `import type { Run } from '../transfer/run.ts';`],
  'only-entry-knows-parentPort': ['electron/engine/api/a.ts', 'process.parentPort.postMessage(1);'],
  'main-starts-the-engine-by-path': ['electron/main/a.ts', `import { open } from '../engine/workspace/open.ts';`],
  'preload-stays-small': ['electron/preload/a.ts', `import { join } from 'node:path';`],
  'cli-knows-engine-and-shared': ['electron/cli/a.ts', `const { app } = await import('electron');`],
  'nothing-imports-test-or-build': [
    'electron/engine/practice/a.ts',
    `import { dovecot } from '../../../test/servers/dovecot.ts';`,
  ],
  'only-main-opens-secrets': ['electron/preload/a.ts', `import { safeStorage } from 'electron';`],
  'only-renderer-ui-data-table-uses-tanstack-react-table': [
    'renderer/ui/tree.tsx',
    `import { useTable } from '@tanstack/react-table';`,
  ],
  'only-electron-engine-workspace-uses-node-sqlite': [
    'electron/engine/api/a.ts',
    `import { DatabaseSync } from 'node:sqlite';`,
  ],
  'only-electron-engine-mail-uses-imapflow': [
    'electron/engine/transfer/a.ts',
    `type Client = import('imapflow').ImapFlow;`,
  ],
  'only-electron-engine-mail-uses-node-pop3': ['electron/cli/a.ts', `import Pop3 from 'node-pop3';`],
  'only-electron-engine-practice-uses-hoodiecrow-imap': [
    'electron/engine/mail/a.ts',
    `const server = require('hoodiecrow-imap');`,
  ],
  'only-electron-main-uses-electron-store': ['electron/cli/a.ts', `import Store from 'electron-store';`],
};

const brokenBy = (path: string, text: string) => violationsIn(new Map([[path, text]])).map(({ rule }) => rule);

describe('the dependency rules', () => {
  test('every rule has a seeded violation', () => {
    expect(Object.keys(seeded).sort()).toEqual(rules.map(({ name }) => name).sort());
  });

  test.each(Object.entries(seeded))('%s fires', (rule, [path, text]) => {
    expect(brokenBy(path, text)).toContain(rule);
  });

  test.each([
    ['electron/engine/entry.ts', `import { serve } from './api/serve.ts'; process.parentPort.on('message', serve);`],
    [
      'electron/engine/api/a.ts',
      `import { verify } from '../verify/verify.ts'; import { open } from '../workspace/open.ts';`,
    ],
    ['electron/engine/transfer/a.ts', `import type { Identity } from '../verify/identity.ts';`],
    [
      'electron/engine/mail/imap/a.ts',
      `import { ImapFlow } from 'imapflow'; import type { Code } from '../../../../shared/domain/errors.ts';`,
    ],
    ['electron/main/vault.ts', `import { safeStorage } from 'electron'; import Store from 'electron-store';`],
    [
      'renderer/features/runs/a.tsx',
      `import { Table } from '../../ui/data-table.tsx'; import { row } from './row.tsx';`,
    ],
    ['renderer/ui/data-table.tsx', `import { useTable } from '@tanstack/react-table';`],
    ['shared/contract/a.ts', `import { z } from 'zod'; import { step } from '../domain/step.ts';`],
  ])('%s may say %s', (path, text) => {
    expect(brokenBy(path, text)).toEqual([]);
  });

  test('the two directions of a neighbourhood are not the same', () => {
    expect(brokenBy('electron/engine/verify/a.ts', `import '../transfer/plan.ts';`)).toEqual([
      'engine-imports-point-down',
    ]);
  });

  test('an import cycle is found once, a cycle of types is none', () => {
    const a = 'shared/domain/a.ts';
    const b = 'shared/domain/b.ts';
    const values = new Map([
      [a, `import { b } from './b.ts'; export const a = b;`],
      [b, `import { a } from './a.ts'; export const b = a;`],
    ]);
    expect(violationsIn(values)).toMatchObject([{ rule: 'no-cycles', where: `${a} -> ${b} -> ${a}` }]);
    const types = new Map([
      [a, `import type { B } from './b.ts'; export type A = B[];`],
      [b, `import type { A } from './a.ts'; export type B = A | string;`],
    ]);
    expect(violationsIn(types)).toEqual([]);
  });
});
