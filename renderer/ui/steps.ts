import type { Step } from '../../shared/domain/directory.ts';

/** The four steps as an agent calls them, and what each one is about. */
export const stepText: Readonly<Record<Step, { readonly label: string; readonly what: string }>> = {
  provision: { label: 'Provision', what: 'A new mailbox for every old one' },
  routing: { label: 'Mail routing', what: 'New mail reaches the new mailboxes' },
  webmail: { label: 'Webmail', what: 'Webmail opens the new platform' },
  copy: { label: 'Copy', what: 'Old mail is carried over' },
};
