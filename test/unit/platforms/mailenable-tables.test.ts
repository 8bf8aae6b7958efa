import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../../electron/engine/platforms/mailenable/options-file.ts';
import { recogniseTable } from '../../../electron/engine/platforms/mailenable/recognise-table.ts';
import { parseTabFile } from '../../../electron/engine/platforms/mailenable/tab-file.ts';
import { decodeText } from '../../../electron/engine/platforms/mailenable/text.ts';
import { isLeftover, parseToken, parseTokens } from '../../../electron/engine/platforms/mailenable/tokens.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const rows = (text: string) => parseTabFile(bytes(text), isLeftover).rows;
const offices = new Set(['harbour.test', 'kunde17']);

describe('addresses in brackets', () => {
  it.each([
    ['[SMTP:anna@harbour.test]', { kind: 'smtp', local: 'anna', domain: 'harbour.test' }],
    ['[smtp:Anna@Harbour.test]', { kind: 'smtp', local: 'Anna', domain: 'Harbour.test' }],
    ['[SMTP:*@harbour.test]', { kind: 'catch-all', domain: 'harbour.test' }],
    ['[SF:harbour.test/anna]', { kind: 'local', postoffice: 'harbour.test', name: 'anna' }],
    ['[LS:harbour.test/news]', { kind: 'list', postoffice: 'harbour.test', name: 'news' }],
    ['[SMTP:nobody]', null],
    ['[SF:harbour.test]', null],
    ['anna@harbour.test', null],
    ['', null],
  ])('%s', (text, expected) => {
    expect(parseToken(text)).toEqual(expected);
  });

  it('come in lists, and any text at all is read without failing', () => {
    expect(parseTokens('[SMTP:a@x.test];[SMTP:b@y.test];broken').map((token) => token.kind)).toEqual(['smtp', 'smtp']);
    fc.assert(fc.property(fc.string(), (text) => void parseTokens(text)));
    fc.assert(fc.property(fc.string(), (text) => parseToken(`[SMTP:${text}]`) === null || text.includes('@')));
  });
});

describe('a tab file', () => {
  it('is split at every kind of line end, without blank lines and leftovers', () => {
    const text = 'a\t1\r\n\r\n  \nb\t2\n[DELETE:ME]\t3\n___~x\t4\rc\t5';
    expect(rows(text)).toEqual([
      { line: 1, fields: ['a', '1'] },
      { line: 4, fields: ['b', '2'] },
      { line: 7, fields: ['c', '5'] },
    ]);
  });

  it('keeps blanks within a field: they may belong to a password', () => {
    expect(rows('anna@x\t1\t blank \tx')[0]?.fields[2]).toBe(' blank ');
  });

  it('names lines that are no text, and goes on', () => {
    const { rows: read, problems } = parseTabFile(bytes(`a\t\0\0\nb\t1\n${'x'.repeat(20_000)}\n`), isLeftover);
    expect(read.map((row) => row.line)).toEqual([2]);
    expect(problems.map((problem) => problem.line)).toEqual([1, 3]);
  });

  it.each([
    ['UTF-8', bytes('jörg')],
    ['UTF-8 with mark', bytes('\ufeffjörg')],
    ['Windows-1252', Uint8Array.from([0x6a, 0xf6, 0x72, 0x67])],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, 0x6a, 0, 0xf6, 0, 0x72, 0, 0x67, 0])],
  ])('is read in %s', (encoding, content) => {
    expect(decodeText(content)).toEqual({ text: 'jörg', encoding });
  });

  it('never fails, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (content) => {
        const read = parseTabFile(content, isLeftover);
        for (const row of read.rows) expect(row.fields.length).toBeGreaterThan(0);
        recogniseTable('X.TAB', read.rows, offices);
        parseOptions(content);
      }),
    );
  });
});

describe('what a table is', () => {
  const roles = (path: string, text: string) => {
    const found = recogniseTable(path, rows(text), offices);
    return { role: found.role, sure: found.sure, columns: found.columns.map((column) => column.role) };
  };

  it('AUTH.TAB, with the rights wherever they stand', () => {
    const text = [
      'anna@harbour.test\t1\tKelp-Lantern-58\tharbour.test\tUSER',
      'post@kunde17\t0\tTide.Table.07\tkunde17\tADMIN',
    ].join('\r\n');
    expect(roles('Config/Auth.tab', text)).toEqual({
      role: 'logins',
      sure: 'sure',
      columns: ['user', 'status', 'password', 'postoffice', 'rights'],
    });
    const later = text.replaceAll(/\t(USER|ADMIN)/g, '\tremark\t0\t\t$1');
    expect(roles('AUTH.TAB', later).columns).toEqual([
      'user',
      'status',
      'password',
      'postoffice',
      'ignored',
      'ignored',
      'ignored',
      'rights',
    ]);
    expect(roles('something.tab', text).role).toBe('logins');
  });

  it('address maps, whatever the order of the other fields', () => {
    const text = '[SMTP:anna@harbour.test]\t[SF:harbour.test/anna]\t\tharbour.test\t1';
    expect(roles('ADDRESS-MAP.TAB', text).columns).toEqual(['source', 'target', 'ignored', 'postoffice', 'status']);
    expect(roles('x.tab', '0\tkunde17\t[SMTP:a@x.test]\t[SF:kunde17/a]').columns).toEqual([
      'ignored',
      'postoffice',
      'source',
      'target',
    ]);
  });

  it('mailboxes, told by their redirections, limits and post offices', () => {
    const text = [
      'kunde17\tanna\t[SMTP:anna@elsewhere.test];[SMTP:phone@elsewhere.test]\t2\t1\t512000\t20480',
      'kunde17\tsales\t[SMTP:anna@harbour.test]\t1\t1\t-1\t12',
      'kunde17\told.box\t\t0\t0\t102400\t99',
    ].join('\n');
    expect(roles('Postoffices/kunde17/MAILBOXES.TAB', text)).toEqual({
      role: 'mailboxes',
      sure: 'likely',
      columns: ['postoffice', 'mailbox', 'redirect-to', 'redirect-mode', 'status', 'limit', 'size'],
    });
    const other = text.split('\n').map((line) => {
      const [office, name, to, mode, status, limit, size] = line.split('\t');
      return [name, status, limit, size, mode, to, office].join('\t');
    });
    expect(roles('whatever.tab', other.join('\n')).columns).toEqual([
      'mailbox',
      'status',
      'limit',
      'size',
      'redirect-mode',
      'redirect-to',
      'postoffice',
    ]);
  });

  it('domains, with the host they are redirected to', () => {
    const text = 'harbour.test\t1\t0\t\tharbour.test\npier.test\t1\t1\tsmtp.elsewhere.test\tharbour.test';
    expect(roles('SMTP-DOMAINS.TAB', text).columns).toEqual([
      'domain',
      'status',
      'redirect-mode',
      'redirect-hosts',
      'postoffice',
    ]);
  });

  it('nothing, for a list of blocked addresses or an empty file', () => {
    expect(roles('SMTP-DENY.TAB', '203.0.113.7\t1\tCONNECT\tSYSTEM').role).toBe('ignored');
    expect(roles('X.TAB', 'a\tb\nc\td').role).toBe('ignored');
    expect(roles('AUTH.TAB', '')).toEqual({ role: 'logins', sure: 'unsure', columns: [] });
  });
});
