import {
  mxHost,
  plainName,
  type RecordSet,
  type RecordType,
  type RecordValues,
  recordType,
  type SetChange,
  sameRecords,
  textOf,
  textValue,
} from '../../../../../shared/domain/dns.ts';
import type { DnsPlan, DnsTemplate, PlanLine } from '../../../../../shared/domain/dns-plan.ts';
import { isSpf, mergeSpf, spfTerms } from './spf.ts';

/** What a plan is made of. */
export interface PlanInput {
  readonly domain: string;
  readonly template: DnsTemplate;
  /** All sets of the names a plan may touch, as they are now. */
  readonly now: readonly RecordSet[];
  /** Addresses that send for the domain now and that its records will not name any more. */
  readonly oldSenders: readonly string[];
  /** Host names Mailferry itself reaches the old server by. */
  readonly sourceHosts: readonly string[];
}

/** The names a plan for a domain may touch. */
export function plannedNames(domain: string, template: DnsTemplate): string[] {
  return [
    domain,
    `mail.${domain}`,
    ...template.dkim.map(({ selector }) => `${selector.toLowerCase()}._domainkey.${domain}`),
    `_dmarc.${domain}`,
  ];
}

/** The host names of a template for one domain. */
export function expand(text: string, domain: string): string {
  return plainName(text.replaceAll('{domain}', domain));
}

/** The mail servers a template wants, as MX values. */
export function wantedMx(template: DnsTemplate, domain: string): string[] {
  return template.mx.map(({ preference, host }) => `${preference} ${expand(host, domain)}`).toSorted();
}

/** From records now and what the destination wants to one line for each purpose. Pure; takes nothing away that is not named. */
export function makePlan(input: PlanInput): DnsPlan {
  const { domain, template } = input;
  const zone = new Map(input.now.map((set) => [`${set.name} ${set.type}`, valuesOf(set)]));
  const at = (name: string, type: RecordType): RecordValues | null => zone.get(`${name} ${type}`) ?? null;
  const view: View = { ...input, at, ttl: template.ttl };
  const lines = [
    mxLine(view),
    webmailLine(view),
    spfLine(view),
    ...template.dkim.map((key) => dkimLine(view, key)),
    dmarcLine(view),
  ];
  return {
    templateId: template.id,
    templateName: template.name,
    lines: lines.filter((line) => line !== null),
    warnings: at(domain, 'CNAME')
      ? [`${domain} itself is an alias, which allows no other record there (RFC 1034 section 3.6.2).`]
      : [],
  };
}

interface View extends PlanInput {
  at(name: string, type: RecordType): RecordValues | null;
  readonly ttl: number;
}

/** What one set becomes; a set that holds what it should is no change, whatever its lifetime. */
function change(view: View, name: string, type: RecordType, values: readonly string[]): SetChange[] {
  const before = view.at(name, type);
  const after = values.length === 0 ? null : { ttl: ttlFor(type, before, view.ttl), values: [...values] };
  return sameRecords(type, before, after) ? [] : [{ name, type, before, after }];
}

/** Texts of others live in the same set as ours, so its lifetime stays; a zone without lifetimes keeps none. */
function ttlFor(type: RecordType, before: RecordValues | null, ttl: number): number | null {
  if (before === null) return ttl;
  return before.ttl === null || type === 'TXT' ? before.ttl : ttl;
}

type Draft = Omit<PlanLine, 'state'> & { readonly conflict?: boolean };

function line({ conflict, ...draft }: Draft): PlanLine {
  const fresh = draft.sets.every(({ before }) => before === null);
  const state = draft.sets.length === 0 ? 'there' : conflict ? 'conflict' : fresh ? 'add' : 'change';
  return { ...draft, state };
}

function mxLine(view: View): PlanLine {
  const { domain, template } = view;
  const wanted = wantedMx(template, domain);
  const before = view.at(domain, 'MX');
  const sets = change(view, domain, 'MX', wanted);
  const others = (before?.values ?? []).filter((value) => !wanted.includes(value)).map(mxHost);
  const warnings = sets.length > 0 && template.confirm !== null ? [template.confirm] : [];
  if (others.includes('.')) warnings.push('The domain says now that it takes no mail at all.');
  return line({
    id: 'mx',
    part: 'routing',
    title: 'MX: where new mail goes',
    sets,
    says:
      sets.length === 0
        ? 'New mail goes to the destination.'
        : others.length > 0
          ? `New mail goes to ${wanted.map(mxHost).join(', ')} instead of ${others.join(', ')}.`
          : `New mail goes to ${wanted.map(mxHost).join(', ')}.`,
    warnings,
  });
}

