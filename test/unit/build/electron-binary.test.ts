import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { assertDigest, standIn } from '../../../build/electron-binary.mjs';

async function fileWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mailferry-digest-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'package.tgz');
  await writeFile(file, text);
  return file;
}

test('the pinned bytes pass', async () => {
  const file = await fileWith('the very bytes');
  await expect(
    assertDigest(file, createHash('sha512').update('the very bytes').digest('base64')),
  ).resolves.toBeUndefined();
});

test('any other bytes are refused by name', async () => {
  const file = await fileWith('other bytes');
  await expect(assertDigest(file, standIn.sha512)).rejects.toThrow(/not the pinned file/);
});

test('these tests run on the Node that ships', () => {
  expect(process.versions.electron).toBeDefined();
});
