import type { ParsedEndpoint } from '../../shared/domain/endpoint-url.ts';
import type { FolderMapChoice } from '../../shared/domain/folder.ts';
import { type QuietHours, type RunKind, runOptions, type VerifyDepth } from '../../shared/domain/run.ts';
import type { RunArguments, SideArguments } from './command-line.ts';
import { UsageError } from './usage-error.ts';

/** Values of options that every command has. */
export interface CommonValues {
  readonly json?: true;
  readonly verbose?: true;
}

/** Values of the options of `copy` and `verify`, each read by itself. */
export interface RunValues extends CommonValues {
  readonly source: ParsedEndpoint;
  readonly destination: ParsedEndpoint;
  readonly sourceOver?: ParsedEndpoint;
  readonly sourcePasswordFile?: string;
  readonly destinationPasswordFile?: string;
  readonly sourceFingerprint?: string;
  readonly destinationFingerprint?: string;
  readonly workspace?: string;
  readonly delta?: true;
  readonly dryRun?: true;
  readonly folder?: readonly string[];
  readonly exclude?: readonly string[];
  readonly map?: readonly FolderMapChoice[];
  readonly since?: string;
  readonly before?: string;
  readonly skipDeleted?: true;
  readonly maxSize?: number;
  readonly repairOf?: string;
  readonly newestFirst?: true;
  readonly redeliver?: true;
  readonly verify: VerifyDepth;
  readonly connections?: number;
  readonly rate?: number;
  readonly messageRate?: number;
  readonly quietHours?: QuietHours;
}

/** What every command is told. */
export function commonOf(values: CommonValues): { json: boolean; verbose: boolean } {
  return { json: values.json ?? false, verbose: values.verbose ?? false };
}

function sideOf(
  option: string,
  endpoint: ParsedEndpoint,
  passwordFile: string | undefined,
  fingerprint: string | undefined,
): SideArguments {
  const { user } = endpoint;
  if (user === null) {
    throw new UsageError(`${option} names no user. Write it like imaps://anna@harbour.test@${endpoint.host}.`);
  }
  if (fingerprint !== undefined && endpoint.tls === 'none') {
    throw new UsageError(
      `${option} is a clear-text address, so there is no certificate whose fingerprint could be checked.`,
    );
  }
  return { endpoint: { ...endpoint, user }, passwordFile: passwordFile ?? null, fingerprint: fingerprint ?? null };
}

/** Another way to the same mailbox: what another user has there is another mailbox. */
function sourceOverOf({ source, sourceOver, sourceFingerprint }: RunValues): SideArguments | null {
  if (sourceOver === undefined) return null;
  if (sourceOver.user !== null && sourceOver.user !== source.user) {
    throw new UsageError('--source-over names another user than --source. It is another way to the same mailbox.');
  }
  const fingerprint = sourceOver.tls === 'none' ? undefined : sourceFingerprint;
  return sideOf('--source-over', { ...sourceOver, user: source.user }, undefined, fingerprint);
}

function kindOf(command: 'copy' | 'verify', values: RunValues): RunKind {
  if (command === 'verify') return 'verify';
  if (values.dryRun) return 'rehearsal';
  return values.delta ? 'delta' : 'copy';
}

/**
 * Puts the values together to what a run is told.
 *
 * @throws UsageError when they do not go together
 */
export function runArguments(command: 'copy' | 'verify', values: RunValues): RunArguments {
  if (values.destination.protocol !== 'imap') {
    const what = values.destination.protocol === 'pop3' ? 'POP3' : 'A message store';
    throw new UsageError(`${what} can only be read, so it cannot be the destination. Use imaps:// or imap:// there.`);
  }
  if (values.since !== undefined && values.before !== undefined && values.since >= values.before) {
    throw new UsageError('--since is not earlier than --before, so no message would be left to look at.');
  }
  return {
    command,
    ...commonOf(values),
    source: sideOf('--source', values.source, values.sourcePasswordFile, values.sourceFingerprint),
    destination: sideOf(
      '--destination',
      values.destination,
      values.destinationPasswordFile,
      values.destinationFingerprint,
    ),
    sourceOver: sourceOverOf(values),
    workspace: values.workspace ?? null,
    choices: values.map ?? [],
    options: runOptions.parse({
      kind: kindOf(command, values),
      folders: values.folder ?? [],
      exclude: values.exclude ?? [],
      since: values.since ?? null,
      before: values.before ?? null,
      skipDeleted: values.skipDeleted ?? false,
      maxSize: values.maxSize ?? null,
      newestFirst: values.newestFirst ?? null,
      verify: values.verify,
      redeliver: values.redeliver ?? false,
      connections: values.connections ?? null,
      rate: values.rate ?? null,
      messageRate: values.messageRate ?? null,
      quietHours: values.quietHours ?? null,
      repair: values.repairOf === undefined ? null : { runId: values.repairOf },
    }),
  };
}
