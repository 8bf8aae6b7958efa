import type { RunEvent, RunProgress } from '../../../shared/domain/run.ts';

/** Shows how a run goes on. */
export interface ProgressView {
  show(progress: RunProgress): void;
  log(event: RunEvent): void;
  /** Takes away what is only for the time of the run. */
  end(): void;
}
