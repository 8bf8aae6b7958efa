import { describe, expect, it } from 'vitest';
import { domainFilter, markDomains } from '../../../renderer/features/domains/domain-filter.ts';
import type { DomainRow } from '../../../shared/contract/directory.ts';

const base: DomainRow = {
  id: 'harbour',
  customerId: 'c',
  customerName: 'Harbour Chandlery',
  name: 'harbour.test',
  order: 'standard',
  deadlineAt: null,
  note: '',
  currentStep: 'copy',
  stage: 'first-copy',
  orderSince: null,
  secondsNeeded: null,
  counts: { mailboxes: 5, verified: 4, running: 0, failed: 1, withFindings: 0 },
  findings: 0,
};
const rows: readonly DomainRow[] = [
  base,
  {
    ...base,
    id: 'sakura',
    name: 'sakura-travel.test',
    customerName: 'Sakura Travel',
    order: 'forced',
    currentStep: null,
    counts: { mailboxes: 3, verified: 3, running: 1, failed: 0, withFindings: 1 },
  },
];
const ids = (filter: Parameters<typeof markDomains>[1]): string[] => {
  const marks = markDomains(rows, filter);
  return rows.filter((_, place) => marks === null || marks[place] === 1).map((row) => row.id);
};

describe('filtering domains', () => {
  it('looks for every word in the names of domain and customer', () => {
    expect(ids({ text: 'CHANDLERY harbour' })).toEqual(['harbour']);
    expect(ids({ text: 'harbour sakura' })).toEqual([]);
  });

  it('narrows by step, order and what is the matter', () => {
    expect([
      ids({}),
      ids({ step: 'copy' }),
      ids({ step: 'done' }),
      ids({ order: 'forced' }),
      ids({ attention: 'failed' }),
      ids({ attention: 'findings' }),
      ids({ attention: 'running' }),
      ids({ attention: 'unverified' }),
    ]).toEqual([
      ['harbour', 'sakura'],
      ['harbour'],
      ['sakura'],
      ['sakura'],
      ['harbour'],
      ['sakura'],
      ['sakura'],
      ['harbour'],
    ]);
  });

  it('reads an address and leaves out what does not belong there', () => {
    expect(domainFilter({ text: 'x', step: 'done', order: 'forced', attention: 'failed' })).toEqual({
      text: 'x',
      step: 'done',
      order: 'forced',
      attention: 'failed',
    });
    expect(domainFilter({ text: '', step: 'nonsense', order: 7, attention: 'x', other: 1 })).toEqual({});
  });
});
