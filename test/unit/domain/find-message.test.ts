import { describe, expect, it } from 'vitest';
import { isWanted, parseWanted } from '../../../shared/domain/find-message.ts';

/** A Sunday. */
const now = new Date(2026, 10, 22, 14, 0);
const read = (text: string) => parseWanted(text, now);
const days = (text: string) => [read(text).since, read(text).before];

describe('one line about a message', () => {
  it('tells sender, words and days apart', () => {
    expect(read('invoice from anna last march')).toEqual({
      from: 'anna',
      to: null,
      words: ['invoice'],
      since: '2026-03-01',
      before: '2026-04-01',
    });
  });

  it.each([
    ['last december', '2025-12-01', '2026-01-01'],
    ['last november', '2025-11-01', '2025-12-01'],
    ['this november', '2026-11-01', '2026-12-01'],
    ['in november', '2026-11-01', '2026-12-01'],
    ['in may', '2026-05-01', '2026-06-01'],
    ['march 2024', '2024-03-01', '2024-04-01'],
    ['from march', '2026-03-01', '2026-04-01'],
    ['on 12 march', '2026-03-12', '2026-03-13'],
    ['12th of december', '2025-12-12', '2025-12-13'],
    ['Dec 24, 2023', '2023-12-24', '2023-12-25'],
    ['2026-02-28', '2026-02-28', '2026-03-01'],
    ['28.2.2026', '2026-02-28', '2026-03-01'],
    ['around 12 march', '2026-03-09', '2026-03-16'],
    ['yesterday', '2026-11-21', '2026-11-22'],
    ['today', '2026-11-22', '2026-11-23'],
    ['last friday', '2026-11-20', '2026-11-21'],
    ['sunday', '2026-11-15', '2026-11-16'],
    ['last week', '2026-11-09', '2026-11-16'],
    ['this week', '2026-11-16', '2026-11-23'],
    ['last month', '2026-10-01', '2026-11-01'],
    ['last year', '2025-01-01', '2026-01-01'],
    ['three days ago', '2026-11-19', '2026-11-20'],
    ['2 months ago', '2026-09-01', '2026-10-01'],
    ['2019', '2019-01-01', '2020-01-01'],
    ['since march', '2026-03-01', null],
    ['before 2020', null, '2020-01-01'],
  ])('reads "%s"', (text, since, before) => {
    expect(days(`quote ${text}`)).toEqual([since, before]);
    expect(read(`quote ${text}`).words).toEqual(['quote']);
  });

  it('takes a number that is no year for a word', () => {
    expect(read('invoice 20241')).toMatchObject({ words: ['invoice', '20241'], since: null });
    expect(read('order 2099')).toMatchObject({ words: ['order', '2099'], since: null });
  });

  it('keeps may, addresses, quoted phrases and other scripts as words', () => {
    expect(read('may contract').words).toEqual(['may', 'contract']);
    expect(read('"hull survey" <ben@harbour.test>').words).toEqual(['hull survey', 'ben@harbour.test']);
    expect(read('the mail about 見積り, please').words).toEqual(['見積り']);
  });

  it('knows recipients, prefixes and names in quotes', () => {
    expect(read('from:"Anna Berg" to: ben@x.test subject:Hull')).toMatchObject({
      from: 'Anna Berg',
      to: 'ben@x.test',
      words: ['Hull'],
    });
    expect(read('quote by jutta').from).toBe('jutta');
  });

  it('understands an empty line as nothing', () => {
    expect(read('   ')).toEqual({ from: null, to: null, words: [], since: null, before: null });
  });

  it('holds words against subject, sender and recipient, in any letter case', () => {
    const shown = { subject: 'Rechnung Nr. 7', from: 'Anna <anna@harbour.test>', to: 'ben@harbour.test' };
    expect(isWanted(read('rechnung from ANNA to ben'), shown)).toBe(true);
    expect(isWanted(read('rechnung ben'), shown)).toBe(true);
    expect(isWanted(read('rechnung from ben'), shown)).toBe(false);
    expect(isWanted(read('rechnung 8'), shown)).toBe(false);
  });
});
