// Runs one copy in a process of its own, so that a test can kill it: the workspace directory and both places come as JSON in the
// first argument. Says on standard output, a line of JSON each, which phase it is in and how the run ended.
import { executeRun } from '../../../electron/engine/transfer/execute-run.ts';
import { openWorkspace } from '../../../electron/engine/workspace/workspace.ts';
import { runOptions } from '../../../shared/domain/run.ts';
import { addMailbox, loginAt, type Place } from '../transfer/move.ts';

interface Task {
  readonly directory: string;
  readonly run: string;
  readonly from: Place;
  readonly to: Place;
}

const task: Task = JSON.parse(process.argv[2] ?? '');
const workspace = openWorkspace(task.directory);
const source = loginAt('source', task.from);
const destination = loginAt('destination', task.to);
const mailboxId = addMailbox(workspace, source, destination);
let phase = '';
const outcome = await executeRun(
  {
    runId: task.run,
    mailboxId,
    source,
    destination,
    choices: [],
    options: runOptions.parse({ kind: 'copy', connections: 2 }),
  },
  {
    ledger: workspace.ledger,
    limits: workspace.endpointLimits,
    secrets: { get: async (ref) => (ref === 'source' ? task.from.password : task.to.password) },
    onSnapshot: (snapshot) => {
      if (snapshot.phase === phase) return;
      phase = snapshot.phase;
      process.stdout.write(`${JSON.stringify({ phase })}\n`);
    },
    log: () => undefined,
    signal: new AbortController().signal,
    now: () => Date.now(),
  },
);
workspace.close();
process.stdout.write(`${JSON.stringify({ outcome })}\n`);
