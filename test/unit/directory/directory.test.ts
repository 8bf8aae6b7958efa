import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Directory } from '../../../electron/engine/directory/directory.ts';
import type { Workspace } from '../../../electron/engine/workspace/workspace.ts';
import type { MailboxDraft } from '../../../shared/contract/directory.ts';
import { AppError, type ErrorWire } from '../../../shared/domain/errors.ts';
import { addRun, endpoint, sampleWorkspace } from '../workspace/sample-workspace.ts';

const now = Date.UTC(2026, 10, 22, 12);
const forget = vi.fn();
let workspace: Workspace;
let directory: Directory;

beforeEach(() => {
  forget.mockReset();
  workspace = sampleWorkspace();
  const secretRefs = { list: async () => new Set(['mailbox/anna/source']), forget };
  directory = new Directory({ workspace, secretRefs, now: () => now });
});

function draft(changes: Partial<MailboxDraft> = {}): MailboxDraft {
  return {
    address: 'Ben@Harbour.test',
    customerName: 'harbour chandlery',
    source: { endpointId: 'old', user: 'ben' },
    destination: { endpointId: 'new', user: 'ben@harbour.test' },
    note: '',
    ...changes,
  };
}

function errorOf(work: () => unknown): ErrorWire | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.wire;
    throw error;
  }
  return undefined;
}

describe('adding a mailbox', () => {
  it('uses the customer and the domain that are there, whatever the case', () => {
    const id = directory.addMailbox(draft());
    expect(workspace.mailboxes.find(id)).toMatchObject({ domainId: 'domain', address: 'Ben@Harbour.test' });
    expect(workspace.customers.list()).toHaveLength(1);
  });

  it('makes customer and domain when they are new', async () => {
    const id = directory.addMailbox(draft({ address: 'info@feinwerk.test', customerName: 'Müller Feinmechanik' }));
    const row = await directory.mailboxRow(id);
    expect(row).toMatchObject({ domainName: 'feinwerk.test', state: 'not-started' });
    const page = await directory.domainPage(row.domainId);
    expect(page.domain).toMatchObject({
      customerName: 'Müller Feinmechanik',
      order: 'standard',
      currentStep: 'provision',
    });
    expect(page.steps.map((entry) => entry.state)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
  });

  it.each<[string, Partial<MailboxDraft>, string, string]>([
    ['an address that is there', { address: 'ANNA@harbour.test' }, 'workspace.duplicate', 'anna@harbour.test'],
    ['a domain of another customer', { customerName: 'Sakura Travel' }, 'input.invalid', 'Harbour Chandlery'],
    ['an unknown server', { source: { endpointId: 'gone', user: 'ben' } }, 'input.invalid', 'source server'],
    [
      'the same mailbox on both sides',
      { destination: { endpointId: 'old', user: 'BEN' } },
      'run.source-is-destination',
      'ben',
    ],
    ['a POP3 destination', { destination: { endpointId: 'pop', user: 'ben' } }, 'input.invalid', 'POP3'],
  ])('refuses %s', (_title, changes, code, names) => {
    workspace.endpoints.add({ ...endpoint('pop'), protocol: 'pop3' });
    const error = errorOf(() => directory.addMailbox(draft(changes)));
    expect(error?.code).toBe(code);
    expect(error?.message.toLowerCase()).toContain(names.toLowerCase());
    expect(workspace.mailboxes.ids()).toEqual(['anna']);
    expect(workspace.customers.list()).toHaveLength(1);
  });
});

describe('changing a mailbox', () => {
  const sides = {
    source: { endpointId: 'old', user: 'anna@harbour.test' },
    destination: { endpointId: 'new', user: 'anna@harbour.test' },
  };

  it('keeps the ledger while both sides stay who they are', () => {
    workspace.ledger.folder('anna', 'INBOX', '1', 'INBOX');
    directory.updateMailbox('anna', { ...sides, note: 'Calls every morning.' });
    expect(workspace.mailboxes.find('anna')?.note).toBe('Calls every morning.');
    expect(workspace.ledger.folders('anna')).toHaveLength(1);
  });

  it('forgets the ledger when a side becomes another mailbox', () => {
    workspace.ledger.folder('anna', 'INBOX', '1', 'INBOX');
    directory.updateMailbox('anna', { ...sides, destination: { endpointId: 'new', user: 'anna2' }, note: '' });
    expect(workspace.ledger.folders('anna')).toEqual([]);
  });

  it('is refused while a run goes on, and so is removing it', () => {
    addRun(workspace, { state: 'running' });
    expect(errorOf(() => directory.updateMailbox('anna', { ...sides, note: '' }))?.code).toBe('run.already-running');
    expect(errorOf(() => directory.removeMailbox('anna'))?.code).toBe('run.already-running');
  });

  it('removes with it the domain and the customer nobody needs any more, and its passwords', () => {
    addRun(workspace, { state: 'failed' });
    addRun(workspace, { state: 'complete', agrees: true });
    expect(directory.removeMailbox('anna')).toEqual({ removedRuns: 2 });
    expect(workspace.domains.list()).toEqual([]);
    expect(workspace.customers.list()).toEqual([]);
    expect(forget.mock.calls.flat()).toEqual(['mailbox/anna/source', 'mailbox/anna/destination']);
    expect(errorOf(() => directory.removeMailbox('anna'))?.code).toBe('workspace.not-found');
  });

  it('tells on which side a password is stored', async () => {
    expect((await directory.mailboxRow('anna')).hasSecret).toEqual({ source: true, destination: false });
  });
});

describe('the order', () => {
  it('keeps a deadline for the forced order only', async () => {
    directory.setOrder('domain', 'forced', '2026-11-25T00:00:00Z');
    expect((await directory.domainPage('domain')).domain).toMatchObject({
      order: 'forced',
      deadlineAt: '2026-11-25T00:00:00.000Z',
    });
    directory.setOrder('domain', 'standard', '2026-11-25T00:00:00Z');
    expect((await directory.domainPage('domain')).domain.deadlineAt).toBeNull();
    expect(errorOf(() => directory.setOrder('domain', 'forced', 'tomorrow'))?.message).toContain('tomorrow');
  });
});
