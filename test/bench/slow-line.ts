import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LineAnswer, LineRequest } from './line-process.ts';
import type { LineEvent } from './round-trips.ts';

/** Lines with latency and a limited rate to the two servers, in a process of their own so that the bench does not slow them. */
export interface SlowLine {
  /** Ports of 127.0.0.1 that lead to the servers, in the order they were given. */
  readonly ports: readonly number[];
  /** The line from now on. `rttMs` is the round trip; `bytesPerSecond` holds for each server and direction, null for no limit. */
  set(rttMs: number, bytesPerSecond: number | null): Promise<void>;
  /** Forgets what passed, and remembers from now on. */
  record(): Promise<void>;
  /** What passed since, in order of time. */
  report(): Promise<readonly LineEvent[]>;
  stop(): void;
}

/** Starts the process with a line to each of the servers. */
export async function startSlowLine(
  servers: readonly { readonly host: string; readonly port: number }[],
): Promise<SlowLine> {
  const child: ChildProcess = fork(fileURLToPath(new URL('line-process.ts', import.meta.url)));
  const ended = once(child, 'exit').then(() => {
    throw new Error('The process that carries the slow lines has ended');
  });
  ended.catch(() => undefined);
  // One request at a time: the bench awaits each.
  async function ask(request: LineRequest): Promise<LineAnswer> {
    const answered = new Promise<LineAnswer>((resolve) =>
      child.once('message', (answer) => resolve(answer as LineAnswer)),
    );
    child.send(request);
    return Promise.race([answered, ended]);
  }
  const ports: number[] = [];
  for (const { host, port } of servers) {
    const answer = await ask({ ask: 'open', host, port });
    if (answer !== null && 'port' in answer) ports.push(answer.port);
  }
  return {
    ports,
    async set(rttMs, bytesPerSecond) {
      await ask({ ask: 'set', latencyMs: rttMs / 2, bytesPerSecond });
    },
    async record() {
      await ask({ ask: 'record' });
    },
    async report() {
      const answer = await ask({ ask: 'report' });
      return answer !== null && 'events' in answer ? answer.events : [];
    },
    stop() {
      child.disconnect();
    },
  };
}
