import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPassword, givenPassword, type PasswordWanted } from '../../../electron/cli/passwords.ts';
import { UsageError } from '../../../electron/cli/usage-error.ts';
import { isAppError } from '../../../shared/domain/errors.ts';
import { fakeSurroundings } from './fake-surroundings.ts';

const wanted: PasswordWanted = { side: 'source', user: 'anna@harbour.test', host: 'old.example', file: null };
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'passwords-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function fileWith(text: string, mode = 0o600): string {
  const file = join(dir, 'password');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

describe('given passwords', () => {
  it('come from the variable of the side, which is taken out of the environment', () => {
    const around = fakeSurroundings({
      env: { MAILFERRY_SOURCE_PASSWORD: ' kelp ', MAILFERRY_DESTINATION_PASSWORD: 'tide' },
    });
    expect(givenPassword(wanted, around)).toBe(' kelp ');
    expect(givenPassword({ ...wanted, side: 'destination' }, around)).toBe('tide');
    expect(around.env).toEqual({});
  });

  it('come from the first line of the file, which goes before the environment', () => {
    const around = fakeSurroundings({ env: { MAILFERRY_SOURCE_PASSWORD: 'other' } });
    expect(givenPassword({ ...wanted, file: fileWith('\uFEFFk\u00e9lp: 20 \r\nsecond\n') }, around)).toBe(
      'k\u00e9lp: 20 ',
    );
    expect(around.env).toEqual({});
    expect(around.complained()).toBe('');
  });

  it('come with a warning when others may read the file', () => {
    const around = fakeSurroundings();
    expect(givenPassword({ ...wanted, file: fileWith('kelp\n', 0o644) }, around)).toBe('kelp');
    expect(around.complained()).toMatch(/chmod 600/);
    expect(around.complained()).not.toContain('kelp');
  });

  it('are not taken from an empty or missing file', () => {
    const around = fakeSurroundings();
    expect(() => givenPassword({ ...wanted, file: fileWith('\nkelp') }, around)).toThrow(/is empty/);
    expect(() => givenPassword({ ...wanted, file: join(dir, 'none') }, around)).toThrow(/cannot be read \(ENOENT\)/);
  });

  it('are none when the variable is empty', () => {
    expect(givenPassword(wanted, fakeSurroundings({ env: { MAILFERRY_SOURCE_PASSWORD: '' } }))).toBeNull();
  });
});

describe('asking', () => {
  it('is refused without a terminal, with all ways to give a password', async () => {
    await expect(findPassword(wanted, fakeSurroundings())).rejects.toThrow(
      /MAILFERRY_SOURCE_PASSWORD.*--source-password-file/,
    );
  });

  it('shows the question and nothing of the answer', async () => {
    const around = fakeSurroundings({ terminal: true });
    const answer = findPassword(wanted, around);
    around.stdin.write('kelq\x7fp');
    around.stdin.write('-20\r');
    await expect(answer).resolves.toBe('kelp-20');
    expect(around.complained()).toBe('Password of anna@harbour.test on old.example (source): \n');
    expect(around.printed()).toBe('');
    expect(around.rawModes).toEqual([true, false]);
  });

  it('forgets the line with Ctrl-U and takes no control characters', async () => {
    const around = fakeSurroundings({ terminal: true });
    const answer = findPassword(wanted, around);
    around.stdin.write('wrong\x15ke\x01lp\n');
    await expect(answer).resolves.toBe('kelp');
  });

  it.each(['\x03', '\x04', 'half\x03'])('is given up with %j', async (keys) => {
    const around = fakeSurroundings({ terminal: true });
    const answer = findPassword(wanted, around);
    around.stdin.write(keys);
    await expect(answer).rejects.toSatisfy((error) => isAppError(error, 'run.cancelled'));
    expect(around.rawModes).toEqual([true, false]);
  });

  it('ends with a signal', async () => {
    const around = fakeSurroundings({ terminal: true });
    const answer = findPassword(wanted, around);
    around.interrupt();
    await expect(answer).rejects.toSatisfy((error) => isAppError(error, 'run.cancelled'));
  });

  it('takes no empty answer', async () => {
    const around = fakeSurroundings({ terminal: true });
    const answer = findPassword(wanted, around);
    around.stdin.write('\r');
    await expect(answer).rejects.toBeInstanceOf(UsageError);
  });
});
