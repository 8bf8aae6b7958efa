import { onTestFinished } from 'vitest';
import { createEngine, type Engine } from '../../../electron/engine/engine.ts';
import { createLog, createRedactor } from '../../../electron/engine/log.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { Run, RunKind } from '../../../shared/domain/run.ts';

/** An engine on the practice workspace with a vault and a log of the test's own. */
export interface PracticeEngine {
  readonly engine: Engine;
  readonly vault: Map<string, string>;
  /** Which secrets the vault was asked for. */
  readonly asked: string[];
  readonly log: string[];
}

export async function startPracticeEngine(workspaceDir: string): Promise<PracticeEngine> {
  const vault = new Map<string, string>();
  const asked: string[] = [];
  const log: string[] = [];
  const redactor = createRedactor();
  const engine = await createEngine({
    workspaceDir,
    kind: 'practice',
    version: '0.1.0-test',
    secrets: {
      async get(ref) {
        asked.push(ref);
        const secret = vault.get(ref);
        if (secret === undefined)
          throw new AppError({ code: 'mail.secret-missing', message: `No password for ${ref}.` });
        return secret;
      },
    },
    secretRefs: { list: async () => new Set(vault.keys()), forget: (ref) => vault.delete(ref) },
    secretStore: {
      async storeAll(secrets) {
        for (const [ref, secret] of secrets) vault.set(ref, secret);
      },
    },
    log: createLog({ write: (line) => log.push(line) }, redactor, 'debug'),
    redactor,
  });
  onTestFinished(() => engine.stop());
  return { engine, vault, asked, log };
}

export async function mailboxId({ client }: Engine, address: string): Promise<string> {
  const [hit] = await client.search.find({ terms: [address] });
  if (!hit) throw new Error(`There is no mailbox ${address}.`);
  return hit.id;
}

/** Starts a run and waits for its end. */
export async function carryOut({ client }: Engine, id: string, kind: RunKind): Promise<Run> {
  const run = await client.runs.start({ mailboxId: id, options: { kind } });
  for await (const _progress of await client.runs.watch({ id: run.id })) {
    // Until it has ended.
  }
  return client.runs.get({ id: run.id });
}
