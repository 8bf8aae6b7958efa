import type { FromEngine, ToEngine } from '../../shared/contract/engine-messages.ts';
import type { EngineState } from '../../shared/contract/shell.ts';
import type { WorkspaceKind } from '../../shared/contract/workspace.ts';
import type { Log } from './log.ts';
import { decideRestart, type RestartPolicy, threeInFiveMinutes } from './restart-policy.ts';
import { createStateNews } from './state-news.ts';

/** One running engine, as the shell holds it; `Port` is the kind of port that can be sent along. */
export interface EngineChild<Port> {
  readonly pid: number | undefined;
  post(message: ToEngine, ports?: readonly Port[]): void;
  /** Asks the system to end it. */
  kill(): void;
  /** Ends it for certain. */
  killHard(): void;
}

export interface EngineChildEvents {
  message(message: FromEngine): void;
  /** Once, however it ended; `reason` in words. */
  exit(reason: string): void;
}

export interface EngineProcessOptions<Port> {
  readonly fork: (events: EngineChildEvents) => EngineChild<Port>;
  readonly log: Log;
  readonly logDir: string;
  readonly version: string;
  readonly workspaceDir: (kind: WorkspaceKind) => string;
  /** Answers everything the engine asks of the shell, but for its state. */
  readonly answer: (request: EngineRequest, reply: (message: ToEngine) => void) => void;
  readonly policy?: RestartPolicy;
  readonly readyDeadlineMs?: number;
  readonly stopDeadlineMs?: number;
  readonly now?: () => number;
}

export type EngineRequest = Exclude<FromEngine, { type: 'ready' | 'fatal' | 'active-runs' }>;

/** The engine process over the whole life of the shell: started, watched, started again, stopped. */
export interface EngineProcess<Port> {
  state(): EngineState;
  onState(listener: (state: EngineState) => void): () => void;
  /** How many runs are going on; 0 while there is no engine. */
  activeRuns(): number;
  /** The process id, for diagnosis. */
  pid(): number | undefined;
  /** Starts the engine on a workspace, instead of whatever runs now. */
  open(kind: WorkspaceKind): Promise<void>;
  /** Starts it again on the same workspace; also after it was given up. */
  restart(): Promise<void>;
  /** Hands a page's port to the engine. False while it is not ready: ask again when it is. */
  connect(port: Port): boolean;
  /** Lets it finish between two messages, then ends it. Nothing starts it again. */
  stop(): Promise<void>;
}

interface Life<Port> {
  readonly child: EngineChild<Port>;
  readonly gone: Promise<void>;
  readyTimer: NodeJS.Timeout | undefined;
  wasReady: boolean;
  /** Why it gave up, in its own words. */
  lastWords: string | undefined;
  /** Set when we end it, or know why it ends: its exit is then no news. */
  expected: boolean;
}

/** After the polite end of the deadline, so long until the hard one, in milliseconds. */
const hardKillAfterMs = 2_000;

/** Watches over the engine. Nothing runs until `open`. */
export function createEngineProcess<Port>({
  fork,
  log,
  logDir,
  version,
  workspaceDir,
  answer,
  policy = threeInFiveMinutes,
  readyDeadlineMs = 60_000,
  stopDeadlineMs = 10_000,
  now = Date.now,
}: EngineProcessOptions<Port>): EngineProcess<Port> {
  const news = createStateNews<EngineState>();
  let state: EngineState = { status: 'starting' };
  let kind: WorkspaceKind | undefined;
  let life: Life<Port> | undefined;
  let restartTimer: NodeJS.Timeout | undefined;
  let crashes: number[] = [];
  let activeRuns = 0;
  let stopping = false;
  /** Starts and stops take turns: two quick clicks must not leave two engines on one workspace. */
  let turn: Promise<void> = Promise.resolve();

  function change(next: EngineState): void {
    state = next;
    log.info(`engine: ${next.status}${'reason' in next ? ` (${next.reason})` : ''}`);
    news.tell(next);
  }

  function start(opened: WorkspaceKind): void {
    const { promise: gone, resolve: markGone } = Promise.withResolvers<void>();
    const child = fork({
      message: (message) => {
        if (life === own) receive(own, message);
      },
      exit: (reason) => {
        clearTimeout(own.readyTimer);
        markGone();
        if (life !== own) return;
        life = undefined;
        activeRuns = 0;
        log.info(`engine: process ${child.pid ?? '?'} ended: ${reason}`);
        if (!own.expected) crashed(own.lastWords ?? reason);
      },
    });
    const own: Life<Port> = {
      child,
      gone,
      readyTimer: undefined,
      wasReady: false,
      lastWords: undefined,
      expected: false,
    };
    life = own;
    own.readyTimer = setTimeout(() => {
      log.error(`engine: not ready after ${readyDeadlineMs} ms; ended`);
      own.child.killHard();
    }, readyDeadlineMs);
    child.post({ type: 'start', workspaceDir: workspaceDir(opened), kind: opened, logDir, version });
  }

  function receive(own: Life<Port>, message: FromEngine): void {
    switch (message.type) {
      case 'ready':
        clearTimeout(own.readyTimer);
        own.wasReady = true;
        change({ status: 'ready' });
        return;
      case 'fatal':
        // It cannot even start and says why; starting it again would only make it say so again. One that worked before
        // is worth another try, like after any crash.
        if (own.wasReady) own.lastWords = message.message;
        else {
          own.expected = true;
          change({ status: 'failed', reason: message.message });
        }
        own.child.kill();
        return;
      case 'active-runs':
        activeRuns = message.count;
        return;
      default:
        answer(message, (reply) => {
          if (life === own) own.child.post(reply);
        });
    }
  }

  function crashed(reason: string): void {
    crashes = [...crashes.filter((time) => now() - time < policy.windowMs), now()];
    const decision = decideRestart(policy, crashes, now());
    if (!decision.restart) {
      change({ status: 'failed', reason });
      return;
    }
    change({ status: 'restarting', reason, attempt: decision.attempt });
    restartTimer = setTimeout(() => {
      if (kind && !stopping && !life) start(kind);
    }, decision.delayMs);
  }

  async function end(): Promise<void> {
    clearTimeout(restartTimer);
    const own = life;
    if (!own) return;
    own.expected = true;
    clearTimeout(own.readyTimer);
    own.child.post({ type: 'stop' });
    const polite = setTimeout(() => {
      log.warn(`engine: did not stop within ${stopDeadlineMs} ms; ended`);
      own.child.kill();
    }, stopDeadlineMs);
    const hard = setTimeout(() => own.child.killHard(), stopDeadlineMs + hardKillAfterMs);
    await own.gone;
    clearTimeout(polite);
    clearTimeout(hard);
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  }

  function startAnew(next: WorkspaceKind): Promise<void> {
    return inTurn(async () => {
      if (stopping) return;
      kind = next;
      change({ status: 'starting' });
      await end();
      // What somebody asked for by hand starts with a clean slate.
      crashes = [];
      start(next);
    });
  }

  return {
    state: () => state,
    onState: news.listen,
    activeRuns: () => activeRuns,
    pid: () => life?.child.pid,
    open: startAnew,
    restart: async () => {
      if (kind) await startAnew(kind);
    },
    connect(port) {
      if (!life || state.status !== 'ready') return false;
      life.child.post({ type: 'page-port' }, [port]);
      return true;
    },
    stop() {
      stopping = true;
      return inTurn(end);
    },
  };
}
