import { formatBytes } from '../../../shared/domain/format.ts';
import {
  type Bytes,
  bytes,
  bytesOfGigabytes,
  isQuotaTier,
  LARGEST_TIER_WITHOUT_TICKET_GB,
  likelyUnitMistake,
  quotaTierFor,
  quotaTiersGb,
} from '../../../shared/domain/opensrs-quota.ts';
import type { PresentDomain, WantedMailbox } from './provision-facts.ts';

type Size =
  | { readonly quota: Bytes; readonly reason: string }
  | { readonly quota: null; readonly reason: string; readonly cure: string };

/** The tier a new mailbox gets within what the domain allows. */
export function sizeOf(wanted: WantedMailbox, domain: PresentDomain): Size {
  const tier = quotaTierFor(wanted);
  const holds = wanted.used === null ? 'What lies in it is not known' : `${formatBytes(wanted.used)} lie in it`;
  if (tier === null) {
    return {
      quota: null,
      reason: `${holds}, more than the largest mailbox of OpenSRS (100 GB) takes.`,
      cure: 'Have the customer archive or delete mail first.',
    };
  }
  const most = mostAllowed(domain);
  if (tier.quota <= most) return { quota: tier.quota, reason: `${tier.gb} GB: ${holds}${limitWords(wanted)}.` };
  const needed = quotaTierFor({ limit: null, used: wanted.used });
  const [largest] = quotaTiersGb.filter((gb) => bytesOfGigabytes(gb) <= most).slice(-1);
  if (needed !== null && largest !== undefined && needed.quota <= most) {
    const why = `${largest} GB, the most OpenSRS allows this domain: ${holds}${limitWords(wanted)}.`;
    return { quota: bytesOfGigabytes(largest), reason: why };
  }
  return {
    quota: null,
    reason: `${holds}, so it needs ${needed?.gb ?? tier.gb} GB; this domain may have ${formatBytes(most)}.`,
    cure: `More than ${LARGEST_TIER_WITHOUT_TICKET_GB} GB needs a ticket to OpenSRS support; raise the domain's maximum, then look again.`,
  };
}

/** What becomes of the quota of a mailbox that is there: raised where the mail would not fit, never lowered. */
export function raisedQuota(
  wanted: WantedMailbox,
  quota: Bytes | null,
  domain: PresentDomain,
): { quota: Bytes | null; reasons: string[]; cure: string | null } {
  if (quota === null || quota === 0) return { quota: null, reasons: [], cure: null };
  const mistake = likelyUnitMistake(quota);
  const needed = quotaTierFor({ limit: null, used: wanted.used });
  const meant = mistake === null ? bytes(0) : mistake.meant;
  const target = bytes(Math.max(meant, needed?.quota ?? 0));
  const tooSmall = mistake !== null || (wanted.used !== null && needed !== null && wanted.used > quota * 0.9);
  if (!tooSmall || target <= quota) {
    const reasons = isQuotaTier(quota) ? [] : [`Its quota of ${formatBytes(quota)} is billed as the next larger size.`];
    return { quota: null, reasons, cure: null };
  }
  const why =
    mistake === null
      ? `Its quota of ${formatBytes(quota)} is too small: ${formatBytes(wanted.used ?? 0)} lie in it at the source.`
      : `Its quota is ${quota} bytes, most likely meant as ${mistake.unit}.`;
  if (target > mostAllowed(domain)) {
    const cure = `It needs ${formatBytes(target)}; more than ${LARGEST_TIER_WITHOUT_TICKET_GB} GB needs a ticket to OpenSRS support.`;
    return { quota: null, reasons: [why], cure };
  }
  return { quota: target, reasons: [`${why} Raised to ${formatBytes(target)}.`], cure: null };
}

function mostAllowed(domain: PresentDomain): Bytes {
  const usual = bytesOfGigabytes(LARGEST_TIER_WITHOUT_TICKET_GB);
  return domain.state === 'there' ? (domain.quotaMaximum ?? usual) : usual;
}

function limitWords({ limit }: WantedMailbox): string {
  return limit === null ? '' : `, its limit at the source is ${formatBytes(limit)}`;
}
