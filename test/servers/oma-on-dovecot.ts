// The mail API of OpenSRS in front of a real Dovecot: mailboxes that it makes can be logged in to.
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MailHost } from '../../electron/engine/practice/opensrs/documented.ts';
import { type OmaSimulator, startOmaSimulator } from '../../electron/engine/practice/opensrs/oma-simulator.ts';
import { OmaState } from '../../electron/engine/practice/opensrs/oma-state.ts';
import { type DovecotServer, startDovecot } from './dovecot.ts';

export const omaAdmin = { user: 'admin@reseller1.adm', password: 'Harbour-Gate-77', role: 'company' } as const;

export interface OmaOnDovecot {
  readonly oma: OmaSimulator;
  readonly dovecot: DovecotServer;
  /** For mailboxes that are there from the start. */
  readonly mail: MailHost;
  stop(): Promise<void>;
}

/** Starts both. Session tokens are passwords of a second table, the newest of each user. */
export async function startOmaOnDovecot(): Promise<OmaOnDovecot> {
  const tokens = await mkdtemp(join(tmpdir(), 'mailferry-tokens-'));
  await chmod(tokens, 0o755);
  const passdb = `passdb {\n  driver = passwd-file\n  args = username_format=%u ${tokens}/%u\n}`;
  const dovecot = await startDovecot({ separator: '.', quotaMb: 5120, extra: passdb });
  const state = new OmaState({ company: 'reseller1', admins: [omaAdmin] });
  let revision = 0;
  const setToken = async (address: string, token: string): Promise<void> => {
    // Dovecot takes a file for changed when its size or its second changed: the comment makes every size new.
    await writeFile(join(tokens, address), `${address}:{PLAIN}${token}\n#${'.'.repeat(revision++)}\n`, { mode: 0o644 });
  };
  const mail: MailHost = {
    async createMailbox(address, { password, quotaBytes }) {
      // A table without the user at all would be a fault, not a refusal.
      await setToken(address, randomBytes(24).toString('hex'));
      await dovecot.addUser(address, password ?? randomBytes(24).toString('hex'), { quotaMb: quotaBytes / 1024 ** 2 });
    },
    async changeMailbox(address, { password }) {
      if (password !== undefined) await dovecot.setPassword(address, password);
    },
    allowToken: setToken,
  };
  const oma = await startOmaSimulator({ state, mail, copy: async () => undefined });
  return {
    oma,
    dovecot,
    mail,
    async stop() {
      await Promise.all([oma.stop(), dovecot.stop()]);
      await rm(tokens, { recursive: true, force: true });
    },
  };
}
