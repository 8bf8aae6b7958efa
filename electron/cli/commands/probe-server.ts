import type { ProbeResult } from '../../../shared/domain/cli-result.ts';
import type { Endpoint, MailLogin } from '../../../shared/domain/endpoint.ts';
import { formatEndpoint } from '../../../shared/domain/endpoint-url.ts';
import { openSession } from '../../engine/mail/connect.ts';
import { probeEndpoint, probeLogin } from '../../engine/mail/probe.ts';
import type { SecretSource } from '../../engine/mail/secret-source.ts';
import type { ProbeArguments } from '../command-line.ts';
import { exitStatus, statusOfError } from '../exit-status.ts';
import { probeReport, remarksOn } from '../output/probe-report.ts';
import type { Surroundings } from '../output/surroundings.ts';
import { givenPassword } from '../passwords.ts';
import type { CommandOutcome } from './command-outcome.ts';
import { cliSideOf } from './side-text.ts';

/**
 * Looks at one server, and with a user and a password at what a login sees. Nothing is written, neither there nor here.
 *
 * @throws UsageError when the password file cannot be read
 */
export async function probeServer(line: ProbeArguments, around: Surroundings): Promise<CommandOutcome<ProbeResult>> {
  const { user } = line.endpoint;
  const { host, port, protocol, tls } = line.endpoint;
  // A disk asks for none.
  const password =
    protocol === 'store'
      ? ''
      : givenPassword({ side: 'source', user: user ?? '', host, file: line.passwordFile }, around);
  const endpoint: Endpoint = {
    id: 'probe',
    name: formatEndpoint(line.endpoint),
    platform: 'other',
    protocol,
    host,
    port,
    tls,
    pinnedFingerprint: line.fingerprint,
    maxConnections: 1,
  };
  const server = cliSideOf(line.endpoint);
  const connection = await probeEndpoint(endpoint, around.interrupted);
  around.interrupted.throwIfAborted();
  const seen =
    connection.ok && user !== null && password !== null
      ? await look({ side: 'source', endpoint, user, secretRef: 'probe' }, { get: async () => password }, around)
      : { login: null, folders: null };
  around.interrupted.throwIfAborted();

  const facts = seen.login?.facts ?? connection.facts;
  const remarks = facts ? remarksOn(facts, seen.login?.ok === true) : [];
  const result: ProbeResult = { server, connection, login: seen.login, folders: seen.folders, remarks };
  if (!connection.ok && connection.otherClient !== undefined) around.stderr.write(`${connection.otherClient}\n`);
  const error = connection.error ?? seen.login?.error ?? null;
  return {
    exitStatus: error ? statusOfError(error, false) : exitStatus.complete,
    error,
    result,
    lines: connection.ok ? probeReport(result) : [],
  };
}

async function look(
  login: MailLogin,
  secrets: SecretSource,
  around: Surroundings,
): Promise<Pick<ProbeResult, 'login' | 'folders'>> {
  const report = await probeLogin(login, secrets, around.interrupted);
  if (!report.ok) return { login: report, folders: null };
  const session = await openSession(login, secrets, around.interrupted);
  try {
    const folders = await session.listWithStatus();
    const selectable = folders.filter((folder) => folder.selectable);
    const counts = selectable.map((folder) => folder.status?.messages ?? null);
    return {
      login: report,
      folders: {
        total: folders.length,
        selectable: selectable.length,
        messages: counts.includes(null) ? null : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
      },
    };
  } finally {
    await session.close();
  }
}
