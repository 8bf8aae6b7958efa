import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type DestinationKind, destinations, killAgainAndAgain } from '../engine/faults/killed-copies.ts';
import { dovecotUnavailable } from '../servers/dovecot.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`Skipped: ${unavailable}`);

const kills = 100;
const kinds = Object.keys(destinations) as DestinationKind[];
const seed = Number(process.env.MAILFERRY_SOAK_SEED ?? Date.now() % 1_000_000);
console.log(`Seed ${seed}; the same kills are planned again with MAILFERRY_SOAK_SEED=${seed}.`);

describe.skipIf(unavailable !== null)(`copies of 2,000 messages, killed ${kills} times (seed ${seed})`, () => {
  const during: Record<string, number> = {};
  afterAll(() => console.log(`Killed during: ${JSON.stringify(during)}`));

  test.for(kinds.map((kind, place) => [kind, place] as const))('are exact before %s', async ([destination, place]) => {
    const directory = await mkdtemp(join(tmpdir(), 'mailferry-soak-'));
    try {
      const report = await killAgainAndAgain({
        directory,
        destination,
        seed: seed + place,
        kills: kills / kinds.length,
        killsPerMailbox: 9,
        messages: 2000,
        folders: 12,
      });
      console.log(`${destination}: ${JSON.stringify(report)}`);
      for (const [activity, count] of Object.entries(report.during)) during[activity] = (during[activity] ?? 0) + count;
      expect(report.kills).toBe(kills / kinds.length);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
