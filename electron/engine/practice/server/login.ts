import { answer, atom, type Connection, type HoodiecrowServer, type ParsedCommand, stringValue } from './hoodiecrow.ts';

export interface LoginOptions {
  /** The mailbox that a user name and a password open, or null. */
  readonly open: (user: string, password: string) => HoodiecrowServer | null;
  /** Mechanisms besides the LOGIN command. */
  readonly mechanism: 'LOGIN' | 'PLAIN';
  readonly refusal: { readonly text: string; readonly code: string | null };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const unbase64 = (text: string): string => Buffer.from(text, 'base64').toString('utf8');
const unbinary = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');

/** Asks the client for a line; `*` cancels (RFC 3501 section 6.2.2). */
function ask(connection: Connection, prompt: string, next: (line: string | null) => void): void {
  connection.inputHandler = (line) => {
    connection.inputHandler = false;
    next(line === '*' ? null : line);
  };
  connection.socket?.write(`+ ${prompt}\r\n`);
}

/** From here on the session talks to its own mailbox: hoodiecrow keeps one set of folders per server, so each mailbox is one. */
function enter(connection: Connection, mailbox: HoodiecrowServer): void {
  connection.server.removeListener('notify', connection._notificationCallback);
  connection.server = mailbox;
  mailbox.on('notify', connection._notificationCallback);
  connection.state = 'Authenticated';
  for (const handler of mailbox.connectionHandlers) handler(connection);
}

/** Login by the LOGIN command and by one SASL mechanism. */
export function login({ open, mechanism, refusal }: LoginOptions): (server: HoodiecrowServer) => void {
  const finish = (connection: Connection, parsed: ParsedCommand, user: string, password: string): void => {
    let mailbox: HoodiecrowServer | null;
    try {
      mailbox = open(user, password);
    } catch (error) {
      // The mailbox's journal cannot be read: say so instead of leaving the client without an answer.
      const why = error instanceof Error ? error.message : 'The mailbox cannot be opened';
      answer(connection, parsed, 'NO', why, [atom('UNAVAILABLE')]);
      return;
    }
    if (mailbox) {
      enter(connection, mailbox);
      answer(connection, parsed, 'OK', 'LOGIN completed');
    } else answer(connection, parsed, 'NO', refusal.text, refusal.code ? [atom(refusal.code)] : []);
  };

  const alreadyIn = (connection: Connection, parsed: ParsedCommand): boolean => {
    if (connection.state === 'Not Authenticated') return false;
    answer(connection, parsed, 'BAD', 'Already authenticated');
    return true;
  };

  return (server) => {
    server.setCommandHandler('LOGIN', (connection, parsed, _data, callback) => {
      const [user, password] = (parsed.attributes ?? []).map(stringValue);
      if (!alreadyIn(connection, parsed)) {
        if (typeof user !== 'string' || typeof password !== 'string') {
          answer(connection, parsed, 'BAD', 'LOGIN takes a user name and a password');
        } else finish(connection, parsed, unbinary(user), unbinary(password));
      }
      callback();
    });

    if (mechanism === 'LOGIN') {
      server.registerCapability('AUTH=LOGIN');
      server.setCommandHandler('AUTHENTICATE LOGIN', (connection, parsed, _data, callback) => {
        if (alreadyIn(connection, parsed)) return callback();
        const cancel = (): void => {
          answer(connection, parsed, 'BAD', 'AUTHENTICATE cancelled');
          callback();
        };
        ask(connection, base64('User Name'), (user) => {
          if (user === null) return cancel();
          ask(connection, base64('Password'), (password) => {
            if (password === null) return cancel();
            finish(connection, parsed, unbase64(user), unbase64(password));
            callback();
          });
        });
      });
      return;
    }

    const notYet = (connection: Connection): boolean => connection.state === 'Not Authenticated';
    server.registerCapability('AUTH=PLAIN', notYet);
    server.registerCapability('SASL-IR', notYet);
    server.setCommandHandler('AUTHENTICATE PLAIN', (connection, parsed, _data, callback) => {
      if (alreadyIn(connection, parsed)) return callback();
      const respond = (line: string | null): void => {
        const [, user, password] = unbase64(line ?? '').split('\0');
        if (!user || !password) answer(connection, parsed, 'BAD', 'Invalid response to AUTHENTICATE PLAIN');
        else finish(connection, parsed, user, password);
        callback();
      };
      const initial = stringValue(parsed.attributes?.[0]);
      if (initial === null) ask(connection, '', respond);
      else respond(initial);
    });
  };
}
