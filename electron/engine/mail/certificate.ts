import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import { AppError, type CertificateFacts } from '../../../shared/domain/errors.ts';
import type { ServerFacts } from '../../../shared/domain/inspection.ts';

const PROBLEMS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'It has expired.',
  CERT_NOT_YET_VALID: 'It is not valid yet.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'It is signed by itself, so nobody vouches for it.',
  SELF_SIGNED_CERT_IN_CHAIN: 'Its chain ends in a certificate nobody here trusts.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'Its issuer is not known here.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Its issuer is not known here, or the server does not send the whole chain.',
  CERT_REVOKED: 'It was revoked.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'It was made for other host names.',
};

/** What the server showed, for people; with the reason why it is not trusted, if so. */
export function certificateFactsOf(socket: TLSSocket): CertificateFacts | null {
  const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
  if (!certificate.fingerprint256) return null;
  const subject = nameOf(certificate.subject);
  const issuer = nameOf(certificate.issuer);
  const reason = socket.authorized ? undefined : String(socket.authorizationError);
  return {
    subject,
    issuer,
    names: (certificate.subjectaltname ?? '')
      .split(', ')
      .filter((name) => name !== '')
      .map((name) => name.replace(/^(DNS|IP Address):/, '')),
    validFrom: toIso(certificate.valid_from),
    validTo: toIso(certificate.valid_to),
    fingerprint: certificate.fingerprint256,
    selfSigned: subject === issuer,
    ...(reason === undefined ? {} : { problem: PROBLEMS[reason] ?? reason }),
  };
}

/**
 * Judges what the server showed, to be called before anything secret is sent.
 *
 * @returns what was agreed, null where the endpoint says clear text
 * @throws AppError with the facts of a certificate that is not trusted, or is another than the pinned one
 */
export function checkCertificate(socket: TLSSocket | null, login: MailLogin): ServerFacts['tls'] {
  if (login.endpoint.tls === 'none') return null;
  const certificate = socket === null ? null : certificateFactsOf(socket);
  if (socket === null || certificate === null) {
    throw new AppError({
      code: 'mail.tls-failed',
      side: login.side,
      message: `${login.endpoint.host} showed no certificate.`,
    });
  }
  const pinned = login.endpoint.pinnedFingerprint;
  if (pinned !== null && pinned.toUpperCase() !== certificate.fingerprint) {
    throw new AppError({
      code: 'mail.certificate-changed',
      side: login.side,
      certificate,
      message: `${login.endpoint.host} shows the certificate ${certificate.fingerprint}, but ${pinned} is the one to trust.`,
    });
  }
  if (pinned === null && !socket.authorized) {
    throw new AppError({
      code: 'mail.certificate',
      side: login.side,
      certificate,
      message: `The certificate of ${login.endpoint.host} cannot be trusted. ${certificate.problem ?? ''}`.trim(),
    });
  }
  const cipher = socket.getCipher();
  return { version: socket.getProtocol() ?? '', cipher: cipher.standardName ?? cipher.name, certificate };
}

function nameOf(name: PeerCertificate['subject'] | undefined): string {
  const common = name?.CN ?? name?.O ?? '';
  return Array.isArray(common) ? common.join(', ') : common;
}

function toIso(text: string | undefined): string {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? '' : new Date(time).toISOString();
}
