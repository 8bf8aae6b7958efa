import { describe, expect, it } from 'vitest';
import { chatReply } from '../../../shared/domain/reply.ts';
import { emptyTotals, runOptions } from '../../../shared/domain/run.ts';
import { countDifference, learn, nothingLearned } from '../../../shared/domain/triage.ts';
import { type TriageFacts, triageSentence } from '../../../shared/domain/triage-sentence.ts';
import { copied, facts, failing, pair, report, run, verdict, verified } from './triage-samples.ts';

const said = (of: TriageFacts): string => triageSentence(of).text;
const replyTo = (of: TriageFacts): string =>
  chatReply({ ...of, fullMoment: (iso) => `22 November, ${iso.slice(11, 16)} UTC` });

const both = (source: ReturnType<typeof report>, destination: ReturnType<typeof report>) => ({
  at: '2026-11-22T14:30:00.000Z',
  source,
  destination,
  folders: [],
});

describe('the sentence that sums a mailbox up', () => {
  it('says that it looks, while nothing is known', () => {
    expect(triageSentence(facts({ comparison: null }))).toMatchObject({ rule: 'looking', action: null });
  });

  it('names the side that refuses the password, and offers to change it', () => {
    const refused = facts({ comparison: both(report('source'), failing('destination', 'mail.auth-failed')) });
    expect(triageSentence(refused)).toMatchObject({
      text: 'The destination refuses the password.',
      action: { kind: 'password', side: 'destination', label: 'Change password' },
    });
    expect(replyTo(refused)).toMatch(
      /^The new mail server refuses the password .* Please do not write it into this chat\.$/,
    );
    const twice = both(failing('source', 'mail.auth-failed'), failing('destination', 'mail.auth-failed'));
    expect(said(facts({ comparison: twice }))).toBe('Both sides refuse the password.');
  });

  it('knows a failed login before both sides have been read', () => {
    const at = '2026-11-22T14:30:00.000Z';
    const early = facts({
      comparison: null,
      logins: { source: { at, report: failing('source', 'mail.secret-missing') } },
    });
    expect(triageSentence(early)).toMatchObject({
      text: 'No password is stored for the source.',
      action: { kind: 'password', side: 'source', label: 'Enter password' },
    });
  });

  it('offers another look where a server does not answer', () => {
    const dead = facts({ comparison: both(failing('source', 'mail.unreachable'), report('destination')) });
    expect(triageSentence(dead)).toMatchObject({ text: 'The source does not answer.', action: { kind: 'look' } });
    expect(replyTo(dead)).toContain('The old mail server does not answer at the moment');
  });

  it('puts a run that is going on before everything else', () => {
    const latest = run({ state: 'running', totals: { ...emptyTotals, messages: 3000, copied: 1200, alreadyThere: 4 } });
    const going = copied({ latest, comparison: both(failing('source', 'mail.auth-failed'), report('destination')) });
    expect(triageSentence(going)).toMatchObject({
      rule: 'running',
      text: 'A copy is going on: 1,204 of 3,000 messages.',
      action: null,
    });
    expect(replyTo(going)).toContain('1,204 of 3,000 messages are there so far');
  });

  it('says how long a copy still takes where that is known', () => {
    const latest = run({ state: 'running' });
    const progress = {
      runId: 'run-1',
      mailboxId: 'box',
      state: 'running' as const,
      phase: 'copying' as const,
      text: '',
      totals: { ...emptyTotals, messages: 3000, copied: 1200 },
      messagesPerSecond: 10,
      bytesPerSecond: 1,
      secondsLeft: 180,
      secondsLeftRange: null,
      elapsedMs: 1,
      folders: [],
    };
    const going = facts({ latest, progress });
    expect(said(going)).toContain('about 3 min left');
    expect(replyTo(going)).toContain('it will take about 3 min more');
    expect(replyTo({ ...going, progress: { ...progress, phase: 'verifying' } })).toContain('being compared right now');
  });

  it('says that nothing was copied yet, with the numbers, and offers to', () => {
    expect(triageSentence(facts())).toMatchObject({
      rule: 'never-copied',
      text: 'Nothing was copied yet: 10 messages in 1 folder are on the source.',
      action: { kind: 'copy' },
    });
    expect(replyTo(facts())).toContain('there are 10 messages in your old mailbox');
  });

  it('says that the mail will not fit before it is copied', () => {
    const small = report('destination', { quota: { usedBytes: 0, limitBytes: 9_000 } });
    const full = facts({ comparison: { ...both(report('source'), small), folders: [pair('INBOX', 10, null)] } });
    expect(said(full)).toBe('The destination has 8.8 KB left for 9.8 KB of mail. Raise its quota, then look again.');
  });

  it('names the folder that misses messages and offers to bring them over', () => {
    const lost = copied(
      {},
      {
        agrees: false,
        counts: { missing: 3 },
        folders: [verdict('INBOX'), verdict('Sent', { missing: 3, matched: 7, destinationMessages: 7 })],
      },
    );
    expect(triageSentence(lost)).toEqual({
      rule: 'missing',
      tone: 'bad',
      text: '3 messages in Sent are only on the old side.',
      action: { kind: 'repair', runId: 'run-1', folders: ['Sent'], label: 'Bring them over' },
    });
    expect(replyTo(lost)).toBe(
      '3 messages from "Sent" have not arrived in your new mailbox; they were found in your old mailbox when both were compared on 22 November, 14:02 UTC. They are being brought over next, and then both mailboxes are compared again. In both mailboxes: 17 messages.',
    );
  });

  it('counts the folders where many miss messages', () => {
    const folders = ['a', 'b', 'c'].map((name) => verdict(name, { missing: 1 }));
    expect(said(copied({}, { agrees: false, counts: { missing: 3 }, folders }))).toBe(
      '3 messages in 3 folders are only on the old side.',
    );
    expect(said(copied({}, { agrees: false, counts: { missing: 1 }, folders: [verdict('a', { missing: 1 })] }))).toBe(
      '1 message in a is only on the old side.',
    );
  });

  it('leads to the findings where the destination did not take messages', () => {
    const refused = copied({}, { agrees: false, counts: { refused: 1, 'too-big': 2 } });
    expect(triageSentence(refused)).toMatchObject({ rule: 'not-taken', action: { kind: 'findings' } });
    expect(said(refused)).toBe(
      'The destination refused 1 message, 2 messages are too big for it. The findings name each one with its reason.',
    );
    expect(replyTo(refused)).not.toContain('complete');
  });

  it.each(['interrupted', 'cancelled'] as const)('offers to continue a copy that was %s', (state) => {
    const latest = run({ id: 'run-9', state, totals: { ...emptyTotals, messages: 10, copied: 4 } });
    const stopped = copied({ latest, lastCopy: latest });
    expect(triageSentence(stopped)).toMatchObject({ rule: 'stopped', action: { kind: 'continue', runId: 'run-9' } });
    expect(said(stopped)).toBe(
      `The copy was ${state} with 4 of 10 messages at the destination. Continuing brings nothing twice.`,
    );
  });

  it('says what a full destination needs', () => {
    const latest = run({ state: 'failed', error: { code: 'mail.over-quota', message: 'Full.' } });
    expect(triageSentence(copied({ latest }))).toMatchObject({
      rule: 'full',
      text: 'The destination mailbox is full. Raise the quota at the destination.',
      action: { kind: 'continue' },
    });
  });

  it('does not call a mailbox complete that got mail on the old side since', () => {
    const folders = [pair('INBOX', 12, 10), pair('Sent', 4, 4)];
    const grown = copied(
      { comparison: { ...both(report('source'), report('destination')), folders } },
      { folders: [verdict('INBOX'), verdict('Sent', { sourceMessages: 4, destinationMessages: 4, matched: 4 })] },
    );
    expect(triageSentence(grown)).toMatchObject({
      text: '2 messages came in on the old side since the comparison of 14:02, in INBOX.',
      action: { kind: 'delta' },
    });
    expect(replyTo(grown)).toContain('Since then 2 messages came in at the old server');
  });

  it('asks for a comparison where the destination lost messages since', () => {
    const folders = [pair('INBOX', 10, 7)];
    const fewer = copied({ comparison: { ...both(report('source'), report('destination')), folders } });
    expect(triageSentence(fewer)).toMatchObject({
      text: 'The destination has 3 messages fewer than at the comparison of 14:02, in INBOX.',
      action: { kind: 'verify' },
    });
  });

  it('does not believe a look that is older than the comparison', () => {
    const folders = [pair('INBOX', 99, 0)];
    const old = { ...both(report('source'), report('destination')), at: '2026-11-22T13:00:00.000Z', folders };
    expect(triageSentence(copied({ comparison: old })).rule).toBe('complete');
  });

  it('asks to compare what was copied since the last comparison', () => {
    const lastCopy = run({ id: 'run-2', startedAt: '2026-11-22T14:10:00.000Z' });
    expect(triageSentence(copied({ latest: lastCopy, lastCopy }))).toMatchObject({
      rule: 'not-compared',
      text: '10 messages were copied, and nobody has compared both sides since.',
      action: { kind: 'verify' },
    });
  });

  it('says so when only a part was compared', () => {
    const part = run({ options: runOptions.parse({ kind: 'verify', folders: ['INBOX'] }) });
    expect(triageSentence(copied({ verifiedBy: part }))).toMatchObject({ rule: 'part-compared' });
    const repair = run({ options: runOptions.parse({ kind: 'copy', repair: { runId: 'run-0' } }) });
    const folders = [verdict('INBOX', { sourceMessages: 3, destinationMessages: 3, matched: 3 })];
    expect(triageSentence(copied({ verifiedBy: repair }, { folders })).rule).toBe('part-compared');
  });

  it('says how old a comparison is when it is old', () => {
    const nowMs = Date.parse('2026-11-24T18:02:00.000Z');
    expect(said(copied({ nowMs }))).toBe('Everything was there when it was compared: 14:02, 2 d 4 h ago.');
    expect(replyTo(copied({ nowMs }))).toMatch(/^When your old and your new mailbox were last compared/);
  });

  it('calls it complete when all agrees, and only then', () => {
    expect(triageSentence(copied())).toEqual({
      rule: 'complete',
      tone: 'good',
      text: 'Everything is there: all 10 messages, compared at 14:02.',
      action: { kind: 'reply', label: 'Copy the reply' },
    });
    expect(replyTo(copied({}, { counts: { elsewhere: 2 } }))).toBe(
      'Your mail is complete: all 10 messages of your old mailbox are in your new mailbox. Both were compared message by message on 22 November, 14:02 UTC. 2 messages of it lie in another folder than before.',
    );
    for (const other of [copied({}, { agrees: false }), facts({ verification: verified({ agrees: false }) })])
      expect(triageSentence(other).tone).not.toBe('good');
  });
});

describe('the difference by counts', () => {
  it('sums folders that share a destination', () => {
    const folders = [pair('A', 3, 8, 'Both'), pair('B', 5, 8, 'Both'), pair('C', 9, 4)];
    expect(countDifference({ ...both(report('source'), report('destination')), folders })).toEqual({
      behind: [{ folder: 'C', messages: 5 }],
      ahead: [],
      sourceMessages: 17,
      destinationMessages: 12,
      folders: 3,
    });
  });

  it('says nothing while one side is not known', () => {
    expect(countDifference(both(failing('source', 'mail.timeout'), report('destination')))).toBeNull();
  });
});

describe('what is learned', () => {
  it('keeps each thing with its own age, the newer in place of the older', () => {
    const first = learn(nothingLearned, { line: 'login', at: '1', report: failing('source', 'mail.timeout') });
    const second = learn(first, {
      line: 'sides',
      comparison: { ...both(report('source'), report('destination')), at: '2' },
    });
    expect(second.logins.source).toMatchObject({ at: '2', report: { ok: true } });
    const newest = { newest: null, folders: 1, complete: true, problem: null };
    expect(learn(second, { line: 'newest', at: '3', side: 'source', newest }).logins).toBe(second.logins);
  });
});
