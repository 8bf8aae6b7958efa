import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { ImapWire } from '../../../electron/engine/mail/imap/wire/imap-wire.ts';
import { ByteReader } from '../../servers/byte-reader.ts';

/** The other end of a wire: the test itself is the server and says when it says what. */
export interface WirePeer {
  readonly wire: ImapWire;
  readonly socket: Socket;
  /** The next line that was sent, its tag apart. */
  line(): Promise<{ readonly tag: string; readonly text: string }>;
  bytes(count: number): Promise<string>;
  say(...lines: readonly string[]): void;
  close(): Promise<void>;
}

/** A wire after its greeting, with the test at the other end. */
export async function openWire(patienceMs = 10_000): Promise<WirePeer> {
  const listener = createServer();
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port');
  const accepted = once(listener, 'connection') as Promise<[Socket]>;
  const client = connect(address.port, '127.0.0.1');
  const [socket] = await accepted;
  socket.on('error', () => undefined);
  const wire = new ImapWire(client, patienceMs);
  const greeting = wire.greeting();
  socket.write('* OK [CAPABILITY IMAP4rev1] Ready\r\n');
  await greeting;
  const reader = new ByteReader(socket);
  return {
    wire,
    socket,
    async line() {
      const [tag = '', ...words] = (await reader.line()).toString('latin1').split(' ');
      return { tag, text: words.join(' ') };
    },
    bytes: async (count) => (await reader.bytes(count)).toString('latin1'),
    say: (...lines) => void socket.write(Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1')),
    async close() {
      wire.cut();
      socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}
