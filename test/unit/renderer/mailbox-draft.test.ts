import { describe, expect, it } from 'vitest';
import { newDraft, withAddress } from '../../../renderer/features/mailbox-editor/draft.ts';
import { newEndpoint, withPlatform, withTransport } from '../../../renderer/features/settings/platforms.ts';
import type { DomainRow } from '../../../shared/contract/directory.ts';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';

const endpoint = (
  id: string,
  platform: EndpointRow['platform'],
  protocol: EndpointRow['protocol'] = 'imap',
): EndpointRow => ({
  ...newEndpoint,
  id,
  platform,
  protocol,
  mailboxes: 0,
  lastTest: null,
});
const endpoints = [endpoint('pop', 'mailenable', 'pop3'), endpoint('new', 'opensrs'), endpoint('old', 'mailenable')];
const harbour = { name: 'harbour.test', customerName: 'Harbour Chandlery' } as DomainRow;

describe('the form of a new mailbox', () => {
  it('takes the servers that are most likely meant', () => {
    const draft = newDraft('', '', endpoints);
    expect([draft.source.endpointId, draft.destination.endpointId]).toEqual(['old', 'new']);
  });

  it('lets both logins and the customer follow the address', () => {
    const draft = withAddress(newDraft('@harbour.test', '', endpoints), 'anna@Harbour.test', [harbour]);
    expect([draft.customerName, draft.source.user, draft.destination.user]).toEqual([
      'Harbour Chandlery',
      'anna@Harbour.test',
      'anna@Harbour.test',
    ]);
  });

  it('never writes over what the agent typed', () => {
    const empty = newDraft('', '', endpoints);
    const typed = {
      ...empty,
      customerName: 'Somebody',
      customerTouched: true,
      source: { ...empty.source, user: 'anna@po', userTouched: true },
    };
    const draft = withAddress(typed, 'anna@harbour.test', [harbour]);
    expect([draft.customerName, draft.source.user, draft.destination.user]).toEqual([
      'Somebody',
      'anna@po',
      'anna@harbour.test',
    ]);
  });
});

describe('the form of a server', () => {
  it('fills in what a platform usually has, and takes it back', () => {
    const opensrs = withPlatform(newEndpoint, 'opensrs');
    expect([opensrs.host, opensrs.port, opensrs.tls]).toEqual(['mail.b.hostedemail.com', 993, 'implicit']);
    expect(withPlatform(opensrs, 'mailenable').host).toBe('');
    expect(withPlatform({ ...newEndpoint, host: 'mail.own.test' }, 'opensrs').host).toBe('mail.own.test');
  });

  it('moves the port with protocol and TLS as long as it is the usual one', () => {
    expect(withTransport(newEndpoint, { tls: 'starttls' }).port).toBe(143);
    expect(withTransport(newEndpoint, { protocol: 'pop3' }).port).toBe(995);
    expect(withTransport({ ...newEndpoint, port: 10993 }, { tls: 'none' }).port).toBe(10993);
  });
});
