import { openWorkspace, type Workspace } from '../../../electron/engine/workspace/workspace.ts';
import { stepsInOrder } from '../../../shared/domain/directory.ts';
import type { Endpoint } from '../../../shared/domain/endpoint.ts';
import { emptyTotals, runOptions } from '../../../shared/domain/run.ts';

const first = ['harbour', 'mueller', 'north', 'alpine', 'garden', 'river', 'stone', 'linden', 'copper', 'sakura'];
const second = ['chandlery', 'mechanik', 'partner', 'studio', 'trade', 'foods', 'clinic', 'press', 'energy', 'travel'];
const people = [
  'anna',
  'info',
  'office',
  'kontakt',
  'support',
  'buchhaltung',
  'einkauf',
  'peter.weber',
  'lena',
  'jobs',
];
const endings = ['test', 'example', 'co.test', 'shop.example'];

const endpoint = (id: string, name: string, platform: Endpoint['platform']): Endpoint => ({
  id,
  name,
  platform,
  protocol: 'imap',
  host: `${id}.invalid`,
  port: 993,
  tls: 'implicit',
  pinnedFingerprint: null,
  maxConnections: 4,
});

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;
const words = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Fills a new workspace with domains of every step and order, four mailboxes each, and runs for one domain in twenty. */
export function seedWorkspace(dir: string, domains: number): { mailboxes: number; runs: number } {
  const workspace = openWorkspace(dir);
  try {
    return workspace.transaction(() => fill(workspace, domains));
  } finally {
    workspace.close();
  }
}

function fill(workspace: Workspace, domains: number): { mailboxes: number; runs: number } {
  workspace.endpoints.add(endpoint('old', 'Old platform', 'mailenable'));
  workspace.endpoints.add(endpoint('new', 'New platform', 'opensrs'));
  let mailboxes = 0;
  let runs = 0;
  for (let at = 0; at < domains; at++) {
    const name = `${pick(first, at * 7)}-${pick(second, Math.floor(at / 10))}-${at}.${pick(endings, at)}`;
    // Every third customer has two domains.
    const customerId = `customer-${at % 4 === 3 ? at - 1 : at}`;
    if (at % 4 !== 3)
      workspace.customers.add({
        id: customerId,
        name: `${words(pick(first, at * 7))} ${words(pick(second, at))} ${at}`,
      });
    const order = at % 9 === 0 ? ('forced' as const) : ('standard' as const);
    const deadlineAt = order === 'forced' ? new Date(Date.UTC(2026, 10, 22, at % 96)).toISOString() : null;
    workspace.domains.add({ id: `domain-${at}`, customerId, name, order, deadlineAt, note: '' });
    for (const step of stepsInOrder(order).slice(0, at % 5))
      workspace.domains.setStep(`domain-${at}`, {
        step,
        state: 'done',
        at: '2026-11-20T10:00:00.000Z',
        evidence: 'Seen.',
      });
    for (let box = 0; box < 4; box++) {
      const address = `${pick(people, at + box * 3)}@${name}`;
      const side = { endpointId: 'old', user: box === 3 ? `${pick(people, at + 9)}${at}` : address };
      workspace.mailboxes.add({
        id: `mailbox-${at}-${box}`,
        domainId: `domain-${at}`,
        address,
        source: side,
        destination: { endpointId: 'new', user: address },
        note: '',
      });
      mailboxes += 1;
    }
    if (at % 20 === 0) {
      addRun(workspace, `mailbox-${at}-0`, at);
      runs += 1;
    }
  }
  return { mailboxes, runs };
}

function addRun(workspace: Workspace, mailboxId: string, at: number): void {
  const time = new Date(Date.UTC(2026, 10, 1) + at * 1000).toISOString();
  const state = pick(['complete', 'findings', 'failed'] as const, at / 20);
  const totals = { ...emptyTotals, messages: 1000 + at, copied: 900, findings: state === 'findings' ? 3 : 0 };
  const id = `run-${at}`;
  workspace.runs.add({
    id,
    mailboxId,
    kind: 'copy',
    state: 'queued',
    options: runOptions.parse({ kind: 'copy' }),
    queuedAt: time,
    startedAt: null,
    endedAt: null,
    totals,
    verdict: null,
    error: null,
  });
  workspace.runs.setStarted(id, time);
  workspace.runs.end(id, { state, endedAt: time, totals, verdict: 'It ended.', error: null, verification: null });
}
