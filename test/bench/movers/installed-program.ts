import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The first line a program prints about its version. Throws an Error with `advice` when the program is not there.
 */
export async function versionOf(program: string, parameters: readonly string[], advice: string): Promise<string> {
  try {
    const { stdout, stderr } = await run(program, [...parameters], { timeout: 20_000 });
    return `${stdout}${stderr}`.trim().split('\n')[0] ?? '';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error(`${program} is not installed: ${advice}`);
    }
    throw new Error(
      `${program} does not start: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
  }
}
