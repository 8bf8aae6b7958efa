import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { errorCatalogue } from '../../shared/domain/errors.ts';
import { toErrorWire } from './error-wire.ts';
import { openVault } from './vault.ts';

/** What the page knows of the workspace. Changes arrive by the live feed, so nothing is asked again on a timer or on focus. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: askForVault }),
  mutationCache: new MutationCache({ onError: askForVault }),
  defaultOptions: {
    queries: {
      // The engine is on this computer: the state of the network says nothing about it.
      networkMode: 'always',
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && errorCatalogue[toErrorWire(error).code].retry === 'now',
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

function askForVault(error: unknown): void {
  if (toErrorWire(error).code !== 'vault.locked') return;
  void openVault('Mailferry needs a stored password for this.').then((open) => {
    if (open) void queryClient.invalidateQueries();
  });
}
