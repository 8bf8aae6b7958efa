import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { mailEnableConfiguration } from '../../../electron/engine/practice/mailenable-configuration.ts';
import { mailboxSecretRef } from '../../../shared/domain/endpoint.ts';
import type { ImportFinding } from '../../../shared/domain/import.ts';
import { addRun } from '../workspace/sample-workspace.ts';
import { configurationFolder, csvFile, folderWith, harbour, importDesk, rowOf } from './import-desk.ts';

const kinds = (findings: readonly ImportFinding[], about: string): string[] =>
  findings
    .filter((finding) => finding.about === about)
    .map((finding) => finding.kind)
    .sort();

describe('a configuration folder', () => {
  it('is recognised table by table, and nobody sees a password', async () => {
    const { imports } = importDesk();
    const look = await imports.open('folder', configurationFolder([harbour]));
    expect(Object.fromEntries(look.tables.map((table) => [table.path, `${table.role} ${table.sure}`]))).toEqual({
      'ADDRESS-MAP.TAB': 'address-maps likely',
      'AUTH.TAB': 'logins sure',
      'Postoffices/harbour.test/MAILBOXES.TAB': 'mailboxes likely',
      'SMTP-DENY.TAB': 'ignored likely',
      'SMTP-DOMAINS.TAB': 'domains likely',
    });
    expect(look).toMatchObject({ name: 'Config', postoffices: 1, mailboxes: 6, passwords: 6, problems: [] });
    const auth = look.tables.find((table) => table.path === 'AUTH.TAB');
    expect(auth?.columns[0]?.samples).toContain('anna@harbour.test');
    expect(JSON.stringify(look)).not.toMatch(/Kelp-Lantern|Tide\.Table|Rusty-Anchor|Not-Any-More/);
  });

  it('gives mailboxes with logins, limits, redirections and aliases', async () => {
    const desk = importDesk();
    const { id } = await desk.imports.open('folder', configurationFolder([harbour]));
    const preview = await desk.imports.preview(id, desk.choices);
    expect(preview.counts).toEqual({ new: 6, changed: 0, same: 0, gone: 0 });
    expect(preview.passwords).toEqual({ new: 6, changed: 0, unknown: 0 });
    expect(JSON.stringify(preview)).not.toMatch(/Kelp-Lantern|Tide\.Table|Rusty-Anchor/);
    expect(rowOf(preview, 'anna@harbour.test')).toMatchObject({
      sourceUser: 'anna@harbour.test',
      destinationUser: 'anna@harbour.test',
      limitKb: 512_000,
      aliases: ['info@harbour.test'],
      customer: 'harbour.test',
    });
    expect(rowOf(preview, 'carla@harbour.test').redirectTo).toEqual(['carla@elsewhere.test', 'phone@elsewhere.test']);
    expect(kinds(preview.findings, 'anna@harbour.test')).toEqual([]);
    expect(kinds(preview.findings, 'jörg@harbour.test')).toEqual(['name-not-possible']);
    expect(kinds(preview.findings, 'carla@harbour.test')).toEqual(['forwards', 'quota-large']);
    expect(kinds(preview.findings, 'sales@harbour.test')).toEqual(['redirect-only']);
    expect(kinds(preview.findings, 'old.box@harbour.test')).toEqual(['disabled']);
    expect(kinds(preview.findings, 'harbour.test')).toEqual(['catch-all', 'lists-and-groups']);
    expect(kinds(preview.findings, 'unlimited')).toEqual(['quota-tier']);
    expect(preview.findings.every((finding) => finding.cure.length > 10)).toBe(true);
  });

  it('is written in one go, with passwords in the vault and nowhere else', async () => {
    const desk = importDesk();
    const { id } = await desk.imports.open('folder', configurationFolder([harbour]));
    const report = await desk.imports.apply(id, desk.choices);
    expect(report).toMatchObject({ added: 6, changed: 0, removed: 0, leftOut: 0, passwords: 6, passwordProblem: null });
    const mailbox = desk.workspace.mailboxes.findByAddress('jörg@harbour.test');
    expect(mailbox).toMatchObject({
      source: { endpointId: 'old', user: 'jörg@harbour.test' },
      destination: { endpointId: 'new', user: 'joerg@harbour.test' },
    });
    expect(desk.vault.get(mailboxSecretRef(mailbox?.id ?? '', 'source'))).toBe('Anker/Kette:9');
    const sales = desk.workspace.mailboxes.findByAddress('sales@harbour.test');
    expect(desk.workspace.origins.ofMailbox(sales?.id ?? '')).toMatchObject({
      kind: 'redirect',
      postoffice: 'harbour.test',
      name: 'sales',
      redirectMode: 1,
      redirectTo: ['anna@harbour.test'],
      limitKb: -1,
    });
    const [domain] = report.domains;
    expect(desk.workspace.origins.ofDomain(domain?.id ?? '')).toEqual({
      domainId: domain?.id,
      postoffice: 'harbour.test',
      catchAll: 'anna@harbour.test',
      aliasDomains: [],
    });
    expect(desk.workspace.origins.imports(1)).toMatchObject([{ kind: 'folder', name: 'Config', added: 6 }]);
  });

  it('in any encoding, with any line end, with a header, packed, and with other cases in its paths', async () => {
    const expected = 'jörg@harbour.test';
    const styles = [
      { encoding: 'windows-1252' },
      { encoding: 'utf-8-mark', lineEnd: '\n' },
      { header: true },
      { header: true, encoding: 'windows-1252', lineEnd: '\n' },
    ] as const;
    for (const style of styles) {
      const desk = importDesk();
      const look = await desk.imports.open('folder', configurationFolder([harbour], style));
      const preview = await desk.imports.preview(look.id, desk.choices);
      expect([JSON.stringify(style), preview.counts.new]).toEqual([JSON.stringify(style), 6]);
      expect(preview.rows.map((row) => row.key)).toContain(expected);
    }
    const files = Object.fromEntries(
      [...mailEnableConfiguration([harbour])].map(([path, bytes]) => [`CONFIG\\${path.toLowerCase()}`, bytes]),
    );
    const desk = importDesk();
    const look = await desk.imports.open('zip', csvFile(zipSync(files), 'config.zip'));
    expect(look).toMatchObject({ kind: 'zip', name: 'config.zip', mailboxes: 6, passwords: 6 });
  });

  it('without the undocumented tables is known by its logins', async () => {
    const desk = importDesk();
    const look = await desk.imports.open('folder', configurationFolder([harbour], { tables: false }));
    const preview = await desk.imports.preview(look.id, desk.choices);
    expect(preview.counts.new).toBe(6);
    expect(kinds(preview.findings, 'anna@harbour.test')).toEqual(['no-address']);
  });

  it('with a post office that is not named like a domain: addresses come from the maps, logins stay', async () => {
    const desk = importDesk();
    const office = {
      ...harbour,
      name: 'kunde17',
      domains: [
        { name: 'harbour.test' },
        { name: 'pier.test' },
        { name: 'moved.test', redirectedTo: 'mx.elsewhere.test' },
      ],
    };
    const { id } = await desk.imports.open('folder', configurationFolder([office]));
    const preview = await desk.imports.preview(id, desk.choices);
    expect(rowOf(preview, 'anna@harbour.test')).toMatchObject({
      sourceUser: 'anna@kunde17',
      aliases: ['info@harbour.test'],
    });
    expect(kinds(preview.findings, 'kunde17')).toEqual(['lists-and-groups', 'postoffice-not-domain']);
    expect(kinds(preview.findings, 'moved.test')).toEqual(['domain-redirected']);
    const report = await desk.imports.apply(id, desk.choices);
    expect(report.domains.map((domain) => domain.name)).toEqual(['harbour.test']);
    expect(desk.workspace.origins.ofDomain(report.domains[0]?.id ?? '')?.aliasDomains).toEqual([
      'pier.test',
      'moved.test',
    ]);
    expect(desk.workspace.customers.list().map((customer) => customer.name)).toEqual(['kunde17']);
  });

  it('with a post office without any domain: said, not guessed', async () => {
    const desk = importDesk();
    const folder = folderWith([['AUTH.TAB', 'anna@kunde17\t1\tx\tkunde17\tUSER\nbert@kunde17\t1\ty\tkunde17\tUSER\n']]);
    const { id } = await desk.imports.open('folder', folder);
    const preview = await desk.imports.preview(id, desk.choices);
    expect(preview.counts.new).toBe(0);
    expect(preview.findings).toMatchObject([{ kind: 'postoffice-not-domain', weight: 'stop', about: 'kunde17' }]);
  });

  it('with encrypted passwords: found, and left out on request', async () => {
    const desk = importDesk();
    const mailboxes = ['anna', 'bert', 'carla'].map((name, index) => ({
      name,
      password: `A9F03C${index}B77D1E4402C8${index}A1B2`,
    }));
    const { id } = await desk.imports.open('folder', configurationFolder([{ ...harbour, mailboxes, lists: [] }]));
    const preview = await desk.imports.preview(id, desk.choices);
    expect(preview.findings[0]?.kind === 'passwords-encrypted' || kinds(preview.findings, 'passwords')).toBeTruthy();
    expect(kinds(preview.findings, 'passwords')).toEqual(['passwords-encrypted']);
    await desk.imports.apply(id, { ...desk.choices, passwords: 'leave' });
    expect(desk.vault.size).toBe(0);
  });

  it('with addresses that lead to two mailboxes, to a group, or from a login without a mailbox', async () => {
    const desk = importDesk();
    const files = new Map(mailEnableConfiguration([harbour]));
    const append = (path: string, text: string): void =>
      void files.set(path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), Buffer.from(text)]));
    append('ADDRESS-MAP.TAB', '[SMTP:info@harbour.test]\t[SF:harbour.test/carla]\t\tharbour.test\t1\r\n');
    append('ADDRESS-MAP.TAB', '[SMTP:team@harbour.test]\t[SF:harbour.test/team]\t\tharbour.test\t1\r\n');
    append('AUTH.TAB', 'administrator@harbour.test\t1\tHidden-One\tharbour.test\tSYSADMIN\r\n');
    const { id } = await desk.imports.open('folder', folderWith(files));
    const preview = await desk.imports.preview(id, desk.choices);
    expect(kinds(preview.findings, 'info@harbour.test')).toEqual(['duplicate-address']);
    expect(kinds(preview.findings, 'team@harbour.test')).toEqual(['leads-nowhere']);
    expect(kinds(preview.findings, 'administrator@harbour.test')).toEqual(['leads-nowhere']);
    expect(preview.counts.new).toBe(6);
  });

  it('that is broken: every line that cannot be used is named, the others are', async () => {
    const desk = importDesk();
    const files = new Map(mailEnableConfiguration([harbour]));
    files.set(
      'AUTH.TAB',
      Buffer.from(
        '\0\0garbage\n\t1\tno-user\tharbour.test\tUSER\nanna@harbour.test\t1\tKelp-Lantern-58\tharbour.test\tUSER\n',
      ),
    );
    files.set(
      'ADDRESS-MAP.TAB',
      Buffer.from(
        '[SMTP:anna@harbour.test]\t[SF:harbour.test/anna]\n[SMTP:broken\t[SF:x\n[SMTP:b@x.test]\t[SF:harbour.test/anna]\n',
      ),
    );
    const look = await desk.imports.open('folder', folderWith(files));
    const problems = (path: string) => look.tables.find((table) => table.path === path)?.problems;
    expect(problems('AUTH.TAB')).toEqual([
      { line: 1, text: 'holds binary data' },
      { line: 2, text: 'has no user name' },
    ]);
    expect(problems('ADDRESS-MAP.TAB')?.map((problem) => problem.line)).toEqual([2]);
    const preview = await desk.imports.preview(look.id, desk.choices);
    expect(kinds(preview.findings, 'AUTH.TAB')).toEqual(['lines-unreadable']);
    expect(rowOf(preview, 'anna@harbour.test').password).toBe('new');
    expect(kinds(preview.findings, 'carla@harbour.test')).toContain('no-login');
  });

  it('that is none: says what to choose', async () => {
    const { imports } = importDesk();
    const look = await imports.open('folder', folderWith([['readme.txt', 'nothing here']]));
    expect(look.problems.join(' ')).toMatch(/AUTH\.TAB/);
    await expect(imports.open('zip', csvFile('no archive', 'x.zip'))).rejects.toThrow('not an archive');
    await expect(imports.open('folder', '/nowhere/at/all')).rejects.toThrow('not there any more');
  });

  it('obeys what the agent says of its columns, and shows no password under another name', async () => {
    const { imports } = importDesk();
    const { id } = await imports.open('folder', configurationFolder([harbour]));
    const path = 'Postoffices/harbour.test/MAILBOXES.TAB';
    const look = imports.correct(
      id,
      [
        { path, columns: { '5': 'size', '6': 'limit' } },
        { path: 'AUTH.TAB', columns: { '2': 'postoffice' } },
        { path: 'SMTP-DENY.TAB', role: 'domains' },
      ],
      'KB',
    );
    const columns = (file: string) =>
      look.tables.find((table) => table.path === file)?.columns.map((column) => column.role);
    expect(columns(path)?.slice(5)).toEqual(['size', 'limit']);
    expect(columns('AUTH.TAB')?.[2]).toBe('password');
    expect(look.tables.find((table) => table.path === 'SMTP-DENY.TAB')).toMatchObject({
      role: 'domains',
      sure: 'sure',
    });
    expect(JSON.stringify(look)).not.toMatch(/Kelp-Lantern/);
  });

  it('with limits in another unit is noticed, and counted anew when the agent says so', async () => {
    const desk = importDesk();
    const mailboxes = ['anna', 'bert', 'carla'].map((name) => ({ name, password: 'Kelp-58', limitKb: 500 }));
    const { id } = await desk.imports.open('folder', configurationFolder([{ ...harbour, mailboxes }]));
    expect(kinds((await desk.imports.preview(id, desk.choices)).findings, 'limits')).toEqual(['quota-unit']);
    desk.imports.correct(id, [], 'MB');
    const preview = await desk.imports.preview(id, desk.choices);
    expect(kinds(preview.findings, 'limits')).toEqual([]);
    expect(rowOf(preview, 'anna@harbour.test').limitKb).toBe(512_000);
  });
});

