import type { DomainRow } from '../../../shared/contract/directory.ts';
import { type Order, order, type Step, step } from '../../../shared/domain/directory.ts';
import { rowsWithWords, textIndexOf } from '../../ui/data-table/text-index.ts';

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

/**
 * Marks with 1 the rows that a filter lets through, null for all of them; every word of the text must occur in the domain's or the
 * customer's name.
 */
export function markDomains(rows: readonly DomainRow[], filter: DomainFilter): Uint8Array | null {
  const { step: at, order: wanted, attention, text = '' } = filter;
  const names = text.trim() === '' ? null : textIndexOf(rows, 'names', (row) => `${row.name} ${row.customerName}`);
  const found = names && rowsWithWords(names, text);
  if (at === undefined && wanted === undefined && attention === undefined) return found;
  const marks = found ?? new Uint8Array(rows.length).fill(1);
  rows.forEach((row, place) => {
    if (at !== undefined && (row.currentStep ?? 'done') !== at) marks[place] = 0;
    if (wanted !== undefined && row.order !== wanted) marks[place] = 0;
    if (attention !== undefined && !needs(row, attention)) marks[place] = 0;
  });
  return marks;
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
