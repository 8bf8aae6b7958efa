import { afterEach, describe, expect, test } from 'vitest';
import { refuse } from '../../servers/misbehaviour.ts';
import type { ReplyLine, ScriptRule } from '../../servers/scripted-imap.ts';
import { usualCapabilities } from '../../servers/scripted-imap.ts';
import { letters, planOf, type ScriptedPair, startPair } from './scripted-pair.ts';

/** Changes the lines of text a correct server would say. */
function rewritten(match: RegExp, change: (line: string) => readonly string[]): ScriptRule {
  return {
    match,
    reply: ({ run }) =>
      run().flatMap((line): readonly ReplyLine[] => (typeof line === 'string' ? change(line) : [line])),
  };
}

const plan = planOf({ INBOX: letters(12), Work: letters(4, 30) });

describe('odd ways of real servers', () => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());

  async function expectExact(): Promise<void> {
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [], totals: { copied: 16 } });
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [], totals: { copied: 0 } });
    pair.from.setScript([]);
    pair.to.setScript([]);
    expect(await pair.differences()).toEqual([]);
  }

  test.each<[string, ScriptRule]>([
    ['that refuse extended LIST', { match: /^LIST .*RETURN/i, reply: ['{tag} BAD What?'] }],
    [
      'that list no INBOX when asked with extended LIST',
      rewritten(/^LIST .*RETURN/i, (line) => (line.includes('INBOX') ? [] : [line])),
    ],
    ['that refuse LSUB', { match: /^LSUB/i, reply: ['{tag} NO Not in this mode'] }],
  ])('%s (28)', async (_name, rule) => {
    const capabilities = [...usualCapabilities, ...(rule.match.test('LSUB') ? [] : ['LIST-EXTENDED'])];
    pair = await startPair({ plan, from: { capabilities }, to: { capabilities } });
    pair.from.setScript([rule]);
    pair.to.setScript([rule]);
    await expectExact();
  });

  test.each(['UIDVALIDITY', 'UIDNEXT'])('that say %s 0 or nothing of it (60)', async (name) => {
    pair = await startPair({ plan });
    const silent = [
      rewritten(/^(SELECT|EXAMINE)/, (line) => (line.includes(`[${name} `) ? [] : [line])),
      rewritten(/^STATUS/, (line) => [line.replace(new RegExp(`${name} \\d+`), `${name} 0`)]),
    ];
    pair.from.setScript(silent);
    pair.to.setScript(silent);
    await expectExact();
  });

  test('that send news of message 0 and of flags nobody asked for (43)', async () => {
    pair = await startPair({ plan });
    const noisy = rewritten(/^(UID FETCH|APPEND|SELECT|EXAMINE)/, (line) =>
      /^\S+ OK/.test(line) ? ['* 0 FETCH (FLAGS (\\Seen))', '* 2 FETCH (FLAGS (\\Answered))', line] : [line],
    );
    pair.from.setScript([noisy]);
    pair.to.setScript([noisy]);
    await expectExact();
  });

  test('that say OK and leave out the message itself (46, 49)', async () => {
    pair = await startPair({ plan });
    pair.from.setScript([
      {
        match: /BODY\.PEEK\[\]/,
        reply: ({ run }) =>
          run().map((line) =>
            line.includes('letter.5@') ? Buffer.from(`${line.toString('latin1').split(' BODY[')[0]})`, 'latin1') : line,
          ),
      },
    ]);
    const outcome = await pair.move.run();
    expect(outcome).toMatchObject({ state: 'findings', totals: { copied: 15, skipped: 1 } });
    expect(outcome.findings).toMatchObject([{ kind: 'unreadable', sourceUid: 5, subject: 'Letter 5' }]);
  });

  test('that refuse a folder (22, 24 to 26)', async () => {
    pair = await startPair({ plan });
    pair.to.setScript([refuse(/^CREATE "?Work/, 'Mailbox does not allow inferior mailboxes')]);
    const outcome = await pair.move.run();
    expect(outcome).toMatchObject({ state: 'findings', totals: { copied: 12 } });
    expect(outcome.findings.filter(({ kind }) => kind === 'folder-failed')).toMatchObject([
      { sourceFolder: 'Work', detail: expect.stringContaining('does not allow inferior mailboxes') },
    ]);
    pair.to.setScript([]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 4 } });
  });

  test('that take the password and then let nobody in (54)', async () => {
    pair = await startPair({ plan });
    const words = 'User is authenticated but not connected.';
    pair.to.setScript([{ match: /^(LIST|NAMESPACE|STATUS|SELECT|EXAMINE|CREATE)/, reply: [`{tag} NO ${words}`] }]);
    const outcome = await pair.move.run();
    expect(outcome).toMatchObject({
      state: 'failed',
      error: { side: 'destination', serverText: expect.stringContaining(words) },
    });
    expect(pair.to.commands.filter((command) => /^(LOGIN|AUTHENTICATE)/.test(command))).toHaveLength(1);
  });
});