describe('importing again', () => {
  async function imported() {
    const desk = importDesk();
    const { id } = await desk.imports.open('folder', configurationFolder([harbour]));
    await desk.imports.apply(id, desk.choices);
    return desk;
  }

  it('the same folder changes nothing', async () => {
    const desk = await imported();
    const before = desk.workspace.mailboxes.all();
    const { id } = await desk.imports.open('folder', configurationFolder([harbour]));
    const preview = await desk.imports.preview(id, desk.choices);
    expect(preview.counts).toEqual({ new: 0, changed: 0, same: 6, gone: 0 });
    expect(await desk.imports.apply(id, desk.choices)).toMatchObject({
      added: 0,
      changed: 0,
      unchanged: 6,
      passwords: 0,
    });
    expect(desk.workspace.mailboxes.all()).toEqual(before);
  });

  it('shows what is new, changed and gone, and removes nothing unless told to', async () => {
    const desk = await imported();
    const [, anna, , carla, ...rest] = harbour.mailboxes;
    const next = {
      ...harbour,
      mailboxes: [
        { ...anna, name: 'anna', password: 'New-Lantern-59', limitKb: 1_024_000 },
        {
          ...carla,
          name: 'carla',
          password: 'Foghorn_At_5',
          redirect: { mode: 2 as const, to: ['phone@elsewhere.test'] },
        },
        ...rest,
        { name: 'dora', password: 'Fresh-Paint-1' },
      ],
    };
    const { id } = await desk.imports.open('folder', configurationFolder([next]));
    const preview = await desk.imports.preview(id, desk.choices);
    expect(preview.counts).toEqual({ new: 1, changed: 2, same: 2, gone: 2 });
    expect(rowOf(preview, 'anna@harbour.test').differences).toEqual([
      { field: 'Limit', before: '500 MB', after: '1000 MB' },
      { field: 'Password', before: 'as stored', after: 'another one' },
    ]);
    expect(rowOf(preview, 'carla@harbour.test').differences.map((one) => one.field)).toEqual(['Passes on to']);
    const gone = preview.rows.filter((row) => row.change === 'gone').map((row) => row.key);
    expect(gone.sort()).toEqual(['jörg@harbour.test', 'postmaster@harbour.test']);
    const report = await desk.imports.apply(id, { ...desk.choices, remove: ['postmaster@harbour.test'] });
    expect(report).toMatchObject({ added: 1, changed: 2, removed: 1, unchanged: 2 });
    expect(desk.workspace.mailboxes.findByAddress('jörg@harbour.test')).toBeDefined();
    expect(desk.workspace.mailboxes.findByAddress('postmaster@harbour.test')).toBeUndefined();
    const refs = desk.workspace.mailboxes.all().map((mailbox) => mailboxSecretRef(mailbox.id, 'source'));
    expect([...desk.vault.keys()].sort()).toEqual(refs.sort());
    const kept = desk.workspace.mailboxes.findByAddress('anna@harbour.test');
    expect(desk.vault.get(mailboxSecretRef(kept?.id ?? '', 'source'))).toBe('New-Lantern-59');
  });

  it('leaves alone what is on another server, and what a run is working on', async () => {
    const desk = await imported();
    const anna = desk.workspace.mailboxes.findByAddress('anna@harbour.test');
    if (!anna) throw new Error('anna is missing');
    addRun(desk.workspace, { state: 'running', mailboxId: anna.id });
    desk.directory.addMailbox({
      address: 'zoe@harbour.test',
      customerName: 'harbour.test',
      source: { endpointId: 'new', user: 'zoe' },
      destination: { endpointId: 'old', user: 'zoe' },
      note: '',
    });
    const mailboxes = [
      ...harbour.mailboxes.map((one) => (one.name === 'anna' ? { ...one, limitKb: 1 } : one)),
      { name: 'zoe', password: 'x' },
    ];
    const { id } = await desk.imports.open('folder', configurationFolder([{ ...harbour, mailboxes }]));
    const preview = await desk.imports.preview(id, desk.choices);
    expect(rowOf(preview, 'anna@harbour.test').leftOut).toBe('A run is going on.');
    expect(rowOf(preview, 'zoe@harbour.test').leftOut).toBe('It is here with another source server.');
    await desk.imports.apply(id, desk.choices);
    expect(desk.workspace.mailboxes.findByAddress('zoe@harbour.test')?.source.endpointId).toBe('new');
    expect(desk.workspace.origins.ofMailbox(anna.id)?.limitKb).toBe(512_000);
  });

  it('writes all or nothing', async () => {
    const desk = await imported();
    const before = desk.workspace.mailboxes.all().length;
    const { id } = await desk.imports.open(
      'folder',
      configurationFolder([
        { ...harbour, mailboxes: [...harbour.mailboxes, { name: 'dora', password: 'Fresh-Paint-1' }] },
      ]),
    );
    const record = desk.workspace.origins.record;
    Object.assign(desk.workspace.origins, {
      record() {
        throw new Error('the disk is full');
      },
    });
    await expect(desk.imports.apply(id, desk.choices)).rejects.toThrow('the disk is full');
    Object.assign(desk.workspace.origins, { record });
    expect(desk.workspace.mailboxes.all().length).toBe(before);
    expect(desk.vault.size).toBe(6);
  });

  it('says when the vault is locked, and stores the passwords when it is open again', async () => {
    const desk = importDesk();
    const { id } = await desk.imports.open('folder', configurationFolder([harbour]));
    desk.locked = true;
    const report = await desk.imports.apply(id, desk.choices);
    expect(report).toMatchObject({ added: 6, passwords: 0, passwordProblem: 'The vault is locked.' });
    desk.locked = false;
    expect(await desk.imports.storePasswords(id)).toEqual({ stored: 6, problem: null });
    expect(desk.vault.size).toBe(6);
    desk.imports.close(id);
    await expect(desk.imports.preview(id, desk.choices)).rejects.toThrow('choose the files again');
  });
});
