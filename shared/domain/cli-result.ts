import { z } from 'zod';
import { protocol, tlsMode } from './endpoint.ts';
import { errorWire } from './errors.ts';
import { sideReport } from './inspection.ts';
import { proofData } from './proof.ts';
import { run } from './run.ts';
import { finding, verification } from './verification.ts';

/**
 * How a command of the terminal ended, as its exit status. 0 complete, 1 anything not named here, 2 wrong usage, 3 could not
 * connect or log in, 4 ended with findings or skipped messages, 5 cancelled.
 */
export const exitStatusCode = z.union([
  z.literal(0),
  z.literal(1),
  z.literal(2),
  z.literal(3),
  z.literal(4),
  z.literal(5),
]);
export type ExitStatus = z.infer<typeof exitStatusCode>;

/** One side as it was named on the command line. */
export const cliSide = z.object({
  /** In the form the command line takes, without the user. */
  endpoint: z.string(),
  protocol,
  tls: tlsMode,
  host: z.string(),
  port: z.number().int(),
  user: z.string().nullable(),
});
export type CliSide = z.infer<typeof cliSide>;

/** What `mailferry probe` found. */
export const probeResult = z.object({
  server: cliSide,
  /** The connection without a login. */
  connection: sideReport,
  /** The login with its capabilities and quota; null when no user or no password was given. */
  login: sideReport.nullable(),
  /** What the login sees; null without one, or when the server could not list. */
  folders: z
    .object({ total: z.number().int(), selectable: z.number().int(), messages: z.number().int().nullable() })
    .nullable(),
  /** What Mailferry makes of the server, in sentences. */
  remarks: z.array(z.string()),
});
export type ProbeResult = z.infer<typeof probeResult>;

/** What `mailferry copy` and `mailferry verify` did. */
export const runResult = z.object({
  source: cliSide,
  destination: cliSide,
  /** The folder that keeps the ledger, the runs and the findings. */
  workspace: z.string(),
  run,
  /** The comparison made by the run; null when it came to none. */
  verification: verification.nullable(),
  findings: z.array(finding),
});
export type RunResult = z.infer<typeof runResult>;

/** One line of the final table of `mailferry rehearse`. */
export const rehearsedMailbox = z.object({
  address: z.string(),
  folders: z.number().int(),
  messages: z.number().int(),
  copied: z.number().int(),
  alreadyThere: z.number().int(),
  /** Differences that mean mail is not where it should be. */
  findings: z.number().int(),
  /** Differences that are worth knowing, for instance new mail that is only at the destination. */
  remarks: z.number().int(),
  agrees: z.boolean(),
  verdict: z.string(),
  /** What an agent had to do on the way, for instance to correct a password; empty when nothing. */
  interventions: z.array(z.string()),
  seconds: z.number(),
});
export type RehearsedMailbox = z.infer<typeof rehearsedMailbox>;

/** What `mailferry rehearse` showed. */
export const rehearsalResult = z.object({
  agrees: z.boolean(),
  customers: z.number().int(),
  domains: z.number().int(),
  mailboxes: z.array(rehearsedMailbox),
  totals: z.object({
    messages: z.number().int(),
    copied: z.number().int(),
    alreadyThere: z.number().int(),
    findings: z.number().int(),
    remarks: z.number().int(),
    seconds: z.number(),
  }),
});
export type RehearsalResult = z.infer<typeof rehearsalResult>;

/** What `mailferry check-proof` found. */
export const checkProofResult = z.object({
  /** Whether the sheet's data still have the checksum printed on it. */
  unchanged: z.boolean(),
  stated: z.string(),
  computed: z.string(),
  proof: proofData,
});
export type CheckProofResult = z.infer<typeof checkProofResult>;

const envelope = z.object({
  /** Grows when a reader of the former form would misread the new one. */
  format: z.literal(1),
  exitStatus: exitStatusCode,
  /** Why the command did not reach its end; findings are not an error. */
  error: errorWire.nullable(),
  /** ISO 8601. */
  startedAt: z.string(),
  endedAt: z.string(),
});

/** The one object that `--json` prints on standard output, whatever happens. */
export const cliResult = z.discriminatedUnion('command', [
  envelope.extend({ command: z.literal('probe'), result: probeResult.nullable() }),
  envelope.extend({ command: z.literal('copy'), result: runResult.nullable() }),
  envelope.extend({ command: z.literal('verify'), result: runResult.nullable() }),
  envelope.extend({ command: z.literal('rehearse'), result: rehearsalResult.nullable() }),
  envelope.extend({ command: z.literal('check-proof'), result: checkProofResult.nullable() }),
  /** No known command was given. */
  envelope.extend({ command: z.literal('none'), result: z.null() }),
]);
export type CliResult = z.infer<typeof cliResult>;
export type CliCommand = CliResult['command'];
