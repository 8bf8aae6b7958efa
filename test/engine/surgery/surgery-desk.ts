import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { createEngine, type Engine } from '../../../electron/engine/engine.ts';
import { silentLog } from '../../../electron/engine/log.ts';
import type { MailWork } from '../../../electron/engine/mail-work.ts';
import type { DuplicatesFound, SurgeryEvent, SurgeryOutcome } from '../../../shared/contract/surgery.ts';
import type { DuplicateScope } from '../../../shared/domain/duplicates.ts';
import type { Run, runOptions } from '../../../shared/domain/run.ts';
import type { UndoPreview, UndoWay } from '../../../shared/domain/undo.ts';
import { addMailbox, loginAt, type Place } from '../transfer/move.ts';

/** An engine with one mailbox between two servers, asked as the page asks it. */
export interface SurgeryDesk {
  readonly mailboxId: string;
  readonly engine: Engine;
  run(options?: Partial<z.input<typeof runOptions>>): Promise<Run>;
  preview(runId: string): Promise<UndoPreview>;
  undo(preview: UndoPreview, way?: UndoWay): Promise<SurgeryOutcome>;
  duplicates(scope?: DuplicateScope): Promise<DuplicatesFound>;
  move(found: DuplicatesFound, extras: readonly { folder: string; uid: number }[]): Promise<SurgeryOutcome>;
  putBack(id: string): Promise<SurgeryOutcome>;
  /** The end of the newest run, which is the comparison after something was taken away. */
  compared(): Promise<Run>;
  close(): Promise<void>;
}

/** Opens an engine of its own; with a directory, on what another one left there. */
export async function openDesk(from: Place, to: Place, directory?: string, mailWork?: MailWork): Promise<SurgeryDesk> {
  const workspaceDir = directory ?? (await mkdtemp(join(tmpdir(), 'mailferry-surgery-')));
  const engine = await createEngine({
    workspaceDir,
    kind: 'own',
    version: '0.1.0-test',
    secrets: { get: async (ref) => (ref.endsWith('source') ? from.password : to.password) },
    secretRefs: { list: async () => new Set<string>(), forget: () => undefined },
    log: silentLog,
    ...(mailWork === undefined ? {} : { mailWork }),
  });
  const { client, services } = engine;
  const mailboxId = addMailbox(services.workspace, loginAt('source', from), loginAt('destination', to));
  return {
    mailboxId,
    engine,
    async run(options = {}) {
      const { id } = await client.runs.start({ mailboxId, options: { kind: 'copy', ...options } });
      return services.runs.finished(id);
    },
    preview: (runId) => client.surgery.previewUndo({ runId }),
    undo: async (preview, way = 'move') =>
      outcomeOf(await client.surgery.undo({ previewId: preview.id, way, messages: preview.goes })),
    async duplicates(scope = 'folder') {
      for await (const event of await client.surgery.findDuplicates({ mailboxId, scope }))
        if (event.type === 'ready') return event.found;
      throw new Error('The look did not end.');
    },
    move: async (found, extras) =>
      outcomeOf(await client.surgery.moveDuplicates({ lookId: found.id, extras: [...extras] })),
    putBack: async (id) => outcomeOf(await client.surgery.putBack({ id, messages: null })),
    async compared() {
      const [latest] = services.runs.list({ mailboxId, limit: 1 });
      if (latest === undefined) throw new Error('There is no run.');
      return services.runs.finished(latest.id);
    },
    async close() {
      await engine.stop();
      if (directory === undefined) await rm(workspaceDir, { recursive: true, force: true });
    },
  };
}

async function outcomeOf(events: AsyncIterable<SurgeryEvent>): Promise<SurgeryOutcome> {
  for await (const event of events) if (event.type === 'done') return event.outcome;
  throw new Error('It did not end.');
}
