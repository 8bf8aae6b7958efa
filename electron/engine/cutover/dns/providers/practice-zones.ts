import type { RecordSet, SetChange } from '../../../../../shared/domain/dns.ts';
import { type DnsProvider, providerError } from './provider.ts';

/** The zones of the practice workspace's own name server. */
export interface PracticeZones {
  names(): string[];
  read(zone: string): readonly RecordSet[];
  /** @returns false when a set is not as the change knows it; then nothing is written */
  write(zone: string, changes: readonly SetChange[]): boolean;
}

/** The practice workspace's own name server as a provider. */
export function practiceProvider(zones: PracticeZones): DnsProvider {
  return {
    keepsTtl: true,
    zones: async () => zones.names(),
    read: async (zone, names) => zones.read(zone).filter((set) => names.includes(set.name)),
    async write(zone, changes) {
      if (!zones.write(zone, changes)) {
        throw providerError(
          'dns.changed-meanwhile',
          `The records of ${zone} are not as they were when the plan was made.`,
        );
      }
    },
  };
}
