import { ORPCError } from '@orpc/client';
import { AppError, type ErrorWire, errorWire } from '../../shared/domain/errors.ts';

/** Any failure in the form in which errors are shown; what the catalogue does not know becomes `internal`. */
export function toErrorWire(error: unknown): ErrorWire {
  if (error instanceof AppError) return error.wire;
  const known = errorWire.safeParse(error);
  if (known.success) return known.data;
  if (error instanceof ORPCError) {
    const carried = errorWire.safeParse(error.data);
    if (carried.success) return carried.data;
    if (error.code === 'BAD_REQUEST')
      return { code: 'input.invalid', message: inputProblem(error.data) ?? error.message };
    return { code: 'internal', message: `${error.code}: ${error.message}` };
  }
  return { code: 'internal', message: error instanceof Error ? withoutIpcPrefix(error.message) : String(error) };
}

/** The first complaint of the schema, with the field it is about. */
function inputProblem(data: unknown): string | null {
  const issues = (data as { issues?: readonly { message?: string; path?: readonly unknown[] }[] } | null)?.issues;
  const first = issues?.[0];
  if (!first?.message) return null;
  const field = first.path?.join('.');
  return field ? `${field}: ${first.message}` : first.message;
}

/** Electron puts the name of its channel before the words of a failed shell call. */
function withoutIpcPrefix(message: string): string {
  return message.replace(/^Error invoking remote method '[^']*': (?:\w*Error: )?/, '');
}
