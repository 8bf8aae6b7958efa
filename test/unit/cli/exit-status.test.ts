import { describe, expect, it } from 'vitest';
import { statusOfError, statusOfRun } from '../../../electron/cli/exit-status.ts';
import type { ErrorCode } from '../../../shared/domain/errors.ts';

const error = (code: ErrorCode) => ({ code, message: 'x' });

describe('the exit status', () => {
  it.each([
    ['complete', 0],
    ['findings', 4],
    ['cancelled', 5],
    ['failed', 1],
    ['interrupted', 1],
  ] as const)('of a run that ended %s is %i', (state, status) => {
    expect(statusOfRun({ state, error: null }, true)).toBe(status);
  });

  it.each([
    'mail.unreachable',
    'mail.name-unknown',
    'mail.auth-failed',
    'mail.certificate',
    'mail.certificate-changed',
    'mail.tls-unavailable',
    'mail.tls-failed',
    'mail.too-many-connections',
  ] as const)('of a run that failed with %s is 3', (code) => {
    expect(statusOfRun({ state: 'failed', error: error(code) }, false)).toBe(3);
    expect(statusOfRun({ state: 'failed', error: error(code) }, true)).toBe(3);
  });

  it('tells a connection that never came about from one that was lost', () => {
    for (const code of ['mail.timeout', 'mail.connection-lost', 'mail.protocol'] as const) {
      expect([statusOfError(error(code), false), statusOfError(error(code), true)]).toEqual([3, 1]);
    }
  });

  it('is 2 for wrong input, 5 for cancelled, 1 for the rest', () => {
    expect(statusOfError(error('input.invalid'), false)).toBe(2);
    expect(statusOfError(error('run.cancelled'), true)).toBe(5);
    for (const code of ['mail.over-quota', 'workspace.in-use', 'workspace.newer', 'internal'] as const) {
      expect(statusOfError(error(code), false)).toBe(1);
    }
  });
});
