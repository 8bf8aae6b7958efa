import { describe, expect, it } from 'vitest';
import { MASK, readPasted } from '../../../shared/domain/pasted-text.ts';
import { otherSpelling } from '../../../shared/domain/punycode.ts';

describe('addresses and domains in a pasted text', () => {
  it.each([
    ['Anna Berg <Anna@Harbour.test>', ['anna@harbour.test'], []],
    ['mailto:anna@harbour.test?subject=Hi', ['anna@harbour.test'], []],
    ['My address is anna@harbour.test. Thanks!', ['anna@harbour.test'], []],
    ['("anna@harbour.test", <info@harbour.test>)', ['anna@harbour.test', 'info@harbour.test'], []],
    ["it is o'brien+news@mail.harbour.co.uk, I think", ["o'brien+news@mail.harbour.co.uk"], []],
    ['anna(at)harbour.test oder info [at] harbour [dot] test', ['anna@harbour.test', 'info@harbour.test'], []],
    ['Guten Tag, mit jörg@bücher.example kommt nichts an; Grüße', ['jörg@bücher.example'], []],
    ['info@xn--bcher-kva.example', ['info@xn--bcher-kva.example'], []],
    ['https://www.harbour.test/webmail?x=1', [], ['harbour.test']],
    ['Our site mail.harbour.co.uk is down', [], ['harbour.co.uk']],
    ['since moving harbour.test. nothing works', [], ['harbour.test']],
    ['HARBOUR.TEST', [], ['harbour.test']],
    ['anna@harbour.test (harbour.test)', ['anna@harbour.test'], []],
    ['z.B. die Rechnung.pdfx vom 12.11. um 10.30 Uhr, 192.168.0.1', [], []],
  ])('%s', (pasted, addresses, domains) => {
    const read = readPasted(pasted);
    expect(read.addresses).toEqual(addresses);
    expect(read.domains).toEqual(domains);
  });

  it('searches for what was picked out, else for the text itself', () => {
    expect(readPasted('Hi, anna@harbour.test and other.example please').terms).toEqual([
      'anna@harbour.test',
      'other.example',
    ]);
    expect(readPasted('  Harbour \n Chandlery ').terms).toEqual(['Harbour Chandlery']);
    expect(readPasted('anna@har').terms).toEqual(['anna@har']);
    expect(readPasted('   ').terms).toEqual([]);
  });
});

describe('a password in a pasted text', () => {
  it.each([
    ['password: xyz', 'xyz'],
    ['pw xyz', 'xyz'],
    ['Passwort lautet Kelp-Lantern-58.', 'Kelp-Lantern-58'],
    ['Das Kennwort für anna@harbour.test ist Tide.Table.07', 'Tide.Table.07'],
    ['my password is now "two words"', 'two words'],
    ['Password = a@b!c', 'a@b!c'],
    ['anna@harbour.test\nPW: geheim123\nplease help', 'geheim123'],
    ['PASSWORT: „drei ruhige Häfen“', 'drei ruhige Häfen'],
    ['pass -> hunter2', 'hunter2'],
  ])('%s', (pasted, password) => {
    const read = readPasted(pasted);
    expect(read.passwords).toEqual([password]);
    expect(read.text).toContain(MASK);
    expect(JSON.stringify([read.text, read.terms, read.addresses, read.domains])).not.toContain(password);
  });

  it.each([
    'I forgot my password, please reset it',
    'Passwort vergessen',
    'password is wrong',
    'the password does not work',
    'Mein Passwort funktioniert nicht',
    'password for anna@harbour.test',
    `password: ${MASK}`,
  ])('is none in: %s', (pasted) => {
    expect(readPasted(pasted).passwords).toEqual([]);
    expect(readPasted(pasted).text).toBe(pasted);
  });

  it('is masked wherever it stands, however many there are', () => {
    const read = readPasted('old pw: abc1 and new password: xyz2');
    expect(read.text).toBe(`old pw: ${MASK} and new password: ${MASK}`);
    expect(read.passwords).toEqual(['abc1', 'xyz2']);
  });

  it('never is what is searched for', () => {
    expect(readPasted('pw harbour.test').terms).toEqual(['pw']);
  });
});

describe('the other spelling of a domain', () => {
  it.each([
    ['bücher.example', 'xn--bcher-kva.example'],
    ['jörg@müller-feinmechanik.test', 'jörg@xn--mller-feinmechanik-m6b.test'],
    ['日本語.test', 'xn--wgv71a119e.test'],
  ])('%s and %s', (own, ascii) => {
    expect(otherSpelling(own)).toBe(ascii);
    expect(otherSpelling(ascii)).toBe(own);
  });

  it('is none for plain domains and broken ones', () => {
    expect(otherSpelling('harbour.test')).toBeNull();
    expect(otherSpelling('harbour')).toBeNull();
    expect(otherSpelling('xn--99999999.test')).toBeNull();
  });
});
