import { randomUUID } from 'node:crypto';
import type { CliCommand, CliResult, ExitStatus } from '../../shared/domain/cli-result.ts';
import { type ErrorWire, isAppError } from '../../shared/domain/errors.ts';
import type { CommandLine } from './command-line.ts';
import type { CommandOutcome } from './commands/command-outcome.ts';
import { exitStatus, statusOfError } from './exit-status.ts';
import { bugLines, errorLines } from './output/error-report.ts';
import type { Surroundings } from './output/surroundings.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { HelpWanted, UsageError } from './usage-error.ts';

const COMMANDS: ReadonlySet<string> = new Set([
  'probe',
  'copy',
  'verify',
  'rehearse',
  'check-proof',
] satisfies CliCommand[]);

/**
 * Does what the arguments (without the program's name) say, prints, and returns the exit status. Never rejects: what goes wrong
 * is printed to standard error and, with `--json`, stands in the result.
 */
export async function runCommandLine(parameters: readonly string[], around: Surroundings): Promise<ExitStatus> {
  const startedAt = new Date(around.now()).toISOString();
  let json = parameters.includes('--json');
  let command = (parameters.find((parameter) => COMMANDS.has(parameter)) ?? 'none') as CliCommand;
  let outcome: CommandOutcome<unknown>;
  try {
    const line = parseCommandLine(parameters, around.version);
    ({ json, command } = line);
    outcome = await carryOut(line, around);
  } catch (error) {
    if (error instanceof HelpWanted) {
      around.stdout.write(error.text);
      return exitStatus.complete;
    }
    outcome = outcomeOf(error, around);
  }
  if (outcome.error) for (const line of errorLines(outcome.error)) around.stderr.write(`${line}\n`);
  if (json) {
    const { exitStatus: status, error, result } = outcome;
    const endedAt = new Date(around.now()).toISOString();
    const printed = { format: 1, command, exitStatus: status, error, startedAt, endedAt, result } as CliResult;
    around.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
  } else {
    for (const line of outcome.lines) around.stdout.write(`${line}\n`);
  }
  return outcome.exitStatus;
}

// The engine is loaded when a command needs it, so that help and slips of the hand are answered at once.
async function carryOut(line: CommandLine, around: Surroundings): Promise<CommandOutcome<unknown>> {
  switch (line.command) {
    case 'probe':
      return (await import('./commands/probe-server.ts')).probeServer(line, around);
    case 'check-proof':
      return (await import('./commands/check-proof.ts')).checkProof(line);
    case 'rehearse':
      return (await import('./commands/rehearse.ts')).rehearse(line, around);
    default:
      return (await import('./commands/run-mailbox.ts')).runMailbox(line, around);
  }
}

function outcomeOf(error: unknown, around: Surroundings): CommandOutcome<null> {
  if (error instanceof UsageError) {
    const usage: ErrorWire = { code: 'input.invalid', message: error.message };
    return { exitStatus: exitStatus.usage, error: usage, result: null, lines: [] };
  }
  if (around.interrupted.aborted) {
    const cancelled: ErrorWire = { code: 'run.cancelled', message: 'Stopped before anything was begun.' };
    return { exitStatus: exitStatus.cancelled, error: cancelled, result: null, lines: [] };
  }
  if (isAppError(error)) {
    return { exitStatus: statusOfError(error.wire, false), error: error.wire, result: null, lines: [] };
  }
  const reference = randomUUID().slice(0, 8);
  for (const line of bugLines(error, reference)) around.stderr.write(`${line}\n`);
  const message = error instanceof Error ? error.message : String(error);
  return { exitStatus: exitStatus.failed, error: { code: 'internal', message, reference }, result: null, lines: [] };
}
