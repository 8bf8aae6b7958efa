import { type ErrorWire, errorCatalogue } from '../../../../shared/domain/errors.ts';
import { type Service, serviceNames } from '../../../../shared/domain/service.ts';
import type { ProbePhase, ProbeState, ServiceProbe } from '../../../../shared/domain/service-probe.ts';
import { ServiceRefusal } from './greet.ts';

/** What is to be said of a probe that is not simply well. */
export interface PhaseFailure {
  readonly state: ProbeState;
  readonly phase: ProbePhase;
  readonly text: string;
  readonly error: ErrorWire | null;
}

/** A greeting or page later than that is a trouble of its own. */
const SLOW_MS = 5000;
/** A certificate with less time left wants renewal now. */
const RENEW_MS = 7 * 24 * 3_600_000;

/** The network of this computer, not the server: nothing is known of the service then. */
const OWN_NETWORK = new Set(['ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'EAI_AGAIN']);

/** What a failure in one phase means. */
export function failureOf(
  service: Service,
  phase: ProbePhase,
  cause: unknown,
  wire: ErrorWire,
  patienceMs: number,
): PhaseFailure {
  const code = (cause as NodeJS.ErrnoException | null)?.code;
  const error = { ...wire, message: words(service, phase, cause, wire, patienceMs) };
  if (code !== undefined && OWN_NETWORK.has(code)) {
    return {
      state: 'unclear',
      phase,
      text: `Could not be looked at: this computer seems to be off the network (${code}).`,
      error,
    };
  }
  // The password says nothing about the service; everything else at a login does.
  const state = phase === 'login' && wire.code === 'mail.auth-failed' ? 'trouble' : 'down';
  return { state, phase, text: error.message, error };
}

function words(
  { kind, host, port, path }: Service,
  phase: ProbePhase,
  cause: unknown,
  wire: ErrorWire,
  patienceMs: number,
): string {
  const late = wire.code === 'mail.timeout';
  const patience = `${Math.round(patienceMs / 100) / 10} s`;
  const said = wire.serverText ? ` It said: ${wire.serverText}` : '';
  switch (phase) {
    case 'name':
      return late
        ? `The name ${host} could not be looked up within ${patience}.`
        : `The host name ${host} is not known.`;
    case 'connect': {
      if (late) return `${host} does not answer on port ${port}: no connection within ${patience}.`;
      const refused = (cause as NodeJS.ErrnoException | null)?.code === 'ECONNREFUSED';
      return refused
        ? `Nothing listens on port ${port} of ${host}: the connection was refused.`
        : `${host} cannot be reached on port ${port}. ${errorCatalogue[wire.code].title}.`;
    }
    case 'tls':
      if (late) return `${serviceNames[kind]} connects, but no encryption was agreed within ${patience}.`;
      if (wire.code === 'mail.tls-unavailable')
        return `${host}:${port} does not offer encryption, which is asked for here.${said}`;
      return `No encrypted connection to ${host}:${port} could be agreed.${said}`;
    case 'greeting':
      if (cause instanceof ServiceRefusal) return `It answers, but refuses to serve: ${cause.words}`;
      if (late) return `It takes the connection and says nothing: no greeting within ${patience}.`;
      if (wire.code === 'mail.connection-lost') return 'It takes the connection and closes it without a greeting.';
      return `It greets with something that is not ${serviceNames[kind]}.`;
    case 'page':
      if (cause instanceof ServiceRefusal) return `The page ${path} answers ${cause.words}.`;
      if (late) return `The web server takes the connection, but the page ${path} did not come within ${patience}.`;
      return `The web server did not give the page ${path}. ${errorCatalogue[wire.code].title}.`;
    case 'login':
      if (wire.code === 'mail.auth-failed') {
        return `It answers, but refused the login of the probe account; that password is not tried again.${said}`;
      }
      return `It answers, but the login did not work. ${errorCatalogue[wire.code].title}.${said}`;
  }
}

/** What is wrong with a service that answers; null when all is well. */
export function troubleOf(
  { kind, tls: mode, path }: Service,
  {
    tls,
    times,
    status,
    login,
    now,
  }: Pick<ServiceProbe, 'tls' | 'times' | 'status' | 'login'> & { readonly now: number },
): PhaseFailure | null {
  const certificate = tls?.certificate;
  // Sending servers encrypt where they can and ask no questions about the certificate.
  if (certificate?.problem !== undefined && mode !== 'offered') {
    const error: ErrorWire = { code: 'mail.certificate', message: certificate.problem, certificate };
    return {
      state: 'trouble',
      phase: 'tls',
      text: `It answers, but its certificate cannot be trusted. ${certificate.problem}`,
      error,
    };
  }
  if (status !== null && kind === 'webmail' && status >= 400) {
    const text = `The web server answers, but not with a webmail: ${path} gives ${status}. Check the path of the page.`;
    return { state: 'trouble', phase: 'page', text, error: null };
  }
  if (login === 'held-back') {
    const text =
      'It answers. The probe account was refused before, so its login is not tried again until another password is stored.';
    return { state: 'trouble', phase: 'login', text, error: null };
  }
  const phase = kind === 'webmail' ? 'page' : 'greeting';
  const waited = times[phase] ?? 0;
  if (waited >= SLOW_MS) {
    return {
      state: 'trouble',
      phase,
      text: `It answers, but slowly: ${(waited / 1000).toFixed(1)} s until the ${phase}.`,
      error: null,
    };
  }
  const left = certificate ? Date.parse(certificate.validTo) - now : Number.NaN;
  if (mode !== 'offered' && left < RENEW_MS) {
    const days = Math.max(0, Math.floor(left / 86_400_000));
    const text = `It answers; its certificate is valid for ${days === 1 ? '1 day' : `${days} days`} more and wants to be renewed.`;
    return { state: 'trouble', phase: 'tls', text, error: null };
  }
  return null;
}
