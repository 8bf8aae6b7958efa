import type { FolderPair, SideReport } from '../../../shared/domain/inspection.ts';
import { emptyTotals, type Run, runOptions } from '../../../shared/domain/run.ts';
import type { TriageFacts } from '../../../shared/domain/triage-sentence.ts';
import type { FolderVerdict, Verification } from '../../../shared/domain/verification.ts';

export const AT = '2026-11-22T14:02:00.000Z';
const LATER = '2026-11-22T14:30:00.000Z';

export function report(side: SideReport['side'], change: Partial<SideReport> = {}): SideReport {
  return { side, ok: true, error: null, facts: null, quota: null, connectMs: 8, ...change };
}

export function failing(side: SideReport['side'], code: NonNullable<SideReport['error']>['code']): SideReport {
  return report(side, { ok: false, error: { code, message: `${side} failed.`, side } });
}

/** A folder on both sides; `there` null: it is not at the destination. */
export function pair(path: string, here: number, there: number | null, destination = path): FolderPair {
  const facts = (name: string, messages: number) => ({
    path: name,
    delimiter: '/',
    specialUse: null,
    selectable: true,
    subscribed: true,
    status: {
      messages,
      unseen: 0,
      uidNext: messages + 1,
      uidValidity: '1',
      size: messages * 1000,
      highestModseq: null,
    },
  });
  return {
    key: path,
    source: facts(path, here),
    destination: there === null ? null : facts(destination, there),
    map: { source: path, destination, rule: 'same-path', notes: [], exists: there !== null, selectable: true },
  };
}

export function verdict(path: string, change: Partial<FolderVerdict> = {}): FolderVerdict {
  return {
    source: path,
    destination: path,
    sourceMessages: 10,
    destinationMessages: 10,
    sourceBytes: 10_000,
    destinationBytes: 10_000,
    matched: 10,
    missing: 0,
    extra: 0,
    different: 0,
    ...change,
  };
}

export function verified(change: Partial<Verification> = {}): Verification {
  const folders = change.folders ?? [verdict('INBOX')];
  return {
    runId: 'run-1',
    mailboxId: 'box',
    at: AT,
    depth: 'standard',
    agrees: true,
    sourceMessages: folders.reduce((sum, folder) => sum + folder.sourceMessages, 0),
    matchedBy: { bytes: 0, ledger: 10, 'message-id': 0, headers: 0 },
    counts: {},
    folders,
    sentence: '',
    ...change,
  };
}

export function run(change: Partial<Run> = {}): Run {
  return {
    id: 'run-1',
    mailboxId: 'box',
    address: 'anna@harbour.test',
    domainId: 'harbour',
    kind: 'copy',
    state: 'complete',
    options: runOptions.parse({ kind: 'copy' }),
    queuedAt: '2026-11-22T14:00:00.000Z',
    startedAt: '2026-11-22T14:00:00.000Z',
    endedAt: AT,
    totals: { ...emptyTotals, messages: 10, copied: 10 },
    verdict: null,
    error: null,
    ...change,
  };
}

/** A mailbox that was read a moment ago and that nobody has copied. */
export function facts(change: Partial<TriageFacts> = {}): TriageFacts {
  const comparison = {
    at: LATER,
    source: report('source'),
    destination: report('destination'),
    folders: [pair('INBOX', 10, null)],
  };
  const both = change.comparison === undefined ? comparison : change.comparison;
  return {
    nowMs: Date.parse(LATER),
    logins: both
      ? { source: { at: both.at, report: both.source }, destination: { at: both.at, report: both.destination } }
      : {},
    verification: null,
    verifiedBy: null,
    latest: null,
    lastCopy: null,
    progress: null,
    moment: (iso) => iso.slice(11, 16),
    ...change,
    comparison: both,
  };
}

/** The same mailbox after a copy that agreed. */
export function copied(change: Partial<TriageFacts> = {}, verification: Partial<Verification> = {}): TriageFacts {
  const done = run();
  return facts({
    comparison: {
      at: LATER,
      source: report('source'),
      destination: report('destination'),
      folders: [pair('INBOX', 10, 10)],
    },
    verification: verified(verification),
    verifiedBy: done,
    latest: done,
    lastCopy: done,
    ...change,
  });
}
