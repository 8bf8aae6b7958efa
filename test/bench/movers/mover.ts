import type { Command } from '../timed-process.ts';

/** Where a login is reached. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** One mailbox to carry over. */
export interface Job {
  readonly source: Login;
  readonly destination: Login;
  /** Directory of the destination's Dovecot, for a tool that works inside the server. */
  readonly destinationServer: string;
  /** Empty before the first pass; what a tool remembers between passes lies here. */
  readonly directory: string;
  /** 'again' is a later pass over what was brought before. */
  readonly pass: 'first' | 'again';
}

/** A program that carries mail, and how it is called. */
export interface Mover {
  /** As `--peers` and the bars name it. */
  readonly key: string;
  readonly title: string;
  /** Ours, a peer, or a limit to measure both with. */
  readonly kind: 'mailferry' | 'peer' | 'limit';
  /** True for tools that need minutes where others need seconds: they run once. */
  readonly slow?: boolean;
  /** What it is, with its version; throws with what to do when it is not here. */
  version(): Promise<string>;
  /** Writes what configuration it needs and says what to run. */
  prepare(job: Job): Promise<Command>;
  /** Exit statuses that mean that it reached its end. Default only 0. */
  readonly endings?: readonly number[];
}
