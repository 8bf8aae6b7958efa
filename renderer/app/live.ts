import type { Change } from '../../shared/contract/workspace.ts';
import { client, orpc } from './client.ts';
import { queryClient } from './query-client.ts';
import { noticeRun } from './run-ends.ts';
import { runProgressKey } from './run-progress.ts';

/** Changes come in bursts while runs go on; queries are asked again once per burst. */
const GATHER_MS = 150;
/** Before subscribing again, so that a feed that ends at once does not spin. */
const AGAIN_MS = 250;

type Topic = Exclude<Change['topic'], 'progress'>;

/** Keeps the page true: one subscription for its whole life, taken up again whenever the engine comes back. */
export function followWorkspace(): () => void {
  const stop = new AbortController();
  void follow(stop.signal);
  return () => stop.abort();
}

async function follow(signal: AbortSignal): Promise<void> {
  for (let first = true; !signal.aborted; first = false) {
    try {
      const changes = await client.workspace.changes(undefined, { signal });
      // What changed while nobody listened is not known: ask again for everything.
      if (!first) void queryClient.invalidateQueries();
      for await (const change of changes) take(change);
    } catch {
      // The engine went away; the next subscription waits for it.
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

const gathered = new Set<Topic>();

function take(change: Change): void {
  if (change.topic === 'progress') {
    queryClient.setQueryData(runProgressKey(change.progress.runId), change.progress);
    return;
  }
  if (change.topic === 'runs') noticeRun(change.runId);
  if (gathered.size === 0) setTimeout(refresh, GATHER_MS);
  gathered.add(change.topic);
}

function refresh(): void {
  const topics = new Set(gathered);
  gathered.clear();
  if (topics.has('all')) {
    void queryClient.resetQueries();
    return;
  }
  for (const topic of topics) {
    if (topic === 'all') continue;
    for (const queryKey of affectedBy(topic)) void queryClient.invalidateQueries({ queryKey });
  }
}

/** Comparisons and preflights are not here: they go to the servers, and only an agent asks for that. */
function affectedBy(topic: Exclude<Topic, 'all'>): readonly (readonly unknown[])[] {
  const everywhere = [orpc.workspace.overview.key(), orpc.search.key(), orpc.moves.deadlines.key()];
  switch (topic) {
    case 'directory':
      return [...everywhere, orpc.directory.key(), orpc.runs.key()];
    case 'moves':
      return [...everywhere, orpc.directory.key(), orpc.moves.key(), orpc.cutover.panel.key()];
    case 'endpoints':
      return [
        ...everywhere,
        orpc.endpoints.key(),
        orpc.incidents.key(),
        orpc.cutover.key(),
        orpc.provisioning.accounts.key(),
      ];
    case 'provisioning':
      return [orpc.provisioning.job.key()];
    case 'jobs':
      return [orpc.bulk.key()];
    case 'incidents':
      return [orpc.incidents.key(), orpc.search.key()];
    case 'runs':
      return [
        ...everywhere,
        orpc.directory.key(),
        orpc.runs.key(),
        orpc.symptoms.key(),
        orpc.mailboxes.verification.key(),
        orpc.mailboxes.findings.key(),
      ];
  }
}
