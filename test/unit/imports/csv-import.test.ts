import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv, recognisePeople } from '../../../electron/engine/directory/import/csv-table.ts';
import { peopleCandidates } from '../../../electron/engine/directory/import/people-candidates.ts';
import { mailboxSecretRef } from '../../../shared/domain/endpoint.ts';
import { csvFile, importDesk, rowOf } from './import-desk.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a table of people', () => {
  it('is recognised by its first line', async () => {
    const desk = importDesk();
    const text = [
      'E-Mail;Kunde;Benutzername;Passwort;Quota;Aliases;Forward;Status',
      'anna@harbour.test;Chandlery;anna@kunde17;"Kelp;Lantern";500 MB;info@harbour.test, post@harbour.test;phone@elsewhere.test;1',
      'Bert <bert@harbour.test>;Chandlery;bert@kunde17;Rope 12;unlimited;;;0',
    ].join('\r\n');
    const look = await desk.imports.open('csv', csvFile(text));
    expect(look).toMatchObject({ delimiter: ';', mailboxes: 2, passwords: 2, problems: [] });
    expect(look.tables[0]?.columns.map((column) => [column.header, column.role])).toEqual([
      ['E-Mail', 'address'],
      ['Kunde', 'customer'],
      ['Benutzername', 'user'],
      ['Passwort', 'password'],
      ['Quota', 'limit'],
      ['Aliases', 'aliases'],
      ['Forward', 'redirect-to'],
      ['Status', 'status'],
    ]);
    const preview = await desk.imports.preview(look.id, desk.choices);
    expect(rowOf(preview, 'anna@harbour.test')).toMatchObject({
      sourceUser: 'anna@kunde17',
      limitKb: 512_000,
      aliases: ['info@harbour.test', 'post@harbour.test'],
      redirectTo: ['phone@elsewhere.test'],
      enabled: true,
      customer: 'Chandlery',
    });
    expect(rowOf(preview, 'bert@harbour.test')).toMatchObject({ limitKb: -1, enabled: false });
    expect(JSON.stringify([look, preview])).not.toMatch(/Kelp|Rope 12/);
    await desk.imports.apply(look.id, desk.choices);
    const anna = desk.workspace.mailboxes.findByAddress('anna@harbour.test');
    expect(desk.vault.get(mailboxSecretRef(anna?.id ?? '', 'source'))).toBe('Kelp;Lantern');
  });

  it('without a first line of names: address, password, limit', async () => {
    const { imports } = importDesk();
    const look = await imports.open('csv', csvFile('anna@harbour.test,Kelp-58,512000\nbert@harbour.test,Rope-12,-1\n'));
    expect(look.tables[0]).toMatchObject({ header: false, rows: 2 });
    expect(look.tables[0]?.columns.map((column) => column.role)).toEqual(['address', 'password', 'limit']);
    expect(JSON.stringify(look)).not.toMatch(/Kelp|Rope/);
  });

  it('takes digits beside the address for a password rather than for a limit', async () => {
    const { imports } = importDesk();
    const both = await imports.open(
      'csv',
      csvFile('anna@harbour.test,48151623,512000\nbert@harbour.test,42424242,-1\n'),
    );
    expect(both.tables[0]?.columns.map((column) => column.role)).toEqual(['address', 'password', 'limit']);
    const one = await imports.open('csv', csvFile('anna@harbour.test,48151623\nbert@harbour.test,42424242\n'));
    expect(one.tables[0]?.columns.map((column) => column.role)).toEqual(['address', 'ignored']);
    const user = await imports.open(
      'csv',
      csvFile('anna@harbour.test,anna@kunde17,48151623\nbert@harbour.test,bert@kunde17,4242\n'),
    );
    expect(user.tables[0]?.columns.map((column) => column.role)).toEqual(['address', 'user', 'ignored']);
    expect(JSON.stringify([both, one, user])).not.toMatch(/4815|4242/);
  });

  it('shows nothing of a column that may hold passwords, even when nobody says it does', async () => {
    const { imports } = importDesk();
    const look = await imports.open('csv', csvFile('anna@harbour.test,x,Kelp-58\nbert@harbour.test,y,Rope-12\n'));
    const wrong = imports.correct(look.id, [{ path: 'people.csv', columns: { '1': 'customer', '2': 'note' } }], 'KB');
    expect(JSON.stringify([look, wrong])).not.toMatch(/Kelp|Rope/);
  });

  it('obeys the agent about the header and the columns', async () => {
    const { imports } = importDesk();
    const look = await imports.open('csv', csvFile('a|b\nanna@harbour.test|x\n'));
    expect(look.delimiter).toBe('|');
    const corrected = imports.correct(
      look.id,
      [{ path: 'people.csv', header: true, columns: { '1': 'password' } }],
      'KB',
    );
    expect(corrected.tables[0]).toMatchObject({ header: true, rows: 1 });
    expect(corrected).toMatchObject({ mailboxes: 1, passwords: 1 });
  });

  it('with duplicates, lines without an address and limits that are none: each is named', async () => {
    const desk = importDesk();
    const text =
      'address,quota\nanna@harbour.test,1000000\nANNA@Harbour.test,5\n,5\nnobody,5\nbert@harbour.test,lots\n';
    const look = await desk.imports.open('csv', csvFile(text));
    expect(look.tables[0]?.problems).toEqual([
      { line: 4, text: 'has no address' },
      { line: 5, text: 'has no valid address' },
      { line: 6, text: 'has a limit that is no number; it is left out' },
    ]);
    const preview = await desk.imports.preview(look.id, desk.choices);
    expect(preview.findingCounts['duplicate-address']).toBe(1);
    expect(preview.findings.find((one) => one.kind === 'duplicate-address')?.text).toContain(
      'in line 2 and again in line 3',
    );
    expect(preview.counts.new).toBe(2);
    expect(preview.findings.find((one) => one.kind === 'lines-unreadable')?.text).toContain('3 lines of people.csv');
  });

  it('does not call mailboxes of other domains gone', async () => {
    const desk = importDesk();
    const first = await desk.imports.open(
      'csv',
      csvFile('address\nanna@harbour.test\nbert@harbour.test\nzoe@pier.test\n'),
    );
    await desk.imports.apply(first.id, desk.choices);
    const second = await desk.imports.open('csv', csvFile('address\nanna@harbour.test\n'));
    const preview = await desk.imports.preview(second.id, desk.choices);
    expect(preview.rows.filter((row) => row.change === 'gone').map((row) => row.key)).toEqual(['bert@harbour.test']);
  });

  it.each([
    [
      'windows-1252',
      Uint8Array.from(
        [...'address,customer\nj', 0xf6, ...'rg@x.test,M', 0xfc, ...'ller\n'].map((c) =>
          typeof c === 'number' ? c : c.charCodeAt(0),
        ),
      ),
    ],
    ['utf-8 with mark', bytes('\ufeffaddress,customer\njörg@x.test,Müller\n')],
  ])('is read in %s', async (_, content) => {
    const desk = importDesk();
    const { id } = await desk.imports.open('csv', csvFile(content));
    expect(rowOf(await desk.imports.preview(id, desk.choices), 'jörg@x.test').customer).toBe('Müller');
  });

  it('with a quotation mark that is never closed: the line is named', async () => {
    const { imports } = importDesk();
    const text = `address,note\nanna@harbour.test,fine\nbert@harbour.test,"${'never closed\n'.repeat(9000)}`;
    await expect(imports.open('csv', csvFile(text))).rejects.toThrow(/quotation mark that is opened after line 2/);
    await expect(imports.open('csv', csvFile(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0)))).rejects.toThrow('binary data');
  });

  it('never fails on any text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('a', '@', '.', ',', ';', '"', '\n', '\t', '1') }),
        async (text) => {
          const table = await parseCsv(bytes(text), 'x.csv').catch((error: unknown) => {
            expect(error).toMatchObject({ code: 'input.invalid' });
            return null;
          });
          if (!table) return;
          const { columns } = recognisePeople(table.rows);
          const { mailboxes } = peopleCandidates(
            table.rows,
            columns.map((column) => column.role),
            1,
          );
          expect(new Set(mailboxes.map((one) => one.key)).size).toBe(mailboxes.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('of a hundred thousand lines is read and compared, a tenth of it written and read again', {
    timeout: 60_000,
  }, async () => {
    const desk = importDesk();
    const lines = Array.from(
      { length: 100_000 },
      (_, index) => `user${index}@domain${index % 2000}.test;Secret-${index};${500_000 + index}`,
    );
    const file = csvFile(`address;password;quota\n${lines.join('\n')}\n`);
    const look = await desk.imports.open('csv', file);
    expect(look).toMatchObject({ mailboxes: 100_000, passwords: 100_000 });
    const preview = await desk.imports.preview(look.id, desk.choices);
    expect(preview.counts.new).toBe(100_000);
    expect(preview.rows.length).toBe(20_000);
    const tenth = csvFile(`address;password;quota\n${lines.slice(0, 10_000).join('\n')}\n`);
    const part = await desk.imports.open('csv', tenth);
    expect(await desk.imports.apply(part.id, desk.choices)).toMatchObject({ added: 10_000, passwords: 10_000 });
    const again = await desk.imports.preview(look.id, desk.choices);
    expect(again.counts).toEqual({ new: 90_000, changed: 0, same: 10_000, gone: 0 });
  });
});
