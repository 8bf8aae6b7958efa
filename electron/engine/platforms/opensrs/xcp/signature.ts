import { createHash } from 'node:crypto';

/** Signs the exact bytes of a request: MD5 of (MD5 of document and key) and key, in lower-case hex, as the API Guide wants it. */
export function xcpSignature(xml: string, key: string): string {
  return md5(md5(xml + key) + key);
}

export function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}
