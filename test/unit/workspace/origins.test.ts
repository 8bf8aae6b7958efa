import { describe, expect, it } from 'vitest';
import type { MailboxOrigin } from '../../../shared/domain/origin.ts';
import { addMailbox, sampleWorkspace } from './sample-workspace.ts';

const origin = (mailboxId: string): MailboxOrigin => ({
  mailboxId,
  kind: 'redirect',
  postoffice: 'harbour',
  name: 'anna',
  enabled: false,
  limitKb: -1,
  sizeKb: null,
  redirectMode: 1,
  redirectTo: ['phone@elsewhere.test', '"odd, one"@elsewhere.test'],
  aliases: ['a.ek@harbour.test'],
});

describe('what an import knows', () => {
  it('comes back as it was kept, by mailbox, by domain and all together', () => {
    const workspace = sampleWorkspace();
    addMailbox(workspace, 'bert', 'bert@harbour.test');
    workspace.origins.save({ ...origin('anna'), enabled: true }, 'first');
    workspace.origins.save(origin('anna'), 'second');
    expect(workspace.origins.ofMailbox('anna')).toEqual(origin('anna'));
    expect(workspace.origins.ofMailbox('bert')).toBeUndefined();
    expect([...workspace.origins.ofMailboxesIn('domain').keys()]).toEqual(['anna']);
    expect([...workspace.origins.all().values()]).toEqual([origin('anna')]);
  });

  it('holds what a domain had', () => {
    const workspace = sampleWorkspace();
    const domain = {
      domainId: 'domain',
      postoffice: 'harbour',
      catchAll: 'anna@harbour.test',
      aliasDomains: ['pier.test'],
    };
    workspace.origins.saveDomain(domain, 'first');
    expect(workspace.origins.ofDomain('domain')).toEqual(domain);
    expect(workspace.origins.allDomains().get('domain')).toEqual(domain);
  });

  it('goes with the mailbox and the domain', () => {
    const workspace = sampleWorkspace();
    workspace.origins.save(origin('anna'), 'first');
    workspace.origins.saveDomain({ domainId: 'domain', postoffice: 'x', catchAll: null, aliasDomains: [] }, 'first');
    workspace.mailboxes.remove('anna');
    workspace.domains.removeEmpty();
    expect(workspace.origins.all().size + workspace.origins.allDomains().size).toBe(0);
  });

  it('remembers imports, the newest first', () => {
    const { origins } = sampleWorkspace();
    const counts = { added: 3, changed: 1, removed: 0, unchanged: 7 };
    origins.record({ id: 'a', at: '2026-11-20T08:00:00.000Z', kind: 'folder', name: 'Config', ...counts });
    origins.record({ id: 'b', at: '2026-11-21T08:00:00.000Z', kind: 'csv', name: 'list.csv', ...counts });
    expect(origins.imports(5).map((entry) => entry.id)).toEqual(['b', 'a']);
  });
});
