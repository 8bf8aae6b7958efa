import type { Handlers, Implementer } from './implementer.ts';
import { progressStream } from './progress-stream.ts';
import type { Services } from './services.ts';

/** Implements `surgery.*`. */
export function surgeryHandlers(os: Implementer['surgery'], services: Services): Handlers<'surgery'> {
  const { surgery, log } = services;
  const never = new AbortController().signal;
  return {
    previewUndo: os.previewUndo.handler(({ input, signal }) => surgery.previewUndo(input.runId, signal ?? never)),
    undo: os.undo.handler(({ input, signal, path }) =>
      progressStream({ signal, path, log }, async (tell, stop) => ({
        type: 'done' as const,
        outcome: await surgery.undo(input, tell, stop),
      })),
    ),
    findDuplicates: os.findDuplicates.handler(({ input, signal, path }) =>
      progressStream({ signal, path, log }, async (tell, stop) => ({
        type: 'ready' as const,
        found: await surgery.findDuplicates(input.mailboxId, input.scope, tell, stop),
      })),
    ),
    moveDuplicates: os.moveDuplicates.handler(({ input, signal, path }) =>
      progressStream({ signal, path, log }, async (tell, stop) => ({
        type: 'done' as const,
        outcome: await surgery.moveDuplicates(input.lookId, input.extras, tell, stop),
      })),
    ),
    list: os.list.handler(({ input }) => surgery.list(input.mailboxId)),
    moved: os.moved.handler(({ input }) => surgery.moved(input.id)),
    putBack: os.putBack.handler(({ input, signal, path }) =>
      progressStream({ signal, path, log }, async (tell, stop) => ({
        type: 'done' as const,
        outcome: await surgery.putBack(input.id, input.messages, tell, stop),
      })),
    ),
  };
}
