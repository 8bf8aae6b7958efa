import { AppError } from '../../../shared/domain/errors.ts';
import type { RepairOption } from '../../../shared/domain/run.ts';
import { repairableKinds } from '../../../shared/domain/verification.ts';
import type { NamedMessage, NamedMessages } from '../verify/message-filter.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * The source messages that findings of an earlier run name, and nothing else: all that could be brought back, or the findings
 * chosen.
 *
 * @throws AppError `workspace.not-found`, `run.findings-outdated`
 */
export function repairList(
  workspace: Pick<Workspace, 'runs' | 'findings'>,
  mailboxId: string,
  { runId, findingIds }: RepairOption,
): NamedMessages {
  if (workspace.runs.find(runId)?.mailboxId !== mailboxId)
    throw new AppError({ code: 'workspace.not-found', message: `This mailbox has no run ${runId}.` });
  const kinds = [...repairableKinds];
  const { findings } = workspace.findings.list(runId, { kinds, offset: 0, limit: Number.MAX_SAFE_INTEGER });
  const chosen = findingIds === null ? null : new Set(findingIds);
  const named = new Map<string, Map<number, NamedMessage>>();
  for (const { id, sourceFolder, sourceUid, size, date } of findings) {
    if (sourceFolder === null || sourceUid === null || (chosen !== null && !chosen.has(id))) continue;
    const folder = named.get(sourceFolder) ?? new Map<number, NamedMessage>();
    folder.set(sourceUid, { size, dateMs: date === null ? null : Date.parse(date) });
    named.set(sourceFolder, folder);
  }
  if (named.size > 0) return named;
  throw new AppError({
    code: 'run.findings-outdated',
    message:
      chosen === null
        ? 'That comparison names no message that could be brought back.'
        : 'None of the chosen findings names a message that could be brought back.',
  });
}
