import type { Run, RunEvent, RunOptions, RunPhase, RunProgress } from '../../shared/domain/run.ts';
import type { Finding, Verification } from '../../shared/domain/verification.ts';
import { systemClock } from '../engine/clock.ts';
import { createLog, createRedactor, type Log, registering } from '../engine/log.ts';
import type { SecretSource } from '../engine/mail/secret-source.ts';
import { createChanges } from '../engine/runs/changes.ts';
import { RunService } from '../engine/runs/run-service.ts';
import { executeRun } from '../engine/transfer/execute-run.ts';
import { openWorkspace, type Workspace } from '../engine/workspace/workspace.ts';
import type { ProgressView } from './output/progress-view.ts';

/** What a run left behind. */
export interface EndedRun {
  readonly run: Run;
  /** The last progress, with the folders as they ended. */
  readonly progress: RunProgress;
  readonly verification: Verification | null;
  readonly findings: readonly Finding[];
  /** Whether both sides had been reached, so that a failure came later. */
  readonly connected: boolean;
}

/** The engine of one workspace in this process. */
export interface RunSession {
  readonly workspace: Workspace;
  /** Carries one run out and shows it; a signal stops it between two messages. */
  carryOut(mailboxId: string, options: RunOptions, view: ProgressView, stop: AbortSignal): Promise<EndedRun>;
  /** Takes known passwords out of a text. */
  redact(text: string): string;
  close(): void;
}

export interface RunSessionOptions {
  readonly dir: string;
  readonly secrets: SecretSource;
  /** For what is nobody's run: bugs, with the stack. */
  readonly logLine: (text: string) => void;
  /** Runs at the same time. */
  readonly maxParallel?: number;
}

interface Watched {
  readonly view: ProgressView;
  connected: boolean;
}

const FIRST_PHASES: ReadonlySet<RunPhase> = new Set<RunPhase>(['waiting', 'connecting']);
const ALL_FINDINGS = Number.MAX_SAFE_INTEGER;

/**
 * Opens a workspace for runs; runs that a killed process left unfinished are marked as interrupted.
 *
 * @throws AppError `workspace.in-use` while another process has it, and what else opening can meet
 */
export function openRunSession(options: RunSessionOptions): RunSession {
  const workspace = openWorkspace(options.dir);
  const redactor = createRedactor();
  const log: Log = createLog({ write: (line) => options.logLine(line.trimEnd()) }, redactor, 'error');
  const watched = new Map<string, Watched>();
  let seq = 0;
  const service = new RunService({
    workspace,
    secrets: registering(options.secrets, redactor),
    changes: createChanges(),
    clock: systemClock(),
    log,
    redactor,
    ...(options.maxParallel === undefined ? {} : { maxParallel: options.maxParallel }),
    // The run service gathers what it is told; the terminal wants each line and each phase as it comes.
    execute: (request, context) => {
      const watch = watched.get(request.mailboxId);
      return executeRun(request, {
        ...context,
        log(level, text) {
          context.log(level, text);
          seq += 1;
          const event: RunEvent = { seq, at: new Date().toISOString(), level, text: redactor.redact(text) };
          watch?.view.log(event);
        },
        onSnapshot(snapshot) {
          if (watch && !FIRST_PHASES.has(snapshot.phase)) watch.connected = true;
          context.onSnapshot(snapshot);
        },
      });
    },
  });
  service.recover();

  return {
    workspace,
    redact: redactor.redact,
    async carryOut(mailboxId, runOptions, view, stop) {
      const watch: Watched = { view, connected: false };
      watched.set(mailboxId, watch);
      const { id } = service.start(mailboxId, runOptions);
      const cancel = (): void => void service.cancel(id);
      stop.addEventListener('abort', cancel, { once: true });
      if (stop.aborted) cancel();
      let progress: RunProgress | undefined;
      try {
        for await (const latest of service.watch(id)) {
          progress = latest;
          view.show(latest);
        }
        const run = await service.finished(id);
        if (!progress) throw new Error(`Run ${id} ended without a sign of progress`);
        const verification = workspace.runs.verificationOf(mailboxId);
        return {
          run,
          progress,
          verification: verification?.runId === id ? verification : null,
          findings: workspace.findings.list(id, { offset: 0, limit: ALL_FINDINGS }).findings,
          connected: watch.connected,
        };
      } finally {
        stop.removeEventListener('abort', cancel);
        watched.delete(mailboxId);
        view.end();
      }
    },
    close: () => workspace.close(),
  };
}
