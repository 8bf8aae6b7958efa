import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { append } from './append.ts';
import { exactFetch } from './fetch.ts';
import { folders } from './folders.ts';
import { type HoodiecrowServer, hoodiecrow } from './hoodiecrow.ts';
import { idle } from './idle.ts';
import { login } from './login.ts';
import type { MailboxStore } from './mailbox-store.ts';
import type { ServerPlatform } from './platform.ts';
import { quota } from './quota.ts';
import { fastSearch } from './search.ts';
import { selection } from './selection.ts';
import { readCommands } from './wire.ts';

export interface Account {
  /** Whether a password opens it; a session token does like one. */
  readonly accepts: (password: string) => boolean;
  /** Makes the mailbox's start state and replays its journal; called at the first login. */
  readonly openStore: () => MailboxStore;
}

/** Hears what a server is asked for, so that a test can hold a client to its limits. */
export interface ServerWatch {
  /** So many connections are open now. */
  connections(open: number): void;
  /** A whole message was handed out. */
  served(bytes: number): void;
}

export interface PracticeServer {
  readonly host: string;
  readonly port: number;
  /** Ends all sessions and forgets the opened mailboxes; the next login reads them anew. */
  disconnect(): void;
  stop(): Promise<void>;
}

/**
 * Listens on a free port of the loopback address with the mailboxes of `account`, which knows users by lower-case name.
 * A client meets a front without mail and, once logged in, the hoodiecrow instance of its own mailbox.
 */
export async function startServer(
  platform: ServerPlatform,
  account: (user: string) => Account | undefined,
  watch?: ServerWatch,
): Promise<PracticeServer> {
  const opened = new Map<string, { readonly mailbox: HoodiecrowServer; readonly store: MailboxStore }>();

  const open = (user: string, password: string): HoodiecrowServer | null => {
    const name = user.toLowerCase();
    const found = account(name);
    if (!found?.accepts(password)) return null;
    const existing = opened.get(name);
    if (existing) return existing.mailbox;
    const store = found.openStore();
    const mailbox = build(platform, [
      ...base,
      folders(store),
      append({ store, multiple: platform.multiAppend, uidplus: platform.uidplus }),
      selection(store),
      exactFetch,
      ...(watch ? [telling(watch)] : []),
      fastSearch,
      ...(platform.quota ? [quota(store)] : []),
    ]);
    opened.set(name, { mailbox, store });
    return mailbox;
  };

  const base = [
    ...platform.extensions,
    idle,
    login({ open, mechanism: platform.mechanism, refusal: platform.loginRefusal }),
  ];
  const front = build(platform, [
    ...base,
    // A client may ask what it can do before it logs in.
    (server) => {
      if (platform.multiAppend) server.registerCapability('MULTIAPPEND');
      if (platform.quota) server.registerCapability('QUOTA');
      server.connectionHandlers.push((connection) => readCommands(connection, platform.literalPlus));
    },
  ]);

  const sockets = new Set<Socket>();
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    watch?.connections(sockets.size);
    socket.once('close', () => {
      sockets.delete(socket);
      watch?.connections(sockets.size);
    });
    greetingOf(socket, platform.greeting(new Date()), () => front.createClient(socket));
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('The practice server got no port');

  const disconnect = (): void => {
    for (const socket of sockets) socket.destroy();
    for (const { store } of opened.values()) store.close();
    opened.clear();
  };
  return {
    host: address.address,
    port: address.port,
    disconnect,
    async stop() {
      if (!listener.listening) return;
      const closed = once(listener, 'close');
      listener.close();
      disconnect();
      await closed;
    },
  };
}

/** Tells of each whole message that is fetched. */
function telling(watch: ServerWatch): (server: HoodiecrowServer) => void {
  return (server) => {
    const fetch = server.fetchHandlers['BODY.PEEK'];
    if (!fetch) throw new Error('The server fetches no messages');
    server.fetchHandlers['BODY.PEEK'] = (connection, message, query) => {
      if (query.section?.length === 0) watch.served(message.raw.length);
      return fetch(connection, message, query);
    };
  };
}

function build(
  platform: ServerPlatform,
  plugins: readonly (string | ((server: HoodiecrowServer) => void))[],
): HoodiecrowServer {
  const server = hoodiecrow({
    plugins,
    storage: { '': { type: 'personal', separator: platform.separator } },
    credentials: {},
  });
  server.setMaxListeners(0);
  return server;
}

/** Greets in the platform's words: hoodiecrow writes its own greeting while it takes the socket over, so that one is dropped. */
function greetingOf(socket: Socket, greeting: string, takeOver: () => void): void {
  const write = socket.write;
  socket.write = () => true;
  takeOver();
  socket.write = write;
  socket.write(`${greeting}\r\n`);
}
