import { beforeEach, describe, expect, it } from 'vitest';
import { findTerms } from '../../../electron/engine/search/find-terms.ts';
import type { Workspace } from '../../../electron/engine/workspace/workspace.ts';
import { addMailbox, addRun, sampleWorkspace } from './sample-workspace.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = sampleWorkspace();
  addMailbox(workspace, 'hanna', 'hanna@harbour.test');
  addMailbox(workspace, 'odd', '100%_sure@harbour.test');
});

function titles(text: string): string[] {
  return workspace.search.find(text, 12).map((hit) => hit.title);
}

describe('search', () => {
  it('puts the exact hit first, then beginnings, then the rest', () => {
    expect(titles('anna@harbour.test')).toEqual(['anna@harbour.test', 'hanna@harbour.test']);
    expect(titles('ann')).toEqual(['anna@harbour.test', 'hanna@harbour.test']);
    expect(titles('harbour')).toEqual([
      'Harbour Chandlery',
      'harbour.test',
      'anna@harbour.test',
      'hanna@harbour.test',
      '100%_sure@harbour.test',
    ]);
  });

  it('does not care about case, and takes signs literally', () => {
    expect(titles('ANNA@HARBOUR.TEST')[0]).toBe('anna@harbour.test');
    expect(titles('100%')).toEqual(['100%_sure@harbour.test']);
    expect(titles('%_s')).toEqual(['100%_sure@harbour.test']);
    expect(titles('a_a')).toEqual([]);
    expect(titles('"anna" OR')).toEqual([]);
    expect(titles('   ')).toEqual([]);
  });

  it('wants all words, and finds a part within a name', () => {
    expect(titles('bour chand')).toEqual(['Harbour Chandlery']);
    expect(titles('arbour.te')[0]).toBe('harbour.test');
  });

  it('finds a mailbox by a login that is not its address, once', () => {
    const [mailbox] = [workspace.mailboxes.find('anna')];
    if (!mailbox) throw new Error('The sample has lost Anna.');
    workspace.mailboxes.update({ ...mailbox, source: { ...mailbox.source, user: 'berg.a' } });
    expect(workspace.search.find('berg.a', 12)).toEqual([
      {
        kind: 'mailbox',
        id: 'anna',
        title: 'anna@harbour.test',
        subtitle: 'Login berg.a, Harbour Chandlery',
        targetId: 'anna',
        domainId: 'domain',
      },
    ]);
    workspace.mailboxes.update(mailbox);
    expect(titles('berg.a')).toEqual([]);
  });

  it('forgets what is removed', () => {
    workspace.mailboxes.remove('hanna');
    expect(titles('hanna')).toEqual([]);
    workspace.customers.removeAll();
    expect(titles('harbour')).toEqual([]);
  });

  it('recalls earlier hits in their order, without those that are gone', () => {
    const refs = [
      { kind: 'mailbox', id: 'hanna' },
      { kind: 'mailbox', id: 'gone' },
      { kind: 'domain', id: 'domain' },
    ] as const;
    expect(workspace.search.recall(refs).map((hit) => hit.title)).toEqual(['hanna@harbour.test', 'harbour.test']);
  });

  it('leads from an unknown address to its domain, and from one spelling of a domain to the other', () => {
    expect(findTerms(workspace.search, ['nobody@harbour.test'], 12)[0]?.title).toBe('harbour.test');
    addMailbox(workspace, 'umlaut', 'jörg@bücher.example');
    expect(findTerms(workspace.search, ['jörg@xn--bcher-kva.example'], 12).map((hit) => hit.id)).toEqual(['umlaut']);
    expect(findTerms(workspace.search, ['anna@harbour.test', 'harbour.test'], 2).map((hit) => hit.kind)).toEqual([
      'mailbox',
      'domain',
    ]);
  });

  it('names what to open', () => {
    expect(workspace.search.find('Chandlery', 12)).toEqual([
      { kind: 'customer', id: 'customer', title: 'Harbour Chandlery', subtitle: '1 domain', targetId: 'domain' },
    ]);
    const runId = addRun(workspace, { state: 'failed' });
    expect(workspace.search.find(runId, 12)).toEqual([
      {
        kind: 'run',
        id: runId,
        title: 'anna@harbour.test',
        subtitle: 'copy run, failed',
        targetId: 'anna',
        domainId: 'domain',
      },
    ]);
  });

  it('gives no more than asked', () => {
    expect(workspace.search.find('harbour', 2)).toHaveLength(2);
  });
});
