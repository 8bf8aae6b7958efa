import { z } from 'zod';
import { procedure } from './procedure.ts';

export const searchRef = z.object({
  kind: z.enum(['customer', 'domain', 'mailbox', 'run', 'incident']),
  id: z.string(),
});
export type SearchRef = z.infer<typeof searchRef>;

export const searchHit = searchRef.extend({
  title: z.string(),
  subtitle: z.string(),
  /** For customers: the domain to open; for runs: the mailbox. */
  targetId: z.string(),
  /** The domain it belongs to, or is. */
  domainId: z.string().optional(),
});
export type SearchHit = z.infer<typeof searchHit>;

/** Longer than any address; what is longer is no name. */
export const LONGEST_TERM = 320;

export const searchContract = {
  /**
   * Best hits first. One term: an address, a part of one, a domain, a customer, a run, the number or title of an incident. Several: what was picked out of a pasted
   * text (`shared/domain/pasted-text.ts`), each looked up. Never send the pasted text itself: it may hold a password.
   */
  find: procedure
    .input(
      z.object({
        terms: z.array(z.string().max(LONGEST_TERM)).min(1).max(8),
        limit: z.number().int().min(1).max(50).default(12),
      }),
    )
    .output(z.array(searchHit)),
  /** What is known now of hits picked earlier; those that are gone are left out. */
  recall: procedure.input(z.array(searchRef).max(50)).output(z.array(searchHit)),
};
