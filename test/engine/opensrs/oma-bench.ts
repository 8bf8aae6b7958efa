import { onTestFinished } from 'vitest';
import { systemClock } from '../../../electron/engine/clock.ts';
import { OmaClient } from '../../../electron/engine/platforms/opensrs/oma/oma-client.ts';
import { OmaConnection } from '../../../electron/engine/platforms/opensrs/oma/oma-connection.ts';
import type { OmaTraceEntry } from '../../../electron/engine/platforms/opensrs/oma/oma-trace.ts';
import { httpsTransport } from '../../../electron/engine/platforms/opensrs/oma/oma-transport.ts';
import type { MailHost } from '../../../electron/engine/practice/opensrs/documented.ts';
import type { CopyMailbox } from '../../../electron/engine/practice/opensrs/oma-migrations.ts';
import { type OmaSimulator, startOmaSimulator } from '../../../electron/engine/practice/opensrs/oma-simulator.ts';
import { type Admin, OmaState } from '../../../electron/engine/practice/opensrs/oma-state.ts';

export const GB = 1024 ** 3;
export const password = 'Kelp-Lantern-58';
export const admin: Admin = { user: 'admin@reseller1.adm', password, role: 'company' };
const roles: readonly Admin[] = [
  admin,
  { user: 'mail@reseller1.adm', password, role: 'company_mail' },
  { user: 'mail2@reseller1.adm', password, role: 'company_mail2' },
  { user: 'reader@reseller1.adm', password, role: 'company_ro' },
  { user: 'tokens@reseller1.adm', password, role: 'company_token_only' },
  { user: 'domain@reseller1.adm', password, role: 'domain', domain: 'harbour.test' },
];

/** A mail host that only remembers. */
export function rememberingHost(): MailHost & {
  readonly mailboxes: Map<string, { password: string | null; quotaBytes: number }>;
  readonly tokens: Map<string, { token: string; until: number }>;
} {
  const mailboxes = new Map<string, { password: string | null; quotaBytes: number }>();
  const tokens = new Map<string, { token: string; until: number }>();
  return {
    mailboxes,
    tokens,
    createMailbox: async (address, settings) => void mailboxes.set(address, settings),
    changeMailbox: async (address, change) => {
      const known = mailboxes.get(address) ?? { password: null, quotaBytes: 0 };
      mailboxes.set(address, { ...known, ...change });
    },
    allowToken: async (address, token, until) => void tokens.set(address, { token, until }),
    usedBytes: () => 4096,
  };
}

export interface OmaBench {
  readonly simulator: OmaSimulator;
  readonly host: ReturnType<typeof rememberingHost>;
  readonly trace: OmaTraceEntry[];
  /** How long the client waited before it asked again. */
  readonly waits: number[];
  clock: { nowMs: number };
  client(options?: { user?: string; password?: string; url?: string; timeoutMs?: number; ca?: string }): OmaClient;
}

/** A simulator with one domain of one mailbox, and clients to it whose waiting takes no time. */
export async function startOmaBench(
  options: { tls?: { cert: string; key: string }; copy?: CopyMailbox } = {},
): Promise<OmaBench> {
  const state = new OmaState({ company: 'reseller1', admins: roles, foreignDomains: ['foreign.test'] });
  const harbour = state.addDomain('harbour.test', { aliases: ['hafen.test'] });
  state.addUser(harbour, 'anna@harbour.test', { password: 'x', quota: 5 * GB, aliases: ['a.ek@harbour.test'] }, 0);
  const host = rememberingHost();
  const clock = { nowMs: Date.now() };
  const simulator = await startOmaSimulator({
    state,
    mail: host,
    copy: options.copy ?? (async () => undefined),
    now: () => clock.nowMs,
    ...(options.tls ? { tls: options.tls } : {}),
  });
  onTestFinished(() => simulator.stop());
  const trace: OmaTraceEntry[] = [];
  const waits: number[] = [];
  return {
    simulator,
    host,
    trace,
    waits,
    clock,
    client({ user = admin.user, password: given = password, url = simulator.url, timeoutMs, ca } = {}) {
      const client = new OmaClient(
        new OmaConnection({
          transport: httpsTransport({
            url,
            ...(timeoutMs === undefined ? {} : { timeoutMs }),
            ...(ca === undefined ? {} : { ca }),
          }),
          user,
          password: async () => given,
          clientName: 'Mailferry/test',
          clock: {
            ...systemClock(() => clock.nowMs),
            after(ms, call) {
              waits.push(ms);
              setImmediate(call);
              return () => undefined;
            },
          },
          random: () => 0.5,
          onTrace: (entry) => trace.push(entry),
        }),
      );
      onTestFinished(() => client.close());
      return client;
    },
  };
}
