import { join } from 'node:path';
import { versionOf } from './installed-program.ts';
import type { Mover } from './mover.ts';

/**
 * Dovecot's own dsync, which pulls by IMAP straight into the destination's files: a reference, because a customer's move has no
 * access to the files of a hosted server.
 */
export const dsync: Mover = {
  key: 'dsync',
  title: 'dsync (into the files)',
  kind: 'peer',
  version: async () => `doveadm ${await versionOf('dovecot', ['--version'], 'apt-get install dovecot-imapd')}`,
  async prepare({ source, destination, destinationServer }) {
    const settings = {
      imapc_host: source.host,
      imapc_port: source.port,
      imapc_user: source.user,
      imapc_password: source.password,
      imapc_features: 'rfc822.size fetch-headers',
      mail_prefetch_count: 20,
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    return {
      program: 'doveadm',
      parameters: [
        ...['-c', join(destinationServer, 'dovecot.conf')],
        ...options,
        ...['backup', '-R', '-u', destination.user, 'imapc:'],
      ],
    };
  },
};
