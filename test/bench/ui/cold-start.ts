import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { appLaunch } from '../../../build/app-launch.mjs';

/**
 * Milliseconds from the start of the process to the overview with its numbers. Without Playwright, which holds an app back while it
 * attaches: the page is asked over its own debugging socket.
 */
export async function coldStart(userData: string, shown: string): Promise<number> {
  const { executablePath, args, env, cwd } = appLaunch({
    parameters: [
      `--user-data-dir=${userData}`,
      '--password-store=basic',
      '--workspace=own',
      '--remote-debugging-port=0',
    ],
  });
  const start = Date.now();
  const child = spawn(executablePath, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  try {
    const port = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stderr }).on('line', (line) => {
        const found = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(line)?.[1];
        if (found) resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`The console ended with status ${code}.`)));
    });
    const condition = `document.querySelector('main h1') && document.querySelector('main').textContent.includes(${JSON.stringify(shown)})`;
    const at = await evaluate(
      await pageSocket(port),
      `new Promise((done) => { const look = () => (${condition} ? requestAnimationFrame(() => done(Date.now())) : setTimeout(look, 5)); look(); })`,
    );
    return at - start;
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}

async function pageSocket(port: string): Promise<string> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null);
    const targets = ((await answer?.json()) ?? []) as { type: string; url: string; webSocketDebuggerUrl: string }[];
    const page = targets.find((target) => target.type === 'page' && target.url.startsWith('app://'));
    if (page) return page.webSocketDebuggerUrl;
    await pause(10);
  }
  throw new Error('The console opened no page.');
}

/** The page may be about to load: then it has no context yet, or loses it, and is asked again. */
async function evaluate(socketUrl: string, expression: string): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await evaluateOnce(socketUrl, expression);
    } catch (error) {
      if (attempt === 500 || !String(error).includes('ontext')) throw error;
      await pause(10);
    }
  }
}

function evaluateOnce(socketUrl: string, expression: string): Promise<number> {
  const socket = new WebSocket(socketUrl);
  return new Promise<number>((resolve, reject) => {
    socket.addEventListener('open', () =>
      socket.send(
        JSON.stringify({
          id: 1,
          method: 'Runtime.evaluate',
          params: { expression, awaitPromise: true, returnByValue: true },
        }),
      ),
    );
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as { id?: number; result?: { result: { value: number } } };
      if (message.id !== 1) return;
      if (message.result) resolve(message.result.result.value);
      else reject(new Error(`The page could not be asked: ${String(data)}`));
    });
    socket.addEventListener('error', () => reject(new Error('The page does not answer.')));
  }).finally(() => socket.close());
}
