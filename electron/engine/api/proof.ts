import { isoTime } from '../clock.ts';
import { checksumOf } from '../proof/checksum.ts';
import { collectProof } from '../proof/collect-proof.ts';
import { proofHtml } from '../proof/proof-html.ts';
import type { Handlers, Implementer } from './implementer.ts';
import type { Services } from './services.ts';

/** Implements `proof.*`. */
export function proofHandlers(os: Implementer['proof'], services: Services): Handlers<'proof'> {
  return {
    sheet: os.sheet.handler(({ input }) => {
      const made = { at: isoTime(services.now()), version: services.info.version };
      const data = collectProof(services.workspace, input, made);
      const checksum = checksumOf(data);
      const name = `Proof ${data.address} ${data.verification.at.slice(0, 10)}`;
      return { name, html: proofHtml(data, checksum), checksum };
    }),
  };
}
