import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startPractice } from '../../../electron/engine/practice/practice.ts';
import { loadCorpus } from '../../servers/corpus.ts';
import { messageHash } from '../../servers/mailbox-snapshot.ts';
import { openMove } from '../transfer/move.ts';
import { contentsOf, withClient } from './practice-client.ts';

const address = 'lehrling@mueller-feinmechanik.test';

test('the engine carries every real message through the practice servers byte for byte', async ({ skip }) => {
  const corpus = loadCorpus();
  if (corpus === null) return skip('the folder with real messages is not on this machine');
  const dir = await mkdtemp(join(tmpdir(), 'practice-corpus-'));
  const practice = await startPractice({ dir });
  const place = (side: 'source' | 'destination') => ({
    host: practice[side].host,
    port: practice[side].port,
    user: address,
    password: practice.secretFor(side, address),
  });
  const move = await openMove(place('source'), place('destination'));
  try {
    await withClient(practice, 'source', address, async (client) => {
      await client.mailboxCreate('Corpus');
      for (const { bytes } of corpus) await client.append('Corpus', bytes);
    });
    const outcome = await move.run({ folders: ['Corpus'], verify: 'deep' });
    expect(outcome.findings).toEqual([]);
    expect(outcome).toMatchObject({
      state: 'complete',
      totals: { copied: corpus.length },
      verification: { matchedBy: { bytes: corpus.length } },
    });
    await withClient(practice, 'destination', address, async (client) => {
      const arrived = await contentsOf(client, 'Corpus');
      expect(arrived.map(({ bytes }) => messageHash(bytes))).toEqual(corpus.map(({ bytes }) => messageHash(bytes)));
    });
    expect(await move.run({ folders: ['Corpus'] })).toMatchObject({ state: 'complete', totals: { copied: 0 } });
  } finally {
    await move.close();
    await practice.stop();
    await rm(dir, { recursive: true, force: true });
  }
});
