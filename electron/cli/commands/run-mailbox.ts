import type { RunResult } from '../../../shared/domain/cli-result.ts';
import { mailboxSecretRef, type Side } from '../../../shared/domain/endpoint.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { RepairOption } from '../../../shared/domain/run.ts';
import type { SecretSource } from '../../engine/mail/secret-source.ts';
import type { Workspace } from '../../engine/workspace/workspace.ts';
import type { RunArguments } from '../command-line.ts';
import { exitStatus, statusOfRun } from '../exit-status.ts';
import { LAST_COMPARISON } from '../option-values.ts';
import { openBars } from '../output/bars-view.ts';
import { plainView } from '../output/plain-view.ts';
import type { ProgressView } from '../output/progress-view.ts';
import { plainRunReport, runReport } from '../output/run-report.ts';
import { type Surroundings, widthOf } from '../output/surroundings.ts';
import { workspaceFolder } from '../pair-folder.ts';
import { endpointOf, pairMailbox } from '../pair-mailbox.ts';
import { findPassword } from '../passwords.ts';
import { openRunSession } from '../run-session.ts';
import { UsageError } from '../usage-error.ts';
import type { CommandOutcome } from './command-outcome.ts';
import { cliSideOf } from './side-text.ts';

/**
 * Copies or verifies one mailbox.
 *
 * @throws UsageError without a password; AppError when the workspace cannot be opened
 */
export async function runMailbox(line: RunArguments, around: Surroundings): Promise<CommandOutcome<RunResult>> {
  const passwords = new Map<Side, string>();
  for (const side of ['source', 'destination'] as const) {
    const { endpoint, passwordFile } = line[side];
    // A disk asks for none.
    if (endpoint.protocol === 'store') continue;
    const wanted = { side, user: endpoint.user, host: endpoint.host, file: passwordFile };
    passwords.set(side, await findPassword(wanted, around));
  }
  const dir = workspaceFolder(line, around);
  let mailboxId = '';
  const secrets: SecretSource = {
    async get(ref) {
      const side = (['source', 'destination'] as const).find((one) => ref === mailboxSecretRef(mailboxId, one));
      const password = side && passwords.get(side);
      if (password === undefined)
        throw new AppError({ code: 'mail.secret-missing', message: `No password is known as ${ref}.` });
      return password;
    },
  };

  const toStderr = (text: string): void => void around.stderr.write(`${text}\n`);
  const session = openRunSession({ dir, secrets, logLine: toStderr });
  try {
    mailboxId = pairMailbox(session.workspace, line).id;
    const over = line.sourceOver && endpointOf(session.workspace, line.sourceOver);
    const repair = line.options.repair && repairOf(line.options.repair, session.workspace, mailboxId);
    const view = viewFor(line, around);
    const { run, progress, verification, findings, connected } = await session.carryOut(
      mailboxId,
      { ...line.options, sourceEndpointId: over?.id ?? null, repair },
      view,
      around.interrupted,
    );
    const width = widthOf(around.stdout);
    const reported = { run, folders: progress.folders, verification, findings, workspace: dir };
    return {
      exitStatus: run.state === 'interrupted' ? exitStatus.cancelled : statusOfRun(run, connected),
      error: run.error,
      result: {
        source: cliSideOf(line.source.endpoint),
        destination: cliSideOf(line.destination.endpoint),
        workspace: dir,
        run,
        verification,
        findings: [...findings],
      },
      lines: width === null ? plainRunReport(reported) : runReport(reported, width),
    };
  } finally {
    session.close();
  }
}

/** The run whose findings are repaired, by its id. */
function repairOf(asked: RepairOption, workspace: Workspace, mailboxId: string): RepairOption {
  if (asked.runId !== LAST_COMPARISON) return asked;
  const runId = workspace.runs.verificationOf(mailboxId)?.runId;
  if (runId !== undefined) return { ...asked, runId };
  throw new UsageError(
    '--repair-of last: these two mailboxes have not been compared in this workspace. Run "mailferry verify" first.',
  );
}

/** Bars where somebody watches, plain lines elsewhere; with `--json` nothing but the result goes to standard output. */
function viewFor(line: RunArguments, around: Surroundings): ProgressView {
  const watched = around.stderr.isTTY && (line.json || around.stdout.isTTY);
  if (watched) {
    const bars = openBars(around.stderr);
    const bar = bars.run('', line.verbose);
    return { show: bar.show, log: bar.log, end: bars.end };
  }
  return plainView({
    line: line.json ? null : (text) => void around.stdout.write(`${text}\n`),
    logLine: (text) => void around.stderr.write(`${text}\n`),
    verbose: line.verbose,
    kind: line.options.kind,
  });
}
