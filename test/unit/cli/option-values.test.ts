import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  collect,
  collectMap,
  parseConnections,
  parseDate,
  parseFingerprint,
  parseMessageRate,
  parseQuietHours,
  parseRate,
  parseSeed,
  parseSize,
} from '../../../electron/cli/option-values.ts';

describe('sizes', () => {
  it.each([
    ['26214400', 26_214_400],
    ['25MB', 25 * 1024 ** 2],
    ['25 mb', 25 * 1024 ** 2],
    ['25M', 25 * 1024 ** 2],
    ['25MiB', 25 * 1024 ** 2],
    ['1.5G', 1.5 * 1024 ** 3],
    ['512KB', 512 * 1024],
    ['100B', 100],
  ])('reads %s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', 'MB', '-1', '0', '25XB', '25 M B', '1e6', '0x10', '9999999T', '25MB/s'])('refuses "%s"', (text) => {
    expect(() => parseSize(text)).toThrow(/25MB/);
  });

  it('takes any whole number of bytes for itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (bytes) => parseSize(String(bytes)) === bytes),
    );
  });

  it('reads a rate with and without "/s"', () => {
    expect([parseRate('2MB/s'), parseRate('2MB'), parseRate('500k /s')]).toEqual([2_097_152, 2_097_152, 512_000]);
    expect(() => parseRate('fast')).toThrow(/2MB\/s/);
  });
});

describe('dates', () => {
  it('takes a day as midnight UTC and a time as it says', () => {
    expect(parseDate('2024-01-31')).toBe('2024-01-31T00:00:00.000Z');
    expect(parseDate('2024-01-31T08:00:00+02:00')).toBe('2024-01-31T06:00:00.000Z');
  });

  it.each([
    'yesterday',
    '31.01.2024',
    '2024-1-31',
    '2024-02-31',
    '2024-13-01',
    '2023-02-29',
    '2024',
    '',
    '2024-01-31T25:00:00Z',
  ])('refuses "%s"', (text) => {
    expect(() => parseDate(text)).toThrow(/2024-01-31/);
  });
});

describe('other values', () => {
  it('reads connections from 1 to 32', () => {
    expect([parseConnections('1'), parseConnections('32')]).toEqual([1, 32]);
    for (const text of ['0', '33', '4.5', 'many', '', '-1']) expect(() => parseConnections(text)).toThrow(/1 to 32/);
  });

  it('reads messages per second', () => {
    expect([parseMessageRate('20'), parseMessageRate('0.5 /s')]).toEqual([20, 0.5]);
    for (const text of ['0', '-1', 'slow', '', '1e3']) expect(() => parseMessageRate(text)).toThrow(/like 20/);
  });

  it('reads quiet hours, which may span midnight', () => {
    expect(parseQuietHours('22:00-06:00')).toEqual({ from: '22:00', to: '06:00' });
    expect(parseQuietHours('9:30 - 17:00')).toEqual({ from: '09:30', to: '17:00' });
    for (const text of ['22-6', '22:00', '24:00-06:00', '22:60-06:00', '22:00-06:00-07:00', '', '22:00-22:00'])
      expect(() => parseQuietHours(text)).toThrow(/22:00/);
  });

  it('reads a seed', () => {
    expect(parseSeed('42')).toBe(42);
    for (const text of ['-1', '4294967296', 'x', '']) expect(() => parseSeed(text)).toThrow(/whole number/);
  });

  it('reads fingerprints however they are written', () => {
    const hex = 'ab'.repeat(32);
    const wanted = Array.from({ length: 32 }, () => 'AB').join(':');
    for (const text of [hex, hex.toUpperCase(), wanted, wanted.toLowerCase(), `sha256:${hex}`, `SHA-256:${hex}`]) {
      expect(parseFingerprint(text)).toBe(wanted);
    }
    for (const text of ['', 'ab'.repeat(20), `${hex}00`, 'zz'.repeat(32)]) {
      expect(() => parseFingerprint(text)).toThrow(/64 hex digits/);
    }
  });

  it('gathers folders', () => {
    expect(collect('Sent', collect('INBOX'))).toEqual(['INBOX', 'Sent']);
    expect(() => collect('')).toThrow(/empty/);
  });

  it('gathers mappings', () => {
    const first = collectMap('Gesendet=Sent');
    expect(collectMap('Old=', first)).toEqual([
      { source: 'Gesendet', destination: 'Sent' },
      { source: 'Old', destination: null },
    ]);
    expect(collectMap('a\\=b=c=d')).toEqual([{ source: 'a=b', destination: 'c=d' }]);
    expect(() => collectMap('Gesendet=Other', first)).toThrow(/mapped twice/);
    for (const text of ['Gesendet', '=Sent', '']) expect(() => collectMap(text)).toThrow(/Gesendet=Sent/);
  });
});
