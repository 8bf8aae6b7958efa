import type { ImportFinding } from '../../../../shared/domain/import.ts';
import type { DomainOrigin, MailboxOrigin } from '../../../../shared/domain/origin.ts';

/** A mailbox as a file has it, on its way into the directory. */
export interface Candidate {
  /** The address in lower case. */
  readonly key: string;
  readonly address: string;
  readonly domain: string;
  /** As the file names it; null where it names none. */
  readonly customer: string | null;
  readonly sourceUser: string;
  /** As the file names it; null: the address. */
  readonly destinationUser: string | null;
  readonly origin: Omit<MailboxOrigin, 'mailboxId'>;
  readonly note: string;
  /** Empty where the file has none. Never leaves the engine but for the vault. */
  readonly password: string;
  readonly destinationPassword: string;
}

/** All that a file says, the findings that belong to its form among it. */
export interface Candidates {
  readonly mailboxes: readonly Candidate[];
  /** By name in lower case. */
  readonly domains: ReadonlyMap<string, Omit<DomainOrigin, 'domainId'>>;
  readonly findings: readonly ImportFinding[];
  readonly postoffices: number;
  /** Whether the file tells of a whole server, so that a domain missing in it is gone. */
  readonly whole: boolean;
}
