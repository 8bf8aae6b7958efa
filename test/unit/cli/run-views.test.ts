import { describe, expect, it } from 'vitest';
import { plainView } from '../../../electron/cli/output/plain-view.ts';
import { findingLines, plainRunReport, runReport } from '../../../electron/cli/output/run-report.ts';
import {
  emptyTotals,
  type FolderProgress,
  type Run,
  type RunKind,
  type RunProgress,
  runOptions,
} from '../../../shared/domain/run.ts';
import type { Finding } from '../../../shared/domain/verification.ts';

const folder: FolderProgress = {
  source: 'Gesendet',
  destination: 'Sent Items',
  state: 'active',
  messages: 20,
  copied: 12,
  alreadyThere: 7,
  skipped: 1,
  bytesCopied: 4096,
};

const progress = (change: Partial<RunProgress>): RunProgress => ({
  runId: 'r',
  mailboxId: 'm',
  state: 'running',
  phase: 'copying',
  text: 'Copying',
  totals: { ...emptyTotals, folders: 1, messages: 20, copied: 12, alreadyThere: 7, skipped: 1, bytesCopied: 4096 },
  messagesPerSecond: 3,
  bytesPerSecond: 2048,
  secondsLeft: 75,
  secondsLeftRange: null,
  elapsedMs: 1000,
  folders: [folder],
  ...change,
});

const run: Run = {
  id: 'r',
  mailboxId: 'm',
  address: 'anna@harbour.test',
  domainId: 'd',
  kind: 'copy',
  state: 'findings',
  options: runOptions.parse({ kind: 'copy' }),
  queuedAt: '2026-01-02T03:04:05.000Z',
  startedAt: '2026-01-02T03:04:05.000Z',
  endedAt: '2026-01-02T03:04:15.000Z',
  totals: {
    ...emptyTotals,
    folders: 1,
    foldersDone: 1,
    messages: 20,
    copied: 12,
    alreadyThere: 7,
    skipped: 1,
    bytesCopied: 20480,
    findings: 1,
  },
  verdict: 'One message is too big.',
  error: null,
};

const finding: Finding = {
  id: '1',
  runId: 'r',
  kind: 'too-big',
  sourceFolder: 'Gesendet',
  destinationFolder: 'Sent Items',
  sourceUid: 42,
  destinationUid: null,
  subject: 'The \x1bplans',
  from: 'ben@harbour.test',
  date: '2025-03-04T05:06:07.000Z',
  size: 30_000_000,
  messageId: null,
  detail: 'Larger than 25 MB.',
};

describe('progress as plain lines', () => {
  const view = (kind: RunKind = 'copy') => {
    const lines: string[] = [];
    const logs: string[] = [];
    return {
      lines,
      logs,
      view: plainView({ line: (text) => lines.push(text), logLine: (text) => logs.push(text), verbose: false, kind }),
    };
  };

  it('are one for each phase and each folder that is done', () => {
    const { lines, view: shown } = view();
    shown.show(progress({ phase: 'connecting', text: 'Logging in', folders: [] }));
    shown.show(progress({ phase: 'copying' }));
    shown.show(progress({ phase: 'copying', elapsedMs: 2000 }));
    shown.show(progress({ phase: 'verifying', text: 'Comparing', folders: [{ ...folder, state: 'done' }] }));
    shown.show(progress({ phase: 'ended', text: 'Done', folders: [{ ...folder, state: 'done' }] }));
    expect(lines).toEqual([
      'connecting: Logging in',
      'copying: Copying',
      'folder "Gesendet" -> "Sent Items": 12 of 20 messages copied, 7 already there, 1 skipped',
      'verifying: Comparing',
    ]);
  });

  it('say what kind of run it is', () => {
    for (const [kind, line] of [
      ['verify', 'folder "Gesendet" -> "Sent Items": 20 messages compared'],
      ['rehearsal', 'folder "Gesendet" -> "Sent Items": 12 of 20 messages to copy, 7 already there, 1 skipped'],
    ] as const) {
      const { lines, view: shown } = view(kind);
      shown.show(progress({ folders: [{ ...folder, state: 'done' }] }));
      expect(lines[0]).toBe(line);
    }
  });

  it('give a sign of life in a long folder', () => {
    const { lines, view: shown } = view();
    shown.show(progress({ elapsedMs: 0 }));
    shown.show(progress({ elapsedMs: 29_000 }));
    shown.show(progress({ elapsedMs: 31_000 }));
    expect(lines[1]).toBe('copying: 20 of 20 messages, 4.0 KB copied, 2.0 KB/s, about 1 min 15 s left');
    expect(lines).toHaveLength(2);
  });

  it('keep details back unless they are wanted', () => {
    const { logs, view: shown } = view();
    shown.log({ seq: 1, at: '2026-01-02T03:04:05.000Z', level: 'debug', text: 'EXAMINE' });
    shown.log({ seq: 2, at: '2026-01-02T03:04:05.000Z', level: 'warn', text: 'slow\r\n' });
    expect(logs).toEqual(['2026-01-02T03:04:05.000Z warn  slow\\x0d\\x0a']);
  });
});

describe('the report of a run', () => {
  const reported = {
    run,
    folders: [{ ...folder, state: 'done' as const }],
    verification: null,
    findings: [finding],
    workspace: '/data/w',
  };

  it('ends with the verdict in a pipe', () => {
    expect(plainRunReport(reported)).toEqual([
      'finding too-big: "Gesendet" UID 42 "The \\x1bplans" of 2025-03-04T05:06:07.000Z: Larger than 25 MB.',
      'totals: 20 messages in 1 folder, 12 copied (20 KB), 7 already there, 1 skipped, 1 finding, 10 s, 2.0 KB/s',
      'ledger: /data/w',
      'findings: One message is too big.',
    ]);
  });

  it('says how what is missing comes back, where a finding names it', () => {
    const missing = { ...reported, findings: [{ ...finding, kind: 'missing' as const }] };
    expect(plainRunReport(missing)).toContain(`repair: mailferry copy --repair-of ${run.id} …`);
    expect(runReport(missing, 120).at(-1)).toContain(`mailferry copy --repair-of ${run.id} …`);
    expect(runReport(reported, 120).join('\n')).not.toContain('--repair-of');
  });

  it('is a table on a terminal', () => {
    const lines = runReport(reported, 120);
    expect(lines[0]).toMatch(/^Source folder +Destination folder +Messages +Copied +Already there +Skipped/);
    expect(lines[2]).toMatch(/^Gesendet +Sent Items +20 +12 +7 +1 +- +- +-$/);
    expect(lines).toContain('FINDINGS  One message is too big.');
  });

  it('shows no columns of copying for a verification', () => {
    expect(runReport({ ...reported, run: { ...run, kind: 'verify' } }, 120)[0]).not.toMatch(/Copied/);
  });

  it('says how many findings it does not show', () => {
    const lines = findingLines(Array.from({ length: 60 }, (_, index) => ({ ...finding, id: String(index) })));
    expect(lines).toHaveLength(51);
    expect(lines.at(-1)).toBe('and 10 more findings; --json has them all');
  });
});
