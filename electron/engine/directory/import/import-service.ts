import { randomUUID } from 'node:crypto';
import { mailboxSecretRef } from '../../../../shared/domain/endpoint.ts';
import { AppError, isAppError } from '../../../../shared/domain/errors.ts';
import type {
  ImportChoices,
  ImportKind,
  ImportLook,
  ImportPreview,
  ImportReport,
  QuotaUnit,
  TableCorrection,
} from '../../../../shared/domain/import.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Directory } from '../directory.ts';
import type { SecretRefs } from '../secret-refs.ts';
import type { SecretStore } from '../secret-store.ts';
import { type FileTree, isOfInterest, readChosen } from './file-tree.ts';
import { planImport, type StoredSecrets } from './plan.ts';
import { type Interpretation, interpret, type Reading, readTree } from './reading.ts';
import { writeImport } from './write.ts';

/** What an agent chose in the shell, by the handle the page got for it. */
export interface ChosenPaths {
  /** @throws AppError `workspace.not-found` when the shell does not know it any more */
  pathOf(handle: string): Promise<string>;
}

export interface ImportServiceOptions {
  readonly workspace: Workspace;
  readonly directory: Directory;
  readonly secrets: StoredSecrets;
  readonly secretRefs: SecretRefs;
  readonly secretStore: SecretStore;
  readonly chosenPaths: ChosenPaths;
  /** The configuration of the practice server, in the practice workspace alone. */
  readonly practice?: () => Promise<ReadonlyMap<string, Uint8Array>>;
  readonly now: () => number;
}

interface OpenImport {
  readonly reading: Reading;
  interpretation: Interpretation;
  /** What could not be stored although it should be. */
  unstored: ReadonlyMap<string, string>;
}

/** Passwords are in the memory of the engine while an import is open: not of more than this many at a time. */
const MOST_OPEN = 2;
/** The vault is one file, written as a whole. */
const SECRETS_AT_ONCE = 20_000;

/** Reads directories of servers and tables, shows what would change, and writes it. */
export class ImportService {
  private readonly options: ImportServiceOptions;
  private readonly open_ = new Map<string, OpenImport>();

  constructor(options: ImportServiceOptions) {
    this.options = options;
  }

  /** @throws AppError `input.invalid` when it cannot be read as what it was chosen for */
  async open(kind: ImportKind, handle: string): Promise<ImportLook> {
    const path = await this.options.chosenPaths.pathOf(handle);
    return this.openTree(kind, await readChosen(kind, path));
  }

  /** @throws AppError `input.invalid` outside of the practice workspace */
  async openPractice(): Promise<ImportLook> {
    const { practice } = this.options;
    if (!practice) throw new AppError({ code: 'input.invalid', message: 'This is not the practice workspace.' });
    const files = [...(await practice())].map(([path, bytes]) => ({ path, bytes }));
    const known = files.filter((file) => isOfInterest(file.path));
    return this.openTree('folder', { name: 'Practice MailEnable', files: known });
  }

  private async openTree(kind: ImportKind, tree: FileTree): Promise<ImportLook> {
    const reading = await readTree(kind, tree);
    const interpretation = interpret(reading, [], 'KB');
    for (const oldest of [...this.open_.keys()].slice(0, Math.max(0, this.open_.size + 1 - MOST_OPEN)))
      this.close(oldest);
    const id = randomUUID();
    this.open_.set(id, { reading, interpretation, unstored: new Map() });
    return { id, ...interpretation.look };
  }

  /** @throws AppError `workspace.not-found` */
  correct(id: string, tables: readonly TableCorrection[], unit: QuotaUnit): ImportLook {
    const own = this.find(id);
    own.interpretation = interpret(own.reading, tables, unit);
    return { id, ...own.interpretation.look };
  }

  /** @throws AppError `workspace.not-found`, `input.invalid` */
  async preview(id: string, choices: ImportChoices): Promise<ImportPreview> {
    return (await this.plan(id, choices)).preview;
  }

  /**
   * Writes the import in one transaction. Passwords follow: the vault is another file, and what it refuses can be stored once more.
   *
   * @throws AppError `workspace.not-found`, `input.invalid`
   */
  async apply(id: string, choices: ImportChoices): Promise<ImportReport> {
    const own = this.find(id);
    const plan = await this.plan(id, choices);
    const { workspace, directory, secretRefs, now } = this.options;
    const written = writeImport({
      workspace,
      directory,
      now,
      plan,
      choices,
      kind: own.reading.kind,
      name: own.reading.name,
    });
    for (const mailboxId of written.removed)
      for (const side of ['source', 'destination'] as const) secretRefs.forget(mailboxSecretRef(mailboxId, side));
    own.unstored = choices.passwords === 'store' ? written.secrets : new Map();
    const { stored, problem } = await this.storePasswords(id);
    return { ...written.report, passwords: stored, passwordProblem: problem };
  }

  /** @throws AppError `workspace.not-found` */
  async storePasswords(id: string): Promise<{ stored: number; problem: string | null }> {
    const own = this.find(id);
    let stored = 0;
    try {
      while (own.unstored.size > 0) {
        const all = [...own.unstored];
        await this.options.secretStore.storeAll(new Map(all.slice(0, SECRETS_AT_ONCE)));
        stored += Math.min(all.length, SECRETS_AT_ONCE);
        own.unstored = new Map(all.slice(SECRETS_AT_ONCE));
      }
      return { stored, problem: null };
    } catch (error) {
      if (!isAppError(error)) throw error;
      return { stored, problem: error.message };
    }
  }

  close(id: string): boolean {
    return this.open_.delete(id);
  }

  private plan(id: string, choices: ImportChoices) {
    const { workspace, secrets, secretRefs } = this.options;
    return planImport({ workspace, secrets, secretRefs, candidates: this.find(id).interpretation.candidates, choices });
  }

  private find(id: string): OpenImport {
    const own = this.open_.get(id);
    if (own) return own;
    throw new AppError({
      code: 'workspace.not-found',
      message: 'What was read for this import is not in memory any more; choose the files again.',
    });
  }
}
