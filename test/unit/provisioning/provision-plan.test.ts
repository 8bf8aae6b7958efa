import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merged } from '../../../electron/engine/provisioning/apply-line.ts';
import type {
  Present,
  PresentUser,
  WantedDomain,
  WantedMailbox,
} from '../../../electron/engine/provisioning/provision-facts.ts';
import { planProvisioning } from '../../../electron/engine/provisioning/provision-plan.ts';
import { checkLocalPart } from '../../../shared/domain/opensrs-names.ts';
import { bytes, bytesOfGigabytes, isQuotaTier } from '../../../shared/domain/opensrs-quota.ts';
import type { ProvisionLine } from '../../../shared/domain/provisioning.ts';

const domain = 'harbour.test';
const GB = 1024 ** 3;

const mailbox = (local: string, traits: Partial<WantedMailbox> = {}): WantedMailbox => ({
  mailboxId: `id-${local}`,
  address: `${local}@${domain}`,
  kind: 'mailbox',
  enabled: true,
  aliases: [],
  redirect: 'none',
  redirectTo: [],
  limit: null,
  used: null,
  passwordFault: null,
  elsewhere: null,
  ...traits,
});
const user = (traits: Partial<PresentUser> = {}): PresentUser => ({
  type: 'mailbox',
  aliases: [],
  quota: bytesOfGigabytes(5),
  forwardRecipients: [],
  deliveryForward: false,
  imapOff: false,
  ...traits,
});
const there: Present = {
  domain: { state: 'there', aliases: [], catchAll: null, quotaMaximum: bytesOfGigabytes(20) },
  users: new Map(),
  aliases: new Map(),
  notYours: new Set(),
  mayCreateUsers: true,
};
const wanted = (mailboxes: readonly WantedMailbox[], traits: Partial<WantedDomain> = {}): WantedDomain => ({
  name: domain,
  aliasDomains: [],
  catchAll: null,
  mailboxes,
  ...traits,
});
const lineOf = (lines: readonly ProvisionLine[], name: string): ProvisionLine => {
  const found = lines.find((line) => line.name === name);
  if (!found) throw new Error(`No line for ${name}`);
  return found;
};
const plan = (one: WantedMailbox, present: Present = there): ProvisionLine =>
  lineOf(planProvisioning(wanted([one]), present), one.address);

describe('a mailbox', () => {
  it('is made with the tier that takes what is there', () => {
    expect(plan(mailbox('anna', { used: bytes(6 * GB), limit: bytes(2 * GB) }))).toMatchObject({
      action: 'create',
      change: { quota: 10 * GB, keepsMail: true },
    });
  });

  it('gets less than its limit at the source where the domain allows no more, and a reason', () => {
    const line = plan(mailbox('anna', { used: bytes(GB), limit: bytes(50 * GB) }));
    expect(line).toMatchObject({ action: 'create', change: { quota: 20 * GB } });
    expect(line.reasons.join(' ')).toContain('the most OpenSRS allows');
  });

  it('cannot be made where its mail does not fit without a ticket, or at all', () => {
    expect(plan(mailbox('anna', { used: bytes(25 * GB) }))).toMatchObject({
      action: 'cannot',
      cure: expect.stringContaining('ticket'),
    });
    expect(plan(mailbox('anna', { used: bytes(95 * GB) }))).toMatchObject({ action: 'cannot' });
    const larger: Present = {
      ...there,
      domain: { state: 'there', aliases: [], catchAll: null, quotaMaximum: bytesOfGigabytes(30) },
    };
    expect(plan(mailbox('anna', { used: bytes(25 * GB) }), larger)).toMatchObject({
      action: 'create',
      change: { quota: 30 * GB },
    });
  });

  it('cannot be made under a name OpenSRS does not take; a near one is offered', () => {
    expect(plan(mailbox('anna+news'))).toMatchObject({
      action: 'cannot',
      cure: expect.stringContaining('anna-news@harbour.test'),
    });
  });

  it('keeps what it has and gets what it lacks', () => {
    const present = { ...there, users: new Map([['anna@harbour.test', user({ aliases: ['a@harbour.test'] })]]) };
    expect(plan(mailbox('anna', { aliases: ['A@harbour.test', 'b@harbour.test'] }), present)).toMatchObject({
      action: 'adapt',
      change: { aliases: ['b@harbour.test'], quota: null },
    });
    expect(plan(mailbox('anna', { aliases: ['a@harbour.test'] }), present)).toMatchObject({
      action: 'there',
      change: null,
    });
  });

  it.each([
    [5 * 1024, 'MB'],
    [5 * 1024 * 1024, 'KB'],
    [5, 'GB'],
  ])('with a quota of %s bytes is told as meant in %s', (quota, unit) => {
    const present = { ...there, users: new Map([['anna@harbour.test', user({ quota: bytes(quota) })]]) };
    const line = plan(mailbox('anna'), present);
    expect(line).toMatchObject({ action: 'adapt', change: { quota: 5 * GB } });
    expect(line.reasons.join(' ')).toContain(`most likely meant as ${unit}`);
  });

  it('whose name belongs to something else is left alone', () => {
    const asAlias = { ...there, aliases: new Map([['anna@harbour.test', 'info@harbour.test']]) };
    expect(plan(mailbox('anna'), asAlias)).toMatchObject({
      action: 'cannot',
      reasons: [expect.stringContaining('alias of info')],
    });
    const asForward = { ...there, users: new Map([['anna@harbour.test', user({ type: 'forward' })]]) };
    expect(plan(mailbox('anna'), asForward)).toMatchObject({ action: 'cannot' });
    expect(plan(mailbox('anna'), { ...there, notYours: new Set(['anna@harbour.test']) })).toMatchObject({
      action: 'cannot',
    });
    const off = { ...there, users: new Map([['anna@harbour.test', user({ imapOff: true })]]) };
    expect(plan(mailbox('anna'), off)).toMatchObject({ action: 'cannot', cure: expect.stringContaining('IMAP') });
  });

  it('cannot be made by a login that may not', () => {
    expect(plan(mailbox('anna'), { ...there, mayCreateUsers: false })).toMatchObject({
      action: 'cannot',
      cure: expect.stringContaining('role'),
    });
  });

  it('gets a new password where the old one cannot be kept', () => {
    const line = plan(mailbox('anna', { passwordFault: 'has a blank in it' }));
    expect(line.reasons.join(' ')).toContain('it has a blank in it');
    expect(line.cure).not.toBeNull();
  });
});

