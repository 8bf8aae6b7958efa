import type { ExitStatus } from '../../../shared/domain/cli-result.ts';
import type { ErrorWire } from '../../../shared/domain/errors.ts';

/** How a command ended: its result for `--json`, and the same as lines for people. */
export interface CommandOutcome<Result> {
  readonly exitStatus: ExitStatus;
  readonly error: ErrorWire | null;
  readonly result: Result | null;
  /** For standard output; not printed with `--json`. */
  readonly lines: readonly string[];
}
