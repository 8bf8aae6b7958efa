import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A self-signed certificate of one test server. */
export interface ServerCertificate {
  /** The certificate itself, for `ca` of a client that is to trust it. */
  readonly pem: string;
  /** SHA-256 of the DER form, upper case hex with colons, as `tls` reports it. */
  readonly fingerprint256: string;
  readonly certificatePath: string;
  readonly keyPath: string;
}

/**
 * Makes a self-signed certificate and its key in `directory`, valid for a week for `localhost`, 127.0.0.1 and 127.0.0.2.
 * Rejects with openssl's own words when the command fails or is not installed (Debian package `openssl`).
 */
export async function makeCertificate(directory: string, commonName = 'localhost'): Promise<ServerCertificate> {
  const certificatePath = join(directory, 'certificate.pem');
  const keyPath = join(directory, 'key.pem');
  // An elliptic key: made in milliseconds, where an RSA key costs a test run seconds.
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyPath];
  const names = [
    '-subj',
    `/CN=${commonName}`,
    '-addext',
    `subjectAltName=DNS:${commonName},DNS:localhost,IP:127.0.0.1,IP:127.0.0.2`,
  ];
  await promisify(execFile)('openssl', ['req', '-x509', ...key, '-out', certificatePath, '-days', '7', ...names]);
  const pem = await readFile(certificatePath, 'utf8');
  return { pem, fingerprint256: new X509Certificate(pem).fingerprint256, certificatePath, keyPath };
}
