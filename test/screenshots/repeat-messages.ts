// node repeat-messages.ts PORT ADDRESS: some messages of a practice mailbox come once more at its destination, as from another tool.
import { argv } from 'node:process';
import { passwordOf } from '../../electron/engine/practice/customers/directory.ts';
import { RawImap } from '../servers/raw-imap.ts';

const [port, address = ''] = argv.slice(2);
const client = await RawImap.login(
  { host: '127.0.0.1', port: Number(port) },
  address,
  passwordOf('destination', address, 1),
);
await client.command('SELECT INBOX');
await client.command('UID COPY 3:9 INBOX');
await client.logout();
