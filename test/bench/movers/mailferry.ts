import { join } from 'node:path';
import type { Login, Mover } from './mover.ts';

function endpoint({ host, port, user }: Login): string {
  return `imap+insecure://${user}@${host}:${port}`;
}

/**
 * The command line of Mailferry at `entry`, run by Electron as Node, with ledger and identities as always. It compares both sides
 * afterwards, as it does for its users; with `verify: 'none'` it stops where its peers stop.
 */
export function mailferry(entry: string, verify: 'standard' | 'none', version: string): Mover {
  return {
    key: verify === 'none' ? 'mailferry-unverified' : 'mailferry',
    title: verify === 'none' ? 'Mailferry --verify none' : 'Mailferry (copies, then verifies)',
    kind: 'mailferry',
    version: async () => `Mailferry ${version}`,
    async prepare({ source, destination, directory, pass }) {
      return {
        program: process.execPath,
        parameters: [
          ...[entry, 'copy', '--json', '--verify', verify, '--workspace', join(directory, 'workspace')],
          ...['--source', endpoint(source), '--destination', endpoint(destination)],
          ...(pass === 'again' ? ['--delta'] : []),
        ],
        environment: {
          ELECTRON_RUN_AS_NODE: '1',
          MAILFERRY_SOURCE_PASSWORD: source.password,
          MAILFERRY_DESTINATION_PASSWORD: destination.password,
        },
      };
    },
    // Without a comparison it never claims to be complete, so 4 is its best; the witness decides what the copy is worth.
    endings: verify === 'none' ? [0, 4] : [0],
  };
}
