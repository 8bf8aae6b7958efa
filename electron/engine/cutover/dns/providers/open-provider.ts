import type { DnsAccountSettings } from '../../../../../shared/domain/dns-account.ts';
import type { PracticeZones } from './practice-zones.ts';
import { type DnsProvider, providerError } from './provider.ts';

export interface OpenDeps {
  /** Asked only by providers that have a key. */
  readonly secret: () => Promise<string>;
  readonly now: () => number;
  readonly practiceZones: PracticeZones | null;
}

/** The provider of an account, with its key. Each is loaded when it is first used. */
export async function openProvider(settings: DnsAccountSettings, deps: OpenDeps): Promise<DnsProvider> {
  switch (settings.provider) {
    case 'powerdns': {
      const { powerDns } = await import('./powerdns.ts');
      return powerDns({ ...settings, key: await deps.secret() });
    }
    case 'rfc2136': {
      const { dynamicUpdates } = await import('./rfc2136.ts');
      return dynamicUpdates({ ...settings, secret: await deps.secret(), now: deps.now });
    }
    case 'cloudflare': {
      const { cloudflare } = await import('./cloudflare.ts');
      return cloudflare({ ...settings, token: await deps.secret() });
    }
    case 'opensrs': {
      const { openSrsDns } = await import('./opensrs-dns.ts');
      return openSrsDns({ ...settings, key: await deps.secret() });
    }
    case 'practice': {
      if (deps.practiceZones === null)
        throw providerError('dns.unreachable', 'The practice name server runs in the practice workspace only.');
      const { practiceProvider } = await import('./practice-zones.ts');
      return practiceProvider(deps.practiceZones);
    }
  }
}
