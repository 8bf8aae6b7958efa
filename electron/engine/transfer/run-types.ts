import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import type { ErrorWire } from '../../../shared/domain/errors.ts';
import type { FolderMapChoice } from '../../../shared/domain/folder.ts';
import type { FolderProgress, RunOptions, RunPhase, RunTotals } from '../../../shared/domain/run.ts';
import type { Finding, Verification } from '../../../shared/domain/verification.ts';
import type { Clock } from '../clock.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { NamedMessages } from '../verify/message-filter.ts';
import type { EndpointLimits } from '../workspace/endpoint-limits.ts';
import type { Ledger } from '../workspace/ledger.ts';
import type { RunControl } from './run-control.ts';
import type { RunBudget } from './server-budgets.ts';

/** What a run works on. */
export interface RunRequest {
  readonly runId: string;
  readonly mailboxId: string;
  readonly source: MailLogin;
  readonly destination: MailLogin;
  readonly choices: readonly FolderMapChoice[];
  readonly options: RunOptions;
  /** Only these source messages, brought back wherever they are missing; left out or null: all. */
  readonly only?: NamedMessages | null;
}

/** A snapshot of how far a run is; the receiver adds rates and sends it on. */
export interface RunSnapshot {
  readonly phase: RunPhase;
  /** What is happening, in words. */
  readonly text: string;
  readonly totals: RunTotals;
  readonly folders: readonly FolderProgress[];
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What a run needs from its surroundings. */
export interface RunContext {
  readonly ledger: Ledger;
  /** What earlier runs learned of how many connections each server allows. */
  readonly limits: EndpointLimits;
  readonly secrets: SecretSource;
  /** Called often; must be cheap. */
  onSnapshot(snapshot: RunSnapshot): void;
  log(level: LogLevel, text: string): void;
  /** Hears of every failure as it happens, also of those that are tried again. */
  failed?(error: unknown): void;
  readonly signal: AbortSignal;
  /** What the agent may still decide: pause, resume, order. Without it, nothing. */
  readonly control?: RunControl;
  /** What the run may ask of its servers beside all others. Without it, as much as its own options say. */
  readonly serverBudget?: RunBudget | undefined;
  /** Unix milliseconds. */
  now(): number;
  /** How long a server may say nothing while it is asked something; what the mail layer thinks right where absent. */
  readonly silenceMs?: number;
  /** How many bytes of messages may be in memory at once; 64 MB where absent. */
  readonly budgetBytes?: number;
  /** How long one look at the pace of a run takes; a second where absent. */
  readonly paceWindowMs?: number;
  /** Calls once after that many milliseconds unless undone before; without it, the timers of this computer. */
  readonly after?: Clock['after'];
}

export type NewFinding = Omit<Finding, 'id' | 'runId'>;

/** How a run ended. `complete` only after a comparison that agreed. */
export interface RunOutcome {
  readonly state: 'complete' | 'findings' | 'cancelled' | 'failed';
  readonly totals: RunTotals;
  /** One sentence for the chat. */
  readonly verdict: string;
  readonly error: ErrorWire | null;
  readonly verification: Omit<Verification, 'runId' | 'mailboxId'> | null;
  readonly findings: readonly NewFinding[];
}
