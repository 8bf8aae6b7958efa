import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLog, createRedactor, openRotatingFile, registering } from '../../electron/engine/log.ts';
import { temporaryFolder } from './workspace/sample-workspace.ts';

describe('the log', () => {
  it('holds no secret that was handed out, in whichever form it comes', async () => {
    const lines: string[] = [];
    const redactor = createRedactor();
    const log = createLog({ write: (line) => lines.push(line) }, redactor, 'debug');
    const secret = 'Ti"de\\Kelp-42';
    await registering({ get: async () => secret }, redactor).get('mailbox/anna/source');
    log.info(`LOGIN anna ${secret}`);
    log.warn('quoted', { line: JSON.stringify({ pass: secret }) });
    log.debug('encoded', { line: `AUTHENTICATE LOGIN ${Buffer.from(secret).toString('base64')}` });
    log.error('thrown', { err: new Error(`bad ${secret}`) });
    const text = lines.join('');
    expect(text).not.toContain('Kelp-42');
    expect(text).not.toContain(Buffer.from(secret).toString('base64'));
    expect(text.match(/\[secret\]/g)?.length).toBeGreaterThanOrEqual(4);
  });

  it('finds a secret in the base64 of a text around it, wherever it begins', () => {
    const redactor = createRedactor();
    redactor.register('Kelp-Lantern-58');
    for (const user of ['a', 'ab', 'abc', 'anna@harbour.test', '']) {
      const told = Buffer.from(`\0${user}\0Kelp-Lantern-58`).toString('base64');
      expect(redactor.redact(`AUTHENTICATE PLAIN ${told} and so on`)).toBe('AUTHENTICATE PLAIN [secret] and so on');
    }
    const within = Buffer.from('say Kelp-Lantern-58 to nobody').toString('base64');
    expect(redactor.redact(`+ ${within}`)).toBe('+ [secret]');
    expect(redactor.redact('QUJDREVGRw==')).toBe('QUJDREVGRw==');
  });

  it('blacks out what stands under a telling key', () => {
    const lines: string[] = [];
    const log = createLog({ write: (line) => lines.push(line) }, createRedactor());
    log.info('keys', { password: 'one-secret', login: { pass: 'two-secret', auth: { accessToken: 'three-secret' } } });
    expect(lines.join('')).not.toMatch(/(one|two|three)-secret/);
  });

  it('does not take short passwords for words', () => {
    const redactor = createRedactor();
    redactor.register('a');
    redactor.register('');
    expect(redactor.redact('a banana')).toBe('a banana');
  });

  it('goes round a few files of a bounded size', () => {
    const dir = temporaryFolder();
    const file = openRotatingFile(dir, { maxBytes: 100, keep: 2 });
    for (let line = 1; line <= 20; line += 1) file.write(`${`line ${line} `.padEnd(39, '.')}\n`);
    file.close();
    file.write('too late\n');
    expect(readdirSync(dir).sort()).toEqual(['engine.1.log', 'engine.2.log', 'engine.log']);
    const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
    expect(read('engine.log')).toContain('line 20 ');
    expect(read('engine.1.log')).toContain('line 18 ');
    expect(read('engine.2.log')).toContain('line 16 ');
    expect(read('engine.log').length).toBeLessThanOrEqual(100);
  });

  it('goes on in the file of the session before', () => {
    const dir = temporaryFolder();
    for (const text of ['first', 'second']) {
      const file = openRotatingFile(dir);
      file.write(`${text}\n`);
      file.close();
    }
    expect(readFileSync(join(dir, 'engine.log'), 'utf8')).toBe('first\nsecond\n');
  });
});
