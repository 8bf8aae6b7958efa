import type { Step } from '../../shared/domain/directory.ts';

/** The four steps as an agent calls them, and what each one is about. */
export const stepText: Readonly<Record<Step, { readonly label: string; readonly what: string }>> = {
  provision: { label: 'Provision', what: 'New mailboxes are made' },
  routing: { label: 'Mail routing', what: 'MX leads to the new side' },
  webmail: { label: 'Webmail', what: 'Its login page moves' },
  copy: { label: 'Copy', what: 'Old mail is carried over' },
};
