import { isAppError } from '../../../shared/domain/errors.ts';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import type { SideReport } from '../../../shared/domain/inspection.ts';
import type { MailboxOrigin } from '../../../shared/domain/origin.ts';
import type { CheckFact, CheckOutcome, StepFinding } from '../../../shared/domain/step-check.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { destinationLogin, eachAtMost, type ProbeLogin } from './try-logins.ts';

export interface ProvisionCheckerDeps {
  readonly workspace: Workspace;
  readonly secrets: SecretSource;
  readonly probeLogin: ProbeLogin;
  /** Whether a forward is there; null when the server has no account to ask. A forward has no login that could be tried. */
  readonly forwardThere: (endpointId: string, address: string, signal: AbortSignal) => Promise<boolean | null>;
}

/** Logins at the same time; each mailbox is tried once. */
const AT_ONCE = 4;
/** More would hide the others; the numbers count all. */
const NAMED = 12;

/** A redirection without mail of its own is made as a forward, as the plan has it. */
function isForward(origin: MailboxOrigin | undefined): boolean {
  return origin?.kind === 'redirect' && (origin.sizeKb ?? 0) <= 0;
}

async function lookForForward(
  { forwardThere }: ProvisionCheckerDeps,
  { endpoint, user }: { endpoint: { id: string }; user: string },
  signal: AbortSignal,
): Promise<{ seen: Seen; words: string }> {
  try {
    const there = await forwardThere(endpoint.id, user, signal);
    if (there === null)
      return { seen: 'unknown', words: 'A forward has no login, and there is no account to ask for it.' };
    return there
      ? { seen: 'works', words: 'The forward is there' }
      : { seen: 'refused', words: 'The forward is not there.' };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { seen: 'unknown', words: error.message };
  }
}

/** What a login says of a mailbox: it is there, it is not, or it could not be found out. */
type Seen = 'works' | 'refused' | 'unknown';

/** Answers the question of the first step: how many of the domain's mailboxes can be logged in to at the destination. */
export function createProvisionChecker(
  deps: ProvisionCheckerDeps,
): (domainId: string, signal: AbortSignal) => Promise<StepFinding> {
  return async (domainId, signal) => {
    const mailboxes = deps.workspace.mailboxes.listOfDomain(domainId);
    if (mailboxes.length === 0) {
      return {
        outcome: 'unknown',
        summary: 'The domain has no mailbox here, so there is nothing to look at.',
        facts: [],
      };
    }
    const origins = deps.workspace.origins.ofMailboxesIn(domainId);
    const seen = new Map<string, { readonly seen: Seen; readonly words: string }>();
    await eachAtMost(
      AT_ONCE,
      mailboxes,
      async (mailbox) => {
        const login = destinationLogin(deps.workspace, mailbox);
        if (!login) {
          seen.set(mailbox.id, { seen: 'unknown', words: 'Its destination server is not in the settings any more.' });
          return;
        }
        const forward = isForward(origins.get(mailbox.id));
        const found = forward
          ? await lookForForward(deps, login, signal)
          : judge(await deps.probeLogin(login, deps.secrets, signal));
        signal.throwIfAborted();
        seen.set(mailbox.id, found);
      },
      signal,
    );
    return findingOf(mailboxes.map(({ id, address }) => ({ address, ...(seen.get(id) ?? UNSEEN) })));
  };
}

const UNSEEN = { seen: 'unknown', words: 'It was not looked at.' } as const;

function judge({ ok, error }: SideReport): { seen: Seen; words: string } {
  if (ok) return { seen: 'works', words: 'Login works' };
  const words = error?.message ?? 'The login failed.';
  // Only a refusal speaks of the mailbox; everything else speaks of the way there.
  const refused = error?.code === 'mail.auth-failed' || error?.code === 'opensrs.absent';
  return { seen: refused ? 'refused' : 'unknown', words };
}

function findingOf(lines: readonly { address: string; seen: Seen; words: string }[]): StepFinding {
  const count = (which: Seen): number => lines.filter((line) => line.seen === which).length;
  const [works, refused, unknown] = [count('works'), count('refused'), count('unknown')];
  const all = formatNumberOf(lines.length, 'mailbox', 'mailboxes');
  const facts: CheckFact[] = [
    {
      label: 'Logins that work',
      value: `${formatCount(works)} of ${formatCount(lines.length)}`,
      ok: works === lines.length,
    },
    ...lines
      .filter((line) => line.seen !== 'works')
      .slice(0, NAMED)
      .map((line) => ({ label: line.address, value: line.words, ok: line.seen === 'refused' ? false : null })),
  ];
  const notSeen = unknown === 0 ? '' : ` ${formatCount(unknown)} could not be looked at.`;
  const summary =
    works === lines.length
      ? `${whole(lines.length, all)} at the destination.`
      : `${formatCount(works)} of ${all} can be logged in to at the destination.${notSeen}`;
  return { outcome: outcomeOf(works, refused, unknown), summary, facts };
}

function whole(count: number, all: string): string {
  if (count === 1) return 'The login of its one mailbox works';
  return count === 2 ? 'The logins of both mailboxes work' : `The logins of all ${all} work`;
}

function outcomeOf(works: number, refused: number, unknown: number): CheckOutcome {
  if (refused === 0 && unknown === 0) return 'passed';
  if (works > 0) return 'partly';
  return refused > 0 ? 'failed' : 'unknown';
}
