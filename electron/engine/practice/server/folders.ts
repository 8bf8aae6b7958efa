import { answer, type Connection, type HoodiecrowServer, type ParsedCommand, stringValue } from './hoodiecrow.ts';
import type { MailboxStore } from './mailbox-store.ts';

/** LIST's pattern (RFC 3501 section 6.3.8) as an expression: `*` is anything, `%` anything within one level. */
function patternOf(pattern: string, separator: string): RegExp {
  const escaped = pattern.replace(/[\\^$+?.()|{}[\]]/g, '\\$&');
  const level = `[^${separator === '.' ? '.' : `\\${separator}`}]*`;
  return new RegExp(`^${escaped.replaceAll('*', '[^]*').replaceAll('%', level)}$`);
}

/** Puts the store's folders in the place of hoodiecrow's own, which are per server, lose children of INBOX and are not kept. */
export function folders(store: MailboxStore): (server: HoodiecrowServer) => void {
  return (server) => {
    Object.assign(server, { referenceNamespace: '' });
    server.indexFolders = () => undefined;
    server.getMailbox = (path) => store.folder(path);
    server.createMailbox = (path) => store.create(path);
    server.deleteMailbox = (path) => store.delete(path);
    server.matchFolders = (reference, pattern) => {
      const wanted = patternOf(reference + pattern, store.separator);
      const matching = store.folders().filter(({ path }) => wanted.test(path));
      for (const folder of matching) {
        const kept = folder.flags.filter((flag) => flag === '\\Noselect');
        folder.flags = [...kept, store.hasChildren(folder.path) ? '\\HasChildren' : '\\HasNoChildren'];
      }
      return matching;
    };

    server.setCommandHandler('RENAME', (connection, parsed, _data, callback) => {
      const [from, to] = (parsed.attributes ?? []).map(stringValue);
      try {
        if (notLoggedIn(connection, parsed)) return;
        if (!from || !to) return answer(connection, parsed, 'BAD', 'RENAME expects two mailbox names');
        store.rename(from, to);
        answer(connection, parsed, 'OK', 'RENAME completed');
      } catch (error) {
        answer(connection, parsed, 'NO', error instanceof Error ? error.message : 'RENAME failed');
      } finally {
        callback();
      }
    });

    for (const [command, subscribed] of [
      ['SUBSCRIBE', true],
      ['UNSUBSCRIBE', false],
    ] as const) {
      server.setCommandHandler(command, (connection, parsed, _data, callback) => {
        const folder = store.folder(stringValue(parsed.attributes?.[0]) ?? '');
        if (!notLoggedIn(connection, parsed)) {
          if (folder) store.subscribe(folder, subscribed);
          answer(connection, parsed, folder ? 'OK' : 'NO', folder ? `${command} completed` : 'Mailbox does not exist');
        }
        callback();
      });
    }

    // A name that does not exist is refused with NO; BAD is for what is not IMAP (RFC 3501 section 7.1).
    server.outputHandlers.push((_connection, response) => {
      const [text] = response.attributes;
      if (response.command === 'BAD' && stringOfText(text) === 'Invalid mailbox name') response.command = 'NO';
    });
  };
}

function stringOfText(text: unknown): string | undefined {
  return typeof text === 'object' && text !== null && 'value' in text && typeof text.value === 'string'
    ? text.value
    : undefined;
}

/** Answers BAD and returns true when nobody is logged in. */
export function notLoggedIn(connection: Connection, parsed: ParsedCommand): boolean {
  if (connection.state !== 'Not Authenticated' && connection.state !== 'Logout') return false;
  answer(connection, parsed, 'BAD', 'Log in first');
  return true;
}
