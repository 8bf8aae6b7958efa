import { AppError, type ErrorCode } from '../../../../../shared/domain/errors.ts';

/** What an error of the mail API means for whoever called it. */
export type OmaMeaning =
  /** Their fault or the line's, or nobody knows what became of the call. */
  | 'fault'
  | 'unreachable'
  | 'credentials'
  | 'absent'
  /** The name is an alias; its mailbox has another one. */
  | 'alias'
  | 'not-settable'
  | 'malformed'
  | 'bad-value'
  | 'exists'
  /** Of another company, or beyond the role of the login. Never "free to create". */
  | 'not-yours'
  | 'unknown-method'
  | 'other';

const codes: Readonly<Record<OmaMeaning, ErrorCode>> = {
  fault: 'opensrs.fault',
  unreachable: 'opensrs.unreachable',
  credentials: 'opensrs.credentials',
  absent: 'opensrs.absent',
  alias: 'opensrs.refused',
  'not-settable': 'opensrs.refused',
  malformed: 'opensrs.refused',
  'bad-value': 'opensrs.refused',
  exists: 'opensrs.exists',
  'not-yours': 'opensrs.not-yours',
  'unknown-method': 'opensrs.refused',
  other: 'opensrs.refused',
};

/** A call that the mail API did not carry out, or of which nobody knows whether it did. */
export class OmaError extends AppError {
  readonly meaning: OmaMeaning;
  /** As answered; null when there was no answer to read one from. */
  readonly errorNumber: number | null;

  constructor(
    meaning: OmaMeaning,
    message: string,
    options: { errorNumber?: number | null; serverText?: string; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    const { serverText, retryAfterMs, cause, errorNumber } = options;
    super(
      {
        code: codes[meaning],
        message,
        ...(serverText === undefined ? {} : { serverText }),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      },
      cause === undefined ? undefined : { cause },
    );
    this.meaning = meaning;
    this.errorNumber = errorNumber ?? null;
  }
}

/** True for an error of the mail API with one of these meanings. */
export function isOmaError(error: unknown, ...meanings: readonly OmaMeaning[]): error is OmaError {
  return error instanceof OmaError && (meanings.length === 0 || meanings.includes(error.meaning));
}

const byNumber: Readonly<Record<number, OmaMeaning>> = {
  0: 'fault',
  1: 'credentials',
  2: 'absent',
  3: 'alias',
  4: 'not-settable',
  5: 'malformed',
  6: 'bad-value',
  7: 'exists',
  9: 'not-yours',
  23: 'exists',
};

/** Numbers that never stand for a name that is taken, whatever the words are. */
const CERTAIN: ReadonlySet<OmaMeaning> = new Set(['credentials', 'absent', 'alias', 'not-yours']);

/**
 * What an answer without success means. Public sources disagree about the number for a name that is taken, so the words decide as well;
 * only where they do not deny it ("does not exist" is an absence).
 */
export function meaningOf(errorNumber: number | null, text: string): OmaMeaning {
  const known = errorNumber === null ? undefined : byNumber[errorNumber];
  if (known !== undefined && CERTAIN.has(known)) return known;
  const denied = /\bnot\s+exist|no\s+such|not\s+found/i.test(text);
  if (denied && (known === undefined || known === 'fault')) return 'absent';
  if (!denied && /\bexist/i.test(text)) return 'exists';
  return known ?? 'other';
}
