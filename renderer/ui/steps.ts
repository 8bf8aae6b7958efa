import { type Icon, IconCopy, IconCopyPlus, IconMailForward, IconServer2, IconWorldWww } from '@tabler/icons-react';
import type { Step } from '../../shared/domain/directory.ts';
import type { Stage } from '../../shared/domain/stage.ts';

/** The four steps as an agent calls them, and what each one is about. */
export const stepText: Readonly<Record<Step, { readonly label: string; readonly what: string }>> = {
  provision: { label: 'Provision', what: 'New mailboxes are made' },
  routing: { label: 'Mail routing', what: 'MX leads to the new side' },
  webmail: { label: 'Webmail', what: 'Its login page moves' },
  copy: { label: 'Copy', what: 'Old mail is carried over' },
};

/** The stages of both orders: the steps, with the copy of the standard order in two parts. */
export const stageText: Readonly<
  Record<Stage, { readonly label: string; readonly what: string; readonly icon: Icon }>
> = {
  provision: { ...stepText.provision, icon: IconServer2 },
  'first-copy': { label: 'First copy', what: 'All old mail, while new mail still comes', icon: IconCopy },
  routing: { ...stepText.routing, icon: IconMailForward },
  webmail: { ...stepText.webmail, icon: IconWorldWww },
  'last-copy': { label: 'Last copy', what: 'What came until all senders knew', icon: IconCopyPlus },
  copy: { ...stepText.copy, icon: IconCopy },
};

/** Where a domain stands, in words: `at first copy`, `all steps done`. */
export function stageWords(stage: Stage | null): string {
  return stage === null ? 'all steps done' : `at ${stageText[stage].label.toLowerCase()}`;
}
