import type { Side } from '../../../shared/domain/endpoint.ts';
import { isAppError } from '../../../shared/domain/errors.ts';
import type { TriageNews } from '../../../shared/domain/triage.ts';
import { type CompareInput, closeSides, comparisonOf, type SideView, viewSide } from '../transfer/compare-sides.ts';
import { newestMail, newestUnknown } from './newest-mail.ts';
import { mailRouting, type NameServer, type PointedServer, webmailName } from './pointing.ts';

export interface LookInput extends CompareInput {
  /** The domain of the address. */
  readonly domain: string;
  readonly names: NameServer;
  readonly now: () => number;
  /** Milliseconds for the search of the newest message on each side. */
  readonly patienceMs: number;
}

/**
 * Looks at a mailbox with one login on each side and tells each thing as soon as it is known. Changes nothing anywhere. What fails
 * is told as such; it rejects only when the look was called off.
 */
export async function lookAtMailbox(input: LookInput, tell: (news: TriageNews) => void): Promise<void> {
  const at = (): string => new Date(input.now()).toISOString();
  const view = (side: Side): Promise<SideView> =>
    viewSide(input[side], input, (report) => tell({ line: 'login', at: at(), report })).then((seen) => {
      if (!seen.report.ok) tell({ line: 'login', at: at(), report: seen.report });
      return seen;
    });
  const views = [view('source'), view('destination')] as const;
  const servers = (['source', 'destination'] as const).map(
    (side): PointedServer => ({ ...input[side].endpoint, side }),
  );
  try {
    await Promise.all([
      Promise.all(views).then(async ([source, destination]) => {
        tell({ line: 'sides', comparison: comparisonOf(source, destination, input) });
        await Promise.all([tellNewest(source, input, at, tell), tellNewest(destination, input, at, tell)]);
      }),
      mailRouting(input.domain, servers, input.names).then((pointing) => tell({ line: 'routing', at: at(), pointing })),
      webmailName(input.domain, servers, input.names).then((pointing) => tell({ line: 'webmail', at: at(), pointing })),
    ]);
  } finally {
    await closeSides(views);
  }
}

async function tellNewest(
  { report, session, folders }: SideView,
  input: LookInput,
  at: () => string,
  tell: (news: TriageNews) => void,
): Promise<void> {
  const { side } = report;
  if (session === null || folders === null) {
    tell({ line: 'newest', at: at(), ...newestUnknown(side, `The ${side} could not be read.`) });
    return;
  }
  try {
    const clock = { now: input.now, untilMs: input.now() + input.patienceMs };
    tell({ line: 'newest', at: at(), side, newest: await newestMail(session, folders, clock) });
  } catch (error) {
    input.signal?.throwIfAborted();
    if (!isAppError(error)) throw error;
    tell({ line: 'newest', at: at(), ...newestUnknown(side, error.message) });
  }
}
