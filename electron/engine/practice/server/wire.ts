import type { Attribute, Connection } from './hoodiecrow.ts';

/** What one command may bring as a literal, in bytes; OpenSRS takes mail up to 35 MB. */
const maxLiteralBytes = 64 * 1024 * 1024;
const maxLineBytes = 1024 * 1024;

/** Stands for a literal while hoodiecrow parses: its own parser refuses NUL and empty literals and reads them byte by byte. */
const placeholder = '{1}\r\nx';

/** Replaces the placeholders in a parsed command, in order, by the literals that the client sent. */
function restoreLiterals(attributes: readonly Attribute[], literals: string[]): void {
  for (const attribute of attributes) {
    if (Array.isArray(attribute)) restoreLiterals(attribute, literals);
    else if (typeof attribute === 'object' && attribute !== null) {
      if (attribute.type === 'LITERAL') attribute.value = literals.shift() ?? '';
      if (attribute.section) restoreLiterals(attribute.section, literals);
    }
  }
}

/**
 * Reads a client's bytes into commands in place of hoodiecrow's reader: byte for byte, with literals of any content
 * (RFC 3501 section 4.3) and, where `literalPlus`, without the pause before them (RFC 7888).
 * Nothing is sent before everything a chunk asks for is done, so a client never hears OK before the journal has it.
 */
export function readCommands(connection: Connection, literalPlus: boolean): void {
  const { socket } = connection;
  if (!socket) return;
  let line: Buffer[] = [];
  let lineBytes = 0;
  let command = '';
  let literals: string[] = [];
  let literalParts: Buffer[] = [];
  let literalLeft = -1;

  const refuse = (text: string): void => {
    socket.end(`* BYE ${text}\r\n`);
  };

  const endOfLine = (text: string): void => {
    const literal = connection.inputHandler ? null : /\{(\d{1,10})(\+?)\}$/.exec(text);
    if (literal && (literalPlus || literal[2] === '')) {
      literalLeft = Number(literal[1]);
      if (literalLeft > maxLiteralBytes) {
        refuse('Literal too large');
        return;
      }
      command += text.slice(0, literal.index) + placeholder;
      if (literal[2] === '') socket.write('+ Ready for literal data\r\n');
      if (literalLeft === 0) endOfLiteral();
      return;
    }
    const complete = command + text;
    const itsLiterals = literals;
    command = '';
    literals = [];
    if (connection.inputHandler) connection.inputHandler(complete);
    else if (complete.trim()) schedule(complete, itsLiterals);
  };

  const endOfLiteral = (): void => {
    literals.push(Buffer.concat(literalParts).toString('latin1'));
    literalParts = [];
    literalLeft = -1;
  };

  // hoodiecrow queues a parsed command and then calls processQueue: the moment between is ours.
  const processQueue = connection.processQueue.bind(connection);
  let restore: (() => void) | null = null;
  connection.processQueue = (force) => {
    restore?.();
    restore = null;
    processQueue(force);
  };
  const schedule = (text: string, itsLiterals: string[]): void => {
    restore = () => restoreLiterals(connection._commandQueue.at(-1)?.parsed.attributes ?? [], itsLiterals);
    connection.scheduleCommand(text);
    restore = null;
  };

  const take = (chunk: Buffer): void => {
    let position = 0;
    while (position < chunk.length && socket.writable) {
      if (literalLeft >= 0) {
        const part = chunk.subarray(position, position + literalLeft);
        literalParts.push(part);
        position += part.length;
        literalLeft -= part.length;
        if (literalLeft === 0) endOfLiteral();
        continue;
      }
      const newline = chunk.indexOf(0x0a, position);
      const part = chunk.subarray(position, newline < 0 ? chunk.length : newline);
      line.push(part);
      lineBytes += part.length;
      if (lineBytes > maxLineBytes) refuse('Command line too long');
      if (newline < 0 || !socket.writable) return;
      position = newline + 1;
      const text = Buffer.concat(line).toString('latin1').replace(/\r$/, '');
      line = [];
      lineBytes = 0;
      endOfLine(text);
    }
  };

  socket.removeAllListeners('data');
  socket.on('data', (chunk: Buffer) => {
    socket.cork();
    try {
      take(chunk);
    } catch (error) {
      refuse(error instanceof Error ? error.message.replace(/[\r\n]+/g, ' ') : 'Internal error');
    } finally {
      socket.uncork();
    }
  });
}
