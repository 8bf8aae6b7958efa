import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../shared/domain/incident.ts';
import { incidentNote } from '../../../shared/domain/incident-note.ts';
import {
  customerText,
  type IncidentWordsFacts,
  lostMailWords,
  statusLong,
  statusShort,
} from '../../../shared/domain/incident-words.ts';
import { type LostMailFacts, lostMail, type MailCount, placeInWindow } from '../../../shared/domain/lost-mail.ts';

const HOUR = 3_600_000;
const start = Date.parse('2026-11-20T14:00:00.000Z');
const iso = (hours: number): string => new Date(start + hours * HOUR).toISOString();
const imap = { kind: 'imap', takesMailIn: false } as const;
const smtp = { kind: 'smtp', takesMailIn: true } as const;
const seen = { looks: 20, up: 20, down: 0, forGood: 0 };

function facts(change: Partial<LostMailFacts> = {}): LostMailFacts {
  return {
    startedAt: iso(0),
    endedAt: iso(2),
    now: iso(20),
    services: [imap],
    mailIn: seen,
    newMailWent: 'here',
    count: null,
    ...change,
  };
}

const count: MailCount = {
  at: iso(20),
  startedAt: iso(0),
  endedAt: iso(2),
  delayed: 3,
  lastDelayedAt: iso(3),
  during: 1,
  after: 9,
  folders: 2,
  sides: ['source'],
  complete: true,
  problem: null,
};

describe('did I lose mail?', () => {
  it('refuses nothing where only reading failed and the way in was seen up', () => {
    expect(lostMail(facts())).toMatchObject({ verdict: 'not-refused', firstReturnsAt: null, settled: true });
  });
  it('does not know where nobody looked at the way in', () => {
    expect(lostMail(facts({ mailIn: null })).verdict).toBe('not-known');
    expect(lostMail(facts({ mailIn: { looks: 2, up: 0, down: 0, forGood: 0 } })).verdict).toBe('not-known');
  });
  it('holds mail while the way in is down, and expects it after the end', () => {
    expect(
      lostMail(facts({ services: [smtp], mailIn: { looks: 9, up: 0, down: 9, forGood: 0 }, now: iso(3) })),
    ).toMatchObject({
      verdict: 'held',
      firstReturnsAt: iso(48),
      expectedUntil: iso(6),
      settled: false,
    });
  });
  it('counts a way in that was seen down although nobody wrote it into the incident', () => {
    expect(lostMail(facts({ mailIn: { looks: 9, up: 7, down: 2, forGood: 0 } })).verdict).toBe('held');
  });
  it('reckons with returned mail after two days', () => {
    expect(lostMail(facts({ services: [smtp], endedAt: iso(49), now: iso(60) })).verdict).toBe('held-long');
    expect(lostMail(facts({ services: [smtp], endedAt: iso(48), now: iso(60) })).verdict).toBe('held');
  });
  it('says that mail went back at once where the server refused for good', () => {
    expect(lostMail(facts({ services: [smtp], mailIn: { looks: 9, up: 0, down: 9, forGood: 4 } })).verdict).toBe(
      'returned',
    );
  });
  it('leaves a server alone that new mail did not go to', () => {
    expect(lostMail(facts({ services: [smtp], newMailWent: 'elsewhere' })).verdict).toBe('elsewhere');
  });
  it('takes no count for that of another window', () => {
    expect(lostMail(facts({ count })).count).toEqual(count);
    expect(lostMail(facts({ count, endedAt: iso(4) })).count).toBeNull();
  });
});

const anyFacts: fc.Arbitrary<LostMailFacts> = fc
  .record({
    length: fc.double({ min: 0, max: 200, noNaN: true }),
    over: fc.boolean(),
    later: fc.double({ min: 0, max: 200, noNaN: true }),
    services: fc.subarray([imap, smtp]),
    mailIn: fc.option(
      fc
        .record({ up: fc.nat(50), down: fc.nat(50), unclear: fc.nat(9), good: fc.nat(50) })
        .map(({ up, down, unclear, good }) => ({
          looks: up + down + unclear,
          up,
          down,
          forGood: Math.min(good, down),
        })),
      { nil: null },
    ),
    newMailWent: fc.constantFrom('here' as const, 'elsewhere' as const, 'unknown' as const),
    counted: fc.boolean(),
  })
  .map(({ length, over, later, services, mailIn, newMailWent, counted }) => ({
    startedAt: iso(0),
    endedAt: over ? iso(length) : null,
    now: iso(length + later),
    services,
    mailIn,
    newMailWent,
    count: counted && over ? { ...count, endedAt: iso(length) } : null,
  }));

const incident: Incident = {
  id: 'i1',
  number: 'INC-2026-0007',
  title: 'IMAP is down on Old <server> [x](y)',
  status: 'closed',
  startedAt: iso(0),
  endedAt: iso(2),
  createdAt: iso(0),
  services: [{ serviceId: 's', server: 'host:old', serverName: 'Old server', kind: 'imap', takesMailIn: false }],
};

