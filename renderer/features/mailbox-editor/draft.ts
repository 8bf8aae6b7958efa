import type { DomainRow, MailboxRow } from '../../../shared/contract/directory.ts';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import type { Platform, Side } from '../../../shared/domain/endpoint.ts';

/** One side as it stands in the form; `userTouched` keeps what the agent typed from being prefilled over. */
export interface SideDraft {
  readonly endpointId: string | null;
  readonly user: string;
  readonly userTouched: boolean;
}

/** The form as it stands. Passwords are not part of it: they live in their input fields only. */
export interface Draft {
  readonly address: string;
  readonly customerName: string;
  readonly customerTouched: boolean;
  readonly source: SideDraft;
  readonly destination: SideDraft;
  readonly note: string;
}

const usualPlatform: Readonly<Record<Side, Platform>> = { source: 'mailenable', destination: 'opensrs' };

/** The form of an existing mailbox. */
export function draftOf(mailbox: MailboxRow): Draft {
  const side = (which: Side): SideDraft => ({ ...mailbox[which], userTouched: true });
  return {
    address: mailbox.address,
    customerName: '',
    customerTouched: true,
    source: side('source'),
    destination: side('destination'),
    note: mailbox.note,
  };
}

/** An empty form with the servers that are most likely meant. */
export function newDraft(address: string, customerName: string, endpoints: readonly EndpointRow[]): Draft {
  const likely = (which: Side): EndpointRow | undefined => {
    const imap = endpoints.filter((endpoint) => endpoint.protocol === 'imap');
    return imap.find((endpoint) => endpoint.platform === usualPlatform[which]);
  };
  const source = likely('source');
  const destination = likely('destination');
  const user = address.startsWith('@') ? '' : address;
  return {
    address,
    customerName,
    customerTouched: customerName !== '',
    source: { endpointId: source?.id ?? null, user, userTouched: false },
    destination: { endpointId: destination?.id ?? null, user, userTouched: false },
    note: '',
  };
}

/**
 * The form after the address changed: both logins follow it (MailEnable logs in as mailbox@postoffice, which most hosters name
 * after the domain; OpenSRS as the address), and a known domain names its customer.
 */
export function withAddress(draft: Draft, address: string, domains: readonly DomainRow[]): Draft {
  const user = address.trim().startsWith('@') ? '' : address.trim();
  const follow = (side: SideDraft): SideDraft => (side.userTouched ? side : { ...side, user });
  const domainName = address
    .slice(address.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
  const known = domains.find((domain) => domain.name.toLowerCase() === domainName);
  return {
    ...draft,
    address,
    customerName: draft.customerTouched ? draft.customerName : (known?.customerName ?? ''),
    source: follow(draft.source),
    destination: follow(draft.destination),
  };
}
