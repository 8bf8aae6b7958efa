import { createServer, type Socket } from 'node:net';

/** What a POP3 server of a test says; all of it may be changed while it runs. */
export interface ScriptedPop3Options {
  readonly greeting?: string;
  /** Answers by command name, before the ordinary ones: a whole answer with its line ends, or null for the ordinary one. */
  readonly answer?: (line: string) => string | Buffer | null;
  readonly messages?: readonly { readonly uidl: string; readonly content: string }[];
}

export interface ScriptedPop3 {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Every line a client sent. */
  readonly lines: string[];
  stop(): void;
}

const block = (content: string): string =>
  `+OK\r\n${(content === '' || content.endsWith('\r\n') ? content : `${content}\r\n`).replace(/(^|\r\n)\./g, '$1..')}.\r\n`;

function top(content: string, lineCount: number): string {
  const body = content.startsWith('\r\n') ? 2 : content.indexOf('\r\n\r\n') + 4;
  const lines = content.slice(body).split('\r\n');
  return lineCount < lines.length - 1 ? `${content.slice(0, body)}${lines.slice(0, lineCount).join('\r\n')}` : content;
}

/** A POP3 server in memory for what Dovecot will not do. */
export async function startScriptedPop3(options: ScriptedPop3Options = {}): Promise<ScriptedPop3> {
  const messages = options.messages ?? [];
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const ordinary = (line: string): string | null => {
    const [name = '', which, lineCount] = line.split(' ');
    const message = messages[Number(which) - 1];
    switch (name.toUpperCase()) {
      case 'CAPA':
        return block('USER\r\nTOP\r\nUIDL\r\n');
      case 'USER':
      case 'PASS':
      case 'NOOP':
        return '+OK\r\n';
      case 'QUIT':
        return null;
      case 'STAT':
        return `+OK ${messages.length} ${messages.reduce((sum, { content }) => sum + content.length, 0)}\r\n`;
      case 'LIST':
        return block(messages.map(({ content }, index) => `${index + 1} ${content.length}\r\n`).join(''));
      case 'UIDL':
        return block(messages.map(({ uidl }, index) => `${index + 1} ${uidl}\r\n`).join(''));
      case 'TOP':
        return message ? block(top(message.content, Number(lineCount))) : '-ERR no\r\n';
      case 'RETR':
        return message ? block(message.content) : '-ERR no such message\r\n';
      default:
        return '-ERR what?\r\n';
    }
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    socket.write(options.greeting ?? '+OK ready\r\n');
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        lines.push(line);
        const answer = options.answer?.(line) ?? ordinary(line);
        if (answer === null) socket.end('+OK bye\r\n');
        else socket.write(answer, 'latin1');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    host: '127.0.0.1',
    port: typeof address === 'object' && address !== null ? address.port : 0,
    lines,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
