// All that touches the process itself, and nothing else.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { exitStatus } from './exit-status.ts';
import { runCommandLine } from './run-command-line.ts';

const SHOW_CURSOR = '\x1b[?25h';
const { stdin, stdout, stderr } = process;

// Both from the sources and from the bundle in out/cli the package is two folders up.
function version(): string {
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

const interruption = new AbortController();
function interrupt(): void {
  if (interruption.signal.aborted) {
    if (stderr.isTTY) stderr.write(SHOW_CURSOR);
    process.exit(exitStatus.cancelled);
  }
  interruption.abort();
  stderr.write('mailferry: stopping in good order; once more stops at once\n');
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);

// Whoever reads us may have enough and go (`| head`): that is no fault.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const ended = runCommandLine(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env: process.env,
  platform: process.platform,
  home: homedir(),
  version: version(),
  interrupted: interruption.signal,
  now: Date.now,
});
// A connection that is still about to fail must not keep the terminal waiting; what was printed goes out first.
void ended.then((status) => stdout.write('', () => stderr.write('', () => process.exit(status))));
