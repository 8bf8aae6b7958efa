/** Numbers with their unit in the type: OpenSRS counts quotas in bytes for mailboxes and domains, in megabytes for companies. */
export type Bytes = number & { readonly unit: 'bytes' };
export type Megabytes = number & { readonly unit: 'megabytes' };
/** MailEnable's limits. */
export type Kilobytes = number & { readonly unit: 'kilobytes' };

const STEP = 1024;

export const bytes = (count: number): Bytes => count as Bytes;
export const megabytes = (count: number): Megabytes => count as Megabytes;
export const kilobytes = (count: number): Kilobytes => count as Kilobytes;

export const bytesOfMegabytes = (count: Megabytes): Bytes => bytes(count * STEP * STEP);
export const bytesOfKilobytes = (count: Kilobytes): Bytes => bytes(count * STEP);
export const bytesOfGigabytes = (count: number): Bytes => bytes(count * STEP ** 3);

/** The quotas OpenSRS bills, in GB of 1024 MB; any other size is billed as the next larger one. */
export const quotaTiersGb = [5, 10, 15, 20, 30, 50, 100] as const;
export type QuotaTierGb = (typeof quotaTiersGb)[number];

/** Above this size OpenSRS wants a support ticket before the mailbox can be made. */
export const LARGEST_TIER_WITHOUT_TICKET_GB = 20;

/** Users are warned when their mailbox is filled to nine tenths, so a mailbox is never made that full. */
const FULL_AT = 0.9;

/** What decides how large a mailbox must be at the destination. */
export interface QuotaNeed {
  /** The limit at the source; null: unlimited or not known. */
  readonly limit: Bytes | null;
  /** What lies in the mailbox; null: not known. */
  readonly used: Bytes | null;
}

/** The tier a mailbox gets. */
export interface QuotaTier {
  readonly gb: QuotaTierGb;
  readonly quota: Bytes;
  readonly needsTicket: boolean;
}

/**
 * The smallest tier that takes what is there with room to spare, and that is no smaller than the limit the customer has today.
 * Null when even the largest one is too small for what is there; a limit beyond it alone does not count.
 */
export function quotaTierFor({ limit, used }: QuotaNeed): QuotaTier | null {
  const wanted = Math.max(used === null ? 0 : used / FULL_AT, limit ?? 0);
  const fitting = quotaTiersGb.find((gb) => bytesOfGigabytes(gb) >= wanted);
  if (fitting !== undefined) return tier(fitting);
  const [largest] = quotaTiersGb.slice(-1);
  if (largest === undefined || (used ?? 0) / FULL_AT > bytesOfGigabytes(largest)) return null;
  return tier(largest);
}

/** True for a quota that is one of the tiers, to the byte. */
export function isQuotaTier(quota: Bytes): boolean {
  return quotaTiersGb.some((gb) => bytesOfGigabytes(gb) === quota);
}

/**
 * What a quota most likely was meant to be when it cannot be a number of bytes: people and programs write megabytes or kilobytes where
 * bytes belong. Null when it is plausible as it stands.
 */
export function likelyUnitMistake(quota: Bytes): { readonly unit: 'GB' | 'MB' | 'KB'; readonly meant: Bytes } | null {
  const asGigabytes = bytesOfGigabytes(quota);
  if (isQuotaTier(asGigabytes)) return { unit: 'GB', meant: asGigabytes };
  const asMegabytes = bytesOfMegabytes(megabytes(quota));
  if (isQuotaTier(asMegabytes)) return { unit: 'MB', meant: asMegabytes };
  const asKilobytes = bytesOfKilobytes(kilobytes(quota));
  if (isQuotaTier(asKilobytes)) return { unit: 'KB', meant: asKilobytes };
  return null;
}

function tier(gb: QuotaTierGb): QuotaTier {
  return { gb, quota: bytesOfGigabytes(gb), needsTicket: gb > LARGEST_TIER_WITHOUT_TICKET_GB };
}
