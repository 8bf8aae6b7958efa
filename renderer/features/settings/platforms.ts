import {
  defaultPort,
  type EndpointSettings,
  type Platform,
  type Protocol,
  type TlsMode,
} from '../../../shared/domain/endpoint.ts';

export const platformLabel: Readonly<Record<Platform, string>> = {
  mailenable: 'MailEnable',
  opensrs: 'OpenSRS Hosted Email',
  other: 'Another IMAP server',
};

export const protocolLabel: Readonly<Record<Protocol, string>> = {
  imap: 'IMAP',
  pop3: 'POP3 (inbox only)',
  store: 'Message store on a disk',
};

export const tlsLabel: Readonly<Record<TlsMode, string>> = {
  implicit: 'TLS from the start',
  starttls: 'STARTTLS, required',
  none: 'Clear text, no encryption',
};

export const tlsShortLabel: Readonly<Record<TlsMode, string>> = {
  implicit: 'TLS',
  starttls: 'STARTTLS',
  none: 'Clear text',
};

/** What helps to fill in the form, by platform. */
export const platformHint: Readonly<Record<Platform, string>> = {
  mailenable:
    'Many MailEnable servers answer on 993 with TLS; older ones only on 143, some of them without encryption.',
  opensrs: 'Cluster A is mail.hostedemail.com, cluster B mail.b.hostedemail.com; port 993 with TLS.',
  other: 'The host name must be the one its certificate was made for.',
};

/** A new server before anything was entered. */
export const newEndpoint: EndpointSettings = {
  name: '',
  platform: 'mailenable',
  protocol: 'imap',
  host: '',
  port: 993,
  tls: 'implicit',
  pinnedFingerprint: null,
  maxConnections: 8,
};

const hostedEmail = 'mail.b.hostedemail.com';

/** The settings after another platform was chosen: its usual values, wherever the agent has not entered others. */
export function withPlatform(settings: EndpointSettings, platform: Platform): EndpointSettings {
  const host = settings.host.trim();
  if (platform === 'opensrs') {
    const untouched = host === '' || host === hostedEmail;
    return {
      ...settings,
      platform,
      host: untouched ? hostedEmail : host,
      protocol: 'imap',
      tls: 'implicit',
      port: 993,
    };
  }
  return { ...settings, platform, host: host === hostedEmail ? '' : host };
}

/** The settings with another protocol or TLS mode; the port follows as long as it was the usual one. */
export function withTransport(
  settings: EndpointSettings,
  change: { readonly protocol?: Protocol; readonly tls?: TlsMode },
): EndpointSettings {
  // A disk has no line to encrypt; back at a server, it is encrypted again.
  const tls = change.protocol === 'store' ? 'none' : settings.protocol === 'store' ? 'implicit' : settings.tls;
  const next = { ...settings, tls, ...change };
  const usual = settings.port === defaultPort(settings.protocol, settings.tls);
  return usual ? { ...next, port: defaultPort(next.protocol, next.tls) } : next;
}
