import { ENGINE_PORT_MESSAGE, type EngineState } from '../../shared/contract/shell.ts';
import { shell } from './shell.ts';

/** The engine may be gone a moment before the shell has noticed; so long the page waits before it asks for a port again. */
const ASK_AGAIN_MS = 300;

/** One connection to one life of the engine. */
export interface EngineConnection {
  readonly port: Pick<MessagePort, 'addEventListener' | 'postMessage'>;
  /** Calls back once when the connection ends; the function returned takes the listener away. */
  onLost(listener: () => void): () => void;
}

interface LiveConnection extends EngineConnection {
  lose(): void;
}

let current: LiveConnection | null = null;
let started = false;
const waiting = new Set<(connection: EngineConnection) => void>();

/**
 * The connection to the engine; while there is none it waits for the next one.
 *
 * @throws the reason of the signal when it fires first
 */
export function engineConnection(signal?: AbortSignal): Promise<EngineConnection> {
  if (!started) start();
  if (current) return Promise.resolve(current);
  return new Promise((resolve, reject) => {
    const arrive = (connection: EngineConnection): void => {
      signal?.removeEventListener('abort', giveUp);
      resolve(connection);
    };
    const giveUp = (): void => {
      waiting.delete(arrive);
      reject(signal?.reason);
    };
    if (signal?.aborted) return giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
    waiting.add(arrive);
  });
}

function start(): void {
  started = true;
  window.addEventListener('message', (event) => {
    const [port] = event.ports;
    if (event.source !== window || event.data !== ENGINE_PORT_MESSAGE || !port) return;
    current?.lose();
    current = connect(port);
    for (const arrive of waiting) arrive(current);
    waiting.clear();
  });
  shell.onEngineState(follow);
  void shell.engineState().then(follow);
}

function follow(state: EngineState): void {
  if (state.status === 'ready') {
    if (!current) shell.requestEnginePort();
  } else {
    current?.lose();
  }
}

function connect(port: MessagePort): LiveConnection {
  const lost = new Set<() => void>();
  let open = true;
  const connection: LiveConnection = {
    // The client listens for `close` on this object, so that it also hears of an end that only the shell knows of.
    port: {
      postMessage: port.postMessage.bind(port) as MessagePort['postMessage'],
      addEventListener: (type: string, listener: EventListenerOrEventListenerObject) => {
        if (type === 'close') lost.add(listener as unknown as () => void);
        else port.addEventListener(type, listener);
      },
    },
    onLost: (listener) => {
      lost.add(listener);
      return () => lost.delete(listener);
    },
    lose: () => {
      if (!open) return;
      open = false;
      if (current === connection) current = null;
      port.close();
      for (const listener of [...lost]) listener();
      setTimeout(askAgain, ASK_AGAIN_MS);
    },
  };
  port.addEventListener('close', () => connection.lose());
  port.start();
  return connection;
}

function askAgain(): void {
  if (current) return;
  void shell.engineState().then(follow);
}
