import { join, resolve } from 'node:path';
import { type WorkspaceKind, workspaceKind } from '../../shared/contract/workspace.ts';

/** What the command line and the environment say about this start. */
export interface LaunchOptions {
  readonly workspace: WorkspaceKind | undefined;
  /** Absolute; undefined for the system's usual place. */
  readonly userDataDir: string | undefined;
}

/**
 * Reads the options of a start; a switch wins over the environment.
 * @throws Error with a sentence for the person at the terminal when a value is not one
 */
export function readLaunchOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): LaunchOptions {
  const workspace = switchValue(argv, 'workspace') ?? env.MAILFERRY_WORKSPACE;
  const userDataDir = switchValue(argv, 'user-data-dir') ?? env.MAILFERRY_USER_DATA;
  return {
    workspace: workspace ? parseWorkspace(workspace) : undefined,
    userDataDir: userDataDir ? resolve(userDataDir) : undefined,
  };
}

/** Where a workspace lives. */
export function workspaceDir(userDataDir: string, kind: WorkspaceKind): string {
  return join(userDataDir, 'workspaces', kind);
}

function parseWorkspace(value: string): WorkspaceKind {
  const parsed = workspaceKind.safeParse(value);
  if (!parsed.success) {
    throw new Error(`There is no workspace "${value}". Choose one of: ${workspaceKind.options.join(', ')}.`);
  }
  return parsed.data;
}

/** `--name value` or `--name=value`; the last one counts. */
function switchValue(argv: readonly string[], name: string): string | undefined {
  let found: string | undefined;
  argv.forEach((argument, index) => {
    if (argument.startsWith(`--${name}=`)) found = argument.slice(name.length + 3);
    else if (argument === `--${name}`) {
      const next = argv[index + 1];
      if (next === undefined || next.startsWith('--')) throw new Error(`--${name} needs a value.`);
      found = next;
    }
  });
  return found;
}
