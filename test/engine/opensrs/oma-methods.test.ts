import { describe, expect, it } from 'vitest';
import { isOmaError, type OmaMeaning } from '../../../electron/engine/platforms/opensrs/oma/oma-error.ts';
import { bytes, megabytes } from '../../../shared/domain/opensrs-quota.ts';
import { GB, startOmaBench } from './oma-bench.ts';

const refused = async (
  call: Promise<unknown>,
): Promise<{ meaning: OmaMeaning; number: number | null; message: string }> => {
  try {
    await call;
  } catch (error) {
    if (isOmaError(error)) return { meaning: error.meaning, number: error.errorNumber, message: error.message };
    throw error;
  }
  throw new Error('The call was not refused.');
};

describe('authenticate and echo', () => {
  it('logs in once with the password and then uses the token', async () => {
    const { client, simulator } = await startOmaBench();
    const oma = client();
    await oma.echo();
    await oma.echo();
    expect(simulator.calls.map((call) => [call.method, call.with])).toEqual([
      ['authenticate', 'password'],
      ['echo', 'token'],
      ['echo', 'token'],
    ]);
  });

  it('says that the admin login is wrong, and tries it once for calls that wait together', async () => {
    const { client, simulator } = await startOmaBench();
    const oma = client({ password: 'wrong' });
    const all = await Promise.all([refused(oma.echo()), refused(oma.getDomain('harbour.test')), refused(oma.echo())]);
    for (const one of all) expect(one).toMatchObject({ meaning: 'credentials', number: 1 });
    expect(simulator.calls.map((call) => call.method)).toEqual(['authenticate']);
  });
});

describe('get_company', () => {
  it('reads quotas in megabytes', async () => {
    const { client } = await startOmaBench();
    const company = await client().getCompany('reseller1');
    expect(company).toMatchObject({ quota: 5120, quotaMaximum: 20_480 });
    expect(company.settable).toContain('quota_maximum');
  });

  it('is refused for a company that is not ours', async () => {
    const { client } = await startOmaBench();
    expect(await refused(client().getCompany('somebody'))).toMatchObject({ meaning: 'not-yours', number: 9 });
  });
});

describe('search_domains', () => {
  it('lists by name with the total, page by page', async () => {
    const { client, simulator } = await startOmaBench();
    simulator.state.addDomain('bay.test', {});
    const oma = client();
    expect(await oma.searchDomains({ limit: 1 })).toMatchObject({ entries: [{ domain: 'bay.test' }], total: 3 });
    expect(await oma.searchDomains({ first: 1, limit: 9 })).toMatchObject({
      entries: [
        { domain: 'hafen.test', type: 'alias' },
        { domain: 'harbour.test', type: 'domain' },
      ],
    });
    expect((await oma.searchDomains({ match: 'bay*' })).entries).toHaveLength(1);
  });
});

describe('get_domain', () => {
  it('tells what is there, quota in bytes and maximum in megabytes', async () => {
    const { client } = await startOmaBench();
    expect(await client().getDomain('harbour.test')).toMatchObject({
      exists: true,
      aliases: ['hafen.test'],
      quota: 5 * GB,
      quotaMaximum: 20 * GB,
    });
  });

  it('tells what could be set of a domain that is not there', async () => {
    const { client } = await startOmaBench();
    const found = await client().getDomain('new.test');
    expect(found.exists).toBe(false);
    expect(found.settable).toContain('quota_maximum');
    expect(await client({ user: 'reader@reseller1.adm' }).getDomain('new.test')).toEqual({
      exists: false,
      settable: [],
    });
  });

  it('never takes a foreign domain or an alias for a free name', async () => {
    const { client } = await startOmaBench();
    expect(await refused(client().getDomain('foreign.test'))).toMatchObject({ meaning: 'not-yours', number: 9 });
    expect(await refused(client().getDomain('hafen.test'))).toMatchObject({ meaning: 'alias', number: 3 });
  });
});

