import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiDomain, checkDomain, checkLocalPart, suggestLocalPart } from '../../../shared/domain/opensrs-names.ts';

const kinds = (faults: readonly { kind: string }[]): string[] => faults.map((fault) => fault.kind);
const RULE = /^(?=.{1,64}$)[A-Za-z0-9](?!.*\.\.)[A-Za-z0-9._-]*$/;

describe('names OpenSRS can take', () => {
  it('are letters, digits, hyphens, underscores and single dots', () => {
    for (const name of ['anna', 'a', '7', 'a.b-c_d', 'x'.repeat(64), 'Anna.Ek'])
      expect(checkLocalPart(name)).toEqual([]);
  });

  it.each([
    ['', ['empty']],
    ['anna+news', ['characters']],
    ['o’brien', ['characters']],
    ['a & b', ['characters']],
    ['jörg', ['characters']],
    ['.anna', ['first-character']],
    ['_sys', ['first-character']],
    ['anna..ek', ['double-dots']],
    ['anna.', ['last-dot']],
    ['x'.repeat(65), ['too-long']],
    ['..', ['first-character', 'double-dots', 'last-dot']],
  ])('says all that is wrong with %j', (name, expected) => {
    expect(kinds(checkLocalPart(name))).toEqual(expected);
  });

  it('agrees with the documented rule on any text', () => {
    const near = fc.string({ unit: fc.constantFrom('a', 'Z', '0', '.', '-', '_', '+', ' ', 'ü'), maxLength: 70 });
    fc.assert(
      fc.property(fc.oneof(near, fc.string({ unit: 'grapheme' })), (name) => {
        expect(checkLocalPart(name).length === 0).toBe(RULE.test(name) && !name.endsWith('.'));
      }),
    );
  });
});

describe('a suggested name', () => {
  it.each([
    ['anna', 'anna'],
    ['jörg.müller', 'joerg.mueller'],
    ['rené+news', 'rene-news'],
    ["o'brien", 'obrien'],
    ['sales&service', 'sales-and-service'],
    ['anna..ek.', 'anna.ek'],
    ['_sys', 'sys'],
    ['!!!', null],
  ])('of %j is %j', (name, expected) => {
    expect(suggestLocalPart(name)).toBe(expected);
  });

  it('can always be taken, is nobody’s already, and leaves good names alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 90 }), (name) => {
        const first = suggestLocalPart(name);
        if (checkLocalPart(name).length === 0) expect(first).toBe(name);
        if (first === null) return;
        expect(checkLocalPart(first)).toEqual([]);
        const second = suggestLocalPart(name, new Set([first.toLowerCase()]));
        expect(second?.toLowerCase()).not.toBe(first.toLowerCase());
        expect(checkLocalPart(second ?? '')).toEqual([]);
      }),
    );
  });
});

describe('domains OpenSRS can take', () => {
  it.each([
    ['harbour.test', []],
    ['münchen.test', []],
    ['kunde17', ['labels']],
    ['', ['empty']],
    ['a', ['too-short', 'labels']],
    ['a..b', ['double-dots']],
    [`${'x'.repeat(64)}.test`, ['labels']],
    [`${'abcdefghi.'.repeat(17)}test`, ['too-long']],
    ['-a.test', ['characters']],
    ['a b.test', ['characters']],
  ])('%j: %j', (name, expected) => {
    expect(kinds(checkDomain(name))).toEqual(expected);
  });

  it('are spelled as DNS spells them', () => {
    expect(asciiDomain(' München.Test ')).toBe('xn--mnchen-3ya.test');
  });
});
