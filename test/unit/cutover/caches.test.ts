import { describe, expect, it, onTestFinished } from 'vitest';
import { cachesLetGoAt, noteRoute } from '../../../electron/engine/cutover/caches.ts';
import { openWorkspace, type Workspace } from '../../../electron/engine/workspace/workspace.ts';
import type { AnswerOutcome, DnsLook } from '../../../shared/domain/dns-look.ts';
import { temporaryFolder } from '../workspace/sample-workspace.ts';

const wanted = ['10 mx.new.test'];
const start = Date.parse('2026-03-01T10:00:00.000Z');
const at = (minutes: number): string => new Date(start + minutes * 60_000).toISOString();

type Seen = 'old' | 'new' | 'both' | 'none' | 'silent';

/** A look at some servers: what each gives, and for how long. */
function look(minutes: number, ...servers: readonly (readonly [Seen, ttl?: number])[]): DnsLook {
  const values: Readonly<Record<Seen, string[]>> = {
    old: ['10 mail.old.test'],
    new: wanted,
    both: [...wanted, '20 mail.old.test'],
    none: [],
    silent: [],
  };
  const outcomeOf = (seen: Seen): AnswerOutcome =>
    seen === 'silent' ? 'timeout' : seen === 'none' ? 'none' : 'records';
  return {
    domain: 'harbour.test',
    at: at(minutes),
    zone: 'harbour.test',
    findings: [],
    servers: servers.map(([seen, ttl = 300], which) => ({
      name: `ns${which}`,
      address: '192.0.2.1',
      port: 53,
      kind: 'authoritative',
      serial: 1,
      answers: [
        {
          name: 'harbour.test',
          type: 'MX',
          outcome: outcomeOf(seen),
          values: values[seen],
          alias: null,
          ttl: seen === 'silent' ? null : ttl,
          ms: 1,
          overTcp: false,
        },
      ],
    })),
  };
}

function letGoAfter(...looks: readonly DnsLook[]): string | null {
  const workspace: Workspace = openWorkspace(temporaryFolder());
  onTestFinished(() => workspace.close());
  workspace.customers.add({ id: 'c', name: 'Harbour' });
  workspace.domains.add({
    id: 'd',
    customerId: 'c',
    name: 'harbour.test',
    order: 'standard',
    deadlineAt: null,
    note: '',
  });
  for (const seen of looks) noteRoute(workspace, 'd', seen, wanted);
  return cachesLetGoAt(workspace, 'd');
}

describe('when caches have let go', () => {
  it('is the old lifetime after the last server was seen with the new route', () => {
    expect(
      letGoAfter(look(0, ['old', 3600], ['old', 3600]), look(5, ['new'], ['old', 3600]), look(9, ['new'], ['new'])),
    ).toBe(at(9 + 60));
  });

  it('counts the lifetime from before it was lowered, too', () => {
    const lowered = look(10, ['old', 300]);
    expect(letGoAfter(look(0, ['old', 86_400]), lowered, look(20, ['new']))).toBe(at(10 + 24 * 60));
    // A day after it was lowered, only the short one is left.
    expect(letGoAfter(look(0, ['old', 86_400]), lowered, look(25 * 60, ['new']))).toBe(at(25 * 60 + 5));
  });

  it('is not known while one server gives the old route, or both, or does not answer', () => {
    const old = look(0, ['old', 3600], ['old', 3600]);
    expect(letGoAfter(old, look(5, ['new'], ['old', 3600]))).toBeNull();
    expect(letGoAfter(old, look(5, ['new'], ['both', 3600]))).toBeNull();
    expect(letGoAfter(old, look(5, ['new'], ['silent']))).toBeNull();
    expect(letGoAfter(old)).toBeNull();
  });

  it('counts how long it is remembered that there was no MX', () => {
    expect(letGoAfter(look(0, ['none', 600]), look(1, ['new']))).toBe(at(1 + 10));
  });

  it('is not known where nobody saw the old lifetime', () => {
    expect(letGoAfter(look(0, ['new']))).toBeNull();
  });

  it('begins again when the route went back', () => {
    const moved = [look(0, ['old', 3600]), look(10, ['new'])];
    expect(letGoAfter(...moved, look(20, ['old', 300]))).toBeNull();
    expect(letGoAfter(...moved, look(20, ['old', 300]), look(30, ['new']))).toBe(at(10 + 60));
  });
});
