import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { openWorkspace } from '../../../electron/engine/workspace/workspace.ts';
import type { Job } from '../../../shared/domain/job.ts';
import type { ServerBudget } from '../../../shared/domain/server-budget.ts';
import { endpoint, temporaryFolder } from '../../unit/workspace/sample-workspace.ts';
import { type ManyMailboxes, startManyMailboxes, type Witness } from './many-mailboxes.ts';

const childFile = fileURLToPath(new URL('./bulk-child.ts', import.meta.url));
const DOMAINS = 25;
const EACH = 20;
const MESSAGES = 4;
const budgets: Readonly<Record<'source' | 'destination', ServerBudget>> = {
  source: { connections: 7, mailboxes: 6, messagesPerSecond: 80, bytesPerSecond: null, quietHours: null },
  destination: { connections: 9, mailboxes: null, messagesPerSecond: 90, bytesPerSecond: null, quietHours: null },
};

function fill(dir: string, mail: ManyMailboxes): void {
  const workspace = openWorkspace(dir);
  workspace.transaction(() => {
    for (const side of ['source', 'destination'] as const) {
      const { host, port } = mail[side];
      workspace.endpoints.add({ ...endpoint(side), host, port, tls: 'none' });
      workspace.serverBudgets.set(side, budgets[side]);
    }
    for (const address of mail.addresses) {
      const name = address.slice(address.indexOf('@') + 1);
      const customerId = `customer ${name.slice(0, 2)}`;
      if (!workspace.customers.find(customerId)) workspace.customers.add({ id: customerId, name: customerId });
      if (!workspace.domains.findByName(name))
        workspace.domains.add({ id: name, customerId, name, order: 'standard', deadlineAt: null, note: '' });
      workspace.mailboxes.add({
        id: address,
        domainId: name,
        address,
        source: { endpointId: 'source', user: address },
        destination: { endpointId: 'destination', user: address },
        note: '',
      });
    }
  });
  workspace.close();
}

/** Starts the engine and reads what it tells until the condition holds; kills it then, or waits for its end. */
async function work(dir: string, until: ((job: Job) => boolean) | null): Promise<Job[]> {
  const child: ChildProcess = spawn(process.execPath, [childFile, dir], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const gone = once(child, 'exit');
  if (!child.stdout) throw new Error('The child has no output.');
  const told: Job[] = [];
  for await (const line of createInterface(child.stdout)) {
    const job = JSON.parse(line) as Job;
    told.push(job);
    if (until?.(job)) child.kill('SIGKILL');
  }
  await gone;
  return told;
}

/** The most messages in any stretch of so many seconds. */
function busiest(at: Witness['messagesAt'], seconds: number): number {
  let most = 0;
  let from = 0;
  for (const [place, time] of at.entries()) {
    while ((at[from] ?? 0) <= time - seconds * 1000) from += 1;
    most = Math.max(most, place - from + 1);
  }
  return most;
}

it('copies 500 mailboxes within the budgets, killed twice, and all of them are exact', async () => {
  const mail = await startManyMailboxes(DOMAINS, EACH, MESSAGES);
  onTestFinished(async () => {
    await Promise.all([mail.source.stop(), mail.destination.stop()]);
  });
  const dir = temporaryFolder();
  fill(dir, mail);

  await work(dir, ({ counts }) => counts.done >= 80 && counts.running > 0);
  await work(dir, ({ counts }) => counts.done >= 250 && counts.running > 0);
  const told = await work(dir, null);

  expect(told.at(-1)).toMatchObject({ state: 'done', counts: { done: 500, queued: 0, failed: 0, findings: 0 } });
  expect(mail.differences()).toEqual([]);
  expect(mail.sourceChanges).toEqual([]);
  for (const side of ['source', 'destination'] as const) {
    const { mostConnections, messagesAt } = mail[side].witness;
    const { connections, messagesPerSecond } = budgets[side];
    expect(mostConnections).toBeLessThanOrEqual(connections ?? 0);
    // Both limits were really reached for: a budget nobody came near proves nothing. Jobs leave one connection for agents.
    expect(mostConnections).toBeGreaterThan(3);
    // Half a second of it may go at once, so that an even pace costs no round trip for every message.
    for (const seconds of [1, 3, 10])
      expect(busiest(messagesAt, seconds)).toBeLessThanOrEqual((messagesPerSecond ?? 0) * (seconds + 0.55));
  }
  // Each message was taken in once, except those that were on their way when the engine was killed: they are recognised, not sent again.
  expect(mail.destination.witness.messagesAt).toHaveLength(DOMAINS * EACH * MESSAGES);
}, 170_000);
