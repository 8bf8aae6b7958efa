import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mailboxesOf, wrongPasswordAddress } from '../../../electron/engine/practice/customers/directory.ts';
import { startPractice } from '../../../electron/engine/practice/practice.ts';
import { contentsOf, withClient } from './practice-client.ts';

test('a client counts what is promised: 4,000 messages, and their oddities arrive whole', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'practice-'));
  const practice = await startPractice({ dir });
  try {
    const addresses = mailboxesOf(practice.directory)
      .map(({ address }) => address)
      .filter((address) => address !== wrongPasswordAddress);
    let messages = 0;
    let largest = 0;
    for (const address of addresses) {
      await withClient(practice, 'source', address, async (client) => {
        for (const { path } of await client.list()) {
          for (const { bytes, size } of await contentsOf(client, path)) {
            expect(size).toBe(bytes.length);
            messages += 1;
            largest = Math.max(largest, size);
          }
        }
      });
    }
    expect(messages).toBeGreaterThanOrEqual(4000);
    expect(largest).toBeGreaterThan(5_000_000);
  } finally {
    await practice.stop();
    await rm(dir, { recursive: true });
  }
});

test('a folder of thousands is read in one go as fast, message by message, as a small one', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'practice-'));
  const practice = await startPractice({ dir });
  try {
    await withClient(practice, 'destination', 'anna@harbour.test', async (client) => {
      const timed = async (count: number): Promise<number> => {
        const folder = `Many ${count}`;
        await client.mailboxCreate(folder);
        for (let index = 0; index < count; index += 1) await client.append(folder, `Subject: ${index}\r\n\r\n`);
        await client.mailboxOpen(folder, { readOnly: true });
        const started = performance.now();
        for (let round = 0; round < 3; round += 1) {
          let seen = 0;
          for await (const _ of client.fetch('1:*', { uid: true, flags: true, size: true }, { uid: true })) seen += 1;
          expect(seen).toBe(count);
        }
        return (performance.now() - started) / count;
      };
      await timed(200);
      const small = await timed(500);
      const large = await timed(5000);
      // Quadratic work would make it ten times as slow.
      expect(large / small).toBeLessThan(5);
    });
  } finally {
    await practice.stop();
    await rm(dir, { recursive: true });
  }
});
