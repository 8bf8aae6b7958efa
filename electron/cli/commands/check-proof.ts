import { readFile } from 'node:fs/promises';
import type { CheckProofResult } from '../../../shared/domain/cli-result.ts';
import { readProof } from '../../engine/proof/checksum.ts';
import type { CheckProofArguments } from '../command-line.ts';
import { exitStatus } from '../exit-status.ts';
import { UsageError } from '../usage-error.ts';
import type { CommandOutcome } from './command-outcome.ts';

/**
 * Tells whether a saved proof sheet still has the checksum printed on it.
 *
 * @throws UsageError when the file cannot be read; AppError `input.invalid` when it is no proof sheet
 */
export async function checkProof({ file }: CheckProofArguments): Promise<CommandOutcome<CheckProofResult>> {
  const html = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`"${file}" cannot be read: ${error.code ?? error.message}.`);
  });
  const { data, stated, computed, unchanged } = readProof(html);
  const lines = unchanged
    ? [
        `Unchanged: the data have the checksum printed on the sheet, ${stated}.`,
        `${data.address}: ${data.verification.sentence}`,
        `Compared ${data.verification.at} by Mailferry ${data.versions.mailferry}.`,
      ]
    : [`CHANGED: the sheet states ${stated}`, `         its data have    ${computed}`];
  return {
    exitStatus: unchanged ? exitStatus.complete : exitStatus.findings,
    error: null,
    result: { unchanged, stated, computed, proof: data },
    lines,
  };
}
