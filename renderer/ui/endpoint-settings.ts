import type { EndpointRow } from '../../shared/contract/endpoints.ts';
import type { Endpoint, EndpointSettings } from '../../shared/domain/endpoint.ts';

/** The settings of a stored server without what the engine adds to them. */
export function settingsOf(endpoint: Endpoint | EndpointRow): EndpointSettings {
  const { name, platform, protocol, host, port, tls, pinnedFingerprint, maxConnections } = endpoint;
  return { name, platform, protocol, host, port, tls, pinnedFingerprint, maxConnections };
}
