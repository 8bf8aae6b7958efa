import { z } from 'zod';
import { dnsAccount, dnsAccountSettings } from '../domain/dns-account.ts';
import { dnsChange } from '../domain/dns-change.ts';
import { dnsLook, dnsWorld } from '../domain/dns-look.ts';
import { dnsPlan, dnsTemplate } from '../domain/dns-plan.ts';
import { webmailLook } from '../domain/webmail.ts';
import { procedure } from './procedure.ts';

/** Everything the console knows about the names of a domain, without asking anybody. */
export const dnsPanel = z.object({
  domainId: z.string(),
  /** As name servers have it. */
  domain: z.string(),
  /** The account its records are changed with; null: by hand. */
  account: z.object({ id: z.string(), name: z.string(), provider: z.string() }).nullable(),
  /** Whether the agent said so; else it follows from what is set up. */
  chosen: z.object({ account: z.boolean(), template: z.boolean() }),
  template: z.object({ id: z.string(), name: z.string() }).nullable(),
  accounts: z.array(z.object({ id: z.string(), name: z.string(), provider: z.string() })),
  templates: z.array(z.object({ id: z.string(), name: z.string() })),
  look: dnsLook.nullable(),
  webmail: webmailLook.nullable(),
  /** What the last look shows against the template; null without one of both. */
  plan: dnsPlan.nullable(),
  route: z.object({
    /** Mail servers as the template wants them, as MX values. */
    wanted: z.array(z.string()),
    /** Since when all servers send mail to the destination alone. */
    settledAt: z.string().nullable(),
    /** When the old records are out of all caches; null while that is not known. */
    letGoAt: z.string().nullable(),
    /** Lifetimes the old route was seen with. */
    oldTtls: z.array(z.object({ ttl: z.number().int(), seenAt: z.string(), goneAt: z.string().nullable() })),
  }),
  changes: z.array(dnsChange),
});
export type DnsPanel = z.infer<typeof dnsPanel>;

export const dnsAccountRow = z.object({ account: dnsAccount, hasSecret: z.boolean() });
export type DnsAccountRow = z.infer<typeof dnsAccountRow>;

/** What to look at before a change: chosen lines of the plan, lifetimes only, or an earlier change turned round. */
export const previewInput = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('move'),
    domainId: z.string(),
    lines: z.array(z.string()).min(1, 'Choose at least one line'),
  }),
  z.object({ kind: z.literal('ttl'), domainId: z.string(), ttl: z.number().int().min(30).max(86_400) }),
  z.object({ kind: z.literal('undo'), domainId: z.string(), changeId: z.string() }),
]);
export type PreviewInput = z.infer<typeof previewInput>;

const ofDomain = z.object({ domainId: z.string() });
const ofChange = z.object({ changeId: z.string() });

export const cutoverContract = {
  panel: procedure.input(ofDomain).output(dnsPanel),
  /** Asks the world now. What fails there is part of the answer. */
  look: procedure.input(ofDomain).output(dnsPanel),
  /** Opens `mail.<domain>` as a browser would. */
  lookAtWebmail: procedure.input(ofDomain).output(dnsPanel),
  choose: procedure
    .input(
      ofDomain.extend({ accountId: z.string().nullable(), byHand: z.boolean(), templateId: z.string().nullable() }),
    )
    .output(dnsPanel),
  /** The dry run: reads the zone and says exactly what would change. Changes nothing. */
  preview: procedure.input(previewInput).output(dnsChange),
  /** Carries a dry run out, if the zone still is as it was then. */
  apply: procedure.input(ofChange).output(dnsChange),
  /** Looks what became of a change that was cut off, or that was entered by hand. */
  settle: procedure.input(ofChange).output(dnsChange),
  accounts: procedure.output(z.array(dnsAccountRow)),
  /** Adds an account without `id`, else changes it. Its key is stored by the shell. */
  saveAccount: procedure
    .input(z.object({ id: z.string().nullable(), settings: dnsAccountSettings }))
    .output(dnsAccount),
  removeAccount: procedure.input(z.object({ id: z.string() })).output(z.object({ id: z.string() })),
  /** Asks the provider with the stored key. */
  testAccount: procedure
    .input(z.object({ id: z.string() }))
    .output(z.object({ zones: z.array(z.string()), domains: z.array(z.string()) })),
  templates: procedure.output(z.array(z.object({ template: dnsTemplate, builtIn: z.boolean() }))),
  saveTemplate: procedure.input(dnsTemplate.extend({ id: z.string().nullable() })).output(dnsTemplate),
  removeTemplate: procedure.input(z.object({ id: z.string() })).output(z.object({ id: z.string() })),
  world: procedure.output(z.object({ world: dnsWorld, fixed: z.boolean() })),
  saveWorld: procedure.input(dnsWorld).output(dnsWorld),
};
