import type { Side } from '../../../shared/domain/endpoint.ts';
import type { QuietHours } from '../../../shared/domain/run.ts';
import type { BudgetUse, ServerBudget } from '../../../shared/domain/server-budget.ts';
import type { Clock } from '../clock.ts';
import { quietUntil } from './quiet-hours.ts';
import { ServerPace } from './server-pace.ts';
import { WaitingLine } from './waiting-line.ts';

/** The connections of one side of a run, out of what its server allows all runs together. */
export interface SideLeases {
  /**
   * One connection more. The first of a run waits until there is one for each of its sides, so that nobody holds one server while
   * waiting for the other; a further one is there at once or not at all. False: not at all.
   */
  take(): Promise<boolean>;
  /** The connection is closed. */
  giveBack(): void;
  /** A run waits that has none, and this side has more than one. */
  readonly wanted: boolean;
}

/** What one run may ask of its two servers. */
export interface RunBudget {
  readonly sides: Readonly<Record<Side, SideLeases>>;
  /** Waits until so much may go over. */
  pace(side: Side, messages: number, bytes: number): Promise<void>;
  /** How much may be asked for at once. */
  most(side: Side): { readonly messages: number; readonly bytes: number };
  /** When neither server may be asked for anything. */
  readonly quietHours: readonly QuietHours[];
  /** Called with words when the run has to wait for its turn at a server, and with null when it goes on. */
  onWait: (words: string | null) => void;
  /** Gives its places to others while it has no connection open. */
  rest(): void;
  /** Gives everything back. */
  end(): void;
}

interface Server {
  readonly id: string;
  connections: number;
  mailboxes: number;
  /** Runs that have been let begin and have not asked for their first connection yet. */
  announced: number;
  readonly pace: ServerPace;
}

interface Seat {
  readonly source: Server;
  readonly destination: Server;
  readonly urgent: boolean;
}

export interface ServerBudgetsOptions {
  readonly clock: Clock;
  /** Asked each time, so that a change holds at once for what comes after it. */
  readonly budgetOf: (endpointId: string) => ServerBudget;
  readonly nameOf: (endpointId: string) => string;
}

/**
 * What all runs of this installation together ask of each server, and who has to wait. Runs that an agent started go before those
 * of jobs, and of every limit above one a job leaves one free for them.
 */
export class ServerBudgets {
  readonly #options: ServerBudgetsOptions;
  readonly #servers = new Map<string, Server>();
  readonly #waiting = new WaitingLine<Seat>();

  constructor(options: ServerBudgetsOptions) {
    this.#options = options;
  }

