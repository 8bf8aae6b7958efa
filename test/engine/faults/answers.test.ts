import { afterEach, describe, expect, test } from 'vitest';
import { refuse } from '../../servers/misbehaviour.ts';
import { usualCapabilities } from '../../servers/scripted-imap.ts';
import { letter, letters, planOf, type ScriptedPair, startPair } from '../transfer/scripted-pair.ts';

const bodies = /^UID FETCH .*BODY\.PEEK\[\]/i;
const oneByOne = { capabilities: usualCapabilities.filter((name) => name !== 'MULTIAPPEND') };

describe('what servers answer in the middle of a copy', () => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());
  const inbox = (side: 'source' | 'destination') => pair[side].create('INBOX');

  /** With all faults gone the next run finds everything as it should be. */
  async function expectMended(copied: number): Promise<void> {
    pair.from.setScript([]);
    pair.to.setScript([]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [], totals: { copied } });
    expect(await pair.differences({ allowExtra: true })).toEqual([]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 0 } });
  }

  test.each([
    ['of the destination', 'to', /^APPEND/],
    ['of the source', 'from', bodies],
  ] as const)('a wish %s to slow down is heard: the run waits, then goes on', async (_name, side, match) => {
    pair = await startPair({ plan: planOf({ INBOX: letters(20) }) });
    pair[side].setScript([refuse(match, '[THROTTLED] Slow down', { times: 1 })]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [], totals: { copied: 20 } });
    expect(pair.move.log.join('\n')).toMatch(/Slow down Trying again in \d+ s/);
    expect(await pair.differences()).toEqual([]);
  });

  test('a folder that exists after all is filled', async () => {
    pair = await startPair({ plan: planOf({ Work: letters(4), INBOX: letters(2, 20) }) });
    pair.to.setScript([
      {
        match: /^CREATE/,
        reply: ({ run, tag }) => {
          run();
          return [`${tag} NO [ALREADYEXISTS] Somebody was quicker`];
        },
      },
    ]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [], totals: { copied: 6 } });
    await expectMended(0);
  });

  test('a message deleted on the source meanwhile is named, the others come', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(20) }) });
    pair.from.setScript([
      {
        match: bodies,
        times: 1,
        reply: ({ run, tag }) => {
          const folder = inbox('source');
          folder.messages = folder.messages.filter(({ uid }) => uid !== 7);
          return [...run().slice(0, -1), `${tag} NO Some of the requested messages no longer exist`];
        },
      },
    ]);
    const outcome = await pair.move.run();
    expect(outcome.totals).toMatchObject({ copied: 19, skipped: 1 });
    expect(outcome.findings).toMatchObject([
      { kind: 'unreadable', sourceFolder: 'INBOX', sourceUid: 7, detail: expect.stringContaining('deleted meanwhile') },
    ]);
    await expectMended(0);
  });

  test.each([
    ['EXPUNGE', '* 3 EXPUNGE'],
    ['VANISHED', '* VANISHED 3'],
  ])('%s between the answers does not shift what comes after it', async (_name, line) => {
    pair = await startPair({ plan: planOf({ INBOX: letters(30) }) });
    const deleting = {
      match: /^UID FETCH/,
      times: 1,
      reply: ({ run }: { run(): (string | Buffer)[] }) => {
        const lines = run();
        const folder = inbox('source');
        folder.messages = folder.messages.filter(({ uid }) => uid !== 3);
        return [...lines.slice(0, 5), line, ...lines.slice(5)];
      },
    };
    pair.from.setScript([deleting]);
    const outcome = await pair.move.run();
    expect(outcome.totals.copied).toBe(29);
    expect(outcome.findings.every(({ sourceUid }) => sourceUid === 3)).toBe(true);
    await expectMended(0);
  });

  test('mail that arrives on the source while it is copied is brought, or named and brought by the next run', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(30) }), to: oneByOne });
    pair.to.setScript([
      {
        match: /^APPEND/,
        from: 10,
        times: 1,
        reply: ({ run }) => {
          pair.source.store(inbox('source'), letter(90));
          pair.from.broadcast(`* ${inbox('source').messages.length} EXISTS`);
          return run();
        },
      },
    ]);
    const outcome = await pair.move.run();
    expect(outcome.totals.copied).toBeGreaterThanOrEqual(30);
    const named = outcome.findings.map(({ kind, subject, sourceUid }) => ({ kind, subject, sourceUid }));
    expect([[], [{ kind: 'missing', subject: 'Letter 90', sourceUid: 31 }]]).toContainEqual(named);
    await expectMended(31 - outcome.totals.copied);
  });

  test("the customer's own program at work at the destination loses nothing and doubles nothing", async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(30) }), to: oneByOne });
    pair.to.setScript([
      {
        match: /^APPEND/,
        from: 10,
        times: 1,
        reply: ({ run }) => {
          const done = run();
          const folder = inbox('destination');
          // New mail comes in, the fourth copy is deleted, the fifth is moved away.
          pair.destination.store(folder, letter(200));
          const moved = folder.messages.splice(3, 2)[1];
          if (moved !== undefined)
            pair.destination.store(pair.destination.create('Later'), { ...moved, flags: [...moved.flags] });
          return [
            '* 4 EXPUNGE',
            '* VANISHED 5',
            `* ${folder.messages.length} EXISTS`,
            '* 1 FETCH (FLAGS (\\Seen))',
            ...done,
          ];
        },
      },
    ]);
    const outcome = await pair.move.run();
    expect(outcome.totals.copied).toBe(30);
    expect(outcome.findings.filter(({ kind }) => kind !== 'extra')).toMatchObject([
      { kind: 'missing', sourceUid: 4, subject: 'Letter 4' },
      { kind: expect.stringMatching(/missing|elsewhere/), sourceUid: 5, subject: 'Letter 5' },
    ]);
    expect(inbox('destination').messages).toHaveLength(29);
    pair.to.setScript([]);
    expect(await pair.move.run()).toMatchObject({ totals: { copied: 0 } });
    expect(inbox('destination').messages).toHaveLength(29);
  });

  test('a batch stored only after the connection was lost is not lost, and what came twice is named', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(10) }) });
    let late: (() => unknown) | null = null;
    pair.to.setScript([
      {
        match: /^APPEND/,
        times: 1,
        after: 'reset',
        reply: ({ run }) => {
          late = run;
          return [];
        },
      },
      {
        match: /^APPEND/,
        reply: ({ run }) => {
          late?.();
          late = null;
          return run();
        },
      },
    ]);
    const outcome = await pair.move.run();
    expect(outcome.state).toBe('findings');
    expect(inbox('destination').messages).toHaveLength(20);
    expect(outcome.findings.map(({ kind }) => kind)).toEqual(Array.from({ length: 10 }, () => 'duplicate'));
    expect(await pair.move.run()).toMatchObject({ totals: { copied: 0 } });
  });

  test('a message that makes the server hang up is found and named; the others come', { timeout: 60_000 }, async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(20), Work: letters(5, 40) }) });
    let poisoned = 0;
    pair.to.setScript([
      {
        match: /^APPEND/,
        reply: ({ run, literals }) => {
          if (!literals.some((bytes) => bytes.includes('letter.7@'))) return run();
          poisoned += 1;
          // The scripted server says BYE with these words and closes the connection.
          throw new Error('Invalid character in literal');
        },
      },
    ]);
    const outcome = await pair.move.run();
    expect(outcome).toMatchObject({ state: 'findings', totals: { copied: 24, skipped: 1 } });
    expect(outcome.findings).toMatchObject([
      { kind: 'refused', sourceFolder: 'INBOX', sourceUid: 7, subject: 'Letter 7' },
    ]);
    expect(poisoned).toBeLessThan(12);
    await expectMended(1);
  });
});
