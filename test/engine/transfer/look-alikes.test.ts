import { afterEach, describe, expect, test } from 'vitest';
import type { PlannedMessage } from '../../servers/mailbox-plan.ts';
import { doneWithoutReply } from '../../servers/misbehaviour.ts';
import type { ScriptedAccount } from '../../servers/scripted-imap.ts';
import { usualCapabilities } from '../../servers/scripted-imap.ts';
import { letter, letters, planOf, type ScriptedPair, startPair } from './scripted-pair.ts';

const withoutUidplus = { capabilities: usualCapabilities.filter((name) => name !== 'UIDPLUS') };

/** What a machine sends every night: no Message-ID, and the same header each time but for what is given. */
function report(text: string, date = 'Mon, 5 Feb 2018 03:00:00 +0100'): PlannedMessage {
  const header = ['From: backup@example.org', 'To: anna@harbour.test', 'Subject: Backup', `Date: ${date}`];
  return {
    bytes: Buffer.from(`${header.join('\r\n')}\r\n\r\n${text}\r\n`),
    flags: [],
    internalDate: ' 5-Feb-2018 03:00:00 +0100',
  };
}

/** Gives the messages of a folder new numbers in another order, as a server does that makes its index anew. */
function renumber(account: ScriptedAccount, path = 'INBOX'): void {
  const folder = account.create(path);
  folder.messages.reverse();
  for (const [index, message] of folder.messages.entries()) message.uid = index + 1;
  folder.uidNext = folder.messages.length + 1;
}

describe('messages that look like others', () => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());
  const at = (folder = 'INBOX') => pair.destination.folder(folder)?.messages ?? [];
  const texts = (): string[] => at().map(({ bytes }) => bytes.toString('latin1').split('\r\n\r\n')[1] ?? '');

  test('are copied although the destination has another message with the same header', async () => {
    pair = await startPair({ plan: planOf({ INBOX: [report('Disk 1: good'), letter(1)] }) });
    pair.destination.store(pair.destination.create('INBOX'), report('Disk 2: evil'));
    expect(await pair.move.run()).toMatchObject({ totals: { copied: 2, alreadyThere: 0 } });
    expect(texts().sort()).toEqual(['Disk 1: good\r\n', 'Disk 2: evil\r\n', 'Hello 1\r\n']);
    expect(await pair.move.run()).toMatchObject({ totals: { copied: 0 } });
  });

  test('are told apart by a comparison that has no ledger', async () => {
    pair = await startPair({ plan: planOf({ INBOX: [report('Disk 1: good')] }) });
    pair.destination.store(pair.destination.create('INBOX'), report('Disk 2: evil'));
    const outcome = await pair.move.run({ kind: 'verify' });
    expect(outcome.verification?.agrees).toBe(false);
    expect(outcome.findings).toMatchObject([{ kind: 'missing', subject: 'Backup' }, { kind: 'extra' }]);
  });

  test('are not said to be elsewhere when only their like is', async () => {
    pair = await startPair({ plan: planOf({ INBOX: [report('Disk 1: good')], Work: letters(2) }) });
    pair.destination.store(pair.destination.create('Backups'), report('Disk 2: evil'));
    pair.destination.create('Work');
    expect((await pair.move.run({ kind: 'verify' })).findings).toContainEqual(
      expect.objectContaining({ kind: 'missing', subject: 'Backup' }),
    );
    pair.destination.store(pair.destination.create('Backups'), report('Disk 1: good'));
    expect((await pair.move.run({ kind: 'verify' })).findings).toContainEqual(
      expect.objectContaining({ kind: 'elsewhere', subject: 'Backup', destinationFolder: 'Backups' }),
    );
  });

  test.each([
    ['the source', 'source'],
    ['the destination', 'destination'],
  ] as const)(
    'are not taken for those whose numbers they got when %s renumbers and does not say so',
    async (_name, which) => {
      pair = await startPair({ plan: planOf({ INBOX: letters(12) }) });
      expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 12 } });
      if (which === 'source') pair.source.store(pair.source.create('INBOX'), letter(40));
      renumber(pair[which]);
      const outcome = await pair.move.run();
      expect(outcome.findings).toEqual([]);
      expect(outcome).toMatchObject({ state: 'complete', totals: { copied: which === 'source' ? 1 : 0 } });
      expect(await pair.differences()).toEqual([]);
      expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 0 } });
    },
  );

  test('are kept apart when the folder at the destination is made anew under its old number', async () => {
    pair = await startPair({
      plan: planOf({ INBOX: letters(2), Work: letters(6, 20).map((_, index) => letter(20 + index, { size: 300 })) }),
    });
    await pair.move.run();
    const folder = pair.destination.create('Work');
    folder.messages.splice(0);
    folder.uidNext = 1;
    for (const other of letters(6, 40)) pair.destination.store(folder, other);
    expect(await pair.move.run({ redeliver: true })).toMatchObject({ totals: { copied: 6 } });
    expect(await pair.differences()).toContainEqual(expect.stringMatching(/^extra/));
    expect(at('Work')).toHaveLength(12);
  });

  test.each([
    ['with UIDPLUS', {}],
    ['without UIDPLUS', withoutUidplus],
  ])('or like nothing at all come once, though the answer is lost and the copy is rewritten, %s', async (_name, to) => {
    const blank = {
      bytes: Buffer.from('\r\nNothing but text.\r\n'),
      flags: [],
      internalDate: ' 5-Feb-2018 03:00:00 +0100',
    };
    pair = await startPair({
      plan: planOf({ INBOX: [blank, ...letters(3)] }),
      to: { ...to, quirks: { addsHeader: 'X-Scanned: yes' } },
    });
    pair.to.setScript([doneWithoutReply(/^APPEND/, { times: 1 })]);
    await pair.move.run();
    expect(at()).toHaveLength(4);
    await pair.move.run();
    expect(at()).toHaveLength(4);
  });

  test('come once where the source shows no headers and the answer is lost', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(5) }) });
    pair.from.setScript([
      {
        match: /BODY\.PEEK\[HEADER\]/,
        reply: ({ run }) =>
          run().map((line) =>
            Buffer.isBuffer(line)
              ? Buffer.from(
                  line.toString('latin1').replace(/BODY\[HEADER\] \{\d+\}[\s\S]*$/, 'BODY[HEADER] {0}\r\n)'),
                  'latin1',
                )
              : line,
          ),
      },
    ]);
    pair.to.setScript([doneWithoutReply(/^APPEND/, { times: 1 })]);
    await pair.move.run();
    expect(at()).toHaveLength(5);
  });
});

describe('what cannot be read', () => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());

  test('is named by its subject where the header can be read', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(5) }) });
    pair.from.setScript([
      { match: /BODY\.PEEK\[\]/, reply: ({ run }) => run().filter((line) => !line.includes('letter.4@')) },
    ]);
    const outcome = await pair.move.run();
    expect(outcome.findings).toMatchObject([
      {
        kind: 'unreadable',
        sourceFolder: 'INBOX',
        sourceUid: 4,
        subject: 'Letter 4',
        messageId: '<letter.4@example.org>',
      },
    ]);
  });
});
