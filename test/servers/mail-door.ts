import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { DovecotServer } from './dovecot.ts';

const deliveryAgent = '/usr/lib/dovecot/dovecot-lda';

/** Where a mail server takes mail for its users: SMTP in front of Dovecot's own delivery agent. */
export interface MailDoor {
  readonly port: number;
  /** How many messages were taken. */
  readonly taken: number;
  stop(): Promise<void>;
}

/** Opens a door on a free port; mail for users the server does not have is refused for good, as MX hosts do. */
export async function openMailDoor(server: DovecotServer): Promise<MailDoor> {
  const sockets = new Set<Socket>();
  let taken = 0;
  const door = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    void serve(socket, server, () => {
      taken += 1;
    });
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const address = door.address();
  if (address === null || typeof address === 'string') throw new Error('The door has no port.');
  return {
    port: address.port,
    get taken() {
      return taken;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      door.close();
      await once(door, 'close');
    },
  };
}

async function serve(socket: Socket, server: DovecotServer, onTaken: () => void): Promise<void> {
  let from = '';
  let to: string | null = null;
  let data: string[] | null = null;
  let rest = '';
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  say('220 mail.test ESMTP');
  socket.setEncoding('latin1');
  for await (const chunk of socket as AsyncIterable<string>) {
    rest += chunk;
    const lines = rest.split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (data !== null) {
        if (line !== '.') {
          data.push(line.startsWith('.') ? line.slice(1) : line);
          continue;
        }
        const message = data;
        data = null;
        const stored = to !== null && (await deliver(server, from, to, message));
        if (stored) onTaken();
        // Only what the delivery agent has stored is taken; the sender keeps everything else and tries again.
        say(stored ? '250 2.0.0 Stored' : '451 4.3.0 Try again later');
        continue;
      }
      const [verb = ''] = line.toUpperCase().split(' ');
      if (verb === 'EHLO' || verb === 'HELO') say('250 mail.test');
      else if (verb === 'MAIL') {
        from = /<(.*?)>/.exec(line)?.[1] ?? '';
        say('250 2.1.0 Ok');
      } else if (verb === 'RCPT') {
        to = /<(.*?)>/.exec(line)?.[1]?.toLowerCase() ?? null;
        say(to !== null && isKnown(server, to) ? '250 2.1.5 Ok' : '550 5.1.1 No such user');
      } else if (verb === 'DATA') {
        data = [];
        say('354 Go on');
      } else if (verb === 'QUIT') {
        say('221 2.0.0 Bye');
        socket.end();
      } else say('502 5.5.1 Not here');
    }
  }
}

function isKnown(server: DovecotServer, user: string): boolean {
  try {
    server.passwordOf(user);
    return true;
  } catch {
    return false;
  }
}

async function deliver(server: DovecotServer, from: string, to: string, lines: readonly string[]): Promise<boolean> {
  const agent = spawn(deliveryAgent, ['-c', join(server.directory, 'dovecot.conf'), '-d', to, '-f', from], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  agent.stdin.on('error', () => undefined);
  agent.stdin.end(Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1'));
  const [status] = (await once(agent, 'close')) as [number | null];
  return status === 0;
}
