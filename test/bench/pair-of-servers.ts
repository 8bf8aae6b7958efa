import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DovecotServer, startDovecot } from '../servers/dovecot.ts';
import type { MailboxPlan } from '../servers/mailbox-plan.ts';
import { seedMailbox } from '../servers/mailbox-seed.ts';
import { type MailboxSnapshot, snapshotMailbox } from '../servers/mailbox-snapshot.ts';
import type { Login } from './movers/mover.ts';
import { type SlowLine, startSlowLine } from './slow-line.ts';

/** A message file as the destination's disk has it. */
export interface Arrival {
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

type SideName = 'source' | 'destination';

/** The two Dovecots of the bench (maildir, nothing written through to the disk), with slow lines before them. */
export class PairOfServers {
  readonly line: SlowLine;
  readonly #servers: Readonly<Record<SideName, DovecotServer>>;
  #users = 0;

  private constructor(servers: Readonly<Record<SideName, DovecotServer>>, line: SlowLine) {
    this.#servers = servers;
    this.line = line;
  }

  /** Starts both servers and the lines. */
  static async start(): Promise<PairOfServers> {
    const source = await startDovecot({ storage: 'maildir' });
    const destination = await startDovecot({ storage: 'maildir' });
    const line = await startSlowLine([source, destination].map(({ host, ports }) => ({ host, port: ports.imap })));
    return new PairOfServers({ source, destination }, line);
  }

  /** Directory of the destination's server. */
  get destinationDirectory(): string {
    return this.#servers.destination.directory;
  }

  /** A new empty mailbox. */
  async addUser(side: SideName, name: string): Promise<string> {
    this.#users++;
    const user = `${name}-${this.#users}@bench.test`;
    await this.#servers[side].addUser(user, `secret-${this.#users}`);
    return user;
  }

  /** Fills a mailbox of the source. */
  async seed(user: string, plan: MailboxPlan): Promise<void> {
    await seedMailbox(this.#servers.source, user, plan);
  }

  /** How a mailbox is reached: by the line, or straight. */
  login(side: SideName, user: string, byLine: boolean): Login {
    const server = this.#servers[side];
    const port = byLine ? this.line.ports[side === 'source' ? 0 : 1] : server.ports.imap;
    if (port === undefined) throw new Error(`There is no line to the ${side}`);
    return { host: '127.0.0.1', port, user, password: server.passwordOf(user) };
  }

  /** Everything in a mailbox, read by a client that is none of those measured. */
  snapshot(side: SideName, user: string): Promise<MailboxSnapshot> {
    const server = this.#servers[side];
    return snapshotMailbox(server, user, server.passwordOf(user));
  }

  /** When each message of a mailbox came, from the times of its files: a file's change time cannot be set by a client. */
  async arrivals(user: string): Promise<readonly Arrival[]> {
    const root = this.#servers.destination.maildirOf(user);
    const arrivals: Arrival[] = [];
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\/(cur|new)$/.test(entry.parentPath)) continue;
      const facts = await stat(join(entry.parentPath, entry.name));
      arrivals.push({ bytes: facts.size, at: facts.ctimeMs });
    }
    return arrivals;
  }

  /** Ends everything and removes all mail. */
  async stop(): Promise<void> {
    this.line.stop();
    await Promise.all([this.#servers.source.stop(), this.#servers.destination.stop()]);
  }
}
