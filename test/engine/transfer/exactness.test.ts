import { afterEach, describe, expect, test } from 'vitest';
import { refuse } from '../../servers/misbehaviour.ts';
import { usualCapabilities } from '../../servers/scripted-imap.ts';
import { letter, letters, planOf, type ScriptedPair, startPair } from './scripted-pair.ts';

const withoutUidplus = { capabilities: usualCapabilities.filter((name) => name !== 'UIDPLUS') };
const mergeIntoWork = ['Archive', 'Work'].map((source) => ({ source, destination: 'Work' }));

describe('exactly once', () => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());
  const inbox = () => pair.destination.folder('INBOX')?.messages ?? [];
  const at = (folder: string) => pair.destination.folder(folder)?.messages ?? [];

  test.each([
    ['with UIDPLUS', {}],
    ['without UIDPLUS', withoutUidplus],
  ])('merges two folders the agent chose to merge, equal messages kept as many as they were, %s', async (_name, to) => {
    const both = letters(5, 40);
    const plan = planOf({
      Archive: [...letters(6), ...both],
      Work: [...both, ...letters(4, 20), both[0] ?? letter(40)],
    });
    pair = await startPair({ plan, to });
    const first = await pair.move.run({}, { choices: mergeIntoWork });
    expect(first.findings).toEqual([]);
    expect(first).toMatchObject({
      state: 'complete',
      totals: { copied: 21 },
      verification: { agrees: true, sourceMessages: 21 },
    });
    expect(at('Work')).toHaveLength(21);
    expect(await pair.move.run({}, { choices: mergeIntoWork })).toMatchObject({
      state: 'complete',
      findings: [],
      totals: { copied: 0, alreadyThere: 21 },
    });
    expect(await pair.move.run({ kind: 'verify', verify: 'deep' }, { choices: mergeIntoWork })).toMatchObject({
      state: 'complete',
      findings: [],
    });

    // One of the equal ones goes: exactly one is missed, although each source folder alone would find a copy.
    const folder = pair.destination.folder('Work');
    if (folder === undefined) throw new Error('no folder Work');
    folder.messages.splice(
      folder.messages.findIndex(({ bytes }) => bytes.includes('letter.41@')),
      1,
    );
    const after = await pair.move.run({ kind: 'verify', verify: 'deep' }, { choices: mergeIntoWork });
    expect(after).toMatchObject({ state: 'findings', verification: { counts: { missing: 1 } } });
    expect(after.findings).toMatchObject([{ kind: 'missing', subject: 'Letter 41' }]);
  });

  test('names what is there too often in a merged folder', async () => {
    pair = await startPair({ plan: planOf({ Archive: letters(3), Work: letters(3, 10) }) });
    await pair.move.run({}, { choices: mergeIntoWork });
    pair.destination.store(pair.destination.create('Work'), letter(1));
    const outcome = await pair.move.run({ kind: 'verify' }, { choices: mergeIntoWork });
    expect(outcome.findings).toMatchObject([{ kind: 'duplicate', subject: 'Letter 1' }]);
  });

  test.each(['source', 'destination', 'both'])('is exact after the numbering of the %s changed', async (which) => {
    const plan = planOf({ INBOX: [...letters(12), letter(3), letter(3)], Work: letters(4, 20) });
    pair = await startPair({ plan });
    await pair.move.run();
    for (const account of [pair.source, pair.destination]) {
      if (which !== 'both' && account !== pair[which as 'source' | 'destination']) continue;
      for (const folder of account.folders.values()) {
        folder.uidValidity += 500;
        // Other messages get the numbers the ledger knows.
        folder.messages.reverse();
        for (const [index, message] of folder.messages.entries()) message.uid = index + 1;
      }
    }
    const verified = await pair.move.run({ kind: 'verify' });
    expect(verified.findings).toEqual([]);
    expect(await pair.move.run()).toMatchObject({
      state: 'complete',
      findings: [],
      totals: { copied: 0, alreadyThere: 18 },
    });
    expect(await pair.differences()).toEqual([]);
    expect(await pair.move.run({ redeliver: true })).toMatchObject({ state: 'complete', totals: { copied: 0 } });
  });

  test('does not believe numbers of another numbering in a merged folder', async () => {
    pair = await startPair({ plan: planOf({ Archive: letters(6), Work: letters(6, 20) }) });
    await pair.move.run({}, { choices: mergeIntoWork });
    const folder = pair.destination.create('Work');
    folder.uidValidity += 1;
    folder.messages.reverse();
    for (const [index, message] of folder.messages.entries()) message.uid = index + 1;
    expect(await pair.move.run({}, { choices: mergeIntoWork })).toMatchObject({
      state: 'complete',
      findings: [],
      totals: { copied: 0 },
    });
    expect(at('Work')).toHaveLength(12);
  });

  test('copies equal messages in full, when an earlier one was refused before the others went', async () => {
    const twin = letter(7);
    pair = await startPair({ plan: planOf({ INBOX: [twin, ...letters(3, 20), twin] }), to: withoutUidplus });
    // All five, the first three, the first two, the first: then it stands alone.
    pair.to.setScript([refuse(/^APPEND/, 'Not now', { times: 4 })]);
    expect((await pair.move.run({ connections: 1 })).findings.map(({ sourceUid }) => sourceUid)).toContain(1);
    pair.to.setScript([]);
    for (let run = 0; run < 2; run += 1) await pair.move.run();
    expect(inbox().filter(({ bytes }) => bytes.includes('letter.7@'))).toHaveLength(2);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [], totals: { copied: 0 } });
  });

  test('takes the newest first when told so', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(120) }) });
    const outcome = await pair.move.run({ newestFirst: true });
    expect(outcome).toMatchObject({ state: 'complete', totals: { copied: 120 } });
    const order = inbox().map(({ bytes }) => Number(/letter\.(\d+)@/.exec(bytes.toString('latin1'))?.[1]));
    expect(Math.min(...order.slice(0, 50))).toBe(71);
    expect(order.slice(-20)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('compares only what it was told to look after, and says so', async () => {
    const old = letters(5).map((message) => ({ ...message, internalDate: ' 1-Feb-2010 10:00:00 +0000' }));
    pair = await startPair({ plan: planOf({ INBOX: [...old, ...letters(7, 20)] }) });
    const outcome = await pair.move.run({ since: '2015-01-01' });
    expect(outcome).toMatchObject({
      state: 'complete',
      findings: [],
      totals: { messages: 7, copied: 7, skipped: 0 },
      verification: { agrees: true, sourceMessages: 7 },
    });
    expect(outcome.verdict).toContain('7 messages since 2015-01-01');
    expect(await pair.move.run({ kind: 'verify' })).toMatchObject({
      state: 'findings',
      verification: { counts: { missing: 5 } },
    });
    expect(await pair.move.run({ since: '2015-01-01' })).toMatchObject({ state: 'complete', totals: { copied: 0 } });
  });

  test('reports what is larger than allowed', async () => {
    pair = await startPair({ plan: planOf({ INBOX: [...letters(3), letter(9, { size: 60_000 })] }) });
    const outcome = await pair.move.run({ maxSize: 10_000 });
    expect(outcome).toMatchObject({ state: 'findings', totals: { messages: 4, copied: 3, skipped: 1 } });
    expect(outcome.findings).toMatchObject([{ kind: 'too-big', sourceUid: 4, subject: 'Letter 9' }]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 1, alreadyThere: 3 } });
    expect(await pair.differences()).toEqual([]);
  });

  test('respects the limit the destination names', async () => {
    pair = await startPair({
      plan: planOf({ INBOX: [...letters(3), letter(9, { size: 60_000 })] }),
      to: { capabilities: [...usualCapabilities, 'APPENDLIMIT=20000'] },
    });
    expect((await pair.move.run()).findings).toMatchObject([{ kind: 'too-big', sourceUid: 4 }]);
    expect(inbox()).toHaveLength(3);
    expect(pair.to.commands.filter((command) => /^APPEND .*\{60/.test(command))).toEqual([]);
  });

  test('brings back what is gone only when asked, and only once', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(10) }) });
    await pair.move.run();
    inbox().splice(2, 3);
    expect(await pair.move.run()).toMatchObject({
      state: 'findings',
      totals: { copied: 0 },
      verification: { counts: { missing: 3 } },
    });
    expect(inbox()).toHaveLength(7);
    expect(await pair.move.run({ redeliver: true })).toMatchObject({ state: 'complete', totals: { copied: 3 } });
    expect(await pair.move.run({ redeliver: true })).toMatchObject({ state: 'complete', totals: { copied: 0 } });
    expect(await pair.differences()).toEqual([]);
  });

  test('leaves every flag of the source alone, \\Recent included', async () => {
    pair = await startPair();
    const before = (await pair.snapshots())[0];
    expect(before.folders.some(({ messages }) => messages.some(({ flags }) => flags.includes('\\Recent')))).toBe(true);
    await pair.move.run({ verify: 'deep' });
    await pair.move.run({ kind: 'verify', verify: 'deep' });
    await pair.move.run({ kind: 'rehearsal' });
    expect((await pair.snapshots())[0]).toEqual(before);
    expect(
      pair.from.commands.filter((command) =>
        /^(SELECT|UID STORE|STORE|APPEND|CREATE|DELETE|EXPUNGE|CLOSE|COPY|MOVE|.*BODY\[)/i.test(command),
      ),
    ).toEqual([]);
    expect(
      pair.to.commands.filter((command) =>
        /^(UID STORE|STORE|DELETE|UID EXPUNGE|EXPUNGE|CLOSE|COPY|MOVE|RENAME)/i.test(command),
      ),
    ).toEqual([]);
  });

  test.each([
    ['the append that was', ['MULTIAPPEND', 'LITERAL+'], 1],
    ['the appends that were', ['MULTIAPPEND'], 50],
  ])(
    'ends soon when cancelled, with no more than %s on the way, and continues exactly',
    async (_what, without, onTheWay) => {
      const plan = planOf({ INBOX: letters(300) });
      const canceller = new AbortController();
      let appends = 0;
      pair = await startPair({
        plan,
        to: {
          capabilities: usualCapabilities.filter((name) => !without.includes(name)),
          script: [
            {
              match: /^APPEND/,
              reply: ({ run }) => {
                appends += 1;
                if (appends === 20) canceller.abort();
                return run();
              },
            },
          ],
        },
      });
      const outcome = await pair.move.run({}, { signal: canceller.signal });
      expect(outcome).toMatchObject({ state: 'cancelled', error: null, verification: null });
      expect(appends).toBeLessThanOrEqual(20 + onTheWay);
      expect(inbox().length).toBe(appends);
      await expect.poll(() => pair.to.connections.open + pair.from.connections.open).toBe(0);
      const copied = appends;
      const rest = await pair.move.run();
      expect(rest).toMatchObject({
        state: 'complete',
        findings: [],
        totals: { copied: 300 - copied, alreadyThere: copied },
      });
      expect(await pair.differences()).toEqual([]);
    },
  );

  test('ends soon when cancelled while the server is silent', async () => {
    const canceller = new AbortController();
    pair = await startPair({ plan: planOf({ INBOX: letters(30) }) });
    pair.to.setScript([
      {
        match: /^APPEND/,
        reply: () => {
          canceller.abort();
          return new Promise(() => undefined);
        },
      },
    ]);
    const outcome = await pair.move.run({}, { signal: canceller.signal });
    expect(outcome.state).toBe('cancelled');
    pair.to.setScript([]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 30 } });
    expect(await pair.differences()).toEqual([]);
  });
});
