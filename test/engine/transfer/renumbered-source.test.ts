import { afterEach, expect, test } from 'vitest';
import { letter, letters, planOf, type ScriptedPair, startPair } from './scripted-pair.ts';

let pair: ScriptedPair;
afterEach(() => pair.stop());

test('what the customer deleted stays deleted when the source gives new numbers, until it is asked for', async () => {
  pair = await startPair({ plan: planOf({ INBOX: letters(5) }) });
  await pair.move.run();
  pair.destination.folders.get('INBOX')?.messages.splice(2, 1);
  const source = pair.source.folders.get('INBOX');
  if (source === undefined) throw new Error('No INBOX');
  source.uidValidity += 7;
  for (const message of source.messages) message.uid += 100;
  source.uidNext += 100;
  pair.source.store(source, letter(20));
  expect(await pair.move.run()).toMatchObject({ totals: { copied: 1 }, verification: { counts: { missing: 1 } } });
  expect(pair.destination.folders.get('INBOX')?.messages).toHaveLength(5);
  expect(await pair.move.run({ redeliver: true })).toMatchObject({ state: 'complete', totals: { copied: 1 } });
});
