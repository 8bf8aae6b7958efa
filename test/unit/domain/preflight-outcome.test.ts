import { expect, it } from 'vitest';
import type { Preflight } from '../../../shared/domain/inspection.ts';
import { preflightOutcome } from '../../../shared/domain/preflight-outcome.ts';

const side = { ok: true, error: null, facts: null, quota: null, connectMs: null };
const good: Preflight = {
  at: '2026-11-22T10:00:00.000Z',
  source: { ...side, side: 'source' },
  destination: { ...side, side: 'destination' },
  folders: [],
  problems: [],
  estimate: { messages: 1200, bytes: null, seconds: null },
};
const problem = (severity: 'blocker' | 'warning' | 'note', title: string) => ({ severity, title, todo: '' });

it('says in one line what a preflight found', () => {
  const refused: Preflight = {
    ...good,
    destination: { ...good.destination, ok: false, error: { code: 'mail.auth-failed', message: 'Refused.' } },
  };
  expect([
    preflightOutcome(good),
    preflightOutcome({ ...good, problems: [problem('warning', 'w'), problem('note', 'n')] }),
    preflightOutcome({ ...good, problems: [problem('blocker', 'No room'), problem('blocker', 'b')] }),
    preflightOutcome(refused),
  ]).toEqual([
    { ok: true, text: '1,200 messages to copy' },
    { ok: true, text: '1,200 messages to copy, 1 warning' },
    { ok: false, text: 'No room, and 1 more problem' },
    { ok: false, text: 'Refused.' },
  ]);
});
