import { type MessageRow, type RowState, rowStates } from '../../../shared/domain/message-row.ts';

/** Which folder pair is open, and which of its rows show; in the address, so that other screens can link to it. */
export interface PairSearch {
  readonly source?: string;
  readonly destination?: string;
  readonly show?: readonly RowState[];
  /** The message to open, by its number on either side. */
  readonly sourceUid?: number;
  readonly destinationUid?: number;
}

const known = new Set<string>(rowStates);

/** Reads the address; what makes no sense is left out. */
export function pairSearch(search: Readonly<Record<string, unknown>>): PairSearch {
  const path = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  const source = path(search.source);
  const destination = path(search.destination);
  const uid = (value: unknown): number | undefined =>
    typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
  const sourceUid = uid(search.sourceUid);
  const destinationUid = uid(search.destinationUid);
  const show = statesOf(Array.isArray(search.show) ? search.show.map(String) : []);
  return {
    ...(source === undefined ? {} : { source }),
    ...(destination === undefined ? {} : { destination }),
    ...(show.length === 0 ? {} : { show }),
    ...(sourceUid === undefined ? {} : { sourceUid }),
    ...(destinationUid === undefined ? {} : { destinationUid }),
  };
}

/** The states among some words, each once, in their own order. */
export function statesOf(words: readonly string[]): RowState[] {
  const wanted = new Set(words.filter((word) => known.has(word)));
  return rowStates.filter((state) => wanted.has(state));
}

/** The row of the message an address names, null when it names none or the comparison does not know it. */
export function rowWanted(rows: readonly MessageRow[], { sourceUid, destinationUid }: PairSearch): MessageRow | null {
  if (sourceUid === undefined && destinationUid === undefined) return null;
  return (
    rows.find((row) =>
      sourceUid === undefined ? row.destination?.uid === destinationUid : row.source?.uid === sourceUid,
    ) ?? null
  );
}
