import { RPCHandler } from '@orpc/server/message-port';
import type { FromEngine, ToEngine } from '../../shared/contract/engine-messages.ts';
import { isAppError } from '../../shared/domain/errors.ts';
import { createEngine, type Engine } from './engine.ts';
import { createLog, createRedactor, type Log, openRotatingFile } from './log.ts';
import { createVaultPort, type VaultPort } from './vault-port.ts';

// What Electron gives a utility process; its types are not used here because the engine never imports electron.
interface PagePort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  postMessage(message: unknown): void;
}
interface ParentPort {
  on(event: 'message', listener: (event: { data: ToEngine; ports: PagePort[] }) => void): unknown;
  postMessage(message: FromEngine): void;
}

function parentPortOf(host: object): ParentPort {
  if (!('parentPort' in host) || !host.parentPort) throw new Error('The engine must be started as a utility process.');
  return host.parentPort as ParentPort;
}

const parent = parentPortOf(process);
const tell = (message: FromEngine): void => parent.postMessage(message);
const redactor = createRedactor();
const vault: VaultPort = createVaultPort(tell);
let log: Log | null = null;
let engine: Promise<Engine> | null = null;

process.on('uncaughtException', (error) => die('uncaught exception', error));
process.on('unhandledRejection', (reason) => die('unhandled rejection', reason));

parent.on('message', ({ data, ports }) => {
  switch (data.type) {
    case 'start':
      engine ??= start(data);
      engine.catch((error: unknown) => die('start failed', error));
      break;
    case 'page-port':
      // A port that comes before the engine is ready waits with what was sent to it: it is started only then.
      for (const port of ports) void engine?.then((ready) => serve(ready, port)).catch(() => {});
      break;
    case 'secret-reply':
    case 'secret-refs-reply':
    case 'secrets-stored':
    case 'chosen-path-reply':
      vault.take(data);
      break;
    case 'stop':
      void stop();
      break;
  }
});

async function start(order: Extract<ToEngine, { type: 'start' }>): Promise<Engine> {
  log = createLog(openRotatingFile(order.logDir), redactor);
  log.info('The engine starts', { version: order.version, kind: order.kind });
  const created = await createEngine({
    workspaceDir: order.workspaceDir,
    kind: order.kind,
    version: order.version,
    secrets: vault,
    secretRefs: vault,
    secretStore: vault,
    chosenPaths: vault,
    log,
    redactor,
    watchServices: true,
    onActiveRuns: (count) => tell({ type: 'active-runs', count }),
  });
  log.info('The engine is ready');
  tell({ type: 'ready' });
  return created;
}

function serve({ router }: Engine, port: PagePort): void {
  new RPCHandler(router).upgrade(port);
  port.start();
}

async function stop(): Promise<void> {
  try {
    await (await engine)?.stop();
    log?.info('The engine has stopped');
  } catch (error) {
    log?.error('The engine did not stop well', { err: error });
  }
  process.exit(0);
}

function die(what: string, error: unknown): void {
  log?.error(`The engine dies: ${what}`, { err: error });
  const message = error instanceof Error ? error.message : String(error);
  tell({ type: 'fatal', message: redactor.redact(isAppError(error) ? message : `${what}: ${message}`) });
  process.exit(1);
}
