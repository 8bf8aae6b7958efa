import { describe, expect, it } from 'vitest';
import { endReason } from '../../../electron/main/end-reason.ts';
import { engineEnvironment } from '../../../electron/main/engine-environment.ts';
import { fromEngine } from '../../../electron/main/engine-message-schema.ts';
import { createLineSplitter } from '../../../electron/main/line-splitter.ts';

describe('what is told to and by the engine', () => {
  it('passes on an environment without passwords and without what would change the engine', () => {
    expect(
      engineEnvironment({
        PATH: '/bin',
        LC_ALL: 'C',
        MAILFERRY_SEED: '1',
        MAILFERRY_SOURCE_PASSWORD: 'x',
        NODE_OPTIONS: '--inspect',
        ELECTRON_RUN_AS_NODE: '1',
        AWS_SECRET: 'x',
        HOME: undefined,
      }),
    ).toEqual({ PATH: '/bin', LC_ALL: 'C', MAILFERRY_SEED: '1' });
  });

  it('takes messages of the contract only', () => {
    expect(fromEngine.safeParse({ type: 'active-runs', count: 1 }).success).toBe(true);
    const storing = (ref: string, secret = 'x') => ({ type: 'secrets-store', id: 1, secrets: [[ref, secret]] });
    expect(fromEngine.safeParse(storing('mailbox/5f0c-1/source')).success).toBe(true);
    for (const message of [
      storing('opensrs/1'),
      storing('mailbox/../source'),
      storing('mailbox/1/source', ''),
      { type: 'chosen-path-request', id: 1 },
      null,
      'ready',
      { type: 'secret-request' },
      { type: 'active-runs', count: -1 },
      { type: 'start' },
    ])
      expect(fromEngine.safeParse(message).success).toBe(false);
  });

  it('says how it ended', () => {
    expect(endReason(0)).toContain('by itself');
    expect(endReason(1)).toContain('exit code 1');
    if (process.platform !== 'win32') expect(endReason(9)).toContain('SIGKILL');
  });

  it('cuts its output into lines, wherever the pieces break', () => {
    const lines: string[] = [];
    const splitter = createLineSplitter((line) => lines.push(line));
    const bytes = Buffer.from('one\r\nzwölf\nlast');
    for (const byte of bytes) splitter.push(Buffer.from([byte]));
    splitter.end();
    expect(lines).toEqual(['one', 'zwölf', 'last']);
  });
});
