import { afterEach, describe, expect, test } from 'vitest';
import { openSession } from '../../../electron/engine/mail/connect.ts';
import { MessageDesk } from '../../../electron/engine/messages/message-desk.ts';
import type { PairEvent } from '../../../shared/contract/messages.ts';
import { type MessageRow, unpackRows } from '../../../shared/domain/message-row.ts';
import { nestedArchives } from '../../servers/hostile-mail.ts';
import { letter, letters, password, planOf, type ScriptedPair, startPair } from '../transfer/scripted-pair.ts';

const plan = planOf({ INBOX: letters(10), Work: letters(5, 20) });

describe('an opened folder pair', () => {
  let pair: ScriptedPair;
  let desk: MessageDesk;
  afterEach(async () => {
    await desk?.close();
    await pair?.stop();
  });

  async function open(source: string | null = 'INBOX', destination: string | null = 'INBOX') {
    const { workspace, mailboxId, source: from, destination: to } = pair.move;
    const secrets = { get: async () => password };
    desk ??= new MessageDesk({ workspace, secrets, openSession, now: () => Date.now() });
    const logins = { source: from, destination: to };
    const events: PairEvent[] = [];
    const summary = await desk.open({ mailboxId, source, destination, logins }, (event) => events.push(event));
    const rows = unpackRows(desk.rows(summary.id, 0, 50_000), 0);
    return { summary, rows, events, logins };
  }
  const inbox = () => pair.destination.folder('INBOX')?.messages ?? [];
  const kinds = (rows: readonly MessageRow[]): string[] =>
    rows
      .filter(({ kind, differs }) => kind !== 'matched' || differs.length > 0)
      .map((row) => {
        const what = row.kind === 'matched' ? row.differs.join() : row.kind;
        return `${what}: ${row.subject}${row.note === '' ? '' : ` (${row.note})`}`;
      });

  async function start(moved = true): Promise<void> {
    pair = await startPair({ plan });
    desk = undefined as unknown as MessageDesk;
    if (moved) await pair.move.run();
    else pair.destination.fill(plan);
  }

  test.each([
    ['by the ledger', true, 'ledger'],
    ['by headers', false, 'message-id'],
  ])('is aligned %s, with every difference where it is', async (_name, moved, layer) => {
    await start(moved);
    const here = await pair.snapshots();
    const messages = inbox();
    const at = (subject: string) => messages.findIndex(({ bytes }) => bytes.includes(`Subject: ${subject}\r\n`));
    for (const subject of ['Letter 2', 'Letter 5', 'Letter 8']) messages.splice(at(subject), 1);
    pair.destination.store(pair.destination.create('INBOX'), letter(77));
    pair.destination.store(pair.destination.create('INBOX'), letter(3));
    const elsewhere = pair.destination.create('Elsewhere');
    pair.destination.store(elsewhere, letter(8));
    messages[at('Letter 4')]?.flags.add('\\Flagged');
    const dated = messages[at('Letter 6')];
    if (dated) dated.internalDate = ' 6-Feb-2018 10:06:00 +0100';
    const said = { from: pair.from.commands.length, to: pair.to.commands.length };
    const { summary, rows, events } = await open();
    const sent = [...pair.from.commands.slice(said.from), ...pair.to.commands.slice(said.to)];
    expect(sent.some((command) => command.includes('BODY.PEEK[HEADER.FIELDS'))).toBe(true);
    expect(sent.filter((command) => /SELECT|STORE|APPEND|EXPUNGE|COPY|MOVE|BODY\[/i.test(command))).toEqual([]);
    expect(kinds(rows).sort()).toEqual([
      'date: Letter 6',
      'duplicate: Letter 3',
      'elsewhere: Letter 8 (In "Elsewhere" at the destination.)',
      'extra: Letter 77',
      'flags: Letter 4',
      'missing: Letter 2',
      'missing: Letter 5',
    ]);
    expect(summary).toMatchObject({
      sourceMessages: 10,
      destinationMessages: 9,
      rows: 12,
      counts: { matched: 5, missing: 2, elsewhere: 1, extra: 1, duplicate: 1, flags: 1, date: 1, size: 0 },
      destinationExists: true,
      lookedElsewhere: true,
    });
    const letterOne = rows.find(({ subject }) => subject === 'Letter 1');
    expect(letterOne).toMatchObject({ layer, from: expect.stringContaining('sender1@example.org') });
    expect(letterOne?.source?.size).toBe(letterOne?.destination?.size);
    expect(rows.map(({ index }) => index)).toEqual(rows.map((_row, index) => index));
    expect(new Set(events.map((event) => (event.type === 'progress' ? event.phase : '')))).toEqual(
      new Set(['connecting', 'listing', 'reading', 'matching', 'elsewhere']),
    );
    expect((await pair.snapshots())[0]).toEqual(here[0]);
  });

  test('may be one folder alone, or one that is not there', async () => {
    await start(false);
    expect((await open(null, 'Work')).summary).toMatchObject({ rows: 5, counts: { extra: 5 } });
    expect((await open('Work', null)).summary).toMatchObject({ rows: 5, counts: { missing: 5 } });
    const gone = await open('Work', 'Nowhere');
    expect(gone.summary).toMatchObject({ destinationExists: false, counts: { missing: 5 } });
    await expect(open(null, null)).rejects.toMatchObject({ code: 'input.invalid' });
    await expect(open('Nowhere', 'Work')).rejects.toMatchObject({ code: 'mail.folder-missing' });
  });

  test('leaves the copies of other folders to those', async () => {
    pair = await startPair({ plan });
    desk = undefined as unknown as MessageDesk;
    await pair.move.run({}, { choices: [{ source: 'Work', destination: 'INBOX' }] });
    const { summary } = await open();
    expect(summary).toMatchObject({ rows: 10, counts: { matched: 10, extra: 0 }, sharedWith: ['Work'] });
  });

  test('shows one message from both sides, and what differs', async () => {
    await start();
    const changed = inbox().find(({ bytes }) => bytes.includes('Subject: Letter 4\r\n'));
    if (changed) {
      changed.flags.add('\\Flagged');
      changed.bytes = Buffer.from(
        changed.bytes.toString().replace('Message-ID', 'X-Added: yes\r\nMessage-ID').replace('Hello', 'Hallo'),
      );
    }
    const { summary, rows, logins } = await open();
    const row = rows.find(({ subject }) => subject === 'Letter 4');
    const uids = { source: row?.source?.uid ?? 0, destination: row?.destination?.uid ?? 0 };
    const view = await desk.read(summary.id, uids, logins);
    expect(view.differences?.map(({ sentence }) => sentence)).toEqual([
      'The text differs at line 1 of the body.',
      'An X-Added line was added.',
      'The flag \\Flagged is set only at the destination.',
    ]);
    expect(view.source?.text).toContain('Hello 4');
    expect(view.destination?.text).toContain('Hallo 4');
    const saved = await desk.copyOf(summary.id, 'source', uids.source, logins);
    expect(saved.name).toBe('2018-02-05 Letter 4');
    expect(Buffer.from(saved.base64, 'base64')).toEqual(letter(4).bytes);
    expect(pair.source.folder('INBOX')?.messages.every(({ flags }) => !flags.has('\\Seen') || flags.size === 1)).toBe(
      true,
    );
  });

  test('says of each side alone when a message is gone, and lists archives without opening them', async () => {
    await start(false);
    const work = pair.destination.folder('Work');
    pair.destination.store(pair.destination.create('Work'), {
      bytes: Buffer.from(nestedArchives),
      flags: [],
      internalDate: ' 5-Feb-2018 11:00:00 +0100',
    });
    const { summary, rows, logins } = await open('Work', 'Work');
    const extra = rows.find(({ kind }) => kind === 'extra');
    const archive = await desk.read(summary.id, { source: null, destination: extra?.destination?.uid ?? 0 }, logins);
    expect(archive.destination?.attachments).toEqual([
      { name: '42.zip', type: 'application/zip', size: 35, inline: false },
    ]);
    const row = rows.find(({ kind }) => kind === 'matched');
    work?.messages.splice(
      work.messages.findIndex(({ uid }) => uid === row?.destination?.uid),
      1,
    );
    const uids = { source: row?.source?.uid ?? 0, destination: row?.destination?.uid ?? 0 };
    const view = await desk.read(summary.id, uids, logins);
    expect(view).toMatchObject({ destination: null, differences: null, unread: [{ side: 'destination' }] });
    expect(view.source?.text).toContain('Hello');
    await expect(desk.read(summary.id, { source: null, destination: uids.destination }, logins)).rejects.toMatchObject({
      code: 'mail.message-gone',
    });
    if (work) work.uidValidity += 1;
    await expect(
      desk.read(summary.id, { source: null, destination: rows.at(1)?.destination?.uid ?? 0 }, logins),
    ).rejects.toMatchObject({ code: 'mail.uidvalidity-changed' });
    await expect(desk.read('nobody', uids, logins)).rejects.toMatchObject({ code: 'workspace.not-found' });
  });

  test('is given up when the agent has waited enough, and can be opened again', async () => {
    await start(false);
    const stop = new AbortController();
    const secrets = { get: async () => password };
    desk = new MessageDesk({ workspace: pair.move.workspace, secrets, openSession, now: () => Date.now() });
    const { mailboxId, source, destination } = pair.move;
    const request = { mailboxId, source: 'INBOX', destination: 'INBOX', logins: { source, destination } };
    const opening = desk.open(
      request,
      (event) => {
        if (event.type === 'progress' && event.phase === 'listing') stop.abort();
      },
      stop.signal,
    );
    await expect(opening).rejects.toThrow();
    expect(desk.kept(request)).toBeNull();
    expect((await desk.open(request, () => undefined)).counts.matched).toBe(10);
    expect(desk.kept(request)?.rows).toBe(10);
  });
});
