import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createEngineProcess,
  type EngineChild,
  type EngineChildEvents,
} from '../../../electron/main/engine-process.ts';
import type { ToEngine } from '../../../shared/contract/engine-messages.ts';
import type { EngineState } from '../../../shared/contract/shell.ts';

/** An engine that does what the test says. */
class FakeEngine implements EngineChild<string> {
  readonly pid = 1;
  readonly posted: (ToEngine & { ports?: readonly string[] })[] = [];
  readonly events: EngineChildEvents;
  readonly kills: string[] = [];
  obedient = true;

  constructor(events: EngineChildEvents) {
    this.events = events;
  }

  post(message: ToEngine, ports: readonly string[] = []): void {
    this.posted.push(ports.length > 0 ? { ...message, ports } : message);
    if (message.type === 'stop' && this.obedient) this.events.exit('stopped');
  }

  kill(): void {
    this.kills.push('kill');
    if (this.obedient) this.events.exit('killed');
  }

  killHard(): void {
    this.kills.push('killHard');
    this.events.exit('killed for certain');
  }
}

const silent = { info: () => {}, warn: () => {}, error: () => {} };
let engines: FakeEngine[];
let told: EngineState[];

beforeEach(() => {
  vi.useFakeTimers();
  engines = [];
  told = [];
});

afterEach(() => {
  vi.useRealTimers();
});

function create() {
  const answered: unknown[] = [];
  const process = createEngineProcess<string>({
    fork: (events) => {
      const engine = new FakeEngine(events);
      engines.push(engine);
      return engine;
    },
    log: silent,
    logDir: '/logs',
    version: '1.2.3',
    workspaceDir: (kind) => `/data/${kind}`,
    answer: (request, reply) => {
      answered.push(request);
      if (request.type === 'secret-refs-request') reply({ type: 'secret-refs-reply', id: request.id, refs: ['a'] });
    },
  });
  process.onState((state) => told.push(state));
  return { process, answered };
}

function latest(): FakeEngine {
  const engine = engines.at(-1);
  if (!engine) throw new Error('no engine was started');
  return engine;
}

function ready(): void {
  latest().events.message({ type: 'ready' });
}

describe('the engine process', () => {
  it('starts on the workspace and is ready when it says so', async () => {
    const { process } = create();
    await process.open('practice');
    expect(latest().posted).toEqual([
      { type: 'start', workspaceDir: '/data/practice', kind: 'practice', logDir: '/logs', version: '1.2.3' },
    ]);
    expect(process.connect('port')).toBe(false);
    ready();
    expect(told).toEqual([{ status: 'starting' }, { status: 'ready' }]);
    expect(process.connect('port')).toBe(true);
    expect(latest().posted.at(-1)).toEqual({ type: 'page-port', ports: ['port'] });
  });

  it('notices a crash, says why, and starts again after a pause', async () => {
    const { process } = create();
    await process.open('practice');
    ready();
    latest().events.message({ type: 'active-runs', count: 2 });
    expect(process.activeRuns()).toBe(2);
    latest().events.exit('ended by SIGKILL');
    expect(process.state()).toEqual({ status: 'restarting', reason: 'ended by SIGKILL', attempt: 1 });
    expect(process.activeRuns()).toBe(0);
    expect(process.connect('port')).toBe(false);
    expect(engines).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(250);
    expect(engines).toHaveLength(2);
    ready();
    expect(process.state()).toEqual({ status: 'ready' });
  });

  it('gives up after three restarts in five minutes, until it is asked for by hand', async () => {
    const { process } = create();
    await process.open('own');
    for (const attempt of [1, 2, 3]) {
      latest().events.exit('crash');
      expect(process.state()).toEqual({ status: 'restarting', reason: 'crash', attempt });
      await vi.advanceTimersByTimeAsync(5_000);
    }
    latest().events.exit('crash');
    expect(process.state()).toEqual({ status: 'failed', reason: 'crash' });
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(engines).toHaveLength(4);
    await process.restart();
    ready();
    expect(process.state()).toEqual({ status: 'ready' });
    latest().events.exit('crash');
    expect(process.state()).toMatchObject({ status: 'restarting', attempt: 1 });
  });

  it('forgets old crashes', async () => {
    const { process } = create();
    await process.open('own');
    for (let crash = 0; crash < 6; crash++) {
      latest().events.exit('crash');
      await vi.advanceTimersByTimeAsync(5_000);
      ready();
      await vi.advanceTimersByTimeAsync(2 * 60_000);
    }
    expect(process.state().status).toBe('ready');
  });

  it('ends an engine that never gets ready, and counts that as a crash', async () => {
    const { process } = create();
    await process.open('own');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(latest().kills).toEqual(['killHard']);
    expect(process.state()).toMatchObject({ status: 'restarting', attempt: 1 });
  });

  it('does not start again what says it cannot work', async () => {
    const { process } = create();
    await process.open('own');
    latest().events.message({ type: 'fatal', message: 'The workspace was written by a newer version.' });
    expect(process.state()).toEqual({ status: 'failed', reason: 'The workspace was written by a newer version.' });
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(engines).toHaveLength(1);
  });

  it('starts again what gave up after it had worked, and repeats its words', async () => {
    const { process } = create();
    await process.open('own');
    ready();
    latest().events.message({ type: 'fatal', message: 'uncaught exception: oops' });
    expect(process.state()).toEqual({ status: 'restarting', reason: 'uncaught exception: oops', attempt: 1 });
  });

  it('changes the workspace: the old engine ends before the new one starts', async () => {
    const { process } = create();
    await process.open('practice');
    ready();
    told.length = 0;
    await process.open('own');
    expect(engines[0]?.posted.at(-1)).toEqual({ type: 'stop' });
    expect(latest().posted[0]).toMatchObject({ kind: 'own', workspaceDir: '/data/own' });
    ready();
    expect(told).toEqual([{ status: 'starting' }, { status: 'ready' }]);
  });

  it('never has two engines at once, however quick the clicks', async () => {
    const { process } = create();
    await Promise.all([process.open('practice'), process.open('own'), process.restart()]);
    const started = engines.filter((engine) => engine.posted.some((message) => message.type === 'start'));
    const stopped = engines.filter((engine) => engine.posted.some((message) => message.type === 'stop'));
    expect(started.length - stopped.length).toBe(1);
  });

  it('stops politely first, then firmly, then for certain', async () => {
    const { process } = create();
    await process.open('own');
    ready();
    latest().obedient = false;
    const stopped = process.stop();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(latest().kills).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(latest().kills).toEqual(['kill']);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(latest().kills).toEqual(['kill', 'killHard']);
    await stopped;
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(engines).toHaveLength(1);
  });

  it('stays stopped when it was stopped during the pause after a crash', async () => {
    const { process } = create();
    await process.open('own');
    latest().events.exit('crash');
    await process.stop();
    await process.restart();
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(engines).toHaveLength(1);
  });

  it('answers what the engine asks, and not for an engine that is gone', async () => {
    const { process, answered } = create();
    await process.open('own');
    latest().events.message({ type: 'secret-refs-request', id: 7 });
    expect(latest().posted.at(-1)).toEqual({ type: 'secret-refs-reply', id: 7, refs: ['a'] });
    const old = latest();
    old.events.exit('crash');
    old.events.message({ type: 'secret-refs-request', id: 8 });
    expect(answered).toHaveLength(1);
  });
});
