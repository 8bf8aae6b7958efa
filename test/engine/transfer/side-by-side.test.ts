import { afterEach, describe, expect, test } from 'vitest';
import type { ScriptRule } from '../../servers/scripted-imap.ts';
import { letters, planOf, type ScriptedPair, startPair } from './scripted-pair.ts';

const names = Array.from({ length: 8 }, (_, index) => `Folder ${index}`);
const plan = planOf(Object.fromEntries(['INBOX', ...names].map((name, index) => [name, letters(4, index * 10 + 1)])));

describe('what a run does side by side', () => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());
  const sent = (side: 'from' | 'to', verb: RegExp): string[] => pair[side].commands.filter((text) => verb.test(text));

  test('one wrong password costs one try, on each side', async () => {
    const refused: ScriptRule = { match: /^(AUTHENTICATE|LOGIN) /i, reply: ['{tag} NO [AUTHENTICATIONFAILED] No.'] };
    for (const side of ['from', 'to'] as const) {
      pair = await startPair({ plan, [side]: { script: [refused] } });
      expect(await pair.move.run()).toMatchObject({ state: 'failed', error: { code: 'mail.auth-failed' } });
      expect(sent(side, refused.match)).toHaveLength(1);
      await pair.stop();
    }
  });

  test('a login that is refused after another has worked means fewer connections, and is not tried again', async () => {
    const refused: ScriptRule = {
      match: /^(AUTHENTICATE|LOGIN) /i,
      from: 3,
      reply: ['{tag} NO [AUTHENTICATIONFAILED] Too many.'],
    };
    pair = await startPair({ plan, to: { script: [refused] } });
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 36 } });
    // The two that worked, and one for each connection that was to be.
    expect(sent('to', refused.match).length).toBeLessThanOrEqual(4);
    pair.to.setScript([]);
    expect(await pair.differences()).toEqual([]);
  });

  test('a long listing says how far it is', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(1100) }) });
    const said: string[] = [];
    await pair.move.run({ kind: 'rehearsal' }, { onSnapshot: ({ text }) => said.push(text) });
    expect(said).toContain('Folder "INBOX": 1,000 messages listed');
  });

  test('CREATE goes out for all folders in one go, and SUBSCRIBE after it', async () => {
    pair = await startPair({ plan });
    await pair.move.run();
    const order = sent('to', /^(CREATE|SUBSCRIBE) /i).map((text) => text.split(' ')[0]);
    expect(order).toEqual([...names.map(() => 'CREATE'), ...names.map(() => 'SUBSCRIBE')]);
  });

  test('each folder is compared after its own copy and not opened before that', async () => {
    pair = await startPair({ plan });
    expect(await pair.move.run()).toMatchObject({ state: 'complete', verification: { agrees: true } });
    for (const name of ['INBOX', ...names]) {
      const last = pair.to.commands.findLastIndex((text) => text.startsWith('APPEND') && text.includes(name));
      const compared = pair.to.commands.findLastIndex((text) => text.startsWith('EXAMINE') && text.includes(name));
      expect(last).toBeGreaterThan(0);
      expect(compared).toBeGreaterThan(last);
    }
  });

  test('a folder that was made but not subscribed when the run died is subscribed by the next', async () => {
    const dies: ScriptRule = { match: /^SUBSCRIBE /i, after: 'reset', reply: [], times: 1, from: 2 };
    pair = await startPair({ plan, to: { script: [dies] } });
    await pair.move.run();
    const subscribed = (): string[] => sent('to', /^SUBSCRIBE /i).map((text) => text.replace(/^SUBSCRIBE /i, ''));
    expect(pair.move.workspace.ledger.subscriptionsDue(pair.move.mailboxId).length).toBeGreaterThan(0);
    await pair.move.run();
    expect(new Set(subscribed()).size).toBe(names.length);
    expect(pair.move.workspace.ledger.subscriptionsDue(pair.move.mailboxId)).toEqual([]);
    const before = subscribed().length;
    await pair.move.run();
    expect(subscribed()).toHaveLength(before);
  });

  test('a folder that exists though it was not listed is looked at before anything is appended', async () => {
    pair = await startPair({ plan });
    await pair.move.run();
    pair.move.workspace.ledger.forgetMailbox(pair.move.mailboxId);
    pair.to.setScript([
      {
        match: /^(LIST|LSUB) /i,
        reply: ({ run }) => run().filter((line) => !/Folder 3/.test(line.toString())),
      },
    ]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 0, alreadyThere: 36 } });
    pair.to.setScript([]);
    expect(await pair.differences()).toEqual([]);
  });
});
