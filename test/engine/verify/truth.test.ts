import { afterEach, describe, expect, test } from 'vitest';
import { shortFetch } from '../../servers/misbehaviour.ts';
import type { StorageQuirks } from '../../servers/scripted-imap.ts';
import { usualCapabilities } from '../../servers/scripted-imap.ts';
import { letter, letters, planOf, type ScriptedPair, smallPlan, startPair } from '../transfer/scripted-pair.ts';

const odd = {
  bytes: Buffer.from(
    'Message-ID: <odd.1@old.example>\r\nFrom: "A  B" <a@example.org>\r\nTo: b@example.org\r\nSubject: two  blanks   three\r\nDate: Mon, 5 Feb 2018 10:00:00 +0100\r\n\r\nbody  stays\r\n',
  ),
  flags: ['\\Seen', '$Label1'],
  internalDate: ' 5-Feb-2018 10:00:00 +0100',
};
const plan = planOf({ INBOX: [odd, ...letters(9)], Work: letters(5, 20) });

describe('what a verification says', () => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());
  const inbox = () => pair.destination.folder('INBOX')?.messages ?? [];
  const uidplus = [true, false];

  for (const has of uidplus) {
    const capabilities = usualCapabilities.filter((name) => has || name !== 'UIDPLUS');
    const withWithout = has ? 'with' : 'without';

    test.each<[string, StorageQuirks, string, number, boolean]>([
      // They are stored once more after the copy.
      ['drops flags', { dropsFlags: true }, 'flags', 0, true],
      ['drops keywords', { dropsKeywords: true }, 'flags', 0, true],
      ['rewrites the domain of Message-IDs', { messageIdDomain: 'rewritten.example' }, 'size', 15, true],
      ['squeezes blanks of headers', { squeezesHeader: true }, 'size', 1, true],
      ['adds a header line', { addsHeader: 'X-Added: by the server' }, 'size', 15, true],
      ['stamps its own date', { stampsDate: 0 }, 'date', 15, false],
    ])(`of a server that %s, ${withWithout} UIDPLUS`, async (_name, quirks, kind, count, agrees) => {
      pair = await startPair({ plan, to: { quirks, capabilities } });
      for (const run of [
        await pair.move.run(),
        await pair.move.run(),
        await pair.move.run({ kind: 'verify', verify: 'deep' }),
      ]) {
        expect(run.findings.filter((found) => found.kind !== kind)).toEqual([]);
        expect(run.findings).toHaveLength(count);
        expect(run).toMatchObject({
          state: agrees ? 'complete' : 'findings',
          verification: { agrees, sourceMessages: 15 },
        });
      }
      expect(inbox()).toHaveLength(10);
      expect(await pair.move.run({ redeliver: true })).toMatchObject({ totals: { copied: 0 } });
    });

    test(`of a server that loses a message and says OK, ${withWithout} UIDPLUS`, async () => {
      pair = await startPair({
        plan,
        to: { capabilities, quirks: { losesSilently: (bytes) => bytes.includes('letter.4@') } },
      });
      const outcome = await pair.move.run();
      expect(outcome).toMatchObject({ state: 'findings', verification: { agrees: false, counts: { missing: 1 } } });
      expect(outcome.findings).toMatchObject([{ kind: 'missing', subject: 'Letter 4' }]);
      pair.to.setQuirks({});
      expect(await pair.move.run({ redeliver: true })).toMatchObject({ state: 'complete', totals: { copied: 1 } });
      expect(await pair.differences()).toEqual([]);
    });
  }

  test('of a message whose text was changed', async () => {
    pair = await startPair({ plan });
    await pair.move.run();
    const changed = inbox()[3];
    if (changed) changed.bytes = Buffer.from(changed.bytes.toString().replace('Hello', 'Hallo'));
    expect(await pair.move.run({ kind: 'verify', verify: 'deep' })).toMatchObject({
      state: 'findings',
      findings: [{ kind: 'content', sourceUid: 4 }],
    });
    if (changed) changed.bytes = Buffer.concat([changed.bytes, Buffer.from('more\r\n')]);
    expect(await pair.move.run({ kind: 'verify' })).toMatchObject({
      state: 'findings',
      findings: [{ kind: 'content', sourceUid: 4 }],
    });
  });

  test('of a message that is there too often, that is new, and that was moved', async () => {
    pair = await startPair({ plan });
    await pair.move.run();
    const folder = pair.destination.create('INBOX');
    pair.destination.store(folder, letter(5));
    pair.destination.store(folder, letter(77));
    const [moved] = folder.messages.splice(2, 1);
    if (moved) pair.destination.store(pair.destination.create('Elsewhere'), { ...moved, flags: [...moved.flags] });
    const outcome = await pair.move.run({ kind: 'verify' });
    expect(outcome.findings.map(({ kind, subject }) => `${kind} ${subject}`).sort()).toEqual([
      'duplicate Letter 5',
      'elsewhere Letter 2',
      'extra Letter 77',
    ]);
    expect(outcome.findings.find(({ kind }) => kind === 'elsewhere')?.destinationFolder).toBe('Elsewhere');
  });

  test('of a folder that is gone', async () => {
    pair = await startPair({ plan });
    await pair.move.run();
    pair.destination.folders.delete('Work');
    const outcome = await pair.move.run({ kind: 'verify' });
    expect(outcome).toMatchObject({
      state: 'findings',
      verification: { agrees: false, counts: { 'folder-missing': 1, missing: 5 } },
    });
  });

  test('is never that all is well of what the source lists but does not show', async () => {
    pair = await startPair({ plan });
    for (const message of [odd, ...letters(9)]) pair.destination.store(pair.destination.create('INBOX'), message);
    pair.destination.fill(planOf({ Work: letters(5, 20) }));
    const hide = {
      match: /BODY\.PEEK/,
      reply: ({ run }: { run(): (string | Buffer)[] }) => run().filter((line) => !line.includes('letter.4@')),
    };
    for (const verify of ['standard', 'deep'] as const) {
      pair.from.setScript([hide]);
      const outcome = await pair.move.run({ kind: 'verify', verify });
      expect(outcome).toMatchObject({ state: 'findings', verification: { agrees: false, counts: { unreadable: 1 } } });
      pair.from.setScript([{ ...shortFetch(2), match: /BODY\.PEEK/, times: 1 }]);
      pair.to.setScript([{ ...shortFetch(2), match: /BODY\.PEEK/, times: 1 }]);
      expect(await pair.move.run({ kind: 'verify', verify })).toMatchObject({ state: 'complete', findings: [] });
      pair.to.setScript([]);
    }
  });

  test('of bytes stands on bytes', async () => {
    pair = await startPair({ plan: smallPlan });
    const first = await pair.move.run({ verify: 'deep' });
    expect(first).toMatchObject({
      state: 'complete',
      verification: { matchedBy: { bytes: 40, ledger: 0, 'message-id': 0, headers: 0 } },
    });
    expect(first.verdict).toContain('compared byte for byte');
  });

  test('is nothing where nothing was compared', async () => {
    pair = await startPair({ plan });
    const outcome = await pair.move.run({ verify: 'none' });
    expect(outcome).toMatchObject({ state: 'findings', verification: null, totals: { copied: 15 } });
    expect(outcome.verdict).toContain('not compared');
  });
});
