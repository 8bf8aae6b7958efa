import { type ErrorWire, errorCatalogue } from './errors.ts';
import type { RunState } from './run.ts';
import { type FindingKind, seriousKinds } from './verification.ts';

/**
 * What may help all mailboxes with the same symptom. `continue`: take the last run up again once the cause is gone. `bring-back`:
 * copy what is missing. `look`: each needs a person, for instance its own password.
 */
export type Cure = 'continue' | 'bring-back' | 'look';

/** What ails a mailbox, in a form that can be compared with others. */
export interface Symptom {
  /** The same for the same trouble. */
  readonly key: string;
  readonly words: string;
  readonly cure: Cure;
}

/** How the last run of a mailbox ended. */
export interface RunEnd {
  readonly state: RunState;
  readonly error: Pick<ErrorWire, 'code' | 'side'> | null;
  /** Findings of its comparison by kind; empty without one. */
  readonly counts: Partial<Readonly<Record<FindingKind, number>>>;
}

/** Trying these again without a change would cost the customer: servers block an address after some wrong logins. */
const perMailbox: ReadonlySet<string> = new Set(['mail.auth-failed', 'mail.secret-missing', 'mail.over-quota']);

const kindNouns: Partial<Readonly<Record<FindingKind, string>>> = {
  missing: 'missing',
  duplicate: 'doubled',
  date: 'with another date',
  content: 'with another text',
  'too-big': 'too big',
  refused: 'refused',
  unreadable: 'unreadable',
  'folder-missing': 'in a folder that is missing',
  'folder-failed': 'in a folder that failed',
};
/** What copying again can mend. */
const mended: ReadonlySet<FindingKind> = new Set<FindingKind>([
  'missing',
  'folder-missing',
  'folder-failed',
  'unreadable',
]);

/** The symptom of a run's end, null for one that ended well or still goes on. */
export function symptomOf({ state, error, counts }: RunEnd): Symptom | null {
  if (state === 'failed' && error) {
    const where = error.side ? ` (${error.side})` : '';
    return {
      key: `failed ${error.code} ${error.side ?? ''}`.trimEnd(),
      words: `${errorCatalogue[error.code].title}${where}`,
      cure: perMailbox.has(error.code) ? 'look' : 'continue',
    };
  }
  if (state === 'interrupted' || state === 'cancelled') {
    return { key: state, words: `The run was ${state}`, cure: 'continue' };
  }
  if (state !== 'findings') return null;
  const kinds = (Object.keys(counts) as FindingKind[])
    .filter((kind) => seriousKinds.has(kind) && (counts[kind] ?? 0) > 0)
    .sort();
  if (kinds.length === 0) return null;
  return {
    key: `findings ${kinds.join(' ')}`,
    words: `Messages ${kinds.map((kind) => kindNouns[kind] ?? kind).join(', ')}`,
    cure: kinds.every((kind) => mended.has(kind)) ? 'bring-back' : 'look',
  };
}
