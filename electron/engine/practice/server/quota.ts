import { notLoggedIn } from './folders.ts';
import { answer, atom, type Connection, type HoodiecrowServer, stringValue, untagged } from './hoodiecrow.ts';
import type { MailboxStore } from './mailbox-store.ts';

const root = 'ROOT';
const kibibytes = (bytes: number): number => Math.ceil(bytes / 1024);

/** QUOTA (RFC 9208): one root for the whole mailbox, one resource, STORAGE in units of 1024 bytes. */
export function quota(store: MailboxStore): (server: HoodiecrowServer) => void {
  const sendQuota = (connection: Connection): void => {
    if (store.quotaBytes === null) return;
    untagged(connection, 'QUOTA', [
      root,
      [atom('STORAGE'), kibibytes(store.usedBytes), Math.floor(store.quotaBytes / 1024)],
    ]);
  };

  return (server) => {
    server.registerCapability('QUOTA');
    server.setCommandHandler('GETQUOTAROOT', (connection, parsed, _data, callback) => {
      if (!notLoggedIn(connection, parsed)) {
        const name = stringValue(parsed.attributes?.[0]) ?? '';
        if (store.folder(name)) {
          untagged(connection, 'QUOTAROOT', store.quotaBytes === null ? [name] : [name, root]);
          sendQuota(connection);
          answer(connection, parsed, 'OK', 'GETQUOTAROOT completed');
        } else answer(connection, parsed, 'NO', 'Mailbox does not exist');
      }
      callback();
    });
    server.setCommandHandler('GETQUOTA', (connection, parsed, _data, callback) => {
      if (!notLoggedIn(connection, parsed)) {
        const known = stringValue(parsed.attributes?.[0]) === root && store.quotaBytes !== null;
        if (known) sendQuota(connection);
        answer(connection, parsed, known ? 'OK' : 'NO', known ? 'GETQUOTA completed' : 'No such quota root');
      }
      callback();
    });
  };
}
