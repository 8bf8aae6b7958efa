import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

/** Implements `runs.*`. */
export function runsHandlers(os: Implementer['runs'], { runs }: Services): Handlers<'runs'> {
  return {
    list: os.list.handler(({ input }) => runs.list(input)),
    get: os.get.handler(({ input }) => runs.get(input.id)),
    start: os.start.handler(({ input }) => runs.start(input.mailboxId, input.options)),
    continue: os.continue.handler(({ input }) => runs.continue(input.id)),
    cancel: os.cancel.handler(({ input }) => runs.cancel(input.id)),
    pause: os.pause.handler(({ input }) => runs.pause(input.id)),
    resume: os.resume.handler(({ input }) => runs.resume(input.id)),
    setNewestFirst: os.setNewestFirst.handler(({ input }) => runs.setNewestFirst(input.id, input.newestFirst)),
    log: os.log.handler(({ input }) => runs.readLog(input.id, input.afterSeq, input.limit)),
    watch: os.watch.handler(({ input, signal }) => runs.watch(input.id, signal)),
  };
}
