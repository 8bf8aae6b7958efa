// Reads the imports of a source file from its syntax tree: value and type imports, re-exports, import(), require(), import types.
import { dirname, posix } from 'node:path';
import { parseAst } from 'vite';
import type { Reference } from './layers.ts';

type Node = Readonly<Record<string, unknown>>;

/** A reference, and whether it exists at run time (type imports vanish; they cannot make a cycle that hurts). */
export interface FoundReference extends Reference {
  readonly atRunTime: boolean;
}

/**
 * Every import in a source text, and every use of `process.parentPort`.
 * Throws a SyntaxError when the text does not parse.
 * @param path path of the file from the root of the checkout; decides how relative imports resolve
 */
export function referencesIn(path: string, source: string): FoundReference[] {
  const found: FoundReference[] = [];
  const tree = parseAst(source, { lang: path.endsWith('x') ? 'tsx' : 'ts', astType: 'ts' }, path);
  const add = (source: unknown, names: readonly string[], atRunTime: boolean) => {
    const specifier = isNode(source) && typeof source.value === 'string' ? source.value : undefined;
    if (specifier !== undefined) found.push({ from: path, to: resolve(path, specifier), names, atRunTime });
  };
  visit(tree, (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        add(node.source, namesOf(node), node.importKind !== 'type' && node.exportKind !== 'type');
        break;
      case 'ImportExpression':
        add(node.source, [], true);
        break;
      case 'TSImportType':
        add(node.source ?? node.argument, [], false);
        break;
      case 'CallExpression':
        if (isNamed(node.callee, 'require')) add(asList(node.arguments)[0], [], true);
        break;
      case 'MemberExpression':
        if (isNamed(node.object, 'process') && isNamed(node.property, 'parentPort')) {
          found.push({ from: path, to: 'process.parentPort', names: [], atRunTime: true });
        }
        break;
    }
  });
  return found;
}

function resolve(from: string, specifier: string): string {
  const path = specifier.replace(/\?.*$/, '');
  return path.startsWith('.') ? posix.join(dirname(from), path) : path;
}

function namesOf(node: Node): string[] {
  const names: string[] = [];
  for (const specifier of asList(node.specifiers)) {
    const name = isNode(specifier) ? (specifier.imported ?? specifier.local) : undefined;
    if (isNode(name) && typeof name.name === 'string') names.push(name.name);
  }
  return names;
}

function visit(value: unknown, look: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, look);
  } else if (isNode(value)) {
    if (typeof value.type === 'string') look(value);
    for (const child of Object.values(value)) visit(child, look);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function isNamed(value: unknown, name: string): boolean {
  return isNode(value) && value.type === 'Identifier' && value.name === name;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
