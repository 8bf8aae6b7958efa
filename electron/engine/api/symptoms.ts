import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

const MOST_LISTED = 1000;

/** Implements `symptoms.*`. */
export function symptomsHandlers(os: Implementer['symptoms'], { workspace }: Services): Handlers<'symptoms'> {
  return {
    elsewhere: os.elsewhere.handler(({ input }) => {
      const own = workspace.symptoms.of(input.mailboxId);
      if (!own) return null;
      const same = workspace.symptoms
        .list()
        .filter(({ id, symptom }) => id !== own.id && symptom.key === own.symptom.key);
      const inDomain = same.filter(({ domainId }) => domainId === own.domainId);
      const others = same.filter(({ domainId }) => domainId !== own.domainId);
      const { words, cure } = own.symptom;
      return {
        words,
        cure,
        total: same.length,
        inDomain: inDomain.length,
        mailboxes: [...inDomain, ...others]
          .slice(0, MOST_LISTED)
          .map(({ id, address, domainName, runId, lastRunAt }) => ({ id, address, domainName, runId, lastRunAt })),
      };
    }),
  };
}
