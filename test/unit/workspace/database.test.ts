import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../electron/engine/workspace/database.ts';
import { openLedger } from '../../../electron/engine/workspace/ledger-store.ts';
import { migrations } from '../../../electron/engine/workspace/migrations/migrations.ts';
import { openWorkspace } from '../../../electron/engine/workspace/workspace.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { addRun, sampleWorkspace, temporaryFolder } from './sample-workspace.ts';

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return undefined;
}

describe('the workspace file', () => {
  it('keeps what was written when it is opened again', () => {
    const dir = temporaryFolder();
    const first = sampleWorkspace(dir);
    first.close();
    const second = openWorkspace(dir);
    expect(second.mailboxes.findByAddress('ANNA@harbour.test')?.id).toBe('anna');
    second.close();
  });

  it('is brought from an older schema to the newest with its data', () => {
    const dir = temporaryFolder();
    const old = new DatabaseSync(join(dir, 'workspace.sqlite'));
    old.exec(migrations[0] ?? '');
    old.exec('PRAGMA user_version = 1');
    old.exec(`
      INSERT INTO customer VALUES ('c', 'Harbour Chandlery');
      INSERT INTO domain VALUES ('d', 'c', 'harbour.test', 'standard', NULL, '');
      INSERT INTO endpoint VALUES ('e', 'Old', 'other', 'imap', 'old.test', 993, 'implicit', NULL, 4);
      INSERT INTO mailbox VALUES ('m', 'd', 'anna@harbour.test', 'e', 'anna', 'e', 'anna2', '');
      INSERT INTO run VALUES ('r', 'm', 'copy', 'interrupted', '{"folders":[],"exclude":[],"since":null}', '2026-11-22T00:00:00.000Z',
        NULL, NULL, '{"messages":5,"findings":0,"copied":2,"bytesCopied":9}', NULL, NULL, NULL);
    `);
    old.close();
    const workspace = openWorkspace(dir);
    expect(workspace.mailboxes.row('m')).toMatchObject({ state: 'interrupted', messages: 5, lastRunId: 'r' });
    expect(workspace.runs.copied()).toEqual({ messages: 2, bytes: 9 });
    workspace.close();
  });

  it('is refused when a newer version has written it', () => {
    const dir = temporaryFolder();
    const database = openDatabase(dir);
    database.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    database.close();
    expect(codeOf(() => openWorkspace(dir))).toBe('workspace.newer');
  });

  it('is refused when it is no database', () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, 'workspace.sqlite'), 'This is a letter, not a database. '.repeat(100));
    expect(codeOf(() => openWorkspace(dir))).toBe('workspace.corrupt');
  });

  it('is refused when its pages are damaged', () => {
    const dir = temporaryFolder();
    sampleWorkspace(dir).close();
    const file = join(dir, 'workspace.sqlite');
    const bytes = readFileSync(file);
    // The header stays, so that it still looks like a database.
    bytes.fill(0xa5, 100, bytes.length);
    writeFileSync(file, bytes);
    expect(codeOf(() => openWorkspace(dir))).toBe('workspace.corrupt');
  });

  it('belongs to one engine at a time', () => {
    const dir = temporaryFolder();
    const first = openWorkspace(dir);
    expect(codeOf(() => openWorkspace(dir))).toBe('workspace.in-use');
    first.close();
    first.close();
    openWorkspace(dir).close();
  });

  it('says that the disk is full, keeps what it has, and goes on when there is room again', () => {
    const dir = temporaryFolder();
    sampleWorkspace(dir).close();
    const database = openDatabase(dir);
    const ledger = openLedger(database);
    const folder = ledger.folder('anna', 'INBOX', '1', 'INBOX');
    const pages = database.prepare('PRAGMA page_count').get<{ page_count: number }>()?.page_count ?? 0;
    database.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const entries = Array.from({ length: 1000 }, (_, index) => ({
      sourceUid: index + 1,
      state: 'pending' as const,
      destinationUid: null,
      size: 100,
      internalDateMs: 0,
      bytesHash: new Uint8Array(32),
      messageKey: null,
      headerKey: new Uint8Array(32),
      sourceFlags: null,
    }));
    expect(codeOf(() => ledger.put(folder.id, 'run', entries))).toBe('workspace.disk-full');
    expect(ledger.entries(folder.id)).toEqual([]);
    database.exec('PRAGMA max_page_count = 1000000');
    ledger.put(folder.id, 'run', entries);
    expect(ledger.entries(folder.id)).toHaveLength(1000);
    database.close();
  });

  it('undoes a transaction that fails half-way, nested ones included', () => {
    const workspace = sampleWorkspace();
    const work = (): void =>
      workspace.transaction(() => {
        workspace.customers.add({ id: 'second', name: 'Second' });
        workspace.transaction(() => workspace.customers.add({ id: 'third', name: 'Third' }));
        throw new Error('half-way');
      });
    expect(work).toThrow('half-way');
    expect(workspace.customers.list()).toHaveLength(1);
  });

  it('removes a mailbox with its runs, findings, choices and ledger', () => {
    const workspace = sampleWorkspace();
    const runId = addRun(workspace, { state: 'complete', agrees: true });
    workspace.folderChoices.save('anna', [{ source: 'Junk', destination: null }]);
    workspace.ledger.folder('anna', 'INBOX', '1', 'INBOX');
    workspace.mailboxes.remove('anna');
    expect(workspace.runs.find(runId)).toBeUndefined();
    expect(workspace.folderChoices.list('anna')).toEqual([]);
    expect(workspace.ledger.folders('anna')).toEqual([]);
  });
});