describe('change_domain', () => {
  it('makes one, and does not touch one that is there when told to make it', async () => {
    const { client, simulator } = await startOmaBench();
    const oma = client();
    await oma.changeDomain(
      'new.test',
      { quota: bytes(5 * GB), quota_maximum: megabytes(20_480) },
      { createOnly: true },
    );
    expect(simulator.state.domain('new.test')?.attributes).toMatchObject({ quota: 5 * GB, quota_maximum: 20_480 });
    expect(await refused(oma.changeDomain('new.test', { quota: bytes(1) }, { createOnly: true }))).toMatchObject({
      meaning: 'exists',
      number: 7,
    });
    expect(simulator.state.domain('new.test')?.attributes.quota).toBe(5 * GB);
  });

  it('sets alias domains, unless somebody has the name', async () => {
    const { client, simulator } = await startOmaBench();
    const oma = client();
    await oma.changeDomain('harbour.test', { aliases: ['hafen.test', 'port.test'] }, { createOnly: false });
    expect(simulator.state.domain('harbour.test')?.attributes.aliases).toEqual(['hafen.test', 'port.test']);
    simulator.state.addDomain('bay.test', {});
    expect(
      await refused(oma.changeDomain('harbour.test', { aliases: ['bay.test'] }, { createOnly: false })),
    ).toMatchObject({
      meaning: 'exists',
    });
  });

  it.each([
    ['foreign.test', 'admin@reseller1.adm', 'not-yours', 9],
    ['no domain', 'admin@reseller1.adm', 'bad-value', 6],
    ['new.test', 'domain@reseller1.adm', 'not-yours', 9],
    ['new.test', 'mail@reseller1.adm', 'not-yours', 9],
  ])('is refused: %s by %s', async (domain, user, meaning, number) => {
    const { client } = await startOmaBench();
    expect(await refused(client({ user }).changeDomain(domain, {}, { createOnly: true }))).toMatchObject({
      meaning,
      number,
    });
  });
});

describe('search_users', () => {
  it('lists mailboxes, forwards and aliases of one domain, over as many pages as it takes', async () => {
    const { client, simulator } = await startOmaBench();
    const domain = simulator.state.domain('harbour.test');
    for (let at = 0; domain && at < 450; at++) simulator.state.addUser(domain, `u${1000 + at}@harbour.test`, {}, 0);
    if (domain) {
      simulator.state.addUser(domain, 'all@harbour.test', { type: 'forward', forward_recipients: ['x@else.test'] }, 0);
    }
    const found = await client().allUsers('harbour.test');
    expect(found).toHaveLength(453);
    expect(found.find((entry) => entry.user === 'all@harbour.test')).toMatchObject({
      type: 'forward',
      forwardRecipients: ['x@else.test'],
      forwardCount: 1,
    });
    expect(found.find((entry) => entry.type === 'alias')).toMatchObject({
      user: 'a.ek@harbour.test',
      aliasTarget: 'anna@harbour.test',
    });
    expect(simulator.calls.filter((call) => call.method === 'search_users').map((call) => call.body.range)).toEqual([
      { first: 0, limit: 200 },
      { first: 200, limit: 200 },
      { first: 400, limit: 200 },
    ]);
  });

  it.each([
    ['missing.test', 'absent', 2],
    ['foreign.test', 'not-yours', 9],
    ['hafen.test', 'alias', 3],
  ])('is refused for %s', async (domain, meaning, number) => {
    const { client } = await startOmaBench();
    expect(await refused(client().searchUsers(domain))).toMatchObject({ meaning, number });
  });
});

describe('get_user', () => {
  it('reads quota and use in bytes, from numbers and strings', async () => {
    const { client } = await startOmaBench();
    expect(await client().getUser('anna@harbour.test')).toMatchObject({
      exists: true,
      type: 'mailbox',
      quota: 5 * GB,
      bytesUsed: 4096,
      aliases: ['a.ek@harbour.test'],
      spamFolder: 'Spam',
    });
  });

  it('tells what could be set of one that is not there, by the role of the login', async () => {
    const { client } = await startOmaBench();
    expect((await client().getUser('new@harbour.test')).settable).toContain('password');
    expect(await client({ user: 'mail@reseller1.adm' }).getUser('new@harbour.test')).toEqual({
      exists: false,
      settable: [],
    });
  });

  it('tells the roles of an admin login', async () => {
    const { client } = await startOmaBench();
    expect(await client().getUser('tokens@reseller1.adm')).toMatchObject({ roles: ['company_token_only'] });
  });

  it('names an alias as what it is, and keeps out of foreign domains', async () => {
    const { client } = await startOmaBench();
    const alias = await refused(client().getUser('a.ek@harbour.test'));
    expect(alias).toMatchObject({ meaning: 'alias', number: 3 });
    expect(alias.message).toContain('a.ek@harbour.test is an alias');
    expect(await refused(client().getUser('x@foreign.test'))).toMatchObject({ meaning: 'not-yours', number: 9 });
  });
});

