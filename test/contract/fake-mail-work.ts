import type { MailWork } from '../../electron/engine/mail-work.ts';
import type { Side } from '../../shared/domain/endpoint.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { type FolderMapChoice, type FolderMapEntry, folderMapEntry } from '../../shared/domain/folder.ts';
import type { Comparison, SideReport } from '../../shared/domain/inspection.ts';
import { ScriptedExecution } from '../unit/runs/scripted-execution.ts';

function sideReport(side: Side, ok = true): SideReport {
  return {
    side,
    ok,
    error: ok ? null : { code: 'mail.unreachable', message: 'old.test does not answer.', side },
    facts: null,
    quota: { usedBytes: 5_000_000_000, limitBytes: null },
    connectMs: ok ? 12 : null,
  };
}

function mapOf(choices: readonly FolderMapChoice[]): FolderMapEntry[] {
  if (choices.some((choice) => choice.destination === '')) {
    throw new AppError({ code: 'run.folder-map-conflict', message: 'Junk has no destination name.' });
  }
  return choices.map(({ source, destination }) =>
    folderMapEntry.parse({ source, destination, rule: 'chosen', notes: [], exists: false, selectable: true }),
  );
}

const comparison: Comparison = {
  at: '2026-11-22T12:00:00.000Z',
  source: sideReport('source'),
  destination: sideReport('destination'),
  folders: [
    {
      key: 'INBOX',
      source: {
        path: 'INBOX',
        delimiter: '/',
        specialUse: 'inbox',
        selectable: true,
        subscribed: true,
        status: {
          messages: 3,
          unseen: 1,
          uidNext: 4,
          uidValidity: '4294967295',
          size: 3_000_000_000,
          highestModseq: null,
        },
      },
      destination: null,
      map: null,
    },
  ],
};

/** Mail servers that answer at once; runs wait for the test. */
export function fakeMailWork(): MailWork & { readonly script: ScriptedExecution } {
  const script = new ScriptedExecution();
  return {
    script,
    openSession: ({ side }) => {
      const message = `${side} does not answer.`;
      return Promise.reject(new AppError({ code: 'mail.unreachable', side, message }));
    },
    executeRun: script.execute,
    compareSides: async () => comparison,
    findMessage: async ({ wanted }) => ({
      at: '2026-11-22T12:00:00.000Z',
      wanted,
      found: [],
      source: { error: null, folders: 1, messages: 3, limited: null },
      destination: { error: null, folders: 1, messages: 3, limited: null },
    }),
    lookAtMailbox: async (_input, tell) => tell({ line: 'sides', comparison }),
    previewFolderMap: async ({ choices }) => mapOf(choices),
    probeService: async ({ host, kind }, { by, now }) => ({
      at: new Date(now()).toISOString(),
      by,
      state: host === 'old.test' && kind === 'imap' ? 'down' : 'up',
      phase: host === 'old.test' && kind === 'imap' ? 'connect' : null,
      text: 'Looked at.',
      error: null,
      times: { connect: 3 },
      totalMs: 4,
      greeting: null,
      version: 'MailEnable 4.26',
      tls: null,
      login: 'none',
      status: null,
    }),
    runPreflight: async () => ({
      ...comparison,
      problems: [{ severity: 'note', title: 'Nothing to do', todo: '' }],
      estimate: { messages: 3, bytes: null, seconds: 1 },
    }),
    probeEndpoint: async ({ host }) => sideReport('source', host !== 'down.test'),
    probeLogin: async ({ side }) => sideReport(side),
  };
}
