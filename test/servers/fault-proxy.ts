import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Gate, Wire } from './delayed-pipe.ts';
import { type CutKind, type Direction, ProxyConnection, type Verdict } from './proxy-connection.ts';
import type { ImapAddress } from './raw-imap.ts';

export type { CutKind, Direction } from './proxy-connection.ts';

/** How good the line is. */
export interface LineQuality {
  /** One way, in milliseconds; the round trip is twice that. Default 0. */
  readonly latencyMs?: number;
  /** For all connections together, in each direction. Default: no limit. */
  readonly bytesPerSecond?: number;
}

/** A fault that waits for its moment. It happens once. */
export interface ArmedFault {
  /** Resolves when it has happened. */
  readonly happened: Promise<void>;
  /** Ends a stall: everything that was held arrives. */
  release(): void;
  /** Takes the fault back if it has not happened yet. */
  disarm(): void;
}

/** A fault after so many bytes of one connection, counted from the moment of arming. */
export interface ByteFault {
  readonly direction: Direction;
  readonly bytes: number;
}

/** A fault at a command: the text after the tag, up to the first literal. Works on unencrypted IMAP only. */
export interface CommandFault {
  readonly command: RegExp;
  /** Which matching command of all connections it is, from 1. Default 1. */
  readonly occurrence?: number;
}

/** A TCP proxy before a server that makes a line slow and breaks it as told. */
export interface FaultProxy {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Connections since the start, open now, and the most that were open together. */
  readonly connections: { readonly total: number; readonly open: number; readonly peak: number };
  /** Bytes that came through so far. */
  readonly bytes: Readonly<Record<Direction, number>>;
  /** How often a client spoke after its server had: on a far line each is about a round trip. */
  readonly turns: number;
  /** Every command the clients sent, without tag and literals, in order of arrival (unencrypted IMAP only). */
  readonly commands: readonly string[];
  /** Changes the line for what is sent from now on. */
  setLine(quality: LineQuality): void;
  /** Ends the connection that first carries so many bytes; exactly these arrive. */
  cutAfter(fault: ByteFault, kind?: CutKind): ArmedFault;
  /** Holds all connections in both directions once one of them has carried so many bytes, until released. */
  stallAfter(fault: ByteFault): ArmedFault;
  /** Holds everything at once, until released. */
  stallNow(): ArmedFault;
  /** The server does the command, but its tagged reply never comes: the connection is cut instead. */
  loseReply(fault: CommandFault, kind?: CutKind): ArmedFault;
  /** The server does the command; its tagged reply and all after it on that connection are held until released. */
  stallReply(fault: CommandFault): ArmedFault;
  /** The connection is cut when the command comes; the server never sees it. */
  cutBefore(fault: CommandFault, kind?: CutKind): ArmedFault;
  /** Ends all connections at once. */
  cutNow(kind?: CutKind): void;
  /** New connections are refused by the system (ECONNREFUSED); those that are open stay. */
  refuseConnections(): Promise<void>;
  /** Takes connections again, on the same port. */
  acceptConnections(): Promise<void>;
  /** Ends everything. May be called twice. */
  stop(): Promise<void>;
}

interface Waiting extends ArmedFault {
  readonly fire: () => void;
  readonly bytes?: ByteFault & { readonly seen: WeakMap<ProxyConnection, number>; readonly act: 'cut' | 'stall-all' };
  readonly command?: CommandFault & { readonly act: 'lose' | 'stall' | 'before' };
  readonly cutKind: CutKind;
  matches: number;
  /** The connection and tag whose reply is the one. */
  target?: { readonly connection: ProxyConnection; readonly tag: string };
}

