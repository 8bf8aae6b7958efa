import { describe, expect, test } from 'vitest';
import { type CommandName, mayFollow } from '../../../electron/engine/mail/imap/wire/pipelining.ts';

describe('commands under way together', () => {
  const together: readonly [CommandName, CommandName[]][] = [
    ['STATUS', ['STATUS', 'STATUS']],
    ['CREATE', ['CREATE', 'STATUS', 'SUBSCRIBE']],
    ['SUBSCRIBE', ['CREATE', 'SUBSCRIBE']],
    ['APPEND', ['CREATE', 'APPEND', 'APPEND']],
    ['UID FETCH', ['EXAMINE']],
    ['UID FETCH', ['SELECT', 'UID FETCH']],
    ['EXAMINE', ['UID FETCH']],
    ['LSUB', ['LIST']],
    ['ID', ['NAMESPACE']],
    ['UID STORE', ['UID STORE']],
  ];
  test.each(together)('%s may follow %j', (name, inFlight) => {
    expect(mayFollow(name, inFlight)).toBe(true);
  });

  const apart: readonly [CommandName, CommandName[]][] = [
    ['EXAMINE', ['EXAMINE']],
    ['SELECT', ['EXAMINE', 'UID FETCH']],
    ['STATUS', ['LIST']],
    ['LIST', ['STATUS']],
    ['UID STORE', ['UID FETCH']],
    ['UID FETCH', ['UID STORE']],
    ['STARTTLS', ['CAPABILITY']],
    ['CAPABILITY', ['LOGIN']],
    ['LOGOUT', ['APPEND']],
    ['NOOP', ['COMPRESS']],
    ['GETQUOTAROOT', ['GETQUOTAROOT']],
  ];
  test.each(apart)('%s waits for %j', (name, inFlight) => {
    expect(mayFollow(name, inFlight)).toBe(false);
  });

  test('are not more than both directions of a line hold', () => {
    const many = Array.from({ length: 64 }, (): CommandName => 'STATUS');
    expect(mayFollow('STATUS', many.slice(1))).toBe(true);
    expect(mayFollow('STATUS', many)).toBe(false);
  });
});
