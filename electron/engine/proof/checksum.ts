import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/domain/errors.ts';
import { canonicalJson, type ProofData, proofData } from '../../../shared/domain/proof.ts';

/** Where a sheet carries its data. */
export const DATA_ID = 'mailferry-proof';

/** SHA-256 over the canonical JSON of the data, in hexadecimal. */
export function checksumOf(data: unknown): string {
  return createHash('sha256').update(canonicalJson(data)).digest('hex');
}

/** What a saved sheet says and whether its checksum still is that of its data. */
export interface CheckedProof {
  readonly data: ProofData;
  /** As printed on the sheet. */
  readonly stated: string;
  readonly computed: string;
  readonly unchanged: boolean;
}

/**
 * Reads a proof sheet that was saved as a web page.
 *
 * @throws AppError `input.invalid` when it is none
 */
export function readProof(html: string): CheckedProof {
  const found = new RegExp(
    `<script type="application/json" id="${DATA_ID}" data-sha256="([0-9a-f]{64})">(.*?)</script>`,
    's',
  ).exec(html);
  const raw = found?.[2] === undefined ? null : parse(found[2]);
  const data = proofData.safeParse(raw);
  const stated = found?.[1];
  if (!data.success || stated === undefined) {
    throw new AppError({
      code: 'input.invalid',
      message: 'This is not a proof sheet of Mailferry, or its data is damaged. Take the HTML file, not the PDF.',
    });
  }
  // Of what stands there, not of what this version makes of it: it may know fields the sheet's version did not.
  const computed = checksumOf(raw);
  return { data: data.data, stated, computed, unchanged: stated === computed };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
