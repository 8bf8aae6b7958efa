import { describe, expect, it } from 'vitest';
import { snapshot } from '../unit/runs/scripted-execution.ts';
import { addSample, bench, connect } from './port-client.ts';

describe('live calls over a port', () => {
  it('tell every page what another one changed', async () => {
    const { engine, client } = await bench();
    const other = connect(engine);
    const changes = await other.client.workspace.changes();
    await addSample(client);
    const topics = new Set<string>();
    for await (const change of changes) {
      topics.add(change.topic);
      if (topics.has('directory')) break;
    }
    expect([...topics]).toEqual(['endpoints', 'directory']);
  });

  it('let go when a page leaves, while others still listen', async () => {
    const { engine, client, mail } = await bench();
    const { mailboxId } = await addSample(client);
    const run = await client.runs.start({ mailboxId, options: { kind: 'copy' } });
    const leaving = connect(engine);
    const gone = await leaving.client.runs.watch({ id: run.id });
    await gone.next();
    const stays = await client.runs.watch({ id: run.id });
    await stays.next();
    leaving.leave();
    const execution = await mail.script.at(0);
    execution.context.onSnapshot(snapshot({ messages: 2, copied: 1 }));
    execution.end();
    const states: string[] = [];
    for await (const progress of stays) states.push(progress.state);
    expect(states.at(-1)).toBe('complete');
  });

  it('end when the engine stops', async () => {
    const { engine, client, mail } = await bench();
    const { mailboxId } = await addSample(client);
    const run = await client.runs.start({ mailboxId, options: { kind: 'copy' } });
    const changes = await client.workspace.changes();
    const watch = await client.runs.watch({ id: run.id });
    const { context, end } = await mail.script.at(0);
    context.signal.addEventListener('abort', () => end({ state: 'cancelled', verification: null }));
    await Promise.all([engine.stop(), engine.stop()]);
    let last = '';
    for await (const progress of watch) last = progress.state;
    expect(last).toBe('interrupted');
    for await (const _change of changes) {
      // Until they end.
    }
  });
});
