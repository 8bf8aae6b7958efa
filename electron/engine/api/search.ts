import { findTerms } from '../search/find-terms.ts';
import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

/** Implements `search.*`. */
export function searchHandlers(os: Implementer['search'], { workspace }: Services): Handlers<'search'> {
  return {
    find: os.find.handler(({ input }) => [...findTerms(workspace.search, input.terms, input.limit)]),
    recall: os.recall.handler(({ input }) => [...workspace.search.recall(input)]),
  };
}
