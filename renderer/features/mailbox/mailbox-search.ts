import { type FindingKind, findingKind } from '../../../shared/domain/verification.ts';

export const mailboxTabs = ['folders', 'verification', 'find', 'duplicates', 'runs'] as const;
export type MailboxTab = (typeof mailboxTabs)[number];

export const verificationViews = ['findings', 'folders', 'waterfall'] as const;
export type VerificationView = (typeof verificationViews)[number];

/** What of the mailbox page shows; in the address, so that going back leads to it again. */
export interface MailboxSearch {
  readonly tab?: MailboxTab;
  readonly view?: VerificationView;
  /** Which findings show, and of these only those that say so. */
  readonly kinds?: readonly FindingKind[];
  readonly detail?: string;
  /** What was looked for last. */
  readonly find?: string;
}

/** Reads the address; what makes no sense is left out. */
export function mailboxSearch(search: Readonly<Record<string, unknown>>): MailboxSearch {
  const tab = mailboxTabs.find((entry) => entry === search.tab);
  const view = verificationViews.find((entry) => entry === search.view);
  const wanted: readonly unknown[] = Array.isArray(search.kinds) ? search.kinds : [];
  const kinds = findingKind.options.filter((kind) => wanted.includes(kind));
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  const detail = text(search.detail);
  const find = text(search.find);
  return {
    ...(tab === undefined || tab === 'folders' ? {} : { tab }),
    ...(view === undefined || view === 'findings' ? {} : { view }),
    ...(kinds.length === 0 ? {} : { kinds }),
    ...(detail === undefined ? {} : { detail }),
    ...(find === undefined ? {} : { find }),
  };
}
