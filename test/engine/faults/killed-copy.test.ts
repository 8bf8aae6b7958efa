import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dovecotUnavailable } from '../../servers/dovecot.ts';
import { type DestinationKind, killAgainAndAgain } from './killed-copies.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

// The long form, with a hundred kills, is `npm run test:soak`.
describe.skipIf(unavailable !== null)('a copy that is killed again and again', () => {
  test.for<[DestinationKind, number]>([
    ['a Dovecot', 1],
    ['a server with nothing but IMAP4rev1', 2],
    ['a Dovecot that takes one message per APPEND', 3],
  ])('is exact at the end, before %s (seed %d)', { timeout: 120_000 }, async ([destination, seed]) => {
    const directory = await mkdtemp(join(tmpdir(), 'mailferry-killed-'));
    try {
      const report = await killAgainAndAgain({
        directory,
        destination,
        seed,
        kills: 5,
        killsPerMailbox: 5,
        messages: 600,
        folders: 6,
      });
      expect(report.kills).toBe(5);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
