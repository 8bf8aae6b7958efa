import { describe, expect, it } from 'vitest';
import {
  mailRouting,
  type NameServer,
  type PointedServer,
  webmailName,
} from '../../../electron/engine/triage/pointing.ts';

const servers: readonly PointedServer[] = [
  { side: 'source', name: 'Old', host: 'mail.oldhost.net', platform: 'mailenable' },
  { side: 'destination', name: 'New', host: 'mail.b.hostedemail.com', platform: 'opensrs' },
];

function absent(): never {
  throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
}

function zone(records: {
  readonly mx?: Record<string, string>;
  readonly cname?: Record<string, string>;
  readonly a?: Record<string, string>;
}): NameServer {
  const one = async (from: Record<string, string> | undefined, name: string): Promise<string[]> => [
    from?.[name] ?? absent(),
  ];
  return {
    mx: async (name) => [
      { exchange: 'backup.elsewhere.org', priority: 50 },
      { exchange: (await one(records.mx, name))[0] ?? '', priority: 10 },
    ],
    cname: (name) => one(records.cname, name),
    addresses: (name) => one(records.a, name),
  };
}

describe('where a domain points', () => {
  it('recognises the new platform by its host names, the most preferred exchanger first', async () => {
    const found = await mailRouting(
      'harbour.com',
      servers,
      zone({ mx: { 'harbour.com': 'mx.harbour.com.cust.b.hostedemail.com.' } }),
    );
    expect(found).toMatchObject({ state: 'found', side: 'destination', platform: 'opensrs' });
    expect(found.targets).toEqual(['mx.harbour.com.cust.b.hostedemail.com', 'backup.elsewhere.org']);
  });

  it('recognises the old server by its address behind a name of the customer', async () => {
    const names = zone({
      mx: { 'harbour.com': 'mail.harbour.com' },
      a: { 'mail.harbour.com': '192.0.2.7', 'mail.oldhost.net': '192.0.2.7' },
    });
    expect(await mailRouting('harbour.com', servers, names)).toMatchObject({ side: 'source', platform: 'mailenable' });
  });

  it('recognises a server by its own domain, but not by the domain of the customer', async () => {
    const names = zone({ mx: { 'a.com': 'mx2.oldhost.net', 'oldhost.net': 'mx.oldhost.net' } });
    expect(await mailRouting('a.com', servers, names)).toMatchObject({ side: 'source' });
    expect(await mailRouting('oldhost.net', servers, names)).toMatchObject({ side: null });
  });

  it('says that it points elsewhere, or nowhere', async () => {
    expect(await mailRouting('b.com', servers, zone({ mx: { 'b.com': 'mx.third.org' } }))).toMatchObject({
      state: 'found',
      side: null,
      platform: null,
    });
    expect(await mailRouting('c.com', servers, zone({}))).toMatchObject({ state: 'none', targets: [] });
    expect(await webmailName('c.com', servers, zone({}))).toMatchObject({ name: 'mail.c.com', state: 'none' });
  });

  it('follows the alias of the webmail name', async () => {
    const names = zone({ cname: { 'mail.harbour.com': 'mail.harbour.com.cust.b.hostedemail.com' } });
    expect(await webmailName('harbour.com', servers, names)).toMatchObject({ side: 'destination' });
  });

  it('never asks for a practice domain, and owns up to name servers that fail', async () => {
    const refusing: NameServer = {
      mx: async () => {
        throw Object.assign(new Error('timeout'), { code: 'ETIMEOUT' });
      },
      cname: absent,
      addresses: absent,
    };
    expect(await mailRouting('harbour.test', servers, refusing)).toMatchObject({ state: 'practice' });
    expect(await mailRouting('harbour.com', servers, refusing)).toMatchObject({
      state: 'failed',
      evidence: 'The name servers did not answer in time.',
    });
  });

  it('asks for practice domains where name servers were chosen that know them', async () => {
    const names = {
      ...zone({ cname: { 'mail.harbour.test': 'mail.harbour.test.cust.b.hostedemail.com' } }),
      knowsReserved: true,
    };
    expect(await webmailName('harbour.test', servers, names)).toMatchObject({ state: 'found', platform: 'opensrs' });
  });
});
