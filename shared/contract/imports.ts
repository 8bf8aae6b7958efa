import { z } from 'zod';
import {
  importChoices,
  importKind,
  importLook,
  importPreview,
  importRecord,
  importReport,
  quotaUnit,
  tableCorrection,
} from '../domain/import.ts';
import { procedure } from './procedure.ts';

const id = z.object({ id: z.string() });

export const importsContract = {
  /** The latest imports, the newest first. */
  recent: procedure.output(z.array(importRecord)),
  /**
   * Reads what the agent chose in the shell, which gave a handle for it: the page learns neither where it lies nor the passwords in it.
   * What was read is kept by the engine until the import is closed.
   */
  open: procedure.input(z.object({ kind: importKind, handle: z.string() })).output(importLook),
  /** Reads the configuration of the practice server; refused in any other workspace. */
  openPractice: procedure.output(importLook),
  /** Reads the same files with what the agent says of their tables and columns. */
  correct: procedure
    .input(id.extend({ tables: z.array(tableCorrection), quotaUnit: quotaUnit.default('KB') }))
    .output(importLook),
  /** What the import would do; nothing is written. */
  preview: procedure.input(id.extend({ choices: importChoices })).output(importPreview),
  /** Writes it, all or nothing, then stores the passwords. */
  apply: procedure.input(id.extend({ choices: importChoices })).output(importReport),
  /** Stores the passwords once more, where the vault was locked meanwhile. */
  storePasswords: procedure.input(id).output(z.object({ stored: z.number().int(), problem: z.string().nullable() })),
  /** Forgets what was read, passwords first. */
  close: procedure.input(id).output(z.object({ closed: z.boolean() })),
};
