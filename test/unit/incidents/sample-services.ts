import type { Service } from '../../../shared/domain/service.ts';
import type { ProbeState, ServiceProbe } from '../../../shared/domain/service-probe.ts';

/** A service of a server that does not exist. */
export function serviceOf(id: string, server = 'host:old.test', kind: Service['kind'] = 'imap'): Service {
  return {
    id,
    server,
    kind,
    endpointId: null,
    host: 'old.test',
    port: 993,
    tls: 'implicit',
    path: '/',
    watched: true,
    pinnedFingerprint: null,
  };
}

/** What a probe found at a moment. */
export function probeOf(atMs: number, state: ProbeState, change: Partial<ServiceProbe> = {}): ServiceProbe {
  return {
    at: new Date(atMs).toISOString(),
    by: 'schedule',
    state,
    phase: null,
    text: state,
    error: null,
    times: {},
    totalMs: 1,
    greeting: null,
    version: null,
    tls: null,
    login: 'none',
    status: null,
    ...change,
  };
}
