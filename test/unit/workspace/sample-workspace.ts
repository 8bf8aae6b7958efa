import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openWorkspace, type Workspace } from '../../../electron/engine/workspace/workspace.ts';
import type { Endpoint } from '../../../shared/domain/endpoint.ts';
import { emptyTotals, type Run, type RunState, type RunTotals, runOptions } from '../../../shared/domain/run.ts';
import type { Verification } from '../../../shared/domain/verification.ts';

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'mailferry-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export function endpoint(id: string, name = id): Endpoint {
  return {
    id,
    name,
    platform: 'other',
    protocol: 'imap',
    host: `${id}.test`,
    port: 993,
    tls: 'implicit',
    pinnedFingerprint: null,
    maxConnections: 4,
  };
}

/** One customer with one domain and one mailbox between two servers. */
export function sampleWorkspace(dir = temporaryFolder()): Workspace {
  const workspace = openWorkspace(dir);
  onTestFinished(() => workspace.close());
  workspace.endpoints.add(endpoint('old'));
  workspace.endpoints.add(endpoint('new'));
  workspace.customers.add({ id: 'customer', name: 'Harbour Chandlery' });
  workspace.domains.add({
    id: 'domain',
    customerId: 'customer',
    name: 'harbour.test',
    order: 'standard',
    deadlineAt: null,
    note: '',
  });
  addMailbox(workspace, 'anna', 'anna@harbour.test');
  return workspace;
}

export function addMailbox(workspace: Workspace, id: string, address: string, domainId = 'domain'): void {
  workspace.mailboxes.add({
    id,
    domainId,
    address,
    source: { endpointId: 'old', user: address },
    destination: { endpointId: 'new', user: address },
    note: '',
  });
}

export interface SampleRun {
  readonly kind?: Run['kind'];
  readonly state: RunState;
  readonly agrees?: boolean | null;
  readonly totals?: Partial<RunTotals>;
  readonly options?: Partial<Run['options']>;
  readonly mailboxId?: string;
}

let lastRun = 0;

/** Adds a run that has come as far as told; each is newer than the one before. */
export function addRun(workspace: Workspace, sample: SampleRun): string {
  lastRun += 1;
  const id = `run-${lastRun}`;
  const mailboxId = sample.mailboxId ?? 'anna';
  const at = new Date(Date.UTC(2026, 10, 22) + lastRun * 1000).toISOString();
  const totals = { ...emptyTotals, ...sample.totals };
  const kind = sample.kind ?? 'copy';
  workspace.runs.add({
    id,
    mailboxId,
    kind,
    state: 'queued',
    options: { ...runOptions.parse({ kind }), ...sample.options },
    queuedAt: at,
    startedAt: null,
    endedAt: null,
    totals,
    verdict: null,
    error: null,
  });
  if (sample.state === 'queued') return id;
  workspace.runs.setStarted(id, at);
  if (sample.state === 'running' || sample.state === 'cancelling') {
    workspace.runs.setState(id, sample.state);
    return id;
  }
  const verification = typeof sample.agrees === 'boolean' ? sampleVerification(id, mailboxId, sample.agrees) : null;
  workspace.runs.end(id, {
    state: sample.state,
    endedAt: at,
    totals,
    verdict: `Verdict of ${id}.`,
    error: null,
    verification,
  });
  return id;
}

export function sampleVerification(runId: string, mailboxId: string, agrees: boolean): Verification {
  return {
    runId,
    mailboxId,
    at: '2026-11-22T12:00:00.000Z',
    depth: 'standard',
    agrees,
    sourceMessages: 3,
    matchedBy: { ledger: 0, bytes: 3, 'message-id': 0, headers: 0 },
    counts: agrees ? {} : { missing: 1 },
    folders: [
      {
        source: 'INBOX',
        destination: 'INBOX',
        sourceMessages: 3,
        destinationMessages: agrees ? 3 : 2,
        sourceBytes: 300,
        destinationBytes: 300,
        matched: agrees ? 3 : 2,
        missing: agrees ? 0 : 1,
        extra: 0,
        different: 0,
      },
    ],
    sentence: agrees ? 'All 3 messages agree.' : '1 of 3 messages is missing.',
  };
}
