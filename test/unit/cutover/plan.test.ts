import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan, plannedNames } from '../../../electron/engine/cutover/dns/plan/plan.ts';
import { isSpf, mergeSpf, spfTerms } from '../../../electron/engine/cutover/dns/plan/spf.ts';
import { plainValue, type RecordSet, type RecordType, textOf, textValue } from '../../../shared/domain/dns.ts';
import { builtInTemplates, type DnsPlan } from '../../../shared/domain/dns-plan.ts';

const domain = 'harbour.test';
const template = builtInTemplates[1];
if (!template) throw new Error('There is no template.');

const set = (name: string, type: RecordType, ...values: string[]): RecordSet => ({ name, type, ttl: 3600, values });
const plan = (now: readonly RecordSet[], more: { sourceHosts?: string[]; oldSenders?: string[] } = {}): DnsPlan =>
  makePlan({ domain, template, now, oldSenders: more.oldSenders ?? [], sourceHosts: more.sourceHosts ?? [] });
const line = (made: DnsPlan, id: string) => {
  const found = made.lines.find((entry) => entry.id === id);
  if (!found) throw new Error(`There is no line ${id}.`);
  return found;
};

/** The zone after a plan. */
function carriedOut(now: readonly RecordSet[], made: DnsPlan): RecordSet[] {
  const zone = new Map(now.map((entry) => [`${entry.name} ${entry.type}`, entry]));
  for (const { name, type, after } of made.lines.flatMap(({ sets }) => sets)) {
    if (after === null) zone.delete(`${name} ${type}`);
    else zone.set(`${name} ${type}`, { ...after, name, type });
  }
  return [...zone.values()];
}

describe('a plan', () => {
  it('replaces the mail server, gives mail. an alias, and says what is in the way', () => {
    const made = plan(
      [
        set(domain, 'MX', '10 mail.harbour.test'),
        set(`mail.${domain}`, 'A', '192.0.2.25'),
        set(`mail.${domain}`, 'TXT', '"something"'),
      ],
      { sourceHosts: ['MAIL.harbour.test.'] },
    );
    expect(line(made, 'mx')).toMatchObject({
      state: 'change',
      says: expect.stringContaining('instead of mail.harbour.test'),
    });
    const webmail = line(made, 'webmail');
    expect(webmail.state).toBe('conflict');
    expect(webmail.warnings.join(' ')).toContain('Mailferry reaches the old server as mail.harbour.test');
    expect(webmail.warnings.join(' ')).toContain('The present MX is mail.harbour.test');
  });

  it('keeps who may send now, when the records that named them change', () => {
    const now = [set(domain, 'TXT', textValue('v=spf1 mx -all'))];
    const [change] = line(plan(now, { oldSenders: ['192.0.2.25', '2001:db8::25'] }), 'spf').sets;
    expect(change?.after?.values.map(textOf)).toEqual([
      'v=spf1 mx ip4:192.0.2.25 ip6:2001:db8::25 include:_spf.hostedemail.com -all',
    ]);
  });

  it('leaves a policy of the customer alone', () => {
    const made = plan([set(`_dmarc.${domain}`, 'TXT', textValue('v=DMARC1; p=reject'))]);
    expect(line(made, 'dmarc')).toMatchObject({ state: 'there', warnings: [expect.stringContaining('strict')] });
  });

  it('does not take the key of another sender without being asked', () => {
    const made = plan([set(`key1._domainkey.${domain}`, 'TXT', '"v=DKIM1; p=abc"')]);
    expect(line(made, 'dkim-key1').state).toBe('conflict');
    expect(line(made, 'dkim-key2').state).toBe('add');
  });

  const texts = fc
    .string({ unit: 'binary', maxLength: 300 })
    .map((text) => textValue(text.replaceAll(/[^\x20-\x7e]/g, 'x')));
  const spf = fc
    .array(
      fc.constantFrom('mx', 'a', '-all', '~all', 'include:other.test', 'ip4:192.0.2.0/24', '?all', 'redirect=x.test'),
    )
    .map((terms) => textValue(['v=spf1', ...terms].join(' ')));
  const address = fc.integer({ min: 1, max: 254 }).map((last) => `192.0.2.${last}`);
  const zones = fc
    .tuple(
      fc.uniqueArray(fc.oneof(texts, spf), { maxLength: 5 }),
      fc.uniqueArray(fc.constantFrom('10 mail.harbour.test', '20 mx.other.test', '0 .'), { maxLength: 2 }),
      fc.uniqueArray(address, { maxLength: 3 }),
      fc.uniqueArray(texts, { maxLength: 1 }),
    )
    .map(([txt, mx, a, other]): RecordSet[] =>
      (
        [
          [domain, 'TXT', txt],
          [domain, 'MX', mx],
          [`mail.${domain}`, 'A', a],
          [`_dmarc.${domain}`, 'TXT', other],
        ] as const
      ).flatMap(([name, type, values]) => (values.length === 0 ? [] : [set(name, type, ...values)])),
    );

  it('carried out leaves nothing to do, one SPF record, and every other text as it was', () => {
    fc.assert(
      fc.property(zones, (now) => {
        const after = carriedOut(now, plan(now));
        expect(plan(after).lines.map(({ state }) => state)).toEqual(plan(after).lines.map(() => 'there'));
        const values = after.find(({ name, type }) => name === domain && type === 'TXT')?.values ?? [];
        expect(values.filter((value) => isSpf(textOf(value)))).toHaveLength(1);
        const others = (now.find(({ name, type }) => name === domain && type === 'TXT')?.values ?? []).filter(
          (value) => !isSpf(textOf(value)),
        );
        expect(values).toEqual(expect.arrayContaining(others));
        // Nothing beside an alias.
        const aliases = after.filter(({ type }) => type === 'CNAME').map(({ name }) => name);
        for (const { name, type } of after) if (type !== 'CNAME') expect(aliases).not.toContain(name);
        // No name but the planned ones.
        const names = new Set(plannedNames(domain, template));
        for (const { name } of plan(now).lines.flatMap(({ sets }) => sets)) expect(names).toContain(name);
      }),
    );
  });
});

