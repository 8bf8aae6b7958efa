import { describe, expect, it, onTestFinished } from 'vitest';
import { lookAtWebmail } from '../../../electron/engine/cutover/webmail/look-at-webmail.ts';
import { startWebmailServer } from '../../../electron/engine/practice/dns/webmail-server.ts';
import type { DnsLook } from '../../../shared/domain/dns-look.ts';
import type { WebmailLook } from '../../../shared/domain/webmail.ts';

const domain = 'harbour.test';
const name = `mail.${domain}`;
const host = 'mail.harbour.test.cust.hostedemail.com';

/** What the domain's own server says of `mail.`. */
function says(type: 'CNAME' | 'A' | null, value = ''): DnsLook {
  const answer = (asked: 'CNAME' | 'A') => ({
    name,
    type: asked,
    outcome: type === asked ? ('records' as const) : type === null ? ('nxdomain' as const) : ('none' as const),
    values: type === asked ? [value] : [],
    alias: null,
    ttl: 300,
    ms: 1,
    overTcp: false,
  });
  const server = { name: 'ns', address: '127.0.0.1', port: 53, kind: 'authoritative' as const, serial: 1 };
  return {
    domain,
    at: '',
    zone: domain,
    findings: [],
    servers: [{ ...server, answers: [answer('CNAME'), answer('A')] }],
  };
}

async function seen(
  look: DnsLook,
  options: { names?: string[]; isNew?: boolean; trusted?: boolean } = {},
): Promise<WebmailLook> {
  const { names = [name], isNew = true, trusted = true } = options;
  const server = await startWebmailServer({ names, isNew: () => isNew, now: Date.now() });
  onTestFinished(() => server.stop());
  return lookAtWebmail({
    domain,
    host,
    marks: ['Hosted Email'],
    look,
    now: Date.now,
    port: server.port,
    addressesOf: async () => ['127.0.0.1'],
    ...(trusted ? { ca: server.ca } : {}),
  });
}

describe('looking at the webmail', () => {
  it('knows the new one, with its certificate', async () => {
    const look = await seen(says('CNAME', host));
    expect(look).toMatchObject({
      state: 'new',
      alias: host,
      status: 200,
      title: 'Hosted Email',
      covers: true,
      mark: 'Hosted Email',
    });
    expect(look.certificate?.names).toEqual([name]);
  });

  it('says that white-labelling is missing', async () => {
    const look = await seen(says('CNAME', host), { names: ['mail.hostedemail.com'] });
    expect(look.state).toBe('not-covered');
    expect(look.says).toContain('its certificate is for mail.hostedemail.com: white-labelling is missing');
  });

  it('says that nobody trusts the certificate', async () => {
    expect((await seen(says('CNAME', host), { trusted: false })).state).toBe('untrusted');
  });

  it('does not take the old one for the new one, whatever the name points to', async () => {
    expect((await seen(says('A', '127.0.0.1'), { isNew: false })).state).toBe('other');
    expect((await seen(says('CNAME', host), { isNew: false })).state).toBe('other');
  });

  it('says that there is no such name, and that nobody answers', async () => {
    expect(await seen(says(null))).toMatchObject({ state: 'no-name', says: `There is no ${name}.` });
    const look = await lookAtWebmail({ domain, host, marks: [], look: says('A', '127.0.0.1'), now: Date.now, port: 9 });
    expect(look.state).toBe('no-answer');
  });
});
