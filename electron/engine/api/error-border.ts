import { randomUUID } from 'node:crypto';
import { ValidationError } from '@orpc/contract';
import { ORPCError } from '@orpc/server';
import { type ErrorWire, errorCatalogue, isAppError } from '../../../shared/domain/errors.ts';
import type { Log } from '../log.ts';

/**
 * Turns whatever a handler throws into an error of the contract: an expected failure keeps its code, bad input is named by its field,
 * and a bug becomes `internal` with a reference under which the log has its stack.
 */
export function toContractError(error: unknown, path: readonly string[], log: Log): ORPCError<string, ErrorWire> {
  if (isAppError(error)) return contractError(error.wire, error);
  const invalid = invalidInput(error);
  if (invalid !== undefined) return contractError({ code: 'input.invalid', message: invalid }, error);
  const reference = randomUUID().slice(0, 8);
  log.error('A call met a bug', { reference, call: path.join('.'), err: error });
  return contractError(
    { code: 'internal', message: `Something went wrong inside Mailferry (reference ${reference}).`, reference },
    error,
  );
}

function contractError(wire: ErrorWire, cause: unknown): ORPCError<string, ErrorWire> {
  return new ORPCError(wire.code, { message: errorCatalogue[wire.code].title, data: wire, cause });
}

function invalidInput(error: unknown): string | undefined {
  if (!(error instanceof ORPCError) || error.code !== 'BAD_REQUEST') return undefined;
  const { cause } = error;
  if (!(cause instanceof ValidationError)) return 'The call cannot be read.';
  return cause.issues
    .map((issue) => {
      const field = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
      return field === '' ? issue.message : `${field}: ${issue.message}`;
    })
    .join('; ');
}
