import { beforeEach, describe, expect, it } from 'vitest';
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

  it('does not care about case, and takes wildcards literally', () => {
    expect(titles('ANNA@HARBOUR.TEST')[0]).toBe('anna@harbour.test');
    expect(titles('100%')).toEqual(['100%_sure@harbour.test']);
    expect(titles('%')).toEqual(['100%_sure@harbour.test']);
    expect(titles('a_a')).toEqual([]);
  });

  it('understands an address as it was pasted', () => {
    expect(titles('Anna Berg <anna@harbour.test>')[0]).toBe('anna@harbour.test');
    expect(titles(' mailto:anna@harbour.test ')[0]).toBe('anna@harbour.test');
    expect(titles('   ')).toEqual([]);
  });

  it('names what to open', () => {
    expect(workspace.search.find('Chandlery', 12)).toEqual([
      { kind: 'customer', id: 'customer', title: 'Harbour Chandlery', subtitle: '1 domain', targetId: 'domain' },
    ]);
    const runId = addRun(workspace, { state: 'failed' });
    expect(workspace.search.find(runId, 12)).toEqual([
      { kind: 'run', id: runId, title: 'anna@harbour.test', subtitle: 'copy run, failed', targetId: 'anna' },
    ]);
  });

  it('gives no more than asked', () => {
    expect(workspace.search.find('harbour', 2)).toHaveLength(2);
  });
});
