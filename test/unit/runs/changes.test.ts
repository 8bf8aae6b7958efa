import { describe, expect, it } from 'vitest';
import { createChanges } from '../../../electron/engine/runs/changes.ts';
import type { Change } from '../../../shared/contract/workspace.ts';

async function drain(iterator: AsyncIterable<Change>): Promise<Change[]> {
  const seen: Change[] = [];
  for await (const change of iterator) seen.push(change);
  return seen;
}

describe('changes', () => {
  it('reach everybody who listens, from then on', async () => {
    const changes = createChanges();
    changes.send({ topic: 'all' });
    const first = changes.listen();
    changes.send({ topic: 'directory' });
    const second = changes.listen();
    changes.send({ topic: 'endpoints' });
    changes.close();
    expect(await drain(first)).toEqual([{ topic: 'directory' }, { topic: 'endpoints' }]);
    expect(await drain(second)).toEqual([{ topic: 'endpoints' }]);
  });

  it('that say the same are told once to a slow reader', async () => {
    const changes = createChanges();
    const reader = changes.listen();
    for (let count = 0; count < 10_000; count += 1) changes.send({ topic: 'directory' });
    for (const runId of ['a', 'b', 'a']) changes.send({ topic: 'runs', runId, mailboxId: 'm' });
    changes.close();
    expect(await drain(reader)).toEqual([
      { topic: 'directory' },
      { topic: 'runs', runId: 'b', mailboxId: 'm' },
      { topic: 'runs', runId: 'a', mailboxId: 'm' },
    ]);
  });

  it('wake a reader that waits, and let it go by signal or by return', async () => {
    const changes = createChanges();
    const leaving = new AbortController();
    const bySignal = changes.listen(leaving.signal);
    const waiting = bySignal.next();
    changes.send({ topic: 'all' });
    expect(await waiting).toEqual({ done: false, value: { topic: 'all' } });
    const pending = bySignal.next();
    leaving.abort();
    expect((await pending).done).toBe(true);

    const byReturn = changes.listen();
    const last = byReturn.next();
    await byReturn.return?.();
    expect((await last).done).toBe(true);
  });
});
