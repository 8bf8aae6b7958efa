import { readFileSync, statSync } from 'node:fs';
import type { Side } from '../../shared/domain/endpoint.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { askWithoutEcho } from './ask-without-echo.ts';
import type { Surroundings } from './output/surroundings.ts';
import { UsageError } from './usage-error.ts';

const VARIABLE: Readonly<Record<Side, string>> = {
  source: 'MAILFERRY_SOURCE_PASSWORD',
  destination: 'MAILFERRY_DESTINATION_PASSWORD',
};

/** Where the password of one side is to be looked for. */
export interface PasswordWanted {
  readonly side: Side;
  readonly user: string;
  readonly host: string;
  readonly file: string | null;
}

/**
 * Gets the password of one side: from the file named, else from the environment, else by asking on a terminal. Leading and
 * trailing blanks belong to it; the line end of a file does not.
 *
 * @throws UsageError when there is none to be had; AppError `run.cancelled` when the question was answered with Ctrl-C
 */
export async function findPassword(wanted: PasswordWanted, around: Surroundings): Promise<string> {
  const given = givenPassword(wanted, around);
  if (given !== null) return given;
  if (!around.stdin.isTTY || !around.stderr.isTTY) {
    throw new UsageError(
      `There is no password for the ${wanted.side} (${wanted.user}). Set ${VARIABLE[wanted.side]}, name a file with ` +
        `--${wanted.side}-password-file, or run on a terminal to be asked for it.`,
    );
  }
  const answer = await askWithoutEcho(`Password of ${wanted.user} on ${wanted.host} (${wanted.side}): `, around);
  if (answer === null) throw new AppError({ code: 'run.cancelled', message: 'No password was entered.' });
  if (answer === '') throw new UsageError(`The password of the ${wanted.side} is empty.`);
  return answer;
}

/**
 * The password from the file or the environment, null when neither has one. What the environment holds is taken out of it,
 * so that no child process inherits it.
 *
 * @throws UsageError when the file cannot be read or is empty
 */
export function givenPassword(wanted: PasswordWanted, around: Surroundings): string | null {
  const name = VARIABLE[wanted.side];
  const fromEnvironment = around.env[name];
  delete around.env[name];
  if (wanted.file !== null) return passwordFromFile(wanted.file, wanted.side, around);
  return fromEnvironment === undefined || fromEnvironment === '' ? null : fromEnvironment;
}

function passwordFromFile(file: string, side: Side, around: Surroundings): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
    if (around.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
      around.stderr.write(`warning: other users of this computer may read ${file}; chmod 600 keeps it yours\n`);
    }
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new UsageError(`The password file of the ${side}, ${file}, cannot be read (${why}).`);
  }
  const password = /^\uFEFF?([^\r\n]*)/.exec(text)?.[1] ?? '';
  if (password === '') throw new UsageError(`The first line of the password file of the ${side}, ${file}, is empty.`);
  return password;
}
