import type { OpensrsCluster } from '../../../shared/domain/opensrs-account.ts';

export const clusterLabel: Readonly<Record<OpensrsCluster, string>> = {
  a: 'Cluster A',
  b: 'Cluster B',
  test: 'Test system',
  custom: 'Own address',
};