describe('change_user', () => {
  it('makes a mailbox on the mail host', async () => {
    const { client, host, simulator } = await startOmaBench();
    await client().changeUser(
      'ben@harbour.test',
      { type: 'mailbox', password: 'Tide.Table.07', quota: bytes(10 * GB), aliases: ['b@harbour.test'] },
      { createOnly: true },
    );
    expect(host.mailboxes.get('ben@harbour.test')).toEqual({ password: 'Tide.Table.07', quotaBytes: 10 * GB });
    expect(simulator.state.aliasTarget('b@harbour.test')?.name).toBe('ben@harbour.test');
  });

  it('makes a forward without a mailbox', async () => {
    const { client, host, simulator } = await startOmaBench();
    await client().changeUser(
      'all@harbour.test',
      { type: 'forward', delivery_forward: true, forward_recipients: ['x@else.test'] },
      { createOnly: true },
    );
    expect(host.mailboxes.size).toBe(0);
    expect(simulator.state.user('all@harbour.test')?.attributes.type).toBe('forward');
  });

  it('does not overwrite what exists, whichever number says so', async () => {
    const { client, simulator, host } = await startOmaBench();
    const make = () =>
      refused(client().changeUser('anna@harbour.test', { password: 'Other.9.Words' }, { createOnly: true }));
    expect(await make()).toMatchObject({ meaning: 'exists', number: 7 });
    simulator.fault({ kind: 'error-23', method: 'change_user' });
    expect(await make()).toMatchObject({ meaning: 'exists', number: 23 });
    expect(host.mailboxes.size).toBe(0);
  });

  it.each([
    ['a name that is an alias', 'a.ek@harbour.test', {}, 'exists', 7],
    ['a name with a plus', 'a+b@harbour.test', {}, 'bad-value', 6],
    ['a foreign domain', 'x@foreign.test', {}, 'not-yours', 9],
    ['a missing domain', 'x@missing.test', {}, 'absent', 2],
    ['a quota over the maximum', 'new@harbour.test', { quota: bytes(30 * GB) }, 'bad-value', 6],
    ['an alias that is a mailbox', 'new@harbour.test', { aliases: ['anna@harbour.test'] }, 'exists', 7],
    ['an alias elsewhere', 'new@harbour.test', { aliases: ['x@else.test'] }, 'bad-value', 6],
    ['a blank in the password', 'new@harbour.test', { password: 'two words' }, 'bad-value', 6],
    ['the name in the password', 'new@harbour.test', { password: 'brandNew1' }, 'bad-value', 6],
  ])('is refused: %s', async (_what, user, attributes, meaning, number) => {
    const { client, simulator } = await startOmaBench();
    const before = simulator.state.user(user);
    expect(await refused(client().changeUser(user, attributes, { createOnly: true }))).toMatchObject({
      meaning,
      number,
    });
    expect(simulator.state.user(user)).toBe(before);
  });

  it.each([
    ['mail@reseller1.adm', 'new@harbour.test', { quota: bytes(5 * GB) }, 'not-yours', 9],
    ['mail2@reseller1.adm', 'anna@harbour.test', { password: 'Tide.Table.07' }, 'not-settable', 4],
    ['reader@reseller1.adm', 'anna@harbour.test', { quota: bytes(5 * GB) }, 'not-yours', 9],
  ])('keeps to the role of %s', async (user, address, attributes, meaning, number) => {
    const { client } = await startOmaBench();
    expect(await refused(client({ user }).changeUser(address, attributes, { createOnly: false }))).toMatchObject({
      meaning,
      number,
    });
  });
});

