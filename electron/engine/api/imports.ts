import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

const RECENT = 6;

/** Implements `imports.*`. */
export function importsHandlers(
  os: Implementer['imports'],
  { imports, changes, workspace }: Services,
): Handlers<'imports'> {
  return {
    recent: os.recent.handler(() => workspace.origins.imports(RECENT)),
    open: os.open.handler(async ({ input }) => (await imports()).open(input.kind, input.handle)),
    openPractice: os.openPractice.handler(async () => (await imports()).openPractice()),
    correct: os.correct.handler(async ({ input }) =>
      (await imports()).correct(input.id, input.tables, input.quotaUnit),
    ),
    preview: os.preview.handler(async ({ input }) => (await imports()).preview(input.id, input.choices)),
    apply: os.apply.handler(async ({ input }) => {
      try {
        return await (await imports()).apply(input.id, input.choices);
      } finally {
        changes.send({ topic: 'directory' });
      }
    }),
    storePasswords: os.storePasswords.handler(async ({ input }) => {
      const result = await (await imports()).storePasswords(input.id);
      changes.send({ topic: 'directory' });
      return result;
    }),
    close: os.close.handler(async ({ input }) => ({ closed: (await imports()).close(input.id) })),
  };
}
