// The world around a domain that moves, for tests of the window: it lives in a process of its own on the Node that ships.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { locateElectron } from '../../build/electron-binary.mjs';
import { nodeEnvironment } from '../../build/electron-node.mjs';
import { root } from '../../build/paths.mjs';
import type { MailAccount, MovingDomain } from '../servers/moving-domain.ts';

export interface MovingWorldProcess {
  readonly facts: MovingDomain;
  startSending(): Promise<void>;
  account(): Promise<MailAccount>;
  stop(): Promise<void>;
}

/** Starts it; throws with what it said when it does not come up. */
export async function startMovingWorldProcess(): Promise<MovingWorldProcess> {
  const electron = locateElectron();
  if (!electron) throw new Error('There is no Electron on this machine yet.');
  const child = spawn(electron.path, [join(root, 'test/servers/moving-domain-process.ts')], {
    cwd: root,
    env: nodeEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async <T>(): Promise<T> => {
    const next = await lines.next();
    if (next.done) throw new Error(`The world around the domain ended:\n${complaint}`);
    return JSON.parse(next.value) as T;
  };
  const exited = once(child, 'exit');
  const ask = <T>(word: string): Promise<T> => {
    child.stdin.write(`${word}\n`);
    return answer<T>();
  };
  const facts = await answer<MovingDomain>();
  return {
    facts,
    startSending: () => ask<void>('send'),
    account: () => ask<MailAccount>('account'),
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}