  /** What a run from one server to another may ask for. `urgent`: an agent waits for it. */
  forRun(sourceId: string, destinationId: string, urgent: boolean, signal: AbortSignal): RunBudget {
    const seat: Seat = { source: this.#server(sourceId), destination: this.#server(destinationId), urgent };
    return new SeatOfRun(this, seat, signal);
  }

  /** True when one more run between these servers would not have to wait. */
  hasRoom(sourceId: string, destinationId: string, urgent: boolean): boolean {
    const seat = { source: this.#server(sourceId), destination: this.#server(destinationId), urgent };
    return this.#fits(seat, true);
  }

  /** When the quiet hours of a server end that hold now, in Unix milliseconds; null outside of them. */
  quietUntil(endpointId: string): number | null {
    const { quietHours } = this.#options.budgetOf(endpointId);
    return quietHours === null ? null : quietUntil(quietHours, this.#options.clock.now());
  }

  quietHoursOf({ source, destination }: Seat): readonly QuietHours[] {
    return [...new Set([source.id, destination.id])].flatMap((id) => this.#options.budgetOf(id).quietHours ?? []);
  }

  use(endpointId: string): BudgetUse {
    const server = this.#server(endpointId);
    return {
      connections: server.connections,
      mailboxes: server.mailboxes,
      waiting: this.#waiting.all.filter((one) => one.source === server || one.destination === server).length,
      ...server.pace.rates(),
    };
  }

  /** A budget was changed: who waits may be let go. */
  changed(): void {
    for (const { pace } of this.#servers.values()) pace.look();
    this.look();
  }

  /** Waits for one connection on each side, the first of a run. */
  async enter(asked: Seat, signal: AbortSignal, onWait: (words: string | null) => void): Promise<void> {
    signal.throwIfAborted();
    if (this.fits(asked) && !this.#waiting.all.some((one) => one.urgent || !asked.urgent)) {
      this.#occupy(asked);
      return;
    }
    const seat = { ...asked };
    const turn = this.#waiting.wait(seat, seat.urgent, signal);
    this.look();
    if (this.#waiting.has(seat)) onWait(this.#wordsFor(seat));
    await turn;
    onWait(null);
  }

  leave(seat: Seat): void {
    for (const server of serversOf(seat)) server.mailboxes -= 1;
    seat.source.connections -= 1;
    seat.destination.connections -= 1;
    this.look();
  }

  /** One connection more for a run that has one; not while another run waits for its first. */
  takeFurther(server: Server, urgent: boolean): boolean {
    if (this.awaited(server)) return false;
    const { connections } = this.#options.budgetOf(server.id);
    if (connections !== null && server.connections >= leaving(connections, urgent)) return false;
    server.connections += 1;
    return true;
  }

  giveFurther(server: Server): void {
    server.connections -= 1;
    this.look();
  }

  awaited(server: Server): boolean {
    return this.#waiting.all.some((one) => one.source === server || one.destination === server);
  }

  fits(seat: Seat): boolean {
    return this.#fits(seat, false);
  }

  #fits(seat: Seat, withAnnounced: boolean): boolean {
    return serversOf(seat).every((server) => {
      const { connections, mailboxes } = this.#options.budgetOf(server.id);
      // Both sides of a mailbox may be on one server. Less than one mailbox at a time would be nothing at all.
      const needs = seat.source === seat.destination ? 2 : 1;
      const announced = withAnnounced ? server.announced : 0;
      const fitsIn = (limit: number | null, taken: number, more: number): boolean =>
        limit === null || taken + more <= leaving(limit, seat.urgent) || taken === 0;
      return (
        fitsIn(connections, server.connections + announced * needs, needs) &&
        fitsIn(mailboxes, server.mailboxes + announced, 1)
      );
    });
  }

  /** Lets in who waits and fits, in their order. */
  look(): void {
    for (const seat of this.#waiting.all) {
      if (!this.#waiting.has(seat) || !this.fits(seat)) continue;
      this.#occupy(seat);
      this.#waiting.grant(seat);
    }
  }

  #occupy(seat: Seat): void {
    for (const server of serversOf(seat)) server.mailboxes += 1;
    seat.source.connections += 1;
    seat.destination.connections += 1;
  }

  #wordsFor(seat: Seat): string {
    const full = serversOf(seat).find((server) => !this.fits({ source: server, destination: server, urgent: true }));
    const { id } = full ?? seat.source;
    return `Waiting for a free connection: other runs have all that ${this.#options.nameOf(id)} is allowed to have`;
  }

  #server(id: string): Server {
    let server = this.#servers.get(id);
    if (server === undefined) {
      const pace = new ServerPace(this.#options.clock, () => this.#options.budgetOf(id));
      server = { id, connections: 0, mailboxes: 0, announced: 0, pace };
      this.#servers.set(id, server);
    }
    return server;
  }
}

/** What of a limit this run may take: jobs leave one for the runs of agents, where there is more than one. */
function leaving(limit: number, urgent: boolean): number {
  return urgent || limit === 1 ? limit : limit - 1;
}

function serversOf({ source, destination }: Seat): readonly Server[] {
  return source === destination ? [source] : [source, destination];
}

/**
 * The connections of one run. The last one of a side that is closed is not given to others but kept for the run, until both sides
 * have none open and it rests: so a run always holds one on each side or none at all.
 */
class SeatOfRun implements RunBudget {
  readonly sides: Readonly<Record<Side, SideLeases>>;
  onWait: (words: string | null) => void = () => undefined;
  readonly #budgets: ServerBudgets;
  readonly #seat: Seat;
  readonly #signal: AbortSignal;
  readonly #open: Record<Side, number> = { source: 0, destination: 0 };
  #announced = true;
  #seated = false;
  #entering: Promise<void> | null = null;

  constructor(budgets: ServerBudgets, seat: Seat, signal: AbortSignal) {
    this.#budgets = budgets;
    this.#seat = seat;
    this.#signal = signal;
    this.sides = { source: this.#leases('source'), destination: this.#leases('destination') };
    for (const server of serversOf(seat)) server.announced += 1;
  }

  get quietHours(): readonly QuietHours[] {
    return this.#budgets.quietHoursOf(this.#seat);
  }

  pace(side: Side, messages: number, bytes: number): Promise<void> {
    return this.#seat[side].pace.take(messages, bytes, this.#seat.urgent, this.#signal);
  }

  most(side: Side): { readonly messages: number; readonly bytes: number } {
    return this.#seat[side].pace.most;
  }

  rest(): void {
    if (this.#seated && this.#open.source + this.#open.destination === 0) {
      this.#seated = false;
      this.#budgets.leave(this.#seat);
    }
  }

  end(): void {
    for (const side of ['source', 'destination'] as const) {
      for (; this.#open[side] > 1; this.#open[side] -= 1) this.#budgets.giveFurther(this.#seat[side]);
      this.#open[side] = 0;
    }
    this.rest();
    this.#arrived();
  }

  #arrived(): void {
    if (!this.#announced) return;
    this.#announced = false;
    for (const server of serversOf(this.#seat)) server.announced -= 1;
  }

  #leases(side: Side): SideLeases {
    const seat = this;
    return {
      take: () => seat.#take(side),
      giveBack: () => seat.#giveBack(side),
      get wanted() {
        return seat.#open[side] > 1 && seat.#budgets.awaited(seat.#seat[side]);
      },
    };
  }

  async #take(side: Side): Promise<boolean> {
    while (!this.#seated) {
      this.#entering ??= this.#budgets
        .enter(this.#seat, this.#signal, (words) => this.onWait(words))
        .then(() => {
          this.#seated = true;
          this.#arrived();
        })
        .finally(() => {
          this.#entering = null;
        });
      await this.#entering;
    }
    if (this.#open[side] > 0 && !this.#budgets.takeFurther(this.#seat[side], this.#seat.urgent)) return false;
    this.#open[side] += 1;
    return true;
  }

  #giveBack(side: Side): void {
    if (this.#open[side] === 0) return;
    this.#open[side] -= 1;
    if (this.#open[side] > 0) this.#budgets.giveFurther(this.#seat[side]);
  }
}
