import type { DomainRow } from '../../../shared/contract/directory.ts';
import { type Order, order, type Step, step } from '../../../shared/domain/directory.ts';

/** Domains that need somebody, by what is the matter. */
export const attentions = ['failed', 'findings', 'running', 'unverified', 'deadline'] as const;
export type Attention = (typeof attentions)[number];

/** What the domains table is narrowed to; part of the address, so that it can be linked to and survives going back. */
export interface DomainFilter {
  readonly text?: string;
  readonly step?: Step | 'done';
  readonly order?: Order;
  readonly attention?: Attention;
}

/** Reads a filter from an address; what does not belong there is left out. */
export function domainFilter(search: Record<string, unknown>): DomainFilter {
  const chosenStep = step.safeParse(search.step);
  const chosenOrder = order.safeParse(search.order);
  const attention = attentions.find((entry) => entry === search.attention);
  return {
    ...(typeof search.text === 'string' && search.text !== '' ? { text: search.text } : {}),
    ...(search.step === 'done' ? { step: 'done' as const } : chosenStep.success ? { step: chosenStep.data } : {}),
    ...(chosenOrder.success ? { order: chosenOrder.data } : {}),
    ...(attention ? { attention } : {}),
  };
}

/** The rows that a filter lets through; every word of the text must occur in the domain's or the customer's name. */
export function filteredDomains(rows: readonly DomainRow[], filter: DomainFilter): readonly DomainRow[] {
  const words = (filter.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (filter.step !== undefined && (row.currentStep ?? 'done') !== filter.step) return false;
    if (filter.order !== undefined && row.order !== filter.order) return false;
    if (filter.attention !== undefined && !needs(row, filter.attention)) return false;
    if (words.length === 0) return true;
    const haystack = haystackOf(row);
    return words.every((word) => haystack.includes(word));
  });
}

/** With 50,000 rows, what is searched at each key is put together once. */
const haystacks = new WeakMap<DomainRow, string>();

function haystackOf(row: DomainRow): string {
  let text = haystacks.get(row);
  if (text === undefined) {
    text = `${row.name} ${row.customerName}`.toLowerCase();
    haystacks.set(row, text);
  }
  return text;
}

function needs(row: DomainRow, attention: Attention): boolean {
  switch (attention) {
    case 'failed':
      return row.counts.failed > 0;
    case 'findings':
      return row.counts.withFindings > 0;
    case 'running':
      return row.counts.running > 0;
    case 'deadline':
      return row.deadlineAt !== null && row.stage !== null;
    case 'unverified':
      return row.counts.verified < row.counts.mailboxes;
  }
}