function webmailLine(view: View): PlanLine | null {
  const { domain, template, sourceHosts } = view;
  if (template.webmailHost === null) return null;
  const name = `mail.${domain}`;
  const target = expand(template.webmailHost, domain);
  const warnings: string[] = [];
  const displaced = displacedBy(view, name);
  const sets = [...displaced, ...change(view, name, 'CNAME', [target])];
  const odd = displaced.filter(({ type }) => type === 'MX' || type === 'TXT');
  for (const { type, before } of odd) {
    warnings.push(`${name} has ${type} (${before?.values.join(', ')}), which cannot stay beside an alias.`);
  }
  if (sets.length > 0 && sourceHosts.some((host) => plainName(host) === name)) {
    warnings.push(
      `Mailferry reaches the old server as ${name}. Give the source server another host name in the settings first, or the copy ends here.`,
    );
  }
  if (sets.length > 0 && (view.at(domain, 'MX')?.values ?? []).some((value) => mxHost(value) === name)) {
    warnings.push(`The present MX is ${name}: change MX first, and this when caches have let go.`);
  }
  return line({
    id: 'webmail',
    part: 'webmail',
    title: 'mail: the new webmail',
    sets,
    says: sets.length === 0 ? `${name} is an alias of the new webmail.` : `${name} becomes an alias of ${target}.`,
    warnings,
    conflict: odd.length > 0,
  });
}

function spfLine(view: View): PlanLine | null {
  const { domain, template } = view;
  if (template.spfInclude === null) return null;
  const before = view.at(domain, 'TXT');
  const texts = before?.values ?? [];
  const present = texts.filter((value) => isSpf(textOf(value)));
  const include = expand(template.spfInclude, domain);
  const records = present.map(textOf);
  const { record, warnings } = mergeSpf({ records, include, keep: keptSenders(view, records) });
  const settled =
    present.length === 1 && spfTerms(records[0] ?? '').some((term) => term.toLowerCase() === `include:${include}`);
  // In its old place, so that the difference is one line.
  const place = texts.findIndex((value) => present.includes(value));
  const others = texts.filter((value) => !present.includes(value));
  const values = others.toSpliced(place < 0 ? others.length : place, 0, textValue(record));
  const sets = settled ? [] : change(view, domain, 'TXT', values);
  return line({
    id: 'spf',
    part: 'sender',
    title: 'SPF: who may send',
    sets,
    says:
      sets.length === 0
        ? 'The new servers may send in the name of the domain.'
        : `${record} lets the new servers send${present.length > 0 ? '; who may send now still may' : ''}.`,
    warnings: sets.length === 0 ? [] : [...warnings],
  });
}

/** Old senders that the record names by MX or by `mail.<domain>`, which will be others; or that no record names at all so far. */
function keptSenders({ domain, oldSenders }: View, records: readonly string[]): readonly string[] {
  const moving = new RegExp(`^[+?~-]?(mx|mx/.*|a:mail\\.${domain.replaceAll('.', '\\.')})$`, 'i');
  return records.length === 0 || records.some((record) => spfTerms(record).some((term) => moving.test(term)))
    ? oldSenders
    : [];
}

function dkimLine(view: View, key: DnsTemplate['dkim'][number]): PlanLine {
  const name = `${key.selector.toLowerCase()}._domainkey.${view.domain}`;
  const displaced = displacedBy(view, name);
  const before = view.at(name, 'CNAME');
  const sets = [...displaced, ...change(view, name, 'CNAME', [expand(key.host, view.domain)])];
  const foreign = displaced.length > 0 || (before !== null && sets.length > 0);
  return line({
    id: `dkim-${key.selector}`,
    part: 'sender',
    title: `DKIM: ${key.selector}`,
    sets,
    says: sets.length === 0 ? 'The key of the new servers is published.' : `${name} names the key of the new servers.`,
    warnings: foreign
      ? ['Another sender has its key under this name. Replacing it makes that sender’s signatures void.']
      : [],
    conflict: foreign,
  });
}

function dmarcLine(view: View): PlanLine | null {
  const { domain, template } = view;
  if (template.dmarc === null) return null;
  const name = `_dmarc.${domain}`;
  const before = view.at(name, 'TXT');
  const there = before?.values.find((value) => /^v=DMARC1/i.test(textOf(value)));
  // A policy may be kept elsewhere, behind an alias.
  const alias = view.at(name, 'CNAME');
  const sets =
    there === undefined && alias === null
      ? change(view, name, 'TXT', [...(before?.values ?? []), textValue(template.dmarc)])
      : [];
  const warnings: string[] = [];
  if (there !== undefined && /;\s*p=(reject|quarantine)/i.test(textOf(there))) {
    warnings.push(
      'The present policy is strict: SPF and DKIM must be in place before mail is sent from the new servers.',
    );
  }
  return line({
    id: 'dmarc',
    part: 'sender',
    title: 'DMARC: the policy',
    sets,
    says:
      sets.length > 0
        ? `${name} says ${template.dmarc}.`
        : `The domain has a policy: ${there ? textOf(there) : `at ${alias?.values[0]}`}.`,
    warnings,
  });
}

/** An alias allows nothing beside it (RFC 1034 section 3.6.2). */
function displacedBy(view: View, name: string): SetChange[] {
  return recordType.options.filter((type) => type !== 'CNAME').flatMap((type) => change(view, name, type, []));
}

function valuesOf({ name: _name, type: _type, ...values }: RecordSet): RecordValues {
  return values;
}
