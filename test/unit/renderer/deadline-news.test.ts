import { describe, expect, it } from 'vitest';
import { lookAtDeadlines } from '../../../renderer/app/deadline-news.ts';
import type { DomainRow } from '../../../shared/contract/directory.ts';

const now = Date.UTC(2026, 10, 22, 12);

function forced(id: string, hours: number, neededHours = 0): DomainRow {
  return {
    id,
    customerId: 'customer',
    customerName: 'Harbour Chandlery',
    name: `${id}.test`,
    order: 'forced',
    orderSince: null,
    deadlineAt: new Date(now + hours * 3_600_000).toISOString(),
    secondsNeeded: neededHours * 3600,
    note: '',
    stage: 'copy',
    currentStep: 'copy',
    counts: { mailboxes: 4, verified: 1, running: 0, failed: 0, withFindings: 0 },
    findings: 0,
  };
}

describe('a deadline that comes near', () => {
  const domains = [forced('harbour', 7)];
  const inHours = (hours: number) => now + hours * 3_600_000;

  it('is told once each time it stands worse, and not at the first look', () => {
    const first = lookAtDeadlines(null, domains, now, false);
    expect(first.news).toEqual([]);
    const tight = lookAtDeadlines(first.levels, domains, inHours(2), false);
    expect(tight.news).toEqual([
      { title: 'harbour.test: 5 h 00 min left', body: '1 of 4 mailboxes verified.', domainId: 'harbour' },
    ]);
    expect(lookAtDeadlines(tight.levels, domains, inHours(3), false).news).toEqual([]);
    const over = lookAtDeadlines(tight.levels, domains, inHours(8), false);
    expect(over.news.map((news) => news.title)).toEqual(['harbour.test: overdue by 1 h 00 min']);
    expect(over.atRisk).toBe(1);
  });

  it('counts what cannot be met, and says why', () => {
    const look = lookAtDeadlines(new Map(), [forced('big', 30, 31), forced('small', 30, 1)], now, false);
    expect(look.atRisk).toBe(1);
    expect(look.news[0]?.body).toContain('What is left takes about 31 h');
  });

  it('names nobody in show-to-customer mode', () => {
    const look = lookAtDeadlines(new Map(), [forced('harbour', -1)], now, true);
    expect(JSON.stringify(look.news.map(({ title, body }) => [title, body]))).not.toContain('harbour');
  });
});
