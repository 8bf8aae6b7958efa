import { type RowState, rowStates } from '../../../shared/domain/message-row.ts';

/** Which folder pair is open, and which of its rows show; in the address, so that other screens can link to it. */
export interface PairSearch {
  readonly source?: string;
  readonly destination?: string;
  readonly show?: readonly RowState[];
}

const known = new Set<string>(rowStates);

/** Reads the address; what makes no sense is left out. */
export function pairSearch(search: Readonly<Record<string, unknown>>): PairSearch {
  const path = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  const source = path(search.source);
  const destination = path(search.destination);
  const show = statesOf(Array.isArray(search.show) ? search.show.map(String) : []);
  return {
    ...(source === undefined ? {} : { source }),
    ...(destination === undefined ? {} : { destination }),
    ...(show.length === 0 ? {} : { show }),
  };
}

/** The states among some words, each once, in their own order. */
export function statesOf(words: readonly string[]): RowState[] {
  const wanted = new Set(words.filter((word) => known.has(word)));
  return rowStates.filter((state) => wanted.has(state));
}
