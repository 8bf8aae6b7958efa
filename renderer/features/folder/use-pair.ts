import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { PairEvent, PairSummary } from '../../../shared/contract/messages.ts';
import { type MessageRow, unpackRows } from '../../../shared/domain/message-row.ts';
import { client } from '../../app/client.ts';

/** Rows asked for at once: large enough to be few calls, small enough that none takes long. */
const STRETCH = 20_000;
/** 100,000 rows are not kept for somebody who has left. */
const KEEP_MS = 10_000;

export interface OpenPair {
  readonly summary: PairSummary;
  readonly rows: readonly MessageRow[];
}

export type PairProgress = Extract<PairEvent, { type: 'progress' }>;

/**
 * The folder pair as it was when it was read last. Reading means two logins and, for a large folder, minutes: so it happens
 * once, and again only when the agent says so. It can be stopped.
 */
export function usePair(mailboxId: string, source: string | null, destination: string | null) {
  const queries = useQueryClient();
  const queryKey = ['folder-pair', mailboxId, source, destination] as const;
  const [progress, setProgress] = useState<PairProgress | null>(null);
  const again = useRef(false);
  const pair = useQuery<OpenPair>({
    queryKey,
    queryFn: async ({ signal }) => {
      const anew = again.current;
      again.current = false;
      try {
        const events = await client.messages.openPair({ mailboxId, source, destination, again: anew }, { signal });
        for await (const event of events) {
          if (event.type === 'progress') setProgress(event);
          else return { summary: event.summary, rows: await readRows(event.summary, signal) };
        }
        throw new DOMException('Reading was stopped.', 'AbortError');
      } finally {
        setProgress(null);
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEEP_MS,
    retry: false,
    structuralSharing: false,
    refetchOnMount: false,
  });
  const { refetch } = pair;
  const readAgain = useCallback(() => {
    again.current = true;
    void refetch();
  }, [refetch]);
  const stop = (): void => void queries.cancelQueries({ queryKey });
  return { pair, progress, readAgain, stop };
}

async function readRows({ id, rows: total }: PairSummary, signal: AbortSignal): Promise<MessageRow[]> {
  const rows: MessageRow[] = [];
  for (let offset = 0; offset < total; offset += STRETCH) {
    const columns = await client.messages.rows({ id, offset, limit: STRETCH }, { signal });
    for (const row of unpackRows(columns, offset)) rows.push(row);
  }
  return rows;
}
