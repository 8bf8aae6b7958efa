import type { ExitStatus } from '../../shared/domain/cli-result.ts';
import type { ErrorCode, ErrorWire } from '../../shared/domain/errors.ts';
import type { RunState } from '../../shared/domain/run.ts';

/** What each way to end means to the shell. */
export const exitStatus = {
  complete: 0,
  failed: 1,
  usage: 2,
  notConnected: 3,
  findings: 4,
  cancelled: 5,
} as const satisfies Record<string, ExitStatus>;

/** Codes that mean: no session with the server came about. */
const noSession: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'mail.unreachable',
  'mail.name-unknown',
  'mail.auth-failed',
  'mail.secret-missing',
  'mail.certificate',
  'mail.certificate-changed',
  'mail.tls-unavailable',
  'mail.tls-failed',
  'mail.too-many-connections',
  'vault.locked',
]);

/** Codes that mean the same while connecting, and later on something else. */
const noSessionAtFirst: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'mail.connection-lost',
  'mail.timeout',
  'mail.throttled',
  'mail.refused',
  'mail.protocol',
]);

/** The status for an error; `connected` says whether both sides had been reached before. */
export function statusOfError(error: ErrorWire, connected: boolean): ExitStatus {
  if (error.code === 'input.invalid') return exitStatus.usage;
  if (error.code === 'run.cancelled') return exitStatus.cancelled;
  if (noSession.has(error.code)) return exitStatus.notConnected;
  if (!connected && noSessionAtFirst.has(error.code)) return exitStatus.notConnected;
  return exitStatus.failed;
}

/** The status for a run that has ended. */
export function statusOfRun(
  run: { readonly state: RunState; readonly error: ErrorWire | null },
  connected: boolean,
): ExitStatus {
  switch (run.state) {
    case 'complete':
      return exitStatus.complete;
    case 'findings':
      return exitStatus.findings;
    case 'cancelled':
      return exitStatus.cancelled;
    default:
      return run.error ? statusOfError(run.error, connected) : exitStatus.failed;
  }
}
