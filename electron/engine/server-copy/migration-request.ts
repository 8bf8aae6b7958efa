import type { Endpoint } from '../../../shared/domain/endpoint.ts';
import type { FolderMapEntry } from '../../../shared/domain/folder.ts';
import type { MigrationRequest } from '../platforms/opensrs/oma/oma-client.ts';

export interface MailboxToHandOver {
  readonly local: string;
  readonly remote: string;
  readonly password: string;
  readonly source: Endpoint;
  readonly map: readonly FolderMapEntry[];
  /** Of the destination: its prefix is not part of the names OpenSRS wants. */
  readonly prefix: string;
}

/** Why OpenSRS cannot read a source, in a sentence; null when it can. */
export function sourceProblem({ name, tls }: Endpoint): string | null {
  // Of an upgrade of a clear connection nothing is documented; a password is not risked on it.
  return tls === 'starttls'
    ? `${name} is set to STARTTLS, which OpenSRS is not known to do; set it to TLS from the start.`
    : null;
}

/** One mailbox of a job: where it is, what is left out, and where folders go that would go elsewhere by themselves. */
export function migrationRequest({
  local,
  remote,
  password,
  source,
  map,
  prefix,
}: MailboxToHandOver): MigrationRequest {
  const skip = map
    .filter(({ destination, selectable }) => destination === null && selectable)
    .map((entry) => entry.source);
  const translate = Object.fromEntries(
    map.flatMap(({ source: from, destination, selectable }) => {
      if (destination === null || !selectable || from.toUpperCase() === 'INBOX') return [];
      const name = destination.startsWith(prefix) ? destination.slice(prefix.length) : destination;
      // The documents write nested names with a dot in front, and top-level names without.
      return name === from ? [] : [[from, name.includes('.') ? `.${name}` : name]];
    }),
  );
  const method = `${source.protocol === 'imap' ? 'imap4' : 'pop3'}${source.tls === 'none' ? '' : 's'}` as const;
  return {
    local,
    remote,
    password,
    server: `${source.host}:${source.port}`,
    method,
    // Of POP3 only the INBOX is read.
    ...(source.protocol === 'pop3' || skip.length === 0 ? {} : { skip }),
    ...(source.protocol === 'pop3' || Object.keys(translate).length === 0 ? {} : { translate }),
  };
}