function words(from: LostMailFacts, change: Partial<IncidentWordsFacts> = {}): IncidentWordsFacts {
  return {
    incident: { ...incident, startedAt: from.startedAt, endedAt: from.endedAt },
    now: from.now,
    worked: [],
    domains: 3,
    mailboxes: 12,
    lost: lostMail(from),
    mailIn: from.mailIn,
    moment: (text) => text.slice(0, 16),
    ...change,
  };
}

describe('the answer never claims more than was checked', () => {
  it('says that nothing was refused only where looks found an answer and none found a failure', () => {
    fc.assert(
      fc.property(anyFacts, (from) => {
        const { verdict } = lostMail(from);
        if (verdict !== 'not-refused') return;
        expect(from.mailIn?.up ?? 0).toBeGreaterThan(0);
        expect(from.mailIn?.down ?? 0).toBe(0);
        expect(from.services).not.toContain(smtp);
      }),
    );
  });
  it('expects nothing to be over before it is, and returns nothing before two days', () => {
    fc.assert(
      fc.property(anyFacts, (from) => {
        const answer = lostMail(from);
        if (answer.ongoing) expect(answer).toMatchObject({ settled: false, expectedUntil: null });
        if (answer.verdict === 'held') expect(answer.durationMs).toBeLessThanOrEqual(48 * HOUR);
        if (answer.firstReturnsAt !== null)
          expect(Date.parse(answer.firstReturnsAt) - Date.parse(from.startedAt)).toBe(48 * HOUR);
      }),
    );
  });
  it('never says that no mail was lost, that all arrived, or that it knows when it will be over', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(null, 'anna@harbour.test'), (from, who) => {
        const given = words(from);
        const texts = [customerText(given, who), statusShort(given), statusLong(given, [])];
        for (const text of texts) {
          expect(text).not.toMatch(
            /no mail (was|is|has been) lost|nothing (was|is) lost|all (your )?mail|everything arrived/i,
          );
          expect(text).not.toMatch(/undefined|null|NaN|\[object/);
          if (from.endedAt === null) expect(text).not.toMatch(/available again/);
        }
        if (from.count === null && who !== null && from.endedAt !== null)
          expect(texts[0]).toContain('has not been counted');
        expect(texts[0]).toContain('INC-2026-0007');
      }),
    );
  });
  it('tells a count as it was made', () => {
    const told = (change: Partial<MailCount>): string =>
      lostMailWords(words(facts({ count: { ...count, ...change } }))).counted;
    expect(told({})).toBe(
      'Counted in this mailbox at 2026-11-21T10:00: 3 messages that were sent before the end arrived after it, the last one at 2026-11-20T17:00; 1 message arrived while it lasted.',
    );
    expect(told({ complete: false })).toContain('at least 3 messages');
    expect(told({ complete: false })).toContain('Not all of the mailbox could be read.');
    expect(told({ delayed: 0, lastDelayedAt: null })).toContain('no message was found that was sent before the end');
  });
});

describe('the texts', () => {
  it('tell a customer what happened, what worked, what became of mail, and the number', () => {
    const text = customerText(words(facts(), { worked: ['pop3', 'smtp', 'webmail'] }), 'anna@harbour.test');
    expect(text).toBe(
      'From 2026-11-20T14:00 to 2026-11-20T16:00 (2 h 00 min) IMAP was not available for anna@harbour.test. POP3 and webmail answered while it lasted. Nothing that was checked says that mail was refused: the server that takes mail in was probed 20 times while it lasted and answered every time. As a rule, mail that comes in meanwhile waits in the mailbox and shows as soon as it can be read again. What arrived afterwards has not been counted in this mailbox yet. If you ask about this again, please mention INC-2026-0007.',
    );
  });
  it('keep Markdown and HTML of others out of the page for colleagues', () => {
    const note = incidentNote({ ...words(facts()), updates: [], domainNames: ['a.test', 'b.test'] });
    expect(note).toContain('# INC-2026-0007: IMAP is down on Old &lt;server&gt; \\[x\\](y)');
    expect(note).toContain('a.test, b.test and 1 more.');
  });
});

describe('a message and the window', () => {
  const end = start + 2 * HOUR;
  const place = (sent: number | null, arrived: number | null) =>
    placeInWindow(
      {
        sentMs: sent === null ? null : start + sent * HOUR,
        arrivedMs: arrived === null ? null : start + arrived * HOUR,
      },
      start,
      end,
    );
  it('is delayed when it was sent before the end and came after it', () => {
    expect(place(1, 3)).toBe('delayed');
    expect(place(-1, 2)).toBe('delayed');
    expect(place(3, 4)).toBe('after');
    expect(place(1, 1.5)).toBe('during');
    expect(place(-2, -1)).toBe('other');
    expect(place(1, null)).toBe('other');
  });
  it('is not delayed when it was merely on its way at the end, or carries a date of long ago', () => {
    expect(place(1.99, 2.01)).toBe('after');
    expect(place(-24 * 30, 3)).toBe('after');
    expect(place(null, 3)).toBe('after');
  });
});
