import { describe, expect, it } from 'vitest';
import { looksLikeAddress, searchedText } from '../../../renderer/app/palette-text.ts';

describe('what a pasted text means', () => {
  it.each([
    ['anna@harbour.test', 'anna@harbour.test'],
    ['  anna@harbour.test\n', 'anna@harbour.test'],
    ['Anna Hansen <anna@harbour.test>', 'anna@harbour.test'],
    ['mailto:anna@harbour.test?subject=Help', 'anna@harbour.test'],
    ['https://www.harbour.test/webmail', 'harbour.test'],
    ['http://harbour.test', 'harbour.test'],
    ['Harbour   Chandlery', 'Harbour Chandlery'],
    ['a/b', 'a/b'],
    ['', ''],
  ])('%j is %j', (pasted, meant) => {
    expect(searchedText(pasted)).toBe(meant);
  });

  it('offers to add only what has the form of an address', () => {
    expect(['anna@harbour.test', 'anna@harbour', 'harbour.test', 'two words@x.test'].map(looksLikeAddress)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
