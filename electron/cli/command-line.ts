import type { ParsedEndpoint } from '../../shared/domain/endpoint-url.ts';
import type { FolderMapChoice } from '../../shared/domain/folder.ts';
import type { RunOptions } from '../../shared/domain/run.ts';

/** One side of a run: a mailbox on a server, and what is known about how to log in. */
export interface SideArguments {
  readonly endpoint: ParsedEndpoint & { readonly user: string };
  readonly passwordFile: string | null;
  /** SHA-256 of the one certificate to trust; null: none was named. */
  readonly fingerprint: string | null;
}

export interface ProbeArguments {
  readonly command: 'probe';
  readonly json: boolean;
  readonly verbose: boolean;
  readonly endpoint: ParsedEndpoint;
  readonly passwordFile: string | null;
  readonly fingerprint: string | null;
}

export interface RunArguments {
  readonly command: 'copy' | 'verify';
  readonly json: boolean;
  readonly verbose: boolean;
  readonly source: SideArguments;
  readonly destination: SideArguments;
  /** Another way to the mailbox of the source, for this run; null: its own server. */
  readonly sourceOver: SideArguments | null;
  /** Null: a folder of this pair of mailboxes below the user's data. */
  readonly workspace: string | null;
  readonly choices: readonly FolderMapChoice[];
  readonly options: RunOptions;
}

export interface RehearseArguments {
  readonly command: 'rehearse';
  readonly json: boolean;
  readonly verbose: boolean;
  /** Null: the seed of every practice workspace. */
  readonly seed: number | null;
  /** Null: a folder that is removed afterwards. */
  readonly workspace: string | null;
}

export interface CheckProofArguments {
  readonly command: 'check-proof';
  readonly json: boolean;
  readonly verbose: boolean;
  readonly file: string;
}

/** A command line that was read and found in order. */
export type CommandLine = ProbeArguments | RunArguments | RehearseArguments | CheckProofArguments;
