import { fileURLToPath } from 'node:url';
import type { Mover } from './mover.ts';

const program = fileURLToPath(new URL('../raw-copy.ts', import.meta.url));

/**
 * The practical limit: bare sockets, one FETCH a folder, MULTIAPPEND with LITERAL+, and no memory of anything. On a later pass
 * it asks for the STATUS of all folders of both sides, which is the least any tool can do.
 */
export const rawLimit: Mover = {
  key: 'raw',
  title: 'raw limit',
  kind: 'limit',
  version: async () => `bare sockets on Node ${process.versions.node}`,
  async prepare({ source, destination, pass }) {
    return {
      program: process.execPath,
      parameters: [program, pass],
      environment: { ELECTRON_RUN_AS_NODE: '1', RAW_COPY_SIDES: JSON.stringify({ source, destination }) },
    };
  },
};
