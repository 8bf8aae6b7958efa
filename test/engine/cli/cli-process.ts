import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type CliResult, cliResult } from '../../../shared/domain/cli-result.ts';

const program = fileURLToPath(new URL('../../../electron/cli/mailferry.ts', import.meta.url));

export interface CliRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line that is running: the real program in a process of its own. */
export interface CliProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<CliRun>;
  /** Resolves as soon as standard output or error (both together, as they come) match; rejects when the program ends before. */
  until(pattern: RegExp): Promise<void>;
}

/** Starts `mailferry` with these arguments; without any password in the environment unless `env` has one. */
export function startCli(parameters: readonly string[], env: Record<string, string> = {}): CliProcess {
  const inherited = { ...process.env };
  for (const name of ['MAILFERRY_SOURCE_PASSWORD', 'MAILFERRY_DESTINATION_PASSWORD']) delete inherited[name];
  // The tests' own Node is Electron as Node: it runs the sources as they are.
  const child = spawn(process.execPath, [program, ...parameters], {
    env: { ...inherited, ELECTRON_RUN_AS_NODE: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let both = '';
  const waiting = new Set<() => void>();
  const hear = (): void => {
    for (const check of [...waiting]) check();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    both += text;
    hear();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    both += text;
    hear();
  });
  const ended = once(child, 'close').then(() => ({ status: child.exitCode, stdout, stderr }));
  return {
    child,
    ended,
    until(pattern) {
      return new Promise((resolve, reject) => {
        const check = (): void => {
          if (!pattern.test(both)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
        void ended.then(() => reject(new Error(`mailferry ended before it printed ${pattern}:\n${both}`)));
      });
    },
  };
}

/** Runs `mailferry` to its end. */
export function runCli(parameters: readonly string[], env: Record<string, string> = {}): Promise<CliRun> {
  return startCli(parameters, env).ended;
}

/** The one object on standard output, checked against the schema; an error that shows both outputs when it is none. */
export function resultOf(run: CliRun): CliResult {
  try {
    const result = cliResult.parse(JSON.parse(run.stdout));
    if (result.exitStatus !== run.status) throw new Error(`The result says ${result.exitStatus}`);
    return result;
  } catch (error) {
    throw new Error(`status ${run.status}\n${run.stdout}\n${run.stderr}`, { cause: error });
  }
}
