import { z } from 'zod';
import { isHostName, setChange } from './dns.ts';

const host = (what: string) =>
  z
    .string()
    .trim()
    .refine((name) => isHostName(name.replaceAll('{domain}', 'example.org')), `${what} is no host name`);

/** The records a destination wants in the zone of a domain; `{domain}` stands for its name. */
export const dnsTemplate = z.object({
  id: z.string(),
  name: z.string().trim().min(1, 'Give the template a name').max(80),
  mx: z
    .array(z.object({ preference: z.number().int().min(0).max(65_535), host: host('A mail server') }))
    .min(1, 'Name at least one mail server'),
  /** What `mail.<domain>` becomes an alias of; null leaves it alone. */
  webmailHost: host('The webmail').nullable(),
  /** What SPF has to include; null leaves SPF alone. */
  spfInclude: host('The SPF include').nullable(),
  dkim: z.array(
    z.object({
      selector: z.string().regex(/^[a-z0-9_-]+$/i, 'A selector has letters, digits, - and _'),
      host: host('A DKIM key'),
    }),
  ),
  /** Set where the domain has no DMARC record; null sets none. */
  dmarc: z.string().trim().startsWith('v=DMARC1', 'A DMARC record begins with v=DMARC1').nullable(),
  /** Seconds the new records live in caches. */
  ttl: z.number().int().min(60).max(86_400),
  /** What of a page shows that it is the new webmail: a piece of its text, its title or the host it sends to. */
  webmailMarks: z.array(z.string().trim().min(3).max(200)),
  /** What to make sure of before it is used; shown with the plan. */
  confirm: z.string().nullable(),
});
export type DnsTemplate = z.infer<typeof dnsTemplate>;

const openSrs = {
  spfInclude: '_spf.hostedemail.com',
  dkim: ['key1', 'key2'].map((selector) => ({ selector, host: `${selector}.{domain}.dkim.hostedemail.link` })),
  dmarc: 'v=DMARC1; p=none',
  ttl: 300,
  confirm: 'Compare the mail server with the one the Reseller Control Panel shows for this domain.',
};

/** Templates that are always there. An agent's own ones stand beside them. */
export const builtInTemplates: readonly DnsTemplate[] = [
  {
    id: 'opensrs-a',
    name: 'OpenSRS, cluster A',
    mx: [{ preference: 10, host: 'mx.{domain}.cust.a.hostedemail.com' }],
    webmailHost: 'mail.{domain}.cust.hostedemail.com',
    webmailMarks: ['mail.hostedemail.com', 'Hosted Email'],
    ...openSrs,
  },
  {
    id: 'opensrs-b',
    name: 'OpenSRS, cluster B',
    mx: [{ preference: 10, host: 'mx.{domain}.cust.b.hostedemail.com' }],
    webmailHost: 'mail.{domain}.cust.b.hostedemail.com',
    webmailMarks: ['mail.b.hostedemail.com', 'Hosted Email'],
    ...openSrs,
  },
];

/** Which part of the move a line of the plan belongs to. */
export const planPart = z.enum(['routing', 'webmail', 'sender']);
export type PlanPart = z.infer<typeof planPart>;

/**
 * One purpose of the plan. `there`: nothing to do. `add`, `change`: what `sets` say. `conflict`: something stands in its way that only an
 * agent can decide about; chosen all the same, it replaces it.
 */
export const planLine = z.object({
  id: z.string(),
  part: planPart,
  title: z.string(),
  state: z.enum(['there', 'add', 'change', 'conflict']),
  sets: z.array(setChange),
  /** What comes of it, in a sentence. */
  says: z.string(),
  warnings: z.array(z.string()),
});
export type PlanLine = z.infer<typeof planLine>;

export const dnsPlan = z.object({
  templateId: z.string(),
  templateName: z.string(),
  lines: z.array(planLine),
  warnings: z.array(z.string()),
});
export type DnsPlan = z.infer<typeof dnsPlan>;