describe('a redirection', () => {
  const redirect = { redirect: 'only', redirectTo: ['x@else.test'] } as const;

  it('becomes a forward when nothing lies in it, and a mailbox when old mail does', () => {
    expect(plan(mailbox('all', { kind: 'redirect', ...redirect }))).toMatchObject({
      kind: 'forward',
      action: 'create',
      change: { forwardTo: ['x@else.test'], quota: null },
    });
    expect(plan(mailbox('all', { kind: 'redirect', used: bytes(5000), ...redirect }))).toMatchObject({
      kind: 'mailbox',
      change: { forwardTo: ['x@else.test'], keepsMail: false },
    });
  });

  it('keeps a copy where the source does', () => {
    expect(plan(mailbox('all', { redirect: 'and-keep', redirectTo: ['x@else.test'] }))).toMatchObject({
      kind: 'mailbox',
      change: { forwardTo: ['x@else.test'], keepsMail: true },
    });
  });

  it('cannot be made when nobody knows where to', () => {
    expect(plan(mailbox('all', { kind: 'redirect', redirect: 'only' }))).toMatchObject({ action: 'cannot' });
  });
});

describe('a domain', () => {
  it.each([
    ['free', { state: 'free', mayCreate: true }, 'create'],
    ['free, for a login that may not make it', { state: 'free', mayCreate: false }, 'cannot'],
    ['an alias', { state: 'alias' }, 'cannot'],
    ['somebody else\u2019s', { state: 'not-yours' }, 'cannot'],
  ] as const)('that is %s', (_what, state, action) => {
    const lines = planProvisioning(wanted([mailbox('anna')]), { ...there, domain: state, mayCreateUsers: false });
    expect(lineOf(lines, domain).action).toBe(action);
    expect(lineOf(lines, 'anna@harbour.test').action).toBe(action);
  });

  it('gets alias domains it lacks; a catch-all cannot come along', () => {
    const lines = planProvisioning(
      wanted([], { aliasDomains: ['hafen.test', 'no domain'], catchAll: 'info@harbour.test' }),
      there,
    );
    expect(lineOf(lines, domain)).toMatchObject({ action: 'adapt', change: { aliases: ['hafen.test'] } });
    expect(lineOf(lines, 'no domain')).toMatchObject({ kind: 'alias-domain', action: 'cannot' });
    expect(lineOf(lines, '*@harbour.test')).toMatchObject({
      action: 'cannot',
      cure: expect.stringContaining('aliases of info'),
    });
  });
});

describe('aliases', () => {
  it('belong to one mailbox alone', () => {
    const lines = planProvisioning(
      wanted([
        mailbox('anna', { aliases: ['both@harbour.test', 'ben@harbour.test'] }),
        mailbox('ben', { aliases: ['both@harbour.test'] }),
      ]),
      there,
    );
    expect(lineOf(lines, 'anna@harbour.test').change?.aliases).toEqual(['both@harbour.test']);
    const refused = lines.filter((line) => line.kind === 'alias');
    expect(refused.map((line) => [line.name, line.mailboxId])).toEqual([
      ['ben@harbour.test', 'id-anna'],
      ['both@harbour.test', 'id-ben'],
    ]);
  });

  it.each(['x@else.test', 'a..b@harbour.test', 'taken@harbour.test', 'theirs@harbour.test'])(
    'cannot be %s',
    (alias) => {
      const present = {
        ...there,
        users: new Map([['taken@harbour.test', user()]]),
        aliases: new Map([['theirs@harbour.test', 'other@harbour.test']]),
      };
      const lines = planProvisioning(wanted([mailbox('anna', { aliases: [alias] })]), present);
      expect(lineOf(lines, alias)).toMatchObject({ kind: 'alias', action: 'cannot', cure: expect.any(String) });
      expect(lineOf(lines, 'anna@harbour.test').action).toBe('create');
    },
  );
});

