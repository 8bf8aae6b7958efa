// A virtual X display for machines without a screen.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** True where a window can be shown as things are. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Starts Xvfb on a free display number of its own choosing (quicker than xvfb-run, and it says when it is ready).
 * It runs in its own process group, so that Ctrl-C reaches the windows first and the display goes last.
 * @returns {Promise<{ display: string, stop: () => void }>}
 */
export function startVirtualDisplay() {
  return new Promise((resolve, reject) => {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp', '-noreset'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      detached: true,
    });
    const stop = () => {
      server.kill('SIGTERM');
    };
    server.once('error', (error) =>
      reject(new Error(`Xvfb could not be started: ${error.message}. Install the package xvfb.`)),
    );
    server.once('exit', (code) => reject(new Error(`Xvfb ended with status ${code} before it had a display.`)));
    const answer = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
    createInterface({ input: answer }).once('line', (number) => {
      process.once('exit', stop);
      server.unref();
      answer.destroy();
      resolve({ display: `:${number.trim()}`, stop });
    });
  });
}
