// Holds every import of the product against the laws in layers.ts, and looks for import cycles.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rules } from './layers.ts';
import { type FoundReference, referencesIn } from './references.ts';

const root = join(import.meta.dirname, '..');

/** A law broken: where, which, and why the law exists. */
export interface Violation {
  readonly rule: string;
  readonly where: string;
  readonly because: string;
}

/**
 * All violations in a set of source texts.
 * @param sources path from the root of the checkout to text
 */
export function violationsIn(sources: ReadonlyMap<string, string>): Violation[] {
  const references = [...sources].flatMap(([path, text]) => referencesIn(path, text));
  const broken = references.flatMap((reference) =>
    rules
      .filter((rule) => rule.broken(reference))
      .map((rule) => ({ rule: rule.name, where: `${reference.from} -> ${reference.to}`, because: rule.because })),
  );
  return [...broken, ...cyclesAmong(references)];
}

/** Import cycles among files of ours, each reported once. */
function cyclesAmong(references: readonly FoundReference[]): Violation[] {
  const targets = new Map<string, string[]>();
  for (const { from, to, atRunTime } of references) {
    if (atRunTime) targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const cycles: Violation[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const walk = (file: string): void => {
    const start = trail.indexOf(file);
    if (start >= 0) {
      const where = [...trail.slice(start), file].join(' -> ');
      cycles.push({
        rule: 'no-cycles',
        where,
        because: 'modules of a cycle can be read only together, and their order of loading decides.',
      });
      return;
    }
    if (done.has(file)) return;
    trail.push(file);
    for (const target of targets.get(file) ?? []) walk(target);
    trail.pop();
    done.add(file);
  };
  for (const file of targets.keys()) walk(file);
  return cycles;
}

function productSources(): Map<string, string> {
  const sources = new Map<string, string>();
  for (const folder of ['electron', 'renderer', 'shared']) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
      const file = join(entry.parentPath, entry.name);
      sources.set(relative(root, file).replaceAll('\\', '/'), readFileSync(file, 'utf8'));
    }
  }
  return sources;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sources = productSources();
  const violations = violationsIn(sources);
  for (const { rule, where, because } of violations) console.error(`${rule}: ${where}\n  ${because}`);
  console.log(`${sources.size} files, ${rules.length + 1} rules, ${violations.length} violations`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
