import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLogFile } from '../../../electron/main/log.ts';

describe('the log', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'mailferry-log-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const read = (name: string) => readFile(join(dir, name), 'utf8');

  it('writes a line with its time, and no secret it was told of', async () => {
    const log = openLogFile({ dir, name: 'shell', now: () => new Date(0) });
    log.hide('pass"word');
    log.info(`login with pass"word and ${JSON.stringify({ password: 'pass"word' })}\nsecond line`);
    expect(await read('shell.log')).toBe(
      '1970-01-01T00:00:00.000Z info  login with [secret] and {"password":"[secret]"}\n  second line\n',
    );
  });

  it('rolls over by size and keeps so many', async () => {
    const log = openLogFile({ dir, name: 'shell', maxBytes: 60, keep: 2, now: () => new Date(0) });
    for (const number of [1, 2, 3, 4, 5]) log.info(`entry number ${number}`);
    expect((await readdir(dir)).sort()).toEqual(['shell.1.log', 'shell.2.log', 'shell.log']);
    expect(await read('shell.log')).toContain('number 5');
    expect(await read('shell.2.log')).toContain('number 3');
  });
});
