import { notLoggedIn } from './folders.ts';
import { answer, type HoodiecrowServer } from './hoodiecrow.ts';

/** IDLE (RFC 2177) without hoodiecrow's half-hour timer, which outlives its client and keeps a process from ending. */
export function idle(server: HoodiecrowServer): void {
  server.registerCapability('IDLE');
  server.setCommandHandler('IDLE', (connection, parsed, _data, callback) => {
    if (notLoggedIn(connection, parsed)) return callback();
    connection.directNotifications = true;
    connection.inputHandler = (line) => {
      connection.inputHandler = false;
      connection.directNotifications = false;
      const done = line.toUpperCase() === 'DONE';
      answer(connection, parsed, done ? 'OK' : 'BAD', done ? 'IDLE terminated' : 'Expected DONE');
      callback();
    };
    connection.socket?.write('+ idling\r\n');
    connection.processNotifications();
  });
}
