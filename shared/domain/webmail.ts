import { z } from 'zod';
import { certificateFacts } from './errors.ts';

/** Who answers at `mail.<domain>`. */
export const webmailLook = z.object({
  name: z.string(),
  /** ISO 8601. */
  at: z.string(),
  /**
   * `new`: the destination's webmail. `other`: something else. `not-covered`: it points to the new webmail, whose certificate does not
   * cover the name. `untrusted`: the certificate is not trusted for another reason.
   */
  state: z.enum(['new', 'other', 'not-covered', 'untrusted', 'no-name', 'no-answer', 'unknown']),
  /** What the name is an alias of, by the domain's own servers. */
  alias: z.string().nullable(),
  addresses: z.array(z.string()),
  /** Where the answer came from. */
  address: z.string().nullable(),
  certificate: certificateFacts.nullable(),
  /** Whether the certificate covers the name. */
  covers: z.boolean().nullable(),
  /** Addresses of pages on the way, the last one is the page that was read. */
  hops: z.array(z.string()),
  status: z.number().int().nullable(),
  title: z.string().nullable(),
  /** The mark of the new webmail that was found. */
  mark: z.string().nullable(),
  /** One sentence with what was seen. */
  says: z.string(),
});
export type WebmailLook = z.infer<typeof webmailLook>;
