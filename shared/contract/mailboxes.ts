import { z } from 'zod';
import { side } from '../domain/endpoint.ts';
import { folderMapChoice, folderMapEntry } from '../domain/folder.ts';
import { comparison, preflight, sideReport } from '../domain/inspection.ts';
import { finding, findingKind, verification } from '../domain/verification.ts';
import { procedure } from './procedure.ts';

const id = z.object({ id: z.string() });

export const mailboxesContract = {
  /** One login on one side, at once logged out again. A failure is a result, not an error. */
  checkLogin: procedure
    .input(z.object({ id: z.string(), side, sourceEndpointId: z.string().nullable().default(null) }))
    .output(sideReport),
  /** Reads both folder trees with their counts as they are now. */
  compare: procedure.input(id).output(comparison),
  /** With another way to the source, as the option of a run has it. */
  preflight: procedure
    .input(z.object({ id: z.string(), sourceEndpointId: z.string().nullable().default(null) }))
    .output(preflight),
  /** The folder map an agent's choices would give, without saving them. */
  previewFolderMap: procedure
    .input(z.object({ id: z.string(), choices: z.array(folderMapChoice) }))
    .output(z.array(folderMapEntry)),
  saveFolderMap: procedure
    .input(z.object({ id: z.string(), choices: z.array(folderMapChoice) }))
    .output(z.array(folderMapEntry)),
  /** The latest verification of the mailbox, null before the first. */
  verification: procedure.input(id).output(verification.nullable()),
  /** Findings of the latest verification, or of one run. */
  findings: procedure
    .input(
      z.object({
        id: z.string(),
        runId: z.string().optional(),
        kinds: z.array(findingKind).optional(),
        folder: z.string().optional(),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(5000).default(1000),
      }),
    )
    .output(z.object({ total: z.number().int(), findings: z.array(finding) })),
  /** The facts of the mailbox as Markdown, for the ticket: no passwords, no message bodies. */
  handOff: procedure.input(id).output(z.object({ markdown: z.string() })),
};
