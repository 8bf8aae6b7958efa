import { defaultPort, isStorePath, type Protocol, type TlsMode } from './endpoint.ts';
import { AppError } from './errors.ts';

export interface ParsedEndpoint {
  readonly protocol: Protocol;
  readonly tls: TlsMode;
  readonly user: string | null;
  readonly host: string;
  readonly port: number;
}

const SCHEMES: Readonly<Record<string, { protocol: Protocol; tls: TlsMode }>> = {
  imaps: { protocol: 'imap', tls: 'implicit' },
  imap: { protocol: 'imap', tls: 'starttls' },
  'imap+insecure': { protocol: 'imap', tls: 'none' },
  pop3s: { protocol: 'pop3', tls: 'implicit' },
  pop3: { protocol: 'pop3', tls: 'starttls' },
  'pop3+insecure': { protocol: 'pop3', tls: 'none' },
};

const STORE_SCHEME = /^mailenable-store:(?:\/\/(?=\/))?/i;

/** Whether an address names a message store, `mailenable-store:/path`, and so no server. */
export function isStoreUrl(text: string): boolean {
  return STORE_SCHEME.test(text.trim());
}

/**
 * Reads `mailenable-store:/path/Postoffices/harbour.test/MAILROOT/anna`: the folder of one mailbox. Whose it is stands in the path.
 *
 * @throws AppError `input.invalid`
 */
function parseStoreUrl(text: string): ParsedEndpoint {
  const path = text
    .trim()
    .replace(STORE_SCHEME, '')
    .replace(/[/\\]+$/, '');
  if (!isStorePath(path) || path.startsWith('//')) {
    throw new AppError({
      code: 'input.invalid',
      message:
        'A message store is named by the whole path of the folder of a mailbox: mailenable-store:/mnt/old/Postoffices/harbour.test/MAILROOT/anna.',
    });
  }
  const [mailbox = '', above = '', postoffice] = path
    .split(/[/\\]/)
    .filter((part) => part !== '')
    .toReversed();
  const inMailroot = above.toLowerCase() === 'mailroot' && postoffice !== undefined;
  return {
    protocol: 'store',
    tls: 'none',
    user: inMailroot ? `${mailbox}@${postoffice}` : mailbox,
    host: path,
    port: 1,
  };
}

/**
 * Reads `mailenable-store:/path` and `imaps://user@host:port` and its five siblings. The user may hold `@` as it is or as `%40`: the last `@` separates.
 * A password in the address is refused, because whoever lists processes could read it.
 *
 * @throws AppError `input.invalid` that says which part is wrong
 */
export function parseEndpointUrl(text: string): ParsedEndpoint {
  const invalid = (why: string): AppError =>
    new AppError({
      code: 'input.invalid',
      message: `${why} Write it like imaps://anna@harbour.test@mail.example:993.`,
    });

  if (isStoreUrl(text)) return parseStoreUrl(text);
  const match = /^([a-z0-9+]+):\/\/(.*)$/is.exec(text.trim());
  // What comes before an @ may hold a password, so it is not repeated.
  if (!match) throw invalid(`"${text.replace(/^.*@/s, '…@')}" is not a mail endpoint: it has no scheme.`);
  const [, schemeText = '', rest = ''] = match;
  const scheme = SCHEMES[schemeText.toLowerCase()];
  if (!scheme) {
    throw invalid(`"${schemeText}" is not a known scheme; known are ${Object.keys(SCHEMES).join(', ')}.`);
  }

  const at = rest.lastIndexOf('@');
  const userText = at >= 0 ? rest.slice(0, at) : null;
  const hostText = (at >= 0 ? rest.slice(at + 1) : rest).replace(/\/$/, '');
  if (userText?.includes(':')) {
    throw new AppError({
      code: 'input.invalid',
      message:
        'A password does not belong into the endpoint: others could read it in the list of processes. Use MAILFERRY_SOURCE_PASSWORD, MAILFERRY_DESTINATION_PASSWORD, a password file, or the prompt. A colon in a user name is written %3A.',
    });
  }

  const hostMatch = /^(\[[0-9a-f:.]+\]|[^\s:/[\]]+)(?::(\d{1,5}))?$/i.exec(hostText);
  if (!hostMatch) throw invalid(`"${hostText}" is not a host name with an optional port.`);
  const [, host = '', portText] = hostMatch;
  const port = portText === undefined ? defaultPort(scheme.protocol, scheme.tls) : Number(portText);
  if (port < 1 || port > 65535) throw invalid(`Port ${portText} does not exist: ports go from 1 to 65535.`);

  let user: string | null = null;
  if (userText !== null && userText !== '') {
    try {
      user = decodeURIComponent(userText);
    } catch {
      throw invalid(`The user name "${userText}" has a % that starts no two hex digits.`);
    }
  }
  return { ...scheme, user, host: host.replace(/^\[|\]$/g, ''), port };
}

/** The address in the form `parseEndpointUrl` reads, without the user; for texts and tables. */
export function formatEndpoint(endpoint: { protocol: Protocol; tls: TlsMode; host: string; port: number }): string {
  if (endpoint.protocol === 'store') return `mailenable-store:${endpoint.host}`;
  const scheme = endpoint.tls === 'implicit' ? `${endpoint.protocol}s` : endpoint.protocol;
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `${scheme}${endpoint.tls === 'none' ? '+insecure' : ''}://${host}:${endpoint.port}`;
}
