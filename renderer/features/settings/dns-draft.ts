import type { DnsAccount, DnsProviderKind } from '../../../shared/domain/dns-account.ts';
import type { DnsAddress } from '../../../shared/domain/dns-look.ts';
import type { DnsTemplate } from '../../../shared/domain/dns-plan.ts';

export const providerLabel: Readonly<Record<DnsProviderKind, string>> = {
  powerdns: 'PowerDNS (HTTP API)',
  rfc2136: 'Dynamic update with TSIG (BIND, Knot, …)',
  cloudflare: 'Cloudflare',
  opensrs: 'OpenSRS DNS',
  practice: 'Practice name server',
};

export const keyLabel: Readonly<Record<DnsProviderKind, string>> = {
  powerdns: 'API key',
  rfc2136: 'Secret of the key (Base64)',
  cloudflare: 'API token',
  opensrs: 'API key of the reseller',
  practice: '',
};

/** Every field of every provider as text, as a form has them. */
export interface AccountDraft {
  readonly provider: DnsProviderKind;
  readonly name: string;
  readonly url: string;
  readonly serverId: string;
  readonly server: string;
  readonly keyName: string;
  readonly algorithm: string;
  readonly zones: string;
  readonly username: string;
}

export const emptyAccount: AccountDraft = {
  provider: 'powerdns',
  name: '',
  url: '',
  serverId: 'localhost',
  server: '',
  keyName: '',
  algorithm: 'hmac-sha256',
  zones: '',
  username: '',
};

/** The form of a saved account. */
export function draftOf(account: DnsAccount): AccountDraft {
  const base = { ...emptyAccount, provider: account.provider, name: account.name };
  switch (account.provider) {
    case 'powerdns':
      return { ...base, url: account.url, serverId: account.serverId };
    case 'rfc2136':
      return {
        ...base,
        server: addressText(account.server),
        keyName: account.keyName,
        algorithm: account.algorithm,
        zones: account.zones.join('\n'),
      };
    case 'cloudflare':
      return { ...base, url: account.url ?? '' };
    case 'opensrs':
      return { ...base, url: account.url, username: account.username };
    case 'practice':
      return base;
  }
}

/** What the form says, still to be checked against the schema. */
export function settingsIn(draft: AccountDraft): unknown {
  const { provider, name, url, serverId, keyName, algorithm, username } = draft;
  switch (provider) {
    case 'powerdns':
      return { provider, name, url, serverId };
    case 'rfc2136':
      return {
        provider,
        name,
        server: addressIn(draft.server),
        keyName,
        algorithm,
        zones: linesIn(draft.zones).map((zone) => zone.toLowerCase().replace(/\.$/, '')),
      };
    case 'cloudflare':
      return { provider, name, url: url.trim() === '' ? null : url };
    case 'opensrs':
      return { provider, name, url, username };
    case 'practice':
      return { provider, name };
  }
}

export function addressText({ address, port }: DnsAddress): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return port === 53 ? host : `${host}:${port}`;
}

/** `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:5353`. */
export function addressIn(text: string): DnsAddress {
  const trimmed = text.trim();
  const [, bracketed, port] = /^\[([^\]]+)\](?::(\d+))?$/.exec(trimmed) ?? [];
  if (bracketed !== undefined) return { address: bracketed, port: Number(port ?? 53) };
  const [, host, hostPort] = /^([^:]+):(\d+)$/.exec(trimmed) ?? [];
  return host === undefined ? { address: trimmed, port: 53 } : { address: host, port: Number(hostPort) };
}

export function linesIn(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter(Boolean);
}

/** A template as a form has it: lists as lines. */
export interface TemplateDraft {
  readonly id: string | null;
  readonly name: string;
  readonly mx: string;
  readonly webmailHost: string;
  readonly spfInclude: string;
  readonly dkim: string;
  readonly dmarc: string;
  readonly ttl: number;
  readonly webmailMarks: string;
}

export function templateDraftOf(template: DnsTemplate, asCopy: boolean): TemplateDraft {
  return {
    id: asCopy ? null : template.id,
    name: asCopy ? `${template.name} (own)` : template.name,
    mx: template.mx.map(({ preference, host }) => `${preference} ${host}`).join('\n'),
    webmailHost: template.webmailHost ?? '',
    spfInclude: template.spfInclude ?? '',
    dkim: template.dkim.map(({ selector, host }) => `${selector} ${host}`).join('\n'),
    dmarc: template.dmarc ?? '',
    ttl: template.ttl,
    webmailMarks: template.webmailMarks.join('\n'),
  };
}

/** What the form of a template says, still to be checked against the schema. */
export function templateIn(draft: TemplateDraft): unknown {
  const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
  const pairs = (text: string): [string, string][] =>
    linesIn(text).map((line) => {
      const [first = '', second = ''] = line.split(/\s+/);
      return [first, second];
    });
  return {
    id: draft.id,
    name: draft.name,
    mx: pairs(draft.mx).map(([preference, host]) => ({ preference: Number(preference), host })),
    webmailHost: orNull(draft.webmailHost),
    spfInclude: orNull(draft.spfInclude),
    dkim: pairs(draft.dkim).map(([selector, host]) => ({ selector, host })),
    dmarc: orNull(draft.dmarc),
    ttl: draft.ttl,
    webmailMarks: linesIn(draft.webmailMarks),
    confirm: null,
  };
}
