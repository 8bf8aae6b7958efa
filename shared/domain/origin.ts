import { z } from 'zod';

/** `redirect`: only passes mail on and keeps no copy; it may hold mail of earlier days. */
export const originKind = z.enum(['mailbox', 'redirect']);

/** How MailEnable counts a redirection: 0 none, 1 passed on without a copy, 2 passed on and kept. */
export const redirectMode = z.union([z.literal(0), z.literal(1), z.literal(2)]);
export type RedirectMode = z.infer<typeof redirectMode>;

/** What the old platform says of a mailbox beyond its address and login. */
export const mailboxOrigin = z.object({
  mailboxId: z.string(),
  kind: originKind,
  /** Empty where the platform has none, for instance from a CSV file. */
  postoffice: z.string(),
  name: z.string(),
  /** Null: not told. */
  enabled: z.boolean().nullable(),
  /** Kilobytes; -1: unlimited; null: not told. Says nothing about the real size. */
  limitKb: z.number().int().nullable(),
  sizeKb: z.number().int().nullable(),
  redirectMode,
  redirectTo: z.array(z.string()),
  /** Further addresses of the mailbox, those of alias domains left out. */
  aliases: z.array(z.string()),
});
export type MailboxOrigin = z.infer<typeof mailboxOrigin>;

/** What the old platform says of a domain. */
export const domainOrigin = z.object({
  domainId: z.string(),
  postoffice: z.string(),
  /** The address that gets what no other one does; null without a catch-all. */
  catchAll: z.string().nullable(),
  /** Domains whose addresses all lead where the same ones of this domain lead. */
  aliasDomains: z.array(z.string()),
});
export type DomainOrigin = z.infer<typeof domainOrigin>;
