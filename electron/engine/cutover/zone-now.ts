import type { RecordSet } from '../../../shared/domain/dns.ts';
import { type DnsLook, questionsFor } from '../../../shared/domain/dns-look.ts';

/** The records of a domain as its own servers show them: of each question the first server that knows. */
export function recordsInLook(look: DnsLook): RecordSet[] {
  const own = look.servers.filter(({ kind }) => kind === 'authoritative');
  return questionsFor(look.domain).flatMap(({ name, type }): RecordSet[] => {
    const found = own
      .flatMap(({ answers }) => answers)
      .find((answer) => answer.name === name && answer.type === type && answer.outcome === 'records');
    // What is behind an alias is not at this name.
    if (found === undefined || found.alias !== null) return [];
    return [{ name, type, ttl: found.ttl, values: found.values }];
  });
}

/** Addresses that send for the domain as long as nothing has moved: those of its mail host. */
export function oldSenders(look: DnsLook | undefined): string[] {
  if (look === undefined) return [];
  const mail = recordsInLook(look).filter(
    ({ name, type }) => name === `mail.${look.domain}` && (type === 'A' || type === 'AAAA'),
  );
  return [...new Set(mail.flatMap(({ values }) => values))];
}

/** The end of the longest lifetime among sets, in seconds. */
export function longestTtl(sets: readonly { readonly before: { readonly ttl: number | null } | null }[]): number {
  return Math.max(0, ...sets.map(({ before }) => before?.ttl ?? 0));
}
