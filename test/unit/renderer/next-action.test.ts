import { describe, expect, it } from 'vitest';
import { nextAction } from '../../../renderer/features/domain/next-action.ts';
import type { DomainPage } from '../../../shared/contract/directory.ts';
import type { MoveStanding } from '../../../shared/contract/moves.ts';
import type { MailboxState } from '../../../shared/domain/directory.ts';
import type { Stage } from '../../../shared/domain/stage.ts';

const now = Date.UTC(2026, 10, 22, 12);

function page(stage: Stage | null, states: readonly MailboxState[]): DomainPage {
  return {
    domain: {
      id: 'domain',
      customerId: 'customer',
      customerName: 'Harbour Chandlery',
      name: 'harbour.test',
      order: 'standard',
      orderSince: null,
      deadlineAt: null,
      secondsNeeded: null,
      note: '',
      stage,
      currentStep: null,
      counts: { mailboxes: states.length, verified: 0, running: 0, failed: 0, withFindings: 0 },
      findings: 0,
    },
    steps: [],
    mailboxes: states.map((state, index) => ({
      id: `m${index}`,
      domainId: 'domain',
      domainName: 'harbour.test',
      address: `m${index}@harbour.test`,
      source: { endpointId: 'old', user: `m${index}` },
      destination: { endpointId: 'new', user: `m${index}` },
      note: '',
      state,
      messages: null,
      findings: null,
      lastRunId: null,
      lastRunAt: null,
      verdict: null,
      hasSecret: { source: true, destination: true },
    })),
  };
}

function standing(at: string | null = null): MoveStanding {
  return {
    latest: [],
    entries: { provision: 0, routing: 0, webmail: 0, copy: 0 },
    secondsNeeded: 0,
    lastCopyFrom: { at, because: 'why' },
  };
}

const deed = (stage: Stage | null, states: readonly MailboxState[], at: string | null = null) =>
  nextAction(page(stage, states), standing(at), now).button?.deed;

describe('the next best thing to do', () => {
  it('copies what was not begun before it repeats what failed', () => {
    expect(deed('first-copy', ['not-started', 'failed', 'interrupted', 'verified'])).toEqual({
      kind: 'run',
      run: 'copy',
      mailboxIds: ['m0', 'm2'],
    });
    expect(deed('first-copy', ['failed', 'verified', 'findings'])).toEqual({
      kind: 'run',
      run: 'copy',
      mailboxIds: ['m0', 'm2'],
    });
  });

  it('compares what was only copied, and waits for what runs', () => {
    expect(deed('copy', ['copied', 'verified'])).toEqual({ kind: 'run', run: 'verify', mailboxIds: ['m0'] });
    expect(deed('copy', ['running', 'verified'])).toBeUndefined();
  });

  it('never begins the last copy while a sender may still know the old servers', () => {
    const later = new Date(now + 60_000).toISOString();
    const waiting = nextAction(page('last-copy', ['verified']), standing(later), now);
    expect(waiting).toMatchObject({ button: null, until: later });
    expect(deed('last-copy', ['verified', 'verified'], new Date(now - 1).toISOString())).toEqual({
      kind: 'run',
      run: 'delta',
      mailboxIds: ['m0', 'm1'],
    });
    expect(deed('last-copy', ['verified'])).toEqual({ kind: 'check', step: 'routing' });
  });

  it('looks first at a step nobody has looked at, and at all of them in the end', () => {
    expect(deed('provision', ['not-started'])).toEqual({ kind: 'check', step: 'provision' });
    const steps = [{ step: 'routing' as const, state: 'todo' as const, at: null, evidence: null }];
    const looked = { ...page('routing', ['verified']), steps };
    expect(nextAction(looked, standing(), now).button?.deed).toEqual({ kind: 'open', tab: 'dns' });
    expect(deed(null, ['verified'])).toEqual({ kind: 'check-all' });
    expect(deed('provision', [])).toBeUndefined();
  });
});
