import type { Socket } from 'node:net';
import { DelayedPipe, Gate, type Wire } from './delayed-pipe.ts';
import { LineScanner } from './line-scanner.ts';

/** The way bytes go through the proxy. */
export type Direction = 'to-server' | 'to-client';

/** How the client sees a cut: as a reset connection, or as one the server closed. */
export type CutKind = 'reset' | 'close';

/** What to do with a chunk: how much of it still goes through, and what happens then. */
export interface Verdict {
  readonly pass: number;
  readonly act: 'cut' | 'stall-all' | 'stall-reply';
  readonly cutKind: CutKind;
  /** Told when this is what will happen to the chunk. */
  readonly onChosen: () => void;
  /** Told once it has happened. */
  readonly onDone: () => void;
}

/** What a proxy watches in its connections. */
export interface Watch {
  /** Bytes are about to be delivered. */
  onBytes(connection: ProxyConnection, direction: Direction, chunk: Buffer): Verdict | undefined;
  /** A command begins at `start` of the chunk. */
  onCommand(connection: ProxyConnection, tag: string, text: string, start: number): Verdict | undefined;
  /** A line of the server begins at `start` of the chunk. */
  onReply(connection: ProxyConnection, text: string, start: number): Verdict | undefined;
}

/** One client of the proxy and its connection to the server. */
export class ProxyConnection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #replyGate = new Gate();
  readonly #allGate: Gate;
  readonly #pipes: readonly DelayedPipe[];
  readonly #scanners = { 'to-server': new LineScanner(), 'to-client': new LineScanner() };

  constructor(client: Socket, server: Socket, wires: Readonly<Record<Direction, Wire>>, allGate: Gate, watch: Watch) {
    this.#client = client;
    this.#server = server;
    this.#allGate = allGate;
    const deliver = (direction: Direction, sink: Socket) => (chunk: Buffer) =>
      this.#deliver(direction, sink, chunk, watch);
    this.#pipes = [
      new DelayedPipe(client, server, wires['to-server'], [allGate], deliver('to-server', server)),
      new DelayedPipe(server, client, wires['to-client'], [allGate, this.#replyGate], deliver('to-client', client)),
    ];
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // A broken connection ends on both sides; `close` follows every error.
      socket.on('error', () => undefined);
    }
  }

  /** Ends both sides at once. */
  cut(kind: CutKind): void {
    for (const pipe of this.#pipes) pipe.stop();
    this.#server.destroy();
    if (kind === 'reset') this.#client.resetAndDestroy();
    else this.#client.destroy();
  }

  /** Lets held replies go. */
  releaseReplies(): void {
    this.#replyGate.open();
  }

  #deliver(direction: Direction, sink: Socket, chunk: Buffer, watch: Watch): void {
    const verdict = this.#judge(direction, chunk, watch);
    if (verdict === undefined) {
      sink.write(chunk);
      return;
    }
    verdict.onChosen();
    const passed = chunk.subarray(0, verdict.pass);
    if (verdict.act === 'cut') {
      for (const pipe of this.#pipes) pipe.stop();
      const finish = (): void => {
        this.cut(verdict.cutKind);
        verdict.onDone();
      };
      // First what is to arrive arrives.
      if (passed.length > 0) sink.write(passed, finish);
      else finish();
      return;
    }
    sink.write(passed);
    const gate = verdict.act === 'stall-all' ? this.#allGate : this.#replyGate;
    gate.close();
    const rest = chunk.subarray(verdict.pass);
    if (rest.length > 0) gate.onOpen(() => sink.write(rest));
    verdict.onDone();
  }

  #judge(direction: Direction, chunk: Buffer, watch: Watch): Verdict | undefined {
    let first = watch.onBytes(this, direction, chunk);
    for (const { text, start, opens } of this.#scanners[direction].scan(chunk)) {
      if (!opens) continue;
      const [, tag, command] = /^(\S+) (.*)$/.exec(text) ?? [];
      let verdict: Verdict | undefined;
      if (direction === 'to-client') verdict = watch.onReply(this, text, start);
      else if (tag !== undefined && command !== undefined) verdict = watch.onCommand(this, tag, command, start);
      if (verdict !== undefined && verdict.pass <= (first?.pass ?? Number.POSITIVE_INFINITY)) first = verdict;
    }
    return first;
  }
}
