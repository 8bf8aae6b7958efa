import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { benchmarkMailboxes } from '../servers/benchmark-mailboxes.ts';
import { rawLimit } from './movers/raw-limit.ts';
import type { Ground } from './run-work.ts';
import { spreadOf } from './statistics.ts';
import { runTimed } from './timed-process.ts';

/** Whether the process that carries the slow lines is itself what limits. */
export interface LineCheck {
  /** The raw limit's seconds for 1,000 small messages: straight, and by the line without latency. */
  readonly straight: number;
  readonly byLine: number;
  readonly text: string;
}

const rounds = 3;

/** Lets the fastest copier there is work straight and through a line without latency, by turns. */
export async function checkLine(ground: Ground): Promise<LineCheck> {
  const { servers } = ground;
  const source = await servers.addUser('source', 'line');
  await servers.seed(source, benchmarkMailboxes.fewSmall());
  await servers.line.set(0, null);
  const seconds: Record<'straight' | 'byLine', number[]> = { straight: [], byLine: [] };
  for (let round = 0; round < rounds; round++) {
    for (const way of ['straight', 'byLine'] as const) {
      const user = await servers.addUser('destination', 'line');
      const directory = await mkdtemp(join(ground.scratch, 'line-'));
      const command = await rawLimit.prepare({
        source: servers.login('source', source, way === 'byLine'),
        destination: servers.login('destination', user, way === 'byLine'),
        destinationServer: servers.destinationDirectory,
        directory,
        pass: 'first',
      });
      const run = await runTimed(command, ground.limit, ground.stop);
      ground.stop.throwIfAborted();
      if (run.end !== 0) throw new Error(`The raw limit ended with ${run.end}: ${run.output}`);
      seconds[way].push(run.seconds);
      await rm(directory, { recursive: true, force: true });
    }
  }
  const [straight, byLine] = [spreadOf(seconds.straight).median, spreadOf(seconds.byLine).median];
  const text = `line: the raw limit needs ${straight.toFixed(2)} s for 1,000 small messages straight, ${byLine.toFixed(2)} s by the line without latency`;
  return { straight, byLine, text };
}
