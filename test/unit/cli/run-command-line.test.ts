import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../electron/cli/run-command-line.ts';
import { cliResult } from '../../../shared/domain/cli-result.ts';
import { fakeSurroundings } from './fake-surroundings.ts';

const sides = ['--source', 'imaps://anna@old.example', '--destination', 'imaps://anna@new.example'];

describe('the command line', () => {
  it('answers help and version on standard output with status 0', async () => {
    const around = fakeSurroundings();
    expect(await runCommandLine(['copy', '--help'], around)).toBe(0);
    expect(await runCommandLine(['--version'], around)).toBe(0);
    expect(around.printed()).toMatch(/--source <endpoint>[\s\S]*1\.2\.3\n$/);
    expect(around.complained()).toBe('');
  });

  it('puts wrong usage on standard error with status 2', async () => {
    const around = fakeSurroundings();
    expect(await runCommandLine(['copy'], around)).toBe(2);
    expect(around.printed()).toBe('');
    expect(around.complained()).toMatch(/^mailferry: required option/);
  });

  it.each([
    ['copy', ['copy', '--json']],
    ['none', ['--json']],
    ['none', ['cpy', '--json']],
    ['copy', ['copy', ...sides, '--json']],
    ['probe', ['probe', '--json', 'imaps://a:b@c']],
    ['rehearse', ['rehearse', '--json', '--seed', 'x']],
  ])('prints a result by the schema for wrong usage of %s', async (command, parameters) => {
    const around = fakeSurroundings();
    expect(await runCommandLine(parameters, around)).toBe(2);
    const result = cliResult.parse(JSON.parse(around.printed()));
    expect(result).toMatchObject({ command, exitStatus: 2, error: { code: 'input.invalid' }, result: null });
    expect(around.complained()).toMatch(/^mailferry: /);
  });

  it('ends with 5 when it is interrupted while it asks for a password', async () => {
    const around = fakeSurroundings({ terminal: true });
    const ended = runCommandLine(['copy', ...sides], around);
    around.stdin.write('\x03');
    expect(await ended).toBe(5);
  });
});