describe('merging SPF', () => {
  const include = '_spf.hostedemail.com';
  const merge = (...records: string[]) => mergeSpf({ records, include, keep: [] });

  it.each([
    [[], 'v=spf1 include:_spf.hostedemail.com ~all'],
    [['v=spf1 -all'], 'v=spf1 include:_spf.hostedemail.com -all'],
    [['v=spf1 a mx ?all'], 'v=spf1 a mx include:_spf.hostedemail.com ?all'],
    [['v=spf1 redirect=spf.other.test'], 'v=spf1 include:_spf.hostedemail.com redirect=spf.other.test'],
    [['v=spf1 exp=why.test a -all'], 'v=spf1 a include:_spf.hostedemail.com exp=why.test -all'],
  ])('makes of %j one record', (records, expected) => {
    expect(merge(...records).record).toBe(expected);
  });

  it('makes one of two and says so', () => {
    const { record, warnings } = merge('v=spf1 mx -all', 'v=spf1 include:news.test ~all');
    expect(record).toBe('v=spf1 mx include:news.test include:_spf.hostedemail.com -all');
    expect(warnings).toHaveLength(2);
  });

  it('warns before a record asks too much', () => {
    const many = Array.from({ length: 10 }, (_, at) => `include:s${at}.test`).join(' ');
    expect(merge(`v=spf1 ${many} -all`).warnings.join(' ')).toContain('11 look-ups');
  });

  it('never drops a sender', () => {
    const terms = fc.array(
      fc.constantFrom('mx', 'a:x.test', '+ip4:192.0.2.1', 'include:y.test', '-all', '~all', 'exists:%{i}.z.test'),
    );
    fc.assert(
      fc.property(fc.array(terms, { maxLength: 3 }), (records) => {
        const merged = spfTerms(merge(...records.map((list) => ['v=spf1', ...list].join(' '))).record);
        for (const term of records.flat()) if (!/all$/.test(term)) expect(merged).toContain(term);
        expect(merged.filter((term) => /all$/.test(term))).toHaveLength(1);
      }),
    );
  });
});

describe('one spelling of values', () => {
  it.each([
    ['A', '192.0.2.1', '192.0.2.1'],
    ['A', '192.0.2.256', null],
    ['A', '192.0.2.01', null],
    ['AAAA', '2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['AAAA', '::ffff:192.0.2.1', '::ffff:c000:201'],
    ['AAAA', '1::2::3', null],
    ['CNAME', 'Mail.Harbour.TEST.', 'mail.harbour.test'],
    ['MX', '010 MX.test.example.', '10 mx.test.example'],
    ['MX', '0 .', '0 .'],
    ['MX', '70000 mx.example', null],
    ['TXT', 'plain', '"plain"'],
    ['TXT', '"a\\"b" "c"', '"a\\"b" "c"'],
    ['TXT', '"\\195\\188"', '"\\195\\188"'],
  ] as const)('%s %s', (type, value, expected) => {
    expect(plainValue(type, value)).toBe(expected);
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 600 }), (bytes) => {
        const text = String.fromCharCode(...bytes);
        expect(textOf(textValue(text))).toBe(text);
      }),
    );
  });
});
