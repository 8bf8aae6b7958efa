/** What is said of how mail came in, one text for each verdict. */
export interface LostMailTexts {
  readonly notRefused: (facts: { readonly looks: number; readonly up: number }) => string;
  readonly elsewhere: string;
  readonly held: (facts: {
    readonly ongoing: boolean;
    readonly firstReturns: string;
    readonly settled: boolean;
  }) => string;
  readonly heldLong: (facts: { readonly ongoing: boolean; readonly duration: string }) => string;
  readonly returned: (facts: { readonly times: number; readonly looks: number }) => string;
  readonly notKnown: string;
  readonly notCounted: string;
  readonly counted: (facts: {
    readonly delayed: number;
    readonly during: number;
    readonly last: string | null;
    readonly at: string;
    readonly complete: boolean;
  }) => string;
}

/** An outage as texts need it; moments come ready to be shown. */
export interface OutageFacts {
  readonly number: string;
  readonly title: string;
  /** `IMAP and POP3`. */
  readonly services: string;
  readonly one: boolean;
  /** Null in what customers read. */
  readonly server: string | null;
  readonly start: string;
  readonly end: string | null;
  readonly duration: string;
  /** What was seen up while it lasted: `POP3 and webmail`; null when nothing was. */
  readonly worked: string | null;
  readonly workedOne: boolean;
}

/**
 * What is said about an incident, to customers, on a status page and to colleagues. No text may claim more than its parameters say; what is
 * not known has a text of its own.
 */
export interface IncidentTexts {
  readonly lostMail: LostMailTexts;
  /** How the answer to one customer begins; `who` is their mailbox or domain. */
  readonly customer: (facts: OutageFacts & { readonly who: string | null }) => string;
  readonly worked: (facts: Pick<OutageFacts, 'worked' | 'workedOne' | 'end'>) => string;
  /** For the chat, so that both sides speak of the same thing. */
  readonly reference: (number: string) => string;
  readonly statusShort: (facts: OutageFacts) => string;
  readonly statusTitle: (facts: OutageFacts) => string;
  readonly statusWhat: (facts: OutageFacts) => string;
  readonly affected: (facts: { readonly domains: number; readonly mailboxes: number }) => string;
  readonly nothingToDo: string;
}
