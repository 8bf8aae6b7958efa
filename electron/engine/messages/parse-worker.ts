// A thread of its own for taking messages apart: one that never ends, or takes all memory, is ended without harm to the engine.
import { parentPort } from 'node:worker_threads';
import { parseMessage } from './parse-message.ts';

parentPort?.on('message', ({ id, bytes }: { readonly id: number; readonly bytes: Uint8Array }) => {
  void parseMessage(bytes).then((parsed) => parentPort?.postMessage({ id, parsed }));
});
