import { type MessagePortMain, utilityProcess } from 'electron';
import { endReason } from './end-reason.ts';
import { engineEnvironment } from './engine-environment.ts';
import { fromEngine } from './engine-message-schema.ts';
import type { EngineChild, EngineChildEvents } from './engine-process.ts';
import { createLineSplitter } from './line-splitter.ts';
import type { Log } from './log.ts';

/** Starts the engine's bundle as a utility process; what it prints goes to the log. After `ready` only. */
export function forkEngine(bundle: string, log: Log, events: EngineChildEvents): EngineChild<MessagePortMain> {
  const child = utilityProcess.fork(bundle, [], {
    serviceName: 'Mailferry engine',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: engineEnvironment(process.env),
  });
  for (const [name, stream] of [
    ['stdout', child.stdout],
    ['stderr', child.stderr],
  ] as const) {
    const split = createLineSplitter((line) => log.info(`engine ${name}: ${line}`));
    stream?.on('data', (bytes: Buffer) => split.push(bytes));
    stream?.once('end', () => split.end());
  }
  child.on('message', (raw: unknown) => {
    const message = fromEngine.safeParse(raw);
    if (message.success) events.message(message.data);
    else log.error('engine: sent a message that is none', message.error);
  });
  child.on('error', (type, location) => log.error(`engine: ${type} at ${location}`));
  // The process id is known from `spawn` to `exit` only; an end asked for before that is kept until then.
  let condemned = false;
  const killHard = (): void => {
    if (child.pid === undefined) condemned = true;
    else process.kill(child.pid, 'SIGKILL');
  };
  child.once('spawn', () => {
    if (condemned) killHard();
  });
  child.once('exit', (code) => events.exit(endReason(code)));
  return {
    get pid() {
      return child.pid;
    },
    post: (message, ports = []) => child.postMessage(message, [...ports]),
    kill: () => {
      if (!child.kill()) killHard();
    },
    killHard,
  };
}
