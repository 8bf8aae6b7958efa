import type { RehearsedMailbox } from '../../../shared/domain/cli-result.ts';
import type { Mailbox } from '../../../shared/domain/directory.ts';
import { mailboxSecretRef } from '../../../shared/domain/endpoint.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { type RunKind, runOptions, type VerifyDepth } from '../../../shared/domain/run.ts';
import { seriousKinds } from '../../../shared/domain/verification.ts';
import { alreadyThere, passwordOf, wrongPasswordAddress } from '../../engine/practice/customers/directory.ts';
import type { Practice } from '../../engine/practice/practice.ts';
import type { ProgressView } from '../output/progress-view.ts';
import type { EndedRun, RunSession } from '../run-session.ts';

/** Room enough for every practice mailbox. */
const RAISED_QUOTA = 5 * 1024 ** 3;

/** What the practice story says will stand in the way of this mailbox. */
export interface Expectation {
  readonly wrongPassword: boolean;
  readonly overQuota: boolean;
  readonly halfMigrated: boolean;
}

/** What the practice story holds for an address. */
export function expectationOf(address: string): Expectation {
  const there = alreadyThere[address];
  return {
    wrongPassword: address === wrongPasswordAddress,
    overQuota: (there?.trashBytes ?? 0) > 0,
    halfMigrated: (there?.otherToolPercent ?? 0) > 0,
  };
}

export interface RehearseMailboxOptions {
  readonly mailbox: Mailbox;
  readonly session: RunSession;
  readonly practice: Practice;
  readonly seed: number;
  /** Passwords an agent entered, by reference. */
  readonly entered: Map<string, string>;
  readonly stop: AbortSignal;
  readonly now: () => number;
  readonly viewOf: (what: string) => ProgressView;
}

function isOverQuota({ run, findings }: EndedRun): boolean {
  return (
    run.error?.code === 'mail.over-quota' ||
    findings.some(({ kind, detail }) => kind === 'refused' && /quota/i.test(detail))
  );
}

/**
 * Migrates one practice mailbox like an agent: copies, puts right what the story has put in the way, copies once more to show
 * that nothing comes twice, and compares both sides byte by byte. Null when it was stopped.
 */
export async function rehearseMailbox(options: RehearseMailboxOptions): Promise<RehearsedMailbox | null> {
  const { mailbox, session, stop } = options;
  const startedMs = options.now();
  const expected = expectationOf(mailbox.address);
  const interventions: string[] = [];
  const objections: string[] = [];
  const carryOut = (kind: RunKind, verify: VerifyDepth, what: string): Promise<EndedRun> =>
    session.carryOut(mailbox.id, runOptions.parse({ kind, verify }), options.viewOf(what), stop);

  let copy = await carryOut('copy', 'standard', 'copy');
  let copied = copy.run.totals.copied;
  if (copy.run.state === 'cancelled') return null;

  const passwordRefused = copy.run.error?.code === 'mail.auth-failed';
  if (passwordRefused !== expected.wrongPassword) {
    objections.push(passwordRefused ? 'a right password was refused' : 'the wrong password was not noticed');
  }
  if (passwordRefused && expected.wrongPassword) {
    const password = passwordOf('source', mailbox.address, options.seed);
    options.entered.set(mailboxSecretRef(mailbox.id, 'source'), password);
    interventions.push('password of the source corrected');
    copy = await carryOut('copy', 'standard', 'copy with the right password');
    copied += copy.run.totals.copied;
    if (copy.run.state === 'cancelled') return null;
  }

  const full = isOverQuota(copy);
  if (full !== expected.overQuota) {
    objections.push(full ? 'the destination was full against expectation' : 'the full destination was not noticed');
  }
  if (full && expected.overQuota) {
    options.practice.setQuota(mailbox.address, RAISED_QUOTA);
    interventions.push('quota of the destination raised');
    copy = await carryOut('copy', 'standard', 'copy with the raised quota');
    copied += copy.run.totals.copied;
    if (copy.run.state === 'cancelled') return null;
  }

  const { totals } = copy.run;
  const there = totals.messages - copied - totals.skipped;
  if (expected.halfMigrated && there <= 0) objections.push("the other tool's messages were not recognised");

  const repeat = await carryOut('copy', 'none', 'copy once more');
  if (repeat.run.state === 'cancelled') return null;
  if (repeat.run.totals.copied > 0) {
    objections.push(`a repeated copy brought ${formatNumberOf(repeat.run.totals.copied, 'message')} again`);
  }

  const verify = await carryOut('verify', 'deep', 'verify byte by byte');
  if (verify.run.state === 'cancelled') return null;
  const serious = verify.findings.filter((finding) => seriousKinds.has(finding.kind));
  const agrees = verify.verification?.agrees === true && serious.length === 0 && objections.length === 0;
  const sentence = verify.run.verdict ?? verify.verification?.sentence ?? 'The verification came to no end.';
  return {
    address: mailbox.address,
    folders: totals.folders,
    messages: totals.messages,
    copied,
    alreadyThere: Math.max(0, there),
    findings: serious.length,
    remarks: verify.findings.length - serious.length,
    agrees,
    verdict: objections.length > 0 ? `${objections.join('; ')}. ${sentence}` : sentence,
    interventions,
    seconds: (options.now() - startedMs) / 1000,
  };
}
