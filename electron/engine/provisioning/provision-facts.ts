import type { Bytes } from '../../../shared/domain/opensrs-quota.ts';

/** A mailbox or forward as the directory wants it at the destination. */
export interface WantedMailbox {
  readonly mailboxId: string;
  /** As it logs in at the destination. */
  readonly address: string;
  readonly kind: 'mailbox' | 'redirect';
  /** False: switched off at the source. */
  readonly enabled: boolean;
  readonly aliases: readonly string[];
  readonly redirect: 'none' | 'only' | 'and-keep';
  readonly redirectTo: readonly string[];
  readonly limit: Bytes | null;
  readonly used: Bytes | null;
  /** Why the customer's password cannot be kept, as a clause; null when it can. */
  readonly passwordFault: string | null;
  /** Why it is not this plan's business (it goes to another server); null when it is. */
  readonly elsewhere: string | null;
}

export interface WantedDomain {
  readonly name: string;
  readonly aliasDomains: readonly string[];
  readonly catchAll: string | null;
  readonly mailboxes: readonly WantedMailbox[];
}

/** The domain at the destination. `mine`: it may be seen and changed. */
export type PresentDomain =
  | {
      readonly state: 'there';
      readonly aliases: readonly string[];
      readonly catchAll: string | null;
      readonly quotaMaximum: Bytes | null;
    }
  | { readonly state: 'free'; readonly mayCreate: boolean }
  | { readonly state: 'alias' }
  | { readonly state: 'not-yours' };

export interface PresentUser {
  readonly type: string;
  readonly aliases: readonly string[];
  readonly quota: Bytes | null;
  readonly forwardRecipients: readonly string[];
  readonly deliveryForward: boolean;
  readonly imapOff: boolean;
}

/** What is at the destination, names in lower case. */
export interface Present {
  readonly domain: PresentDomain;
  readonly users: ReadonlyMap<string, PresentUser>;
  /** Names that are aliases, with what they belong to. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Names of this domain that are somebody else's, or hidden from the login. */
  readonly notYours: ReadonlySet<string>;
  /** Whether the login may make mailboxes. */
  readonly mayCreateUsers: boolean;
}
