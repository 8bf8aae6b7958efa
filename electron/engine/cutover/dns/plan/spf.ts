/** What an SPF record may ask of the DNS before it is void (RFC 7208 section 4.6.4). */
export const SPF_LOOKUPS = 10;

/** Whether a text is an SPF record. */
export function isSpf(text: string): boolean {
  return /^v=spf1( |$)/i.test(text.trim());
}

/** The parts of an SPF record after its version. */
export function spfTerms(record: string): string[] {
  return record.trim().split(/\s+/).slice(1);
}

/** How many look-ups a record itself costs; what it includes costs more. */
export function spfLookups(record: string): number {
  return spfTerms(record).filter((term) =>
    /^([+?~-]?(include:|a([:/]|$)|mx([:/]|$)|ptr([:]|$)|exists:)|redirect=)/i.test(term),
  ).length;
}

export interface SpfMerge {
  /** All SPF records there are now; more than one is one too many. */
  readonly records: readonly string[];
  readonly include: string;
  /** Addresses that may still send, because what names them now will name others after the move. */
  readonly keep: readonly string[];
}

export interface MergedSpf {
  readonly record: string;
  readonly warnings: readonly string[];
}

/**
 * One SPF record that says what all present ones say and lets the new senders in. Nothing that is allowed now is taken out; what is said
 * of everybody else is what the first record says that says anything.
 */
export function mergeSpf({ records, include, keep }: SpfMerge): MergedSpf {
  const warnings: string[] = [];
  const terms: string[] = [];
  const last: string[] = [];
  const known = new Set<string>();
  for (const record of records) {
    for (const term of spfTerms(record)) {
      if (known.has(term.toLowerCase())) continue;
      known.add(term.toLowerCase());
      if (isLast(term)) last.push(term);
      else terms.push(term);
    }
  }
  const wanted = `include:${include}`;
  const has = (term: string): boolean => known.has(term) || known.has(`+${term}`);
  for (const address of keep) {
    const term = `${address.includes(':') ? 'ip6' : 'ip4'}:${address}`;
    if (!has(term)) terms.push(term);
  }
  if (!has(wanted.toLowerCase())) terms.push(wanted);

  const all = last.filter((term) => /all$/i.test(term));
  const redirects = last.filter((term) => /^redirect=/i.test(term));
  // A redirect is for what no term before it decides (RFC 7208 section 6.1); beside "all" it would never be read.
  const [ending = redirects[0] ?? '~all'] = all;
  const others = last.filter((term) => !all.includes(term) && !redirects.includes(term));
  if (records.length > 1)
    warnings.push(`There are ${records.length} SPF records, which makes all void; they become one.`);
  if (new Set(all.map((term) => term.toLowerCase())).size > 1) {
    warnings.push(`The SPF records end differently (${all.join(', ')}); the first one's end is kept.`);
  }
  if (redirects.length > 1) {
    for (const other of redirects.slice(1)) terms.push(`include:${other.slice('redirect='.length)}`);
  }
  const record = ['v=spf1', ...terms, ...others, ending].join(' ');
  const lookups = spfLookups(record);
  if (lookups > SPF_LOOKUPS) {
    warnings.push(
      `It costs ${lookups} look-ups; more than ${SPF_LOOKUPS} make it void. Take out what is not used any more.`,
    );
  } else if (lookups > SPF_LOOKUPS - 3) {
    warnings.push(
      `It costs ${lookups} look-ups of its own and includes others; more than ${SPF_LOOKUPS} in all make it void.`,
    );
  }
  if (/^\+?all$/i.test(ending))
    warnings.push(`It ends with "${ending}": everybody may send in the name of this domain.`);
  return { record, warnings };
}

/** Terms that end a record: "all", and modifiers, which may stand anywhere. */
function isLast(term: string): boolean {
  return /^[+?~-]?all$/i.test(term) || /^[a-z][a-z0-9_.-]*=/i.test(term);
}
