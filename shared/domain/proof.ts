import { z } from 'zod';
import { run } from './run.ts';
import { finding, verification } from './verification.ts';

/** One side of a proof: who was logged in where, as the command line writes it, without the user. */
const proofSide = z.object({ server: z.string(), endpoint: z.string(), user: z.string() });

/** Everything a proof sheet states. The sheet carries it in this form too, so that a program can read it and check its sum. */
export const proofData = z.object({
  format: z.literal('mailferry-proof-1'),
  address: z.string(),
  customer: z.string(),
  source: proofSide,
  destination: proofSide,
  run: run.pick({ id: true, kind: true, startedAt: true, endedAt: true, totals: true, options: true }),
  verification,
  /** Serious ones first. */
  findings: z.array(finding),
  /** How many more there are than the sheet lists. */
  findingsLeftOut: z.number().int(),
  versions: z.object({ mailferry: z.string(), node: z.string() }),
  /** ISO 8601; when the sheet was made. */
  madeAt: z.string(),
});
export type ProofData = z.infer<typeof proofData>;

/** The same value always gives the same text: keys sorted, no blanks, what is undefined left out. The proof's checksum is made of it. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
