import type { Step } from '../../../shared/domain/directory.ts';
import { step } from '../../../shared/domain/directory.ts';

/** What of a domain is shown below its timeline. To add a part: its id here, one line in `domain-tabs.tsx`. */
export const domainTabIds = ['mailboxes', 'provision', 'dns', 'old-side', 'evidence'] as const;
export type DomainTabId = (typeof domainTabIds)[number];

export interface DomainSearch {
  readonly tab?: DomainTabId | undefined;
  /** The step whose evidence is shown. */
  readonly step?: Step | undefined;
}

/** Reads the address of the screen; whatever is not understood is left out. */
export function domainSearch(search: Record<string, unknown>): DomainSearch {
  const tab = domainTabIds.find((id) => id === search.tab);
  const which = step.safeParse(search.step);
  return { ...(tab ? { tab } : {}), ...(which.success ? { step: which.data } : {}) };
}