describe('get_user_folders', () => {
  it('lists folders, and says when there is no such mailbox', async () => {
    const { client } = await startOmaBench();
    expect((await client().getUserFolders('anna@harbour.test')).folders).toContain('Sent Items');
    expect(await refused(client().getUserFolders('no@harbour.test'))).toMatchObject({ meaning: 'absent', number: 2 });
  });
});

describe('generate_token', () => {
  it('gives a token of type session that the mail host takes', async () => {
    const { client, host, simulator } = await startOmaBench();
    const { token, hours } = await client({ user: 'tokens@reseller1.adm' }).generateToken('anna@harbour.test', {
      reason: 'run 42',
      hours: 8,
    });
    expect(hours).toBe(8);
    expect(host.tokens.get('anna@harbour.test')?.token).toBe(token);
    expect(simulator.calls.at(-1)?.body).toEqual({
      user: 'anna@harbour.test',
      reason: 'run 42',
      type: 'session',
      duration: 8,
    });
  });

  it.each([
    ['no@harbour.test', 'admin@reseller1.adm', 'absent', 2],
    ['x@foreign.test', 'admin@reseller1.adm', 'not-yours', 9],
    ['a.ek@harbour.test', 'admin@reseller1.adm', 'alias', 3],
    ['anna@harbour.test', 'mail2@reseller1.adm', 'not-yours', 9],
  ])('is refused for %s by %s', async (address, user, meaning, number) => {
    const { client } = await startOmaBench();
    expect(await refused(client({ user }).generateToken(address, { reason: 'test', hours: 1 }))).toMatchObject({
      meaning,
      number,
    });
  });
});

describe('migration jobs', () => {
  const one = {
    local: 'anna@harbour.test',
    remote: 'anna@harbour.test',
    password: 'Old-Password-1',
    server: 'mail.old.test:993',
    method: 'imap4s',
  } as const;

  it('tells how far each folder is, with numbers as strings and empty folders without numbers', async () => {
    const { client } = await startOmaBench({
      copy: async (_user, count) => {
        count('INBOX', { remote: 3, migrated: 2, skipped: 1, bytes: 900 });
        count('Drafts', { remote: 0 });
      },
    });
    const oma = client();
    expect(await oma.migrationAdd('job-1', [one])).toBe('job-1');
    expect(await oma.migrationJobs()).toMatchObject([{ job: 'job-1' }]);
    const { users } = await oma.migrationStatus('job-1');
    expect(users).toMatchObject([
      {
        user: 'anna@harbour.test',
        folderCount: 2,
        criticalErrors: { count: 0, words: null },
        folders: {
          INBOX: { migrated: 2, skipped: 1, failed: 0, remote: 3, bytes: 900 },
          Drafts: { migrated: 0, remote: null },
        },
      },
    ]);
    expect(await oma.migrationTrace('job-1', one.local)).toMatch(/^https:/);
  });

  it('shows jobs to the login that began them alone', async () => {
    const { client } = await startOmaBench();
    await client().migrationAdd('job-1', [one]);
    const other = client({ user: 'domain@reseller1.adm' });
    expect(await other.migrationJobs()).toEqual([]);
    expect(await refused(other.migrationStatus('job-1'))).toMatchObject({ meaning: 'absent' });
  });

  it('is refused for a mailbox that is not there, a name that is taken, and too many mailboxes', async () => {
    const { client } = await startOmaBench();
    const oma = client();
    expect(await refused(oma.migrationAdd('job-1', [{ ...one, local: 'no@harbour.test' }]))).toMatchObject({
      meaning: 'absent',
    });
    await oma.migrationAdd('job-1', [one]);
    expect(await refused(oma.migrationAdd('job-1', [one]))).toMatchObject({ meaning: 'exists' });
    await expect(
      oma.migrationAdd(
        'job-2',
        Array.from({ length: 501 }, () => one),
      ),
    ).rejects.toThrow(RangeError);
    expect(await refused(oma.migrationTrace('job-1', 'no@harbour.test'))).toMatchObject({ meaning: 'absent' });
    expect(await refused(oma.migrationStatus('job-9'))).toMatchObject({ meaning: 'absent' });
  });
});