const local = fc.oneof(
  fc.constantFrom('anna', 'ben', 'info', 'all', 'a.b'),
  fc.constantFrom('a+b', 'x..y', '-q', 'müller'),
);
const address = local.map((name) => `${name}@${domain}`);
const sized = fc.option(fc.integer({ min: 1, max: 120 }).map((count) => bytes(count * GB)));
const anyMailbox = fc
  .record({
    local,
    kind: fc.constantFrom('mailbox' as const, 'redirect' as const),
    enabled: fc.boolean(),
    aliases: fc.array(address, { maxLength: 3 }),
    redirect: fc.constantFrom('none' as const, 'only' as const, 'and-keep' as const),
    redirectTo: fc.array(fc.constantFrom('x@else.test', 'y@else.test'), { maxLength: 2 }),
    limit: sized,
    used: sized,
    passwordFault: fc.option(fc.constant('has a blank in it')),
  })
  .map(({ local: name, ...rest }) => mailbox(name, rest));
const anyUser = fc
  .record({
    type: fc.constantFrom('mailbox', 'forward'),
    quota: fc.constantFrom(bytes(5 * GB), bytes(20 * GB), bytes(5120)),
    forwardRecipients: fc.array(fc.constantFrom('x@else.test', 'z@else.test'), { maxLength: 2 }),
    deliveryForward: fc.boolean(),
  })
  .map(user);
const anyPresent = fc
  .record({
    users: fc.array(fc.tuple(local, anyUser), { maxLength: 4 }),
    mayCreateUsers: fc.boolean(),
    maximum: fc.constantFrom(20, 50),
  })
  .map(
    ({ users, mayCreateUsers, maximum }): Present => ({
      ...there,
      domain: { state: 'there', aliases: [], catchAll: null, quotaMaximum: bytesOfGigabytes(maximum) },
      users: new Map(users.map(([name, one]) => [`${name}@${domain}`, one])),
      mayCreateUsers,
    }),
  );
const anyWanted = fc
  .uniqueArray(anyMailbox, { selector: (one) => one.address, maxLength: 6 })
  .map((list) => wanted(list));

/** What would be there once every line was carried out. */
function carriedOut(lines: readonly ProvisionLine[], present: Present): Present {
  const users = new Map(present.users);
  const aliases = new Map(present.aliases);
  for (const { action, kind, name, change } of lines) {
    if (change === null || (kind !== 'mailbox' && kind !== 'forward')) continue;
    const before = users.get(name.toLowerCase());
    const base = action === 'create' ? user({ type: kind }) : (before ?? user());
    users.set(name.toLowerCase(), {
      ...base,
      aliases: merged(base.aliases, change.aliases),
      quota: change.quota === null ? base.quota : bytes(change.quota),
      forwardRecipients: merged(base.forwardRecipients, change.forwardTo),
      deliveryForward: base.deliveryForward || change.forwardTo.length > 0,
    });
    for (const alias of change.aliases) aliases.set(alias.toLowerCase(), name);
  }
  return { ...present, users, aliases };
}

describe('every plan', () => {
  it('has one line for each object, makes nothing that is there, and takes nothing away', () => {
    fc.assert(
      fc.property(anyWanted, anyPresent, (domainWanted, present) => {
        const lines = planProvisioning(domainWanted, present);
        expect(new Set(lines.map((line) => line.key)).size).toBe(lines.length);
        for (const one of domainWanted.mailboxes) {
          const own = lines.filter((line) => line.mailboxId === one.mailboxId && line.kind !== 'alias');
          expect(own).toHaveLength(1);
        }
        for (const line of lines) {
          const before = present.users.get(line.name.toLowerCase());
          if (line.action === 'create' && line.kind !== 'domain') {
            expect(before).toBeUndefined();
            expect(present.mayCreateUsers).toBe(true);
            expect(checkLocalPart(line.name.slice(0, line.name.lastIndexOf('@')))).toEqual([]);
          }
          if (line.action === 'cannot') expect(line).toMatchObject({ change: null, cure: expect.any(String) });
          if (line.change === null) continue;
          if (line.change.quota !== null) {
            expect(isQuotaTier(bytes(line.change.quota))).toBe(true);
            expect(line.change.quota).toBeGreaterThan(line.action === 'create' ? 0 : (before?.quota ?? 0));
          }
          for (const alias of line.change.aliases) expect(present.users.has(alias.toLowerCase())).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves nothing to do once it was carried out', () => {
    fc.assert(
      fc.property(anyWanted, anyPresent, (domainWanted, present) => {
        const after = planProvisioning(domainWanted, carriedOut(planProvisioning(domainWanted, present), present));
        expect(after.filter((line) => line.action === 'create' || line.action === 'adapt')).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
