import { isStoreUrl, type ParsedEndpoint, parseEndpointUrl } from '../../shared/domain/endpoint-url.ts';
import { isAppError } from '../../shared/domain/errors.ts';
import { UsageError } from './usage-error.ts';

const PASSWORD_TOLD =
  'A password does not belong on the command line: the list of processes and the history of the shell would show it. ' +
  'Put it into MAILFERRY_SOURCE_PASSWORD or MAILFERRY_DESTINATION_PASSWORD, into a file for --source-password-file or ' +
  '--destination-password-file, or leave it away and be asked for it. If it was a real one, think about changing it now.';

/** Options other tools have for passwords; ours all end in `-file`. */
const PASSWORD_OPTION = /^--?(?:[a-z]+-)*(?:pass(?:word|wd|phrase)?|pw|secret)\d?(?:=|$)/i;
const ADDRESS = /^(?:--?[a-z-]+=)?[a-z0-9+.-]+:\/\/(.*)$/i;

function hasPassword(authorityAndMore: string): boolean {
  const at = authorityAndMore.lastIndexOf('@');
  return at >= 0 && authorityAndMore.slice(0, at).includes(':');
}

/**
 * Looks for passwords before anything else reads the arguments, so that no message of the parser can repeat one.
 *
 * @throws UsageError when there is one
 */
export function refusePasswords(parameters: readonly string[]): void {
  for (const parameter of parameters) {
    // What follows belongs to no option of ours.
    if (PASSWORD_OPTION.test(parameter)) throw new UsageError(PASSWORD_TOLD);
    const rest = ADDRESS.exec(parameter)?.[1];
    if (rest !== undefined && hasPassword(rest))
      throw new UsageError(`${PASSWORD_TOLD} A colon in a user name is written %3A.`);
  }
}

/**
 * Reads an endpoint given on the command line.
 *
 * @throws UsageError that says what is wrong, without repeating what could be a password
 */
export function parseEndpointArgument(text: string): ParsedEndpoint {
  if (isStoreUrl(text)) return parsed(text);
  refusePasswords([text]);
  const rest = text.replace(/^[a-z0-9+.-]+:\/\//i, '');
  if (hasPassword(rest)) throw new UsageError(PASSWORD_TOLD);
  const afterUser = rest.slice(rest.lastIndexOf('@') + 1);
  const suspicious = /[?#]|:(?!\d*\/?$)/.test(afterUser.replace(/^\[[^\]]*\]/, ''));
  if (suspicious) {
    throw new UsageError(
      'After the host name comes at most a port. Write it like imaps://anna@harbour.test@mail.example:993.',
    );
  }
  return parsed(text);
}

function parsed(text: string): ParsedEndpoint {
  try {
    return parseEndpointUrl(text);
  } catch (error) {
    if (isAppError(error, 'input.invalid')) throw new UsageError(error.message);
    throw error;
  }
}
