import { z } from 'zod';
import { procedure } from './procedure.ts';

export const capsuleContract = {
  /**
   * The hand-off capsule of a mailbox as an archive in base64. Asks both servers once more where they answer, which may take some
   * seconds. No password is in it in either form; with `hideNames` addresses, names and subjects are stand-ins.
   */
  make: procedure
    .input(z.object({ mailboxId: z.string(), hideNames: z.boolean() }))
    .output(z.object({ name: z.string(), archive: z.string() })),
};
