import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run, RunKind, RunOptions } from '../../../shared/domain/run.ts';
import { orpc } from '../../app/client.ts';

/** Options of the next run, without its kind. */
export type NextRunOptions = Omit<RunOptions, 'kind' | 'redeliver' | 'repair' | 'messages' | 'atOpenSrs'>;

export const ordinaryOptions: NextRunOptions = {
  folders: [],
  exclude: [],
  since: null,
  before: null,
  skipDeleted: false,
  maxSize: null,
  newestFirst: null,
  verify: 'standard',
  connections: null,
  rate: null,
  messageRate: null,
  quietHours: null,
  sourceEndpointId: null,
};

/** Starts, continues, pauses and cancels runs of a mailbox; the last refusal stays until the next attempt. */
export function useRunActions(mailboxId: string) {
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const done = (run: Run): void => {
    queries.setQueryData(orpc.runs.list.queryKey({ input: { mailboxId, limit: 500 } }), (old) =>
      old ? [run, ...old.filter((entry) => entry.id !== run.id)] : old,
    );
    void queries.invalidateQueries({ queryKey: orpc.runs.key() });
    void queries.invalidateQueries({ queryKey: orpc.directory.key() });
  };
  const handlers = { onMutate: () => setError(null), onSuccess: done, onError: setError };
  const starting = useMutation(orpc.runs.start.mutationOptions(handlers));
  const continuing = useMutation(orpc.runs.continue.mutationOptions(handlers));
  const cancelling = useMutation(orpc.runs.cancel.mutationOptions(handlers));
  const pausing = useMutation(orpc.runs.pause.mutationOptions(handlers));
  const resuming = useMutation(orpc.runs.resume.mutationOptions(handlers));
  const ordering = useMutation(orpc.runs.setNewestFirst.mutationOptions(handlers));

  return {
    error,
    forgetError: () => setError(null),
    busy: starting.isPending || continuing.isPending,
    cancelling: cancelling.isPending,
    start: (kind: RunKind, options: Partial<Omit<RunOptions, 'kind'>> = {}) =>
      starting.mutate({ mailboxId, options: { kind, ...options } }),
    /** Copies what findings of a run name, and nothing else; of the options only those about speed and the way there count. */
    bringBack: (runId: string, findingIds: readonly string[] | null, options: NextRunOptions) =>
      starting.mutate({
        mailboxId,
        options: {
          ...options,
          ...{
            folders: [],
            exclude: [],
            since: null,
            before: null,
            skipDeleted: false,
            maxSize: null,
            newestFirst: null,
          },
          kind: 'copy',
          verify: options.verify === 'deep' ? 'deep' : 'standard',
          repair: { runId, findingIds: findingIds && [...findingIds] },
        },
      }),
    continueRun: (id: string) => continuing.mutate({ id }),
    cancel: (id: string) => cancelling.mutate({ id }),
    pausing: pausing.isPending || resuming.isPending,
    pause: (id: string) => pausing.mutate({ id }),
    resume: (id: string) => resuming.mutate({ id }),
    ordering: ordering.isPending,
    setNewestFirst: (id: string, newestFirst: boolean) => ordering.mutate({ id, newestFirst }),
  };
}

export type RunActions = ReturnType<typeof useRunActions>;
