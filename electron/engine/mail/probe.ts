import type { Endpoint, MailLogin, Side } from '../../../shared/domain/endpoint.ts';
import type { Quota, ServerFacts, SideReport } from '../../../shared/domain/inspection.ts';
import { lookAtServer, openSession } from './connect.ts';
import { toMailError } from './errors.ts';
import { type SecondOpinion, secondOpinion } from './imap/second-opinion.ts';
import type { SecretSource } from './secret-source.ts';

/** Connects without a login and reports greeting, TLS and capabilities. Never rejects: a failure is in the report. */
export async function probeEndpoint(
  endpoint: Endpoint,
  signal?: AbortSignal,
  side: Side = 'source',
): Promise<SideReport> {
  const login: MailLogin = { side, endpoint, user: '', secretRef: '' };
  const [own, otherClient] = await Promise.all([
    report(side, endpoint, async () => ({ facts: await lookAtServer(login, signal), quota: null })),
    endpoint.protocol === 'imap' ? secondOpinion(login, signal) : null,
  ]);
  return otherClient === null ? own : { ...own, otherClient: wordsOf(otherClient, own.ok) };
}

/** Logs in once, reads facts and quota, and logs out. Never rejects: a failure is in the report. */
export function probeLogin(login: MailLogin, secrets: SecretSource, signal?: AbortSignal): Promise<SideReport> {
  return report(login.side, login.endpoint, async () => {
    const session = await openSession(login, secrets, signal);
    try {
      return { facts: session.facts, quota: await session.quota() };
    } finally {
      await session.close();
    }
  });
}

function wordsOf(other: SecondOpinion, reached: boolean): string {
  const client = `Another client (${other.client})`;
  if (other.ok) {
    return reached
      ? `${client} reaches it as well.`
      : `${client} does reach it: this looks like a fault of Mailferry, so pass on the log.`;
  }
  return reached ? `${client} does not get as far: ${other.words}` : `${client} fails as well: ${other.words}`;
}

async function report(
  side: Side,
  endpoint: Endpoint,
  look: () => Promise<{ facts: ServerFacts; quota: Quota | null }>,
): Promise<SideReport> {
  const started = performance.now();
  try {
    const { facts, quota } = await look();
    return { side, ok: true, error: null, facts, quota, connectMs: Math.round(performance.now() - started) };
  } catch (error) {
    const { wire } = toMailError(error, { side, host: endpoint.host, port: endpoint.port });
    return { side, ok: false, error: wire, facts: null, quota: null, connectMs: null };
  }
}
