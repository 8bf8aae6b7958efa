import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { z } from 'zod';

const base64 = z.base64();

/** One sealed value: AES-256-GCM, all parts base64. */
export const sealed = z.object({ iv: base64, tag: base64, data: base64 });
export type Sealed = z.infer<typeof sealed>;

/** How the key is made of the passphrase. The bounds refuse a file that would weaken the next vault or eat all memory. */
export const keyDerivation = z.object({
  name: z.literal('scrypt'),
  N: z
    .number()
    .int()
    .min(2 ** 15)
    .max(2 ** 20),
  r: z.literal(8),
  p: z.number().int().min(1).max(4),
  salt: base64,
});
export type KeyDerivation = z.infer<typeof keyDerivation>;

const keyBytes = 32;
const saltBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/** New parameters with a fresh salt: 128 MiB and some tenths of a second for each guess (RFC 7914). */
export function freshKeyDerivation(): KeyDerivation {
  return { name: 'scrypt', N: 2 ** 17, r: 8, p: 1, salt: randomBytes(saltBytes).toString('base64') };
}

/** Makes the key of a passphrase; the same letters typed on different systems give the same key (NFKC). */
export function deriveKey(passphrase: string, { N, r, p, salt }: KeyDerivation): Promise<Buffer> {
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64'), keyBytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

/**
 * Seals a text under a name. The name is authenticated with it, so a sealed text opens under its own name only; every call
 * takes a fresh random IV.
 */
export function seal(key: Buffer, name: string, text: string): Sealed {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(name, 'utf8'));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return { iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), data: data.toString('base64') };
}

/** The text, or undefined when key or name are others than those it was sealed with, or a bit of it was changed. */
export function unseal(key: Buffer, name: string, { iv, tag, data }: Sealed): string | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(name, 'utf8'));
    decipher.setAuthTag(Buffer.from(tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
