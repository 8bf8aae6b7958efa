import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import type { ImportPreview, QuotaUnit, TableCorrection } from '../../../shared/domain/import.ts';
import { client, orpc } from '../../app/client.ts';
import { queryClient } from '../../app/query-client.ts';
import { openVault } from '../../app/vault.ts';
import { choose, type ImportState, setImportState } from './import-state.ts';

const none: readonly EndpointRow[] = [];

/** The servers a mailbox can come from and go to, and the ones that are meant unless the agent says otherwise. */
export function useImportServers(state: ImportState) {
  const query = useQuery(orpc.endpoints.list.queryOptions());
  const endpoints = query.data ?? none;
  const { sourceEndpointId, destinationEndpointId } = state.choices;
  useEffect(() => {
    if (!query.data) return;
    const old = query.data.filter((one) => one.platform === 'mailenable');
    const source = (old.find((one) => one.protocol === 'imap') ?? old[0])?.id ?? null;
    const destination =
      query.data.find((one) => one.platform === 'opensrs' && one.protocol === 'imap' && one.id !== source)?.id ?? null;
    if (sourceEndpointId === null && source !== null) choose({ sourceEndpointId: source });
    if (destinationEndpointId === null && destination !== null) choose({ destinationEndpointId: destination });
  }, [query.data, sourceEndpointId, destinationEndpointId]);
  return { endpoints, isPending: query.isPending, error: query.error };
}

/** What the import would do with the choices as they are; asked anew for each. */
export function useImportPreview(state: ImportState) {
  const { look, choices, corrections, unit } = state;
  const { sourceEndpointId, destinationEndpointId } = choices;
  const ready = sourceEndpointId !== null && destinationEndpointId !== null;
  return useQuery<ImportPreview>({
    // What the engine answers depends on the corrections, which it was told before.
    queryKey: ['import-preview', look.id, choices, corrections, unit],
    queryFn: () =>
      client.imports.preview({
        id: look.id,
        choices: {
          ...choices,
          sourceEndpointId: sourceEndpointId ?? '',
          destinationEndpointId: destinationEndpointId ?? '',
        },
      }),
    enabled: ready && state.report === null,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Tells the engine what the tables are. */
export function useCorrection(state: ImportState) {
  return useMutation({
    mutationFn: async (next: { corrections: readonly TableCorrection[]; unit: QuotaUnit }) => ({
      next,
      look: await client.imports.correct({
        id: state.look.id,
        tables: [...next.corrections],
        quotaUnit: next.unit,
      }),
    }),
    onSuccess: ({ next, look }) => setImportState((now) => ({ ...now, ...next, look })),
  });
}

/** Writes the import, after the vault is open for the passwords. */
export function useApply(state: ImportState) {
  return useMutation({
    mutationFn: async () => {
      const { choices, look } = state;
      const passwords = choices.passwords === 'store' && look.passwords > 0;
      if (passwords && !(await openVault('The passwords of the imported logins are stored encrypted.'))) return null;
      return client.imports.apply({
        id: look.id,
        choices: {
          ...choices,
          sourceEndpointId: choices.sourceEndpointId ?? '',
          destinationEndpointId: choices.destinationEndpointId ?? '',
        },
      });
    },
    onSuccess: (report) => {
      if (report === null) return;
      setImportState((now) => ({ ...now, report }));
      void queryClient.invalidateQueries({ queryKey: orpc.directory.key() });
      void queryClient.invalidateQueries({ queryKey: orpc.workspace.key() });
      void queryClient.invalidateQueries({ queryKey: orpc.imports.recent.key() });
    },
  });
}

/** Forgets what was read. */
export function closeImport(state: ImportState): void {
  setImportState(null);
  // Nobody waits for it: the engine forgets old ones by itself, too.
  void client.imports.close({ id: state.look.id }).catch(() => {});
}
