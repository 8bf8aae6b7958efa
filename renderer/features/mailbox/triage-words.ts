import { errorCatalogue } from '../../../shared/domain/errors.ts';
import { formatBytes, formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import type { Comparison, SideReport } from '../../../shared/domain/inspection.ts';
import { countDifference, type NewestMail, type Pointing } from '../../../shared/domain/triage.ts';

/** How one line of the triage card reads. */
export interface LineWords {
  readonly value: string;
  /** What it rests on, for the hint. */
  readonly evidence: string;
  readonly tone: 'plain' | 'good' | 'warn' | 'bad';
}

const NAMED = 2;

export function loginWords(report: SideReport): LineWords {
  if (report.ok) {
    const { facts, connectMs } = report;
    const who = facts ? `${facts.product ?? facts.greeting} ` : 'The server ';
    return {
      value: 'Login works',
      evidence: `${who}answered${connectMs === null ? '' : ` and let us in within ${formatCount(connectMs)} ms`}.`,
      tone: 'good',
    };
  }
  const error = report.error;
  return {
    value: error ? errorCatalogue[error.code].title : 'Login failed',
    evidence: [
      error?.message,
      error?.serverText && !error.message.includes(error.serverText) && `It said: ${error.serverText}`,
    ]
      .filter(Boolean)
      .join(' '),
    tone: 'bad',
  };
}

/** The difference by counts; equal counts are called that and no more. */
export function differenceWords(both: Comparison): LineWords {
  const difference = countDifference(both);
  if (difference === null) return { value: 'Not known', evidence: 'Both sides have to be read for it.', tone: 'plain' };
  const { behind, ahead } = difference;
  const less = behind.reduce((sum, { messages }) => sum + messages, 0);
  const more = ahead.reduce((sum, { messages }) => sum + messages, 0);
  const totals = `${formatCount(difference.sourceMessages)} on the source, ${formatCount(difference.destinationMessages)} at the destination, by count`;
  const named = (entries: typeof behind, sign: string): string =>
    entries.map(({ folder, messages }) => `${folder} ${sign}${formatCount(messages)}`).join(', ');
  if (less === 0 && more === 0)
    return {
      value: 'Same numbers',
      evidence: `${totals}. Only a comparison shows whether it is the same mail.`,
      tone: 'plain',
    };
  const worst = behind.slice(0, NAMED).map(({ folder, messages }) => `${folder} ${formatCount(messages)}`);
  const value =
    less > 0
      ? `${formatCount(less)} fewer there: ${worst.join(', ')}${behind.length > NAMED ? ', …' : ''}`
      : `${formatCount(more)} more there`;
  return {
    value,
    evidence: `${totals}. ${[named(behind, '−'), named(ahead, '+')].filter(Boolean).join(', ')}.`,
    tone: less > 0 ? 'warn' : 'plain',
  };
}

export function quotaWords({ ok, quota }: SideReport): LineWords {
  if (!ok) return { value: 'Not known', evidence: 'The destination has to be read for it.', tone: 'plain' };
  if (quota === null) return { value: 'Not told', evidence: 'The destination tells no quota.', tone: 'plain' };
  if (!quota.limitBytes)
    return { value: 'No limit named', evidence: `${formatBytes(quota.usedBytes)} are used.`, tone: 'plain' };
  const left = Math.max(0, quota.limitBytes - quota.usedBytes);
  const share = quota.usedBytes / quota.limitBytes;
  return {
    value: `${formatBytes(left)} of ${formatBytes(quota.limitBytes)}`,
    evidence: `${formatBytes(quota.usedBytes)} of ${formatBytes(quota.limitBytes)} are used.`,
    tone: share >= 0.95 ? 'bad' : share >= 0.8 ? 'warn' : 'plain',
  };
}

export function newestWords(
  { newest, folders, complete, problem }: NewestMail,
  moment: (iso: string) => string,
): LineWords {
  if (problem !== null) return { value: 'Not known', evidence: problem, tone: 'plain' };
  const looked = `${formatNumberOf(folders, 'folder')} with mail looked at${complete ? '' : '; time did not suffice for the others'}.`;
  if (newest === null) return { value: 'No mail', evidence: looked, tone: 'plain' };
  return {
    value: `${moment(newest.date)}, ${newest.folder}`,
    evidence: `By the date the server keeps; ${looked}`,
    tone: 'plain',
  };
}

const sideNames = { source: 'Still the old server', destination: 'The new server' } as const;
const platformNames = { mailenable: 'MailEnable', opensrs: 'OpenSRS', other: 'Another server' } as const;

/** Where a name points; `step` is what is on record about the step of the move that changes it. */
export function pointingWords({ state, side, platform, targets, evidence, name }: Pointing, step: string): LineWords {
  const rest = [evidence, targets.length > 1 ? `All: ${targets.join(', ')}.` : '', step].filter(Boolean).join(' ');
  switch (state) {
    case 'practice':
      return { value: 'Practice, no DNS', evidence: rest, tone: 'plain' };
    case 'none':
      return { value: 'Points nowhere', evidence: rest, tone: 'warn' };
    case 'failed':
      return { value: 'Not known', evidence: rest, tone: 'plain' };
    case 'found': {
      const value = side ? sideNames[side] : platform ? platformNames[platform] : `Elsewhere: ${targets[0] ?? name}`;
      return { value, evidence: rest, tone: 'plain' };
    }
  }
}
