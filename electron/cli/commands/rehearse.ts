import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RehearsalResult, RehearsedMailbox } from '../../../shared/domain/cli-result.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { SecretSource } from '../../engine/mail/secret-source.ts';
import { type Practice, startPractice } from '../../engine/practice/practice.ts';
import { fillPracticeWorkspace, practiceSecrets } from '../../engine/practice-workspace.ts';
import type { RehearseArguments } from '../command-line.ts';
import { exitStatus } from '../exit-status.ts';
import { rehearsalReport } from '../output/rehearsal-report.ts';
import { openRehearsalView } from '../output/rehearsal-view.ts';
import { type Surroundings, widthOf } from '../output/surroundings.ts';
import { openRunSession, type RunSession } from '../run-session.ts';
import { UsageError } from '../usage-error.ts';
import type { CommandOutcome } from './command-outcome.ts';
import { rehearseMailbox } from './rehearse-mailbox.ts';

/** Mailboxes at the same time; both servers share this process, so more would not be faster. */
const PARALLEL = 3;
const DEFAULT_SEED = 1;

/**
 * Migrates and verifies every practice mailbox as an agent would, on servers started for it, and says whether both sides agree
 * in the end.
 *
 * @throws UsageError when the folder named for the workspace holds something already
 */
export async function rehearse(
  line: RehearseArguments,
  around: Surroundings,
): Promise<CommandOutcome<RehearsalResult>> {
  const startedMs = around.now();
  const seed = line.seed ?? DEFAULT_SEED;
  const dir =
    line.workspace === null ? mkdtempSync(join(tmpdir(), 'mailferry-rehearsal-')) : emptyFolder(line.workspace);
  const entered = new Map<string, string>();
  try {
    const practice = await startPractice({ dir, seed });
    try {
      const session = openRehearsal(dir, practice, entered, around);
      try {
        const mailboxes = await rehearseAll({ line, around, practice, session, seed, entered });
        const result = resultOf(practice, mailboxes, (around.now() - startedMs) / 1000);
        const cancelled = around.interrupted.aborted;
        return {
          exitStatus: cancelled ? exitStatus.cancelled : result.agrees ? exitStatus.complete : exitStatus.findings,
          error: cancelled ? { code: 'run.cancelled', message: 'The rehearsal was stopped before its end.' } : null,
          result,
          lines: rehearsalReport(result, widthOf(around.stdout)),
        };
      } finally {
        session.close();
      }
    } finally {
      await practice.stop();
    }
  } finally {
    if (line.workspace === null) rmSync(dir, { recursive: true, force: true });
  }
}

function emptyFolder(path: string): string {
  const dir = resolve(path);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (readdirSync(dir).length > 0) {
    throw new UsageError(`${dir} is not empty. A rehearsal starts from the first day: name a new or an empty folder.`);
  }
  return dir;
}

/** The engine on the practice workspace; what an agent "enters" on the way takes the place of a known password. */
function openRehearsal(
  dir: string,
  practice: Practice,
  entered: ReadonlyMap<string, string>,
  around: Surroundings,
): RunSession {
  let secrets: SecretSource | null = null;
  const session = openRunSession({
    dir,
    secrets: {
      async get(ref) {
        if (secrets === null) throw new Error('A password was wanted before the practice workspace was filled');
        return secrets.get(ref);
      },
    },
    logLine: (text) => void around.stderr.write(`${text}\n`),
    maxParallel: PARALLEL,
  });
  fillPracticeWorkspace(session.workspace, practice);
  const vault = {
    secrets: {
      async get(ref: string): Promise<string> {
        const password = entered.get(ref);
        if (password === undefined)
          throw new AppError({ code: 'mail.secret-missing', message: `No password is known as ${ref}.` });
        return password;
      },
    },
    secretRefs: { list: async () => new Set(entered.keys()), forget: () => undefined },
  };
  ({ secrets } = practiceSecrets(practice, vault, session.workspace));
  return session;
}

async function rehearseAll(options: {
  readonly line: RehearseArguments;
  readonly around: Surroundings;
  readonly practice: Practice;
  readonly session: RunSession;
  readonly seed: number;
  readonly entered: Map<string, string>;
}): Promise<RehearsedMailbox[]> {
  const { around, practice, session } = options;
  const known = practice.directory.customers
    .flatMap((customer) => customer.domains)
    .flatMap((domain) => domain.mailboxes);
  const view = openRehearsalView(options.line, around, known.length);
  const done = new Map<string, RehearsedMailbox>();
  const waiting = [...known];
  const work = async (): Promise<void> => {
    for (let mailbox = waiting.shift(); mailbox && !around.interrupted.aborted; mailbox = waiting.shift()) {
      const { address } = mailbox;
      const stored = session.workspace.mailboxes.findByAddress(address);
      if (!stored) throw new Error(`The practice workspace lacks ${address}`);
      const rehearsed = await rehearseMailbox({
        ...options,
        stop: around.interrupted,
        now: around.now,
        mailbox: stored,
        viewOf: (what) => view.run(address, what),
      });
      if (rehearsed === null) return;
      done.set(address, rehearsed);
      view.done(rehearsed, done.size);
    }
  };
  try {
    await Promise.all(Array.from({ length: PARALLEL }, work));
  } finally {
    view.end();
  }
  // In the order of the directory, whichever was ready first.
  return known.map(({ address }) => done.get(address)).filter((mailbox) => mailbox !== undefined);
}

function resultOf(practice: Practice, mailboxes: RehearsedMailbox[], seconds: number): RehearsalResult {
  const domains = practice.directory.customers.flatMap((customer) => customer.domains);
  const sum = (value: (mailbox: RehearsedMailbox) => number): number =>
    mailboxes.reduce((total, mailbox) => total + value(mailbox), 0);
  const all = domains.flatMap((domain) => domain.mailboxes).length;
  return {
    agrees: mailboxes.length === all && mailboxes.every((mailbox) => mailbox.agrees),
    customers: practice.directory.customers.length,
    domains: domains.length,
    mailboxes,
    totals: {
      messages: sum((mailbox) => mailbox.messages),
      copied: sum((mailbox) => mailbox.copied),
      alreadyThere: sum((mailbox) => mailbox.alreadyThere),
      findings: sum((mailbox) => mailbox.findings),
      remarks: sum((mailbox) => mailbox.remarks),
      seconds,
    },
  };
}
