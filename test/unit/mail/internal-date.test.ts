import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatImapDate,
  imapDateMs,
  parseImapDate,
  usualImapDate,
} from '../../../electron/engine/mail/internal-date.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');
const moment = fc.record({
  instant: fc.date({
    min: new Date('0100-01-02T00:00:00Z'),
    max: new Date('9998-12-30T00:00:00Z'),
    noInvalidDate: true,
  }),
  zone: fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 }),
});

/** The instant as a date-time of that zone. */
function written({ instant, zone }: { instant: Date; zone: number }, padding: ' ' | '0' | ''): string {
  const local = new Date(Math.floor(instant.getTime() / 1000) * 1000 + zone * 60_000);
  const day = String(local.getUTCDate()).padStart(padding === '' ? 0 : 2, padding || ' ');
  const offset = `${zone < 0 ? '-' : '+'}${two(Math.floor(Math.abs(zone) / 60))}${two(Math.abs(zone) % 60)}`;
  return `${day}-${months[local.getUTCMonth()]}-${String(local.getUTCFullYear()).padStart(4, '0')} ${local.toISOString().slice(-13, -5)} ${offset}`;
}

describe('an internal date', () => {
  test('keeps its instant, its zone and its form', () => {
    fc.assert(
      fc.property(moment, fc.constantFrom<' ' | '0' | ''>(' ', '0', ''), (drawn, padding) => {
        const parts = parseImapDate(written(drawn, padding));
        if (parts === null) throw new Error(`not read: ${written(drawn, padding)}`);
        expect(parts.zoneMinutes).toBe(drawn.zone === 0 ? 0 : drawn.zone);
        expect(imapDateMs(written(drawn, padding))).toBe(Math.floor(drawn.instant.getTime() / 1000) * 1000);
        expect(formatImapDate(parts)).toBe(written(drawn, '0'));
        expect(parseImapDate(formatImapDate(parts))).toEqual(parts);
      }),
      { numRuns: 3000 },
    );
  });

  test('comes out in the form of RFC 3501 whenever it can be read at all', () => {
    const near = fc.stringMatching(/^[ 0-3]?\d-(Jan|Feb|feb|MAR|Xyz)-\d{4} \d{1,2}:\d\d:\d\d [+-]\d{4}$/);
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (text) => {
        const parts = parseImapDate(text);
        expect(usualImapDate(text)).toBe(parts === null ? '' : formatImapDate(parts));
        if (parts === null) return;
        expect(formatImapDate(parts)).toMatch(/^\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d [+-]\d{4}$/);
        expect(parseImapDate(formatImapDate(parts))).toEqual(parts);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    '',
    'yesterday',
    '31-Feb-2001 10:00:00 +0000',
    '29-Feb-2001 10:00:00 +0000',
    ' 0-Jan-2001 10:00:00 +0000',
    '17-Jul-1996 24:00:00 -0700',
    '17-Jul-1996 02:60:25 -0700',
    '17-Jul-1996 02:44:25',
    '17-Jul-1996 02:44:25 PDT',
    '17-Jul-96 02:44:25 -0700',
    '17-Jul-1996 02:44:25 +9999',
    '17-Jul-1996 02:44:25 +0060',
  ])('%j is none', (text) => {
    expect(parseImapDate(text)).toBeNull();
    expect(imapDateMs(text)).toBeNaN();
  });

  test('knows leap years and leap seconds', () => {
    expect(imapDateMs('29-Feb-2000 12:00:00 +0000')).toBe(Date.UTC(2000, 1, 29, 12));
    expect(imapDateMs('31-Dec-2016 23:59:60 +0000')).toBe(Date.UTC(2017, 0, 1));
  });
});
