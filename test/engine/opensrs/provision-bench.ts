import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../electron/engine/clock.ts';
import { OpenSrsAccounts } from '../../../electron/engine/provisioning/opensrs-accounts.ts';
import { Provisioning } from '../../../electron/engine/provisioning/provisioning.ts';
import { type SessionTokens, sessionTokens } from '../../../electron/engine/provisioning/session-tokens.ts';
import type { ProbeLogin } from '../../../electron/engine/provisioning/try-logins.ts';
import { openWorkspace, type Workspace } from '../../../electron/engine/workspace/workspace.ts';
import type { Endpoint } from '../../../shared/domain/endpoint.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { MailboxOrigin } from '../../../shared/domain/origin.ts';
import type { ProvisionJob, ProvisionPlan } from '../../../shared/domain/provisioning.ts';
import { admin, type OmaBench, password, startOmaBench } from './oma-bench.ts';

export const domainId = 'domain';
const endpoint = (id: string): Endpoint => ({
  id,
  name: id,
  platform: 'other',
  protocol: 'imap',
  host: '127.0.0.1',
  port: 1,
  tls: 'none',
  pinnedFingerprint: null,
  maxConnections: 4,
});

export interface ProvisionBench extends OmaBench {
  readonly workspace: Workspace;
  readonly vault: Map<string, string>;
  readonly tokens: SessionTokens;
  readonly accounts: OpenSrsAccounts;
  readonly logins: string[];
  provisioning: Provisioning;
  /** The same workspace under a new engine, as after a kill. */
  restart(): void;
  addMailbox(local: string, origin?: Partial<MailboxOrigin>, sourcePassword?: string | null): string;
  /** Plans, chooses everything, carries out, and waits for the end. */
  carryOut(): Promise<{ plan: ProvisionPlan; job: ProvisionJob }>;
  ended(): Promise<ProvisionJob>;
}

/** A workspace with the domain harbour.test, whose destination is the simulator; logins work where the mail host knows the password. */
export async function startProvisionBench(domainName = 'harbour.test'): Promise<ProvisionBench> {
  const oma = await startOmaBench();
  const directory = mkdtempSync(join(tmpdir(), 'mailferry-provision-'));
  const workspace = openWorkspace(directory);
  onTestFinished(() => {
    workspace.close();
    rmSync(directory, { recursive: true });
  });
  workspace.endpoints.add(endpoint('source'));
  workspace.endpoints.add(endpoint('destination'));
  workspace.customers.add({ id: 'customer', name: 'Harbour' });
  workspace.domains.add({
    id: domainId,
    customerId: 'customer',
    name: domainName,
    order: 'standard',
    deadlineAt: null,
    note: '',
  });
  workspace.opensrsAccounts.save({
    endpointId: 'destination',
    cluster: 'custom',
    url: oma.simulator.url,
    user: admin.user,
    company: 'reseller1',
  });
  const vault = new Map([['opensrs/destination', password]]);
  const stored = {
    get: async (ref: string) => {
      const found = vault.get(ref);
      if (found === undefined) throw new AppError({ code: 'mail.secret-missing', message: 'No password is stored.' });
      return found;
    },
  };
  const clock = systemClock(() => oma.clock.nowMs);
  const accounts = new OpenSrsAccounts({
    workspace,
    secrets: stored,
    clock: {
      ...clock,
      after(_ms, call) {
        setImmediate(call);
        return () => undefined;
      },
    },
    version: 'test',
  });
  onTestFinished(() => accounts.close());
  const tokens = sessionTokens(stored, { workspace, accounts, now: () => oma.clock.nowMs });
  const logins: string[] = [];
  const probeLogin: ProbeLogin = async (login, secrets) => {
    logins.push(login.user);
    const given = await secrets.get(login.secretRef);
    const ok =
      oma.host.mailboxes.get(login.user)?.password === given || oma.host.tokens.get(login.user)?.token === given;
    const error = { code: 'mail.auth-failed' as const, message: 'The server refused the login.' };
    return { side: 'destination', ok, error: ok ? null : error, facts: null, quota: null, connectMs: null };
  };
  let wake: () => void = () => undefined;
  const start = (): Provisioning =>
    new Provisioning({
      workspace,
      accounts,
      stored,
      secrets: tokens,
      probeLogin,
      storeSecrets: async (pairs) => {
        for (const [ref, secret] of pairs) vault.set(ref, secret);
      },
      changed: () => wake(),
      onBug: (error) => {
        throw error;
      },
      now: () => oma.clock.nowMs,
    });
  const bench: ProvisionBench = {
    ...oma,
    workspace,
    vault,
    tokens,
    accounts,
    logins,
    provisioning: start(),
    restart() {
      bench.provisioning = start();
      bench.provisioning.recover();
    },
    addMailbox(local, origin, sourcePassword = 'Old-Words-42') {
      const id = `id-${local}`;
      const address = `${local}@${domainName}`;
      workspace.mailboxes.add({
        id,
        domainId,
        address,
        source: { endpointId: 'source', user: address },
        destination: { endpointId: 'destination', user: address },
        note: '',
      });
      if (sourcePassword !== null) vault.set(`mailbox/${id}/source`, sourcePassword);
      if (origin) {
        workspace.origins.save(
          {
            mailboxId: id,
            kind: 'mailbox',
            postoffice: 'harbour',
            name: local,
            enabled: true,
            limitKb: null,
            sizeKb: null,
            redirectMode: 0,
            redirectTo: [],
            aliases: [],
            ...origin,
          },
          'import',
        );
      }
      return id;
    },
    async carryOut() {
      const plan = await bench.provisioning.plan(domainId, new AbortController().signal);
      bench.provisioning.apply(
        plan.id,
        plan.lines.map((line) => line.key),
      );
      return { plan, job: await bench.ended() };
    },
    async ended() {
      for (;;) {
        const job = bench.provisioning.job(domainId);
        if (job && job.state !== 'running' && job.state !== 'stopping') return job;
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, 50);
        });
      }
    },
  };
  return bench;
}
