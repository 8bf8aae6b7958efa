import { afterEach, describe, expect, test } from 'vitest';
import { refuse } from '../../servers/misbehaviour.ts';
import { letter, letters, planOf, type ScriptedPair, startPair } from './scripted-pair.ts';

let pair: ScriptedPair;
afterEach(() => pair.stop());

const keyworded = [1, 2, 3].map((number) => ({ ...letter(number), flags: ['\\Seen', 'Forwarded'] }));
const storedFlags = (): string[][] =>
  [...(pair.destination.folders.get('INBOX')?.messages ?? [])].map(({ flags }) => [...flags].sort());

describe('a destination that drops flags', () => {
  test('on APPEND gets them stored afterwards, by identity where it tells no UIDs', async () => {
    for (const capabilities of [undefined, ['IMAP4rev1', 'LITERAL+']]) {
      pair = await startPair({
        plan: planOf({ INBOX: letters(6), Sent: letters(4, 10) }),
        to: { quirks: { dropsFlags: true }, ...(capabilities ? { capabilities } : {}) },
      });
      expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [] });
      expect(await pair.differences()).toEqual([]);
      if (capabilities === undefined) await pair.stop();
    }
  });

  test('for good is reported once per folder, not per message', async () => {
    pair = await startPair({
      plan: planOf({ INBOX: keyworded, Sent: letters(2, 10) }),
      to: { quirks: { dropsKeywords: true }, script: [refuse(/^UID STORE .*Forwarded/i, 'No such keyword')] },
    });
    const outcome = await pair.move.run();
    expect(outcome).toMatchObject({ state: 'complete' });
    expect(outcome.findings).toMatchObject([
      { kind: 'flags-not-kept', sourceFolder: 'INBOX', sourceUid: null, detail: expect.stringContaining('Forwarded') },
    ]);
    expect(outcome.verdict).toContain('the destination does not keep some flags in 1 folder');
    // Known from now on: a comparison says the same and tries nothing.
    const before = pair.to.commands.length;
    expect((await pair.move.run({ kind: 'verify' })).verification?.counts).toEqual({ 'flags-not-kept': 1 });
    expect(pair.to.commands.slice(before).filter((command) => /STORE|SELECT/i.test(command))).toEqual([]);
  });

  test('does not lose a message for a keyword it refuses', async () => {
    pair = await startPair({
      plan: planOf({ INBOX: keyworded }),
      to: { script: [refuse(/Forwarded/i, 'Invalid keyword')] },
    });
    const outcome = await pair.move.run();
    expect(outcome).toMatchObject({ state: 'complete', totals: { copied: 3, skipped: 0 } });
    expect(outcome.findings.map(({ kind }) => kind)).toEqual(['flags-not-kept']);
    expect(storedFlags()).toEqual([['\\Seen'], ['\\Seen'], ['\\Seen']]);
  });

  test('never gets back a flag that the customer took away', async () => {
    pair = await startPair({ plan: planOf({ INBOX: keyworded }) });
    await pair.move.run();
    pair.destination.folders.get('INBOX')?.messages[0]?.flags.delete('\\Seen');
    expect(await pair.move.run({ kind: 'delta' })).toMatchObject({ verification: { counts: { flags: 1 } } });
    expect(storedFlags()[0]).toEqual(['Forwarded']);
  });
});
