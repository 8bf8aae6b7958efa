import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { versionOf } from './installed-program.ts';
import type { Mover } from './mover.ts';

/** imapsync as its user has it, at `program`: it is in no Debian release. */
export function imapsync(program: string): Mover {
  return {
    key: 'imapsync',
    title: 'imapsync',
    kind: 'peer',
    slow: true,
    version: async () =>
      `imapsync ${await versionOf(program, ['--version'], 'name an executable with --imapsync PATH')}`,
    async prepare({ source, destination, directory }) {
      const temporary = join(directory, 'temporary');
      await mkdir(temporary, { recursive: true });
      const sides = [source, destination].entries();
      const parameters: string[] = [];
      for (const [index, login] of sides) {
        const side = index + 1;
        const secret = join(directory, `password${side}`);
        await writeFile(secret, `${login.password}\n`, { mode: 0o600 });
        parameters.push(`--host${side}`, login.host, `--port${side}`, String(login.port), `--user${side}`, login.user);
        parameters.push(`--passfile${side}`, secret, `--nossl${side}`, `--notls${side}`);
      }
      parameters.push('--nolog', '--noreleasecheck', '--no-modulesversion', '--tmpdir', temporary);
      return { program, parameters };
    },
  };
}