/** Starts a proxy before `target` (its clear IMAP port, or any port) on a free port of 127.0.0.1. */
export async function startFaultProxy(target: ImapAddress, quality: LineQuality = {}): Promise<FaultProxy> {
  const wires = { 'to-server': new Wire(), 'to-client': new Wire() };
  const allGate = new Gate();
  const open = new Set<ProxyConnection>();
  const sockets = new Set<Socket>();
  const counts = { total: 0, open: 0, peak: 0 };
  const bytes = { 'to-server': 0, 'to-client': 0 };
  const commands: string[] = [];
  const spoke = new WeakMap<ProxyConnection, Direction>();
  let turns = 0;
  const faults = new Set<Waiting>();

  function setLine({ latencyMs = 0, bytesPerSecond = Number.POSITIVE_INFINITY }: LineQuality): void {
    for (const wire of Object.values(wires)) Object.assign(wire, { latencyMs, bytesPerSecond });
  }
  setLine(quality);

  function arm(kind: Pick<Waiting, 'bytes' | 'command'>, cutKind: CutKind): ArmedFault {
    const { promise, resolve } = Promise.withResolvers<void>();
    const fault: Waiting = {
      ...kind,
      cutKind,
      matches: 0,
      happened: promise,
      fire: resolve,
      release() {
        faults.delete(fault);
        fault.target?.connection.releaseReplies();
        if (fault.command === undefined) allGate.open();
      },
      disarm: () => void faults.delete(fault),
    };
    faults.add(fault);
    return fault;
  }

  function verdict(fault: Waiting, pass: number, act: Verdict['act']): Verdict {
    return { pass, act, cutKind: fault.cutKind, onChosen: fault.disarm, onDone: fault.fire };
  }

  const watch = {
    onBytes(connection: ProxyConnection, direction: Direction, chunk: Buffer): Verdict | undefined {
      bytes[direction] += chunk.length;
      if (direction === 'to-server' && spoke.get(connection) === 'to-client') turns += 1;
      spoke.set(connection, direction);
      for (const fault of faults) {
        if (fault.bytes?.direction !== direction) continue;
        const seen = fault.bytes.seen.get(connection) ?? 0;
        if (seen + chunk.length >= fault.bytes.bytes) return verdict(fault, fault.bytes.bytes - seen, fault.bytes.act);
        fault.bytes.seen.set(connection, seen + chunk.length);
      }
      return undefined;
    },
    onCommand(connection: ProxyConnection, tag: string, text: string, start: number): Verdict | undefined {
      commands.push(text);
      for (const fault of faults) {
        if (fault.command === undefined || fault.target !== undefined || !fault.command.command.test(text)) continue;
        fault.matches++;
        if (fault.matches !== (fault.command.occurrence ?? 1)) continue;
        fault.target = { connection, tag };
        if (fault.command.act === 'before') return verdict(fault, start, 'cut');
      }
      return undefined;
    },
    onReply(connection: ProxyConnection, text: string, start: number): Verdict | undefined {
      for (const fault of faults) {
        if (fault.target?.connection !== connection || !text.startsWith(`${fault.target.tag} `)) continue;
        return verdict(fault, start, fault.command?.act === 'stall' ? 'stall-reply' : 'cut');
      }
      return undefined;
    },
  };

  async function accept(client: Socket): Promise<void> {
    counts.total++;
    counts.open++;
    counts.peak = Math.max(counts.peak, counts.open);
    sockets.add(client);
    client.once('close', () => {
      counts.open--;
      sockets.delete(client);
    });
    client.on('error', () => undefined);
    // The round trip of a TCP handshake with the far server.
    const handshake = wires['to-server'].latencyMs + wires['to-client'].latencyMs;
    if (handshake > 0) await delay(handshake);
    if (client.destroyed) return;
    const server = connect({ host: target.host, port: 'port' in target ? target.port : target.ports.imap });
    sockets.add(server);
    const connection = new ProxyConnection(client, server, wires, allGate, watch);
    open.add(connection);
    server.once('close', () => {
      sockets.delete(server);
      open.delete(connection);
    });
  }

  const listener = createServer({ allowHalfOpen: true }, (client) => void accept(client));
  function listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(port, '127.0.0.1', () => {
        listener.off('error', reject);
        const address = listener.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }
  const port = await listen(0);

  const byteFault = (fault: ByteFault, act: 'cut' | 'stall-all') => ({
    bytes: { ...fault, act, seen: new WeakMap() },
  });
  return {
    host: '127.0.0.1',
    port,
    connections: counts,
    bytes,
    get turns() {
      return turns;
    },
    commands,
    setLine,
    cutAfter: (fault, kind = 'reset') => arm(byteFault(fault, 'cut'), kind),
    stallAfter: (fault) => arm(byteFault(fault, 'stall-all'), 'reset'),
    stallNow() {
      const fault = arm({}, 'reset');
      allGate.close();
      return { ...fault, happened: Promise.resolve() };
    },
    loseReply: (fault, kind = 'reset') => arm({ command: { ...fault, act: 'lose' } }, kind),
    stallReply: (fault) => arm({ command: { ...fault, act: 'stall' } }, 'reset'),
    cutBefore: (fault, kind = 'reset') => arm({ command: { ...fault, act: 'before' } }, kind),
    cutNow(kind = 'reset') {
      for (const connection of open) connection.cut(kind);
    },
    async refuseConnections() {
      // `close` calls back only when the last connection is gone, but stops listening at once.
      if (listener.listening) listener.close();
    },
    async acceptConnections() {
      if (!listener.listening) await listen(port);
    },
    async stop() {
      if (listener.listening) listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
