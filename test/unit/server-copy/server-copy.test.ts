import { describe, expect, it } from 'vitest';
import { statusAnswer } from '../../../electron/engine/platforms/opensrs/oma/oma-answers.ts';
import { copyProgress, mailboxIn } from '../../../electron/engine/server-copy/copy-progress.ts';
import { migrationRequest, sourceProblem } from '../../../electron/engine/server-copy/migration-request.ts';
import type { Endpoint } from '../../../shared/domain/endpoint.ts';
import type { FolderMapEntry } from '../../../shared/domain/folder.ts';

const source: Endpoint = {
  id: 'old',
  name: 'Old server',
  platform: 'mailenable',
  protocol: 'imap',
  host: 'mail.old.test',
  port: 993,
  tls: 'implicit',
  pinnedFingerprint: null,
  maxConnections: 4,
};
const entry = (from: string, destination: string | null, selectable = true): FolderMapEntry => ({
  source: from,
  destination,
  rule: 'same-path',
  notes: [],
  exists: false,
  selectable,
});
const request = (map: readonly FolderMapEntry[], traits: Partial<Endpoint> = {}, prefix = '') =>
  migrationRequest({
    local: 'anna@harbour.test',
    remote: 'anna@harbour',
    password: 'secret',
    source: { ...source, ...traits },
    map,
    prefix,
  });

describe('migrationRequest', () => {
  it('names folders with dots, nested ones with a dot in front, and leaves the INBOX alone', () => {
    expect(
      request([
        entry('INBOX', 'INBOX'),
        entry('Sent Items', 'Sent Items'),
        entry('Junk E-mail', 'Spam'),
        entry('Sales/2009/June', 'Sales.2009.June'),
        entry('a.b', 'a_b'),
        entry('Deleted Items', null),
        entry('Shelf', null, false),
      ]),
    ).toEqual({
      local: 'anna@harbour.test',
      remote: 'anna@harbour',
      password: 'secret',
      server: 'mail.old.test:993',
      method: 'imap4s',
      skip: ['Deleted Items'],
      translate: { 'Junk E-mail': 'Spam', 'Sales/2009/June': '.Sales.2009.June', 'a.b': 'a_b' },
    });
  });

  it('leaves out the prefix of the namespace', () => {
    expect(request([entry('Work', 'INBOX.Work'), entry('Old', 'INBOX.Older')], {}, 'INBOX.').translate).toEqual({
      Old: 'Older',
    });
  });

  it.each([
    [{ tls: 'none' }, 'imap4'],
    [{ protocol: 'pop3', port: 995 }, 'pop3s'],
  ] as const)('speaks as the source does: %j', (traits, method) => {
    const made = request([entry('Junk', null)], traits);
    expect(made.method).toBe(method);
    if (method === 'pop3s') expect(made).not.toHaveProperty('skip');
  });

  it('does not risk a password on an upgrade nobody documents', () => {
    expect(sourceProblem(source)).toBeNull();
    expect(sourceProblem({ ...source, tls: 'starttls' })).toContain('Old server');
  });
});

describe('copyProgress', () => {
  const user = (data: object) => {
    const [found] = statusAnswer.parse({ users: [{ user: 'anna@harbour.test', data }] }).users;
    if (!found) throw new Error('no user');
    return copyProgress(found);
  };

  it('reads numbers and strings, and knows when nothing is left', () => {
    const inbox = { bytes: '900', migrate_count: 2, skip_count: '1', remote_count: '4', next_uid: '5' };
    expect(user({ folders: { INBOX: inbox, Drafts: { delim: '/' } }, status: { foldercount: 2 } })).toMatchObject({
      settled: false,
      totals: { messages: 4, copied: 2, alreadyThere: 1, bytesCopied: 900, folders: 2 },
    });
    const full = { ...inbox, fail_count: 1 };
    expect(user({ folders: { INBOX: full, Drafts: { delim: '/' } }, status: { foldercount: '2' } })).toMatchObject({
      settled: true,
      totals: { skipped: 1 },
    });
  });

  it('does not take a mailbox nobody has looked into for finished', () => {
    expect(user({ folders: {}, status: {} }).settled).toBe(false);
    expect(user({}).settled).toBe(false);
    expect(
      user({ folders: { INBOX: { migrate_count: 1, remote_count: 1 } }, status: { foldercount: 3 } }).settled,
    ).toBe(false);
  });

  it.each([
    ['0', null],
    [0, null],
    ['2', 'OpenSRS counts 2 serious errors.'],
    ['login failed', 'login failed'],
    [['login failed', 'gave up'], 'login failed; gave up'],
  ])('tells serious errors: %j', (critical_errors, problem) => {
    expect(user({ folders: {}, status: { critical_errors } }).problem).toBe(problem);
  });
});

describe('mailboxIn', () => {
  it('finds the mailbox wherever its name stands', () => {
    const parse = (users: unknown) => statusAnswer.parse({ users }).users;
    const data = { config: { username: 'anna@harbour' } };
    for (const users of [
      [{ user: 'Anna@harbour.test' }],
      [{ local: 'anna@harbour.test' }],
      { 'anna@harbour.test': {} },
      [{ data }],
      [{}],
    ]) {
      expect(mailboxIn(parse(users), 'anna@harbour.test', 'anna@harbour')).toBeDefined();
    }
    expect(mailboxIn(parse([{ user: 'ben@harbour.test' }]), 'anna@harbour.test', 'anna@harbour')).toBeUndefined();
    expect(mailboxIn(parse([{}, {}]), 'anna@harbour.test', 'anna@harbour')).toBeUndefined();
  });
});
