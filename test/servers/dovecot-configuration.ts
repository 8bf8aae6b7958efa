/** Choices for one Dovecot under test. */
export interface DovecotOptions {
  /** Hierarchy separator. With '/' folders lie in `LAYOUT=fs` (a dot may be part of a name), with '.' in Maildir++. Default '/'. */
  readonly separator?: '/' | '.';
  /** Prefix of the personal namespace; 'INBOX.' needs the separator '.', as Courier has it. Default ''. */
  readonly prefix?: '' | 'INBOX.';
  /** How messages are stored. Default 'maildir'. */
  readonly storage?: 'maildir' | 'sdbox';
  /** What the server answers after login; replaces Dovecot's own list, or adds to it when it starts with '+'. */
  readonly capability?: string;
  /** Quota of a user added without one, in MB (2^20 bytes). Default: no quota at all, and no QUOTA capability. */
  readonly quotaMb?: number;
  /** Folders with special use that exist from the start: path (without the prefix) to attribute, e.g. `{ 'Sent Items': '\\Sent' }`. */
  readonly specialUse?: Readonly<Record<string, string>>;
  /** 'required' refuses logins in clear text; Dovecot then advertises LOGINDISABLED until STARTTLS. Default 'offered'. */
  readonly tls?: 'offered' | 'required';
  /** Text of the greeting. Default: Dovecot's own. */
  readonly greeting?: string;
  /** Connections of one user from one address. Default 1,000. */
  readonly connectionsPerUser?: number;
  /** Writes reach the disk before they are confirmed. Off by default, which makes tests several times faster. */
  readonly fsync?: boolean;
  /** More lines in the log about mail and logins. Default false. */
  readonly debug?: boolean;
  /** Further lines of dovecot.conf, put last, so that they win. */
  readonly extra?: string;
}

/** Ports a server listens on. */
export interface MailPorts {
  readonly imap: number;
  readonly imaps: number;
  readonly pop3: number;
  readonly pop3s: number;
}

/** Where one server's files lie, and as whom it runs. */
export interface DovecotPlace {
  readonly directory: string;
  readonly ports: MailPorts;
  readonly certificatePath: string;
  readonly keyPath: string;
}

/**
 * Where a server with these options listens. Dovecot takes a connection whose two ends have the same address for safe and
 * lets it log in in clear text; clients reach 127.0.0.2 from 127.0.0.1, so there it insists on encryption as on a network.
 */
export function listenAddress(options: DovecotOptions): string {
  return options.tls === 'required' ? '127.0.0.2' : '127.0.0.1';
}

/** The text of a dovecot.conf (2.3) that touches nothing outside `place.directory`. */
export function dovecotConfiguration(options: DovecotOptions, place: DovecotPlace): string {
  const separator = options.separator ?? '/';
  const prefix = options.prefix ?? '';
  if (prefix !== '' && separator !== '.') throw new Error(`Namespace prefix "${prefix}" needs the separator "."`);
  const storage = options.storage ?? 'maildir';
  const layout = storage === 'maildir' && separator === '/' ? ':LAYOUT=fs' : '';
  const folders = Object.entries(options.specialUse ?? {}).map(
    ([path, attribute]) => `  mailbox "${path}" {\n    special_use = ${attribute}\n    auto = subscribe\n  }`,
  );
  const plugins = ['$mail_plugins', ...(options.quotaMb === undefined ? [] : ['quota'])].join(' ');
  const imapPlugins = options.quotaMb === undefined ? '$mail_plugins' : '$mail_plugins imap_quota';
  return `
base_dir = ${place.directory}/run
state_dir = ${place.directory}/state
log_path = ${place.directory}/dovecot.log
log_timestamp = "%Y-%m-%d %H:%M:%S "
instance_name = mailferry-test
protocols = imap pop3
listen = ${listenAddress(options)}
mail_debug = ${options.debug ? 'yes' : 'no'}
auth_debug = ${options.debug ? 'yes' : 'no'}
ssl = ${options.tls === 'required' ? 'required' : 'yes'}
disable_plaintext_auth = ${options.tls === 'required' ? 'yes' : 'no'}
auth_mechanisms = plain login
ssl_cert = <${place.certificatePath}
ssl_key = <${place.keyPath}
mail_location = ${storage}:~/mail${layout}
mail_fsync = ${options.fsync ? 'optimized' : 'never'}
mail_max_userip_connections = ${options.connectionsPerUser ?? 1000}
mail_plugins = ${plugins}
first_valid_uid = 1
first_valid_gid = 1
# Tests type wrong passwords on purpose; nobody attacks a server that lives for seconds.
auth_failure_delay = 0
auth_username_chars =
auth_cache_size = 0
${options.greeting === undefined ? '' : `login_greeting = ${options.greeting}`}
passdb {
  driver = passwd-file
  args = username_format=%u ${place.directory}/users/%u
}
userdb {
  driver = passwd-file
  args = username_format=%u ${place.directory}/users/%u
}
namespace inbox {
  inbox = yes
  separator = ${separator}
  prefix = ${prefix}
${folders.join('\n')}
}
service imap-login {
  service_count = 0
  client_limit = 1000
  inet_listener imap {
    port = ${place.ports.imap}
  }
  inet_listener imaps {
    port = ${place.ports.imaps}
    ssl = yes
  }
}
service pop3-login {
  service_count = 0
  client_limit = 1000
  inet_listener pop3 {
    port = ${place.ports.pop3}
  }
  inet_listener pop3s {
    port = ${place.ports.pop3s}
    ssl = yes
  }
}
service imap {
  process_limit = 1000
}
service stats {
  client_limit = 4000
}
service anvil {
  client_limit = 4000
  # Without this socket there is no growing delay after wrong passwords.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  client_limit = 4000
}
protocol imap {
  mail_max_userip_connections = ${options.connectionsPerUser ?? 1000}
  mail_plugins = ${imapPlugins}
  ${options.capability === undefined ? '' : `imap_capability = ${options.capability}`}
}
plugin {
${options.quotaMb === undefined ? '' : `  quota = count:User quota\n  quota_vsizes = yes\n  quota_rule = *:storage=${options.quotaMb}M\n  quota_grace = 0`}
}
${options.extra ?? ''}
`;
}
