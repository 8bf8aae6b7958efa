import type { CliSide } from '../../../shared/domain/cli-result.ts';
import { formatEndpoint, type ParsedEndpoint } from '../../../shared/domain/endpoint-url.ts';

/** One side as results name it. */
export function cliSideOf(endpoint: ParsedEndpoint): CliSide {
  const { protocol, tls, host, port, user } = endpoint;
  return { endpoint: formatEndpoint(endpoint), protocol, tls, host, port, user };
}
