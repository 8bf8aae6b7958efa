// The arrows of the house as data: which file may import what. Checked by check-layers.ts in `npm run check` and `npm test`.
// Type imports count: a type that points the wrong way ties two parts together just as a value does.

/** One import (or one use of a guarded name) found in a file. */
export interface Reference {
  /** Path of the importing file from the root of the checkout. */
  readonly from: string;
  /** Path from the root for a file of ours, else the bare specifier (`node:fs`, `zod`, `process.parentPort`). */
  readonly to: string;
  /** Names taken from the module, as far as they are written out. */
  readonly names: readonly string[];
}

/** A law about imports; `broken` says whether a reference breaks it. */
export interface Rule {
  readonly name: string;
  readonly because: string;
  readonly broken: (reference: Reference) => boolean;
}

const wiring = '(wiring)';

/**
 * The engine from top to bottom. A part may import parts further down, never up, and of its own level only what `sideways` lists.
 * An entry is a folder of electron/engine or a file beside them; files that are not named here are the wiring, which is above all.
 * A folder that is missing here is refused, so that each new part gets a level on purpose.
 */
export const engineLevels: readonly (readonly string[])[] = [
  [wiring],
  ['api'],
  ['capsule', 'proof', 'surgery', 'server-copy', 'moves'],
  ['mail-work.ts'],
  ['runs'],
  ['log.ts'],
  [
    'transfer',
    'verify',
    'messages',
    'triage',
    'directory',
    'provisioning',
    'cutover',
    'incidents',
    'practice',
    'search',
  ],
  ['mail', 'platforms', 'workspace'],
  ['clock.ts'],
];

/** Neighbours that may look at each other, always in this one direction. */
export const sideways: readonly (readonly [from: string, to: string])[] = [
  ['transfer', 'verify'],
  ['triage', 'transfer'],
  ['triage', 'verify'],
  ['messages', 'verify'],
  ['provisioning', 'directory'],
];

const engine = 'electron/engine/';
const product = /^(electron|renderer|shared)\//;
const inside = (folder: string) => (path: string) => path.startsWith(folder);
const inRenderer = inside('renderer/');
const inShared = inside('shared/');
const inEngine = inside(engine);
const isOurs = (path: string) => /^(electron|renderer|shared|test|build)\//.test(path);
const isNode = (path: string) => path.startsWith('node:');
const isElectron = (path: string) => /^electron(\/(main|common|renderer))?$/.test(path);

/** Level and name of an engine part; level -1 for a folder that is not listed. */
function enginePart(path: string): { level: number; name: string } {
  const [first = '', ...deeper] = path.slice(engine.length).split('/');
  const levelOf = (part: string) => engineLevels.findIndex((parts) => parts.includes(part));
  if (deeper.length > 0 || levelOf(first) >= 0) return { level: levelOf(first), name: first };
  return { level: levelOf(wiring), name: wiring };
}

function pointsUp({ from, to }: Reference): boolean {
  if (!inEngine(from) || !inEngine(to)) return false;
  const user = enginePart(from);
  const used = enginePart(to);
  if (user.name === used.name || user.level < 0 || used.level < 0) return false;
  if (user.level === used.level) return !sideways.some(([a, b]) => a === user.name && b === used.name);
  return user.level > used.level;
}

const featureOf = (path: string) => /^renderer\/features\/([^/]+)\//.exec(path)?.[1];

/** Only `owner` may import the package `to`. */
function owned(to: string, owner: string): Rule {
  return {
    name: `only-${owner.replaceAll('/', '-').replace(/-$/, '')}-uses-${to.replaceAll(/[@/:.]+/g, '-').replace(/^-/, '')}`,
    because: `${to} is wrapped in ${owner}; go through it.`,
    broken: (reference) =>
      product.test(reference.from) &&
      !reference.from.startsWith(owner) &&
      (reference.to === to || reference.to.startsWith(`${to}/`)),
  };
}

export const rules: readonly Rule[] = [
  {
    name: 'shared-stands-alone',
    because: 'shared/ runs in the page and in the engine: neither Node nor Electron nor any of our other folders.',
    broken: ({ from, to }) => inShared(from) && (isNode(to) || isElectron(to) || (isOurs(to) && !inShared(to))),
  },
  {
    name: 'renderer-knows-only-shared',
    because: 'the page is sandboxed: it reaches the engine by the contract in shared/ alone.',
    broken: ({ from, to }) =>
      inRenderer(from) && (isNode(to) || isElectron(to) || (isOurs(to) && !inRenderer(to) && !inShared(to))),
  },
  {
    name: 'feature-never-imports-feature',
    because: 'what two features need belongs into renderer/ui, renderer/app or shared/.',
    broken: ({ from, to }) =>
      featureOf(from) !== undefined && featureOf(to) !== undefined && featureOf(from) !== featureOf(to),
  },
  {
    name: 'ui-knows-no-feature',
    because: 'widgets serve every screen.',
    broken: ({ from, to }) => from.startsWith('renderer/ui/') && /^renderer\/features\//.test(to),
  },
  {
    name: 'engine-never-imports-electron',
    because: 'the engine runs as well in a terminal and in tests.',
    broken: ({ from, to }) => inEngine(from) && (isElectron(to) || /^electron\/(main|preload|cli)\//.test(to)),
  },
  {
    name: 'engine-part-has-a-level',
    because: 'add the new part to engineLevels in build/layers.ts.',
    broken: ({ from }) => inEngine(from) && enginePart(from).level < 0,
  },
  {
    name: 'engine-imports-point-down',
    because:
      'api -> mail-work -> runs -> log -> transfer, verify, messages, triage, directory, provisioning, cutover, incidents, practice, search -> mail, platforms, workspace -> shared.',
    broken: pointsUp,
  },
  {
    name: 'only-entry-knows-parentPort',
    because: 'everything else takes a port, so that tests and the command line can hand it another one.',
    broken: ({ from, to }) => to === 'process.parentPort' && product.test(from) && from !== `${engine}entry.ts`,
  },
  {
    name: 'main-starts-the-engine-by-path',
    because: 'the shell holds no mail logic; it starts the engine as a process and talks to it by messages.',
    broken: ({ from, to }) => from.startsWith('electron/main/') && (inEngine(to) || inside('electron/cli/')(to)),
  },
  {
    name: 'preload-stays-small',
    because: 'a sandboxed preload script can require nothing but electron.',
    broken: ({ from, to }) =>
      from.startsWith('electron/preload/') && !isElectron(to) && !inShared(to) && !inside('electron/preload/')(to),
  },
  {
    name: 'cli-knows-engine-and-shared',
    because: 'the terminal face has no window.',
    broken: ({ from, to }) =>
      from.startsWith('electron/cli/') && (isElectron(to) || /^electron\/(main|preload)\//.test(to) || inRenderer(to)),
  },
  {
    name: 'nothing-imports-test-or-build',
    because: 'tests and build scripts are not part of the product.',
    broken: ({ from, to }) => product.test(from) && /^(test|build)\//.test(to),
  },
  {
    name: 'only-main-opens-secrets',
    because: 'secrets are sealed and opened by the vault in electron/main.',
    broken: ({ from, names }) =>
      product.test(from) && !from.startsWith('electron/main/') && names.includes('safeStorage'),
  },
  owned('@tanstack/react-table', 'renderer/ui/data-table'),
  owned('node:sqlite', 'electron/engine/workspace/'),
  owned('imapflow', 'electron/engine/mail/'),
  owned('node-pop3', 'electron/engine/mail/'),
  owned('hoodiecrow-imap', 'electron/engine/practice/'),
  owned('electron-store', 'electron/main/'),
];
