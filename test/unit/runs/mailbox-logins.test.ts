import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mailboxLogins } from '../../../electron/engine/runs/mailbox-logins.ts';
import { openWorkspace } from '../../../electron/engine/workspace/workspace.ts';
import type { Endpoint } from '../../../shared/domain/endpoint.ts';

const endpoint = (id: string, protocol: Endpoint['protocol']): Endpoint => ({
  id,
  name: id,
  platform: 'other',
  protocol,
  host: `${id}.harbour.example`,
  port: 993,
  tls: 'implicit',
  pinnedFingerprint: null,
  maxConnections: 4,
});

test('a run may read the source over another endpoint, with the same user and password', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mailferry-logins-'));
  const workspace = openWorkspace(directory);
  onTestFinished(() => {
    workspace.close();
    rmSync(directory, { recursive: true, force: true });
  });
  for (const one of [endpoint('imap', 'imap'), endpoint('pop', 'pop3'), endpoint('new', 'imap')])
    workspace.endpoints.add(one);
  workspace.customers.add({ id: 'c', name: 'Harbour' });
  workspace.domains.add({
    id: 'd',
    customerId: 'c',
    name: 'harbour.test',
    order: 'forced',
    deadlineAt: null,
    note: '',
  });
  workspace.mailboxes.add({
    id: 'm',
    domainId: 'd',
    address: 'anna@harbour.test',
    source: { endpointId: 'imap', user: 'anna' },
    destination: { endpointId: 'new', user: 'anna@harbour.test' },
    note: '',
  });

  const usual = mailboxLogins(workspace, 'm');
  expect(usual.source.endpoint.id).toBe('imap');
  const other = mailboxLogins(workspace, 'm', 'pop');
  expect(other.source).toEqual({ ...usual.source, endpoint: { ...endpoint('pop', 'pop3') } });
  expect(other.destination).toEqual(usual.destination);
  expect(() => mailboxLogins(workspace, 'm', 'none')).toThrow(expect.objectContaining({ code: 'workspace.not-found' }));
});
