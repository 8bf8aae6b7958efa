import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timesOf } from '../../../electron/engine/incidents/message-times.ts';
import { titleOf, versionInGreeting, versionInPage } from '../../../electron/engine/incidents/probe/versions.ts';
import { nextProbeDelay } from '../../../electron/engine/incidents/probe-delay.ts';
import {
  afterEvent,
  INCIDENT_NUMBER,
  type IncidentEvent,
  incidentNumber,
  incidentPrefix,
} from '../../../shared/domain/incident.ts';
import { readPasted } from '../../../shared/domain/pasted-text.ts';
import { serverKey, usualServices } from '../../../shared/domain/service.ts';

const t0 = '2026-11-20T14:00:00.000Z';
const t1 = '2026-11-20T15:00:00.000Z';
const events: readonly IncidentEvent[] = [
  { kind: 'back', at: t1 },
  { kind: 'down-again' },
  { kind: 'close', at: t1 },
  { kind: 'reopen' },
];

describe('the state machine of an incident', () => {
  it('goes from open to watching to closed and back', () => {
    const open = { status: 'open', startedAt: t0, endedAt: null } as const;
    expect(afterEvent(open, { kind: 'back', at: t1 })).toEqual({ status: 'watching', endedAt: t1 });
    expect(afterEvent({ ...open, status: 'watching', endedAt: t1 }, { kind: 'down-again' })).toEqual({
      status: 'open',
      endedAt: null,
    });
    expect(afterEvent(open, { kind: 'close', at: t1 })).toEqual({ status: 'closed', endedAt: t1 });
    expect(afterEvent({ ...open, status: 'closed', endedAt: t1 }, { kind: 'reopen' })).toMatchObject({
      status: 'open',
    });
  });
  it('has an end exactly while it is not open, whatever is said in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 12 }), (said) => {
        let standing: Parameters<typeof afterEvent>[0] = { status: 'open', startedAt: t0, endedAt: null };
        for (const event of said) {
          const after = afterEvent(standing, event);
          if ('refused' in after) {
            expect(after.refused).not.toBe('');
            continue;
          }
          standing = { ...standing, ...after };
          expect(standing.endedAt === null).toBe(standing.status === 'open');
        }
      }),
    );
  });
  it('does not end before it began', () => {
    expect(afterEvent({ status: 'open', startedAt: t1, endedAt: null }, { kind: 'close', at: t0 })).toHaveProperty(
      'refused',
    );
  });
});

describe('numbers', () => {
  it('have a prefix, a year and a place in it', () => {
    expect(incidentNumber('INC', 2026, 7)).toBe('INC-2026-0007');
    expect(incidentPrefix.parse(' ops ')).toBe('OPS');
    for (const wrong of ['', '7UP', 'A-B', 'ÄRGER', 'ABCDEFGHIJKLM'])
      expect(() => incidentPrefix.parse(wrong)).toThrow();
  });
  it('are found in a sentence', () => {
    expect('see inc-2026-0007, not X2026-11-20 or 1-2026-0001'.match(INCIDENT_NUMBER)).toEqual(['inc-2026-0007']);
    expect(readPasted('Any news on INC-2026-0007? anna@harbour.test').terms).toEqual([
      'inc-2026-0007',
      'anna@harbour.test',
    ]);
  });
});

describe('versions', () => {
  it.each([
    ['old.test ESMTP MailEnable Service, Version: 4.26-- ready at 11/22/26 14:02:11', 'MailEnable 4.26'],
    ['old.test ESMTP MailEnable Service, Version: 9.53-9.53- ready at 11/22/26 14:02:11', 'MailEnable 9.53'],
    ['old.test ESMTP MailEnable Service, Version: 9.00--9.00 ready at 11/22/26 14:02:11', 'MailEnable 9.00'],
    ['old.test ESMTP MailEnable Service, Version: 10.34 ready at 11/22/26 14:02:11', 'MailEnable 10.34'],
    ['Welcome to MailEnable POP3 Server', 'MailEnable'],
    ['IMAP4rev1 server ready at 11/22/26 9:02:11 ', 'MailEnable, by its greeting'],
    ['IMAP4 ready.', null],
    ['mx.test ESMTP Postfix (Debian/GNU)', 'Postfix'],
    ['Dovecot (Debian) ready.', 'Dovecot'],
  ])('of "%s"', (greeting, version) => {
    expect(versionInGreeting(greeting)).toBe(version);
  });
  it('of a login page', () => {
    const page =
      '<html><head><title> MailEnable\n Webmail </title><link href="/Mondo/skins/me.css?v=10.34" rel=stylesheet>';
    expect(versionInPage(page)).toBe('MailEnable 10.34');
    expect(titleOf(page)).toBe('MailEnable Webmail');
    expect(versionInPage('<html></html>')).toBeNull();
  });
});

describe('the time to the next probe', () => {
  const everyMs = 300_000;
  it('is short after a first failure, grows, and never exceeds twice the usual time', () => {
    const delay = (failures: number): number =>
      nextProbeDelay({ state: 'down', failures, everUp: true, everyMs, random: 0.5 });
    expect([1, 2, 3, 4, 5, 9].map(delay)).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000]);
  });
  it('is spread around the usual time while all is well', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
        const delay = nextProbeDelay({ state: 'up', failures: 0, everUp: true, everyMs, random });
        expect(delay).toBeGreaterThanOrEqual(everyMs * 0.9);
        expect(delay).toBeLessThanOrEqual(everyMs * 1.1);
      }),
    );
  });
  it('is long for what never answered', () => {
    expect(nextProbeDelay({ state: 'down', failures: 1, everUp: false, everyMs, random: 0.5 })).toBe(1_800_000);
  });
});

describe('services of a server', () => {
  const endpoint = {
    id: 'e1',
    name: 'Old',
    platform: 'mailenable',
    protocol: 'imap',
    host: 'Mail.Old.test',
    port: 993,
    tls: 'implicit',
    pinnedFingerprint: null,
    maxConnections: 4,
  } as const;
  it('are its own and the usual ones of its host', () => {
    expect(
      usualServices([endpoint]).map(({ kind, port, tls, path, endpointId }) => [kind, port, tls, path, endpointId]),
    ).toEqual([
      ['imap', 993, 'implicit', '/', 'e1'],
      ['pop3', 995, 'implicit', '/', null],
      ['smtp', 25, 'offered', '/', null],
      ['webmail', 443, 'implicit', '/Mondo/lang/sys/login.aspx', null],
    ]);
  });
  it('belong together by host, except on this computer', () => {
    expect(serverKey(endpoint)).toBe('host:mail.old.test');
    expect(serverKey({ id: 'e2', host: '127.0.0.1' })).toBe('endpoint:e2');
    expect(usualServices([{ ...endpoint, host: 'localhost' }]).map(({ watched }) => watched)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('when a message was sent', () => {
  it('is what the first server wrote down, else the Date', () => {
    const header = [
      'Received: from b by c; Fri, 20 Nov 2026 18:00:00 +0100',
      'Received: from a by b;',
      '\tFri, 20 Nov 2026 14:30:00 +0000 (UTC)',
      'Date: Fri, 20 Nov 2026 14:29:00 +0000',
      'Message-ID: <x@y.test>',
      '',
      '',
    ].join('\r\n');
    expect(timesOf(Buffer.from(header))).toEqual({
      sentMs: Date.parse('2026-11-20T14:30:00Z'),
      messageId: '<x@y.test>',
    });
    expect(timesOf(Buffer.from('Date: rubbish\r\n\r\n'))).toEqual({ sentMs: null, messageId: null });
  });
});
