import { deadlinesByRisk } from './deadlines.ts';
import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

/** Implements `moves.*`. */
export function movesHandlers(os: Implementer['moves'], services: Services): Handlers<'moves'> {
  const { moves } = services;
  return {
    standing: os.standing.handler(({ input }) => moves.standing(input.domainId)),
    deadlines: os.deadlines.handler(() => deadlinesByRisk(services)),
    evidence: os.evidence.handler(({ input }) => moves.evidence(input.domainId, input.step ?? null, input.limit)),
    check: os.check.handler(({ input }) => moves.check(input.domainId, input.step, 'agent')),
    checkAll: os.checkAll.handler(({ input }) => moves.checkAll(input.domainId, 'agent')),
    setBack: os.setBack.handler(({ input }) => moves.setBack(input.domainId, input.step, input.text)),
    remark: os.remark.handler(({ input }) => moves.remark(input.domainId, input.step, input.text)),
  };
}
