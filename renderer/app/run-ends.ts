import { isActive } from '../../shared/domain/run.ts';
import { customerMode } from '../ui/customer-mode.ts';
import { client } from './client.ts';
import { runEndNewsOf } from './run-end-news.ts';
import { shell } from './shell.ts';

/** Runs this page saw going on; only their ends are news. */
const going = new Set<string>();

/** Called at every change of a run: tells the shell when a long one has ended. */
export function noticeRun(runId: string): void {
  void client.runs.get({ id: runId }).then(
    (run) => {
      if (isActive(run.state)) {
        going.add(runId);
        return;
      }
      const news = going.delete(runId) ? runEndNewsOf(run, customerMode()) : null;
      if (news) void shell.runEnded(news);
    },
    // Removed meanwhile: nobody waits for it.
    () => going.delete(runId),
  );
}
