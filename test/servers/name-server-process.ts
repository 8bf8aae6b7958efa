import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

// The guard ends the server when the test process goes away for any reason, SIGKILL included: its standard input closes then.
const guard = `
exec 3<&0
"$@" & server=$!
(cat <&3 >/dev/null; kill $server; wait) 2>/dev/null & guard=$!
wait $server; status=$?
kill $guard 2>/dev/null
exit $status
`;

/** A program that serves names in the foreground, with a directory of its own. */
export interface NameServerProcess {
  readonly output: () => string;
  /** Ends it and removes its directory. May be called twice. */
  stop(): Promise<void>;
}

/** Why some programs cannot be started here and what to do about it, or null when they can. In CI a missing program is a failure. */
export function programsMissing(programs: readonly string[], packages: readonly string[]): string | null {
  const missing = programs.filter((program) => !existsSync(program));
  if (missing.length === 0) return null;
  const reason = `${missing.join(', ')} not installed: apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (process.env.CI) throw new Error(reason);
  return reason;
}

export function freshDirectory(prefix: string): Promise<string> {
  return mkdtemp(join(tmpdir(), prefix));
}

/** Runs a helper program to its end. Throws with what it said when it fails. */
export function runProgram(program: string, parameters: readonly string[], cwd: string): string {
  return execFileSync(program, parameters, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Starts a server and waits until it takes connections on a port, and has said what it says when it is ready. */
export async function launch(
  command: readonly string[],
  directory: string,
  port: number,
  ready?: RegExp,
): Promise<NameServerProcess> {
  const child: ChildProcess = spawn('/bin/sh', ['-c', guard, 'guard', ...command], {
    cwd: directory,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdin?.on('error', () => undefined);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  const stop = async (): Promise<void> => {
    if (!ended && child.pid !== undefined) {
      const exit = once(child, 'exit');
      process.kill(-child.pid, 'SIGKILL');
      await exit;
    }
    await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  while (!ended) {
    if ((ready?.test(output) ?? true) && (await listens('127.0.0.1', port))) return { output: () => output, stop };
    // Only the server knows when it is ready: ask again shortly.
    await delay(20);
  }
  await stop();
  throw new Error(`${command[0]} did not start:\n${output}`);
}

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
