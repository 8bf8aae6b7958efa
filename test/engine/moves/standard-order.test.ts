import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEngine, type Engine } from '../../../electron/engine/engine.ts';
import { silentLog } from '../../../electron/engine/log.ts';
import type { Change } from '../../../shared/contract/workspace.ts';
import { dnsSecretRef } from '../../../shared/domain/dns-account.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { opensrsSecretRef } from '../../../shared/domain/opensrs-account.ts';
import { isActive, runOptions } from '../../../shared/domain/run.ts';
import { dovecotUnavailable } from '../../servers/dovecot.ts';
import { type MovingDomain, startMovingWorld } from '../../servers/moving-domain.ts';
import { powerDnsUnavailable } from '../../servers/powerdns.ts';

const reason = dovecotUnavailable() ?? powerDnsUnavailable();
if (reason) console.warn(`standard order: skipped, ${reason}`);

/** A vault of the test's own. */
function memoryVault() {
  const secrets = new Map<string, string>();
  return {
    secrets,
    get: async (ref: string) => {
      const found = secrets.get(ref);
      if (found === undefined)
        throw new AppError({ code: 'mail.secret-missing', message: `There is no secret ${ref}.` });
      return found;
    },
    list: async () => new Set(secrets.keys()),
    forget: (ref: string) => void secrets.delete(ref),
    storeAll: async (found: ReadonlyMap<string, string>) => {
      for (const [ref, secret] of found) secrets.set(ref, secret);
    },
  };
}

/** Waits until something holds, looking again at every change of the workspace. */
async function until(changes: AsyncIterator<Change>, holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await changes.next();
}

const server = { protocol: 'imap', tls: 'implicit', maxConnections: 4 } as const;

interface Move {
  readonly engine: Engine;
  readonly changes: AsyncIterator<Change>;
  readonly domainId: string;
  stateOf(step: string): Promise<string | undefined>;
}

/** An engine that knows the domain of the world from the files of its old server. */
async function importedDomain(world: MovingDomain): Promise<Move> {
  const dir = await mkdtemp(join(tmpdir(), 'mailferry-standard-'));
  const vault = memoryVault();
  const engine = await createEngine({
    workspaceDir: dir,
    kind: 'own',
    version: '0.1.0-test',
    secrets: vault,
    secretRefs: vault,
    secretStore: vault,
    chosenPaths: { pathOf: async () => world.configuration },
    log: silentLog,
    around: {
      dns: {
        resolvers: [],
        publicResolvers: [],
        nameServers: [{ name: 'ns1', address: world.dns.address, port: world.dns.port }],
      },
      webmail: { port: world.webmail.port, ca: world.webmail.ca, addresses: { '*': [world.webmail.address] } },
    },
  });
  onTestFinished(async () => {
    await engine.stop(0);
    await rm(dir, { recursive: true, force: true });
  });
  const { client } = engine;
  const changes = await client.workspace.changes();
  const old = {
    name: 'Old',
    platform: 'mailenable',
    ...server,
    host: world.source.host,
    port: world.source.imaps,
  } as const;
  const young = {
    name: 'New',
    platform: 'opensrs',
    ...server,
    host: world.destination.host,
    port: world.destination.imaps,
  } as const;
  const source = await client.endpoints.add({ ...old, pinnedFingerprint: world.source.fingerprint });
  const destination = await client.endpoints.add({ ...young, pinnedFingerprint: world.destination.fingerprint });
  const look = await client.imports.open({ kind: 'folder', handle: 'chosen' });
  const report = await client.imports.apply({
    id: look.id,
    choices: { sourceEndpointId: source.id, destinationEndpointId: destination.id },
  });
  await client.provisioning.saveAccount({
    endpointId: destination.id,
    cluster: 'custom',
    url: world.oma.url,
    user: world.oma.user,
    company: 'reseller1',
  });
  vault.secrets.set(opensrsSecretRef(destination.id), world.oma.password);
  const account = await client.cutover.saveAccount({
    id: null,
    settings: { provider: 'powerdns', name: 'PowerDNS', url: world.dns.apiUrl, serverId: 'localhost' },
  });
  vault.secrets.set(dnsSecretRef(account.id), world.dns.apiKey);
  const domainId = report.domains[0]?.id ?? '';
  await client.cutover.choose({ domainId, accountId: account.id, byHand: false, templateId: 'opensrs-a' });
  return {
    engine,
    changes,
    domainId,
    stateOf: async (step) =>
      (await client.directory.domain({ id: domainId })).steps.find((entry) => entry.step === step)?.state,
  };
}

/** Mail comes while copies are compared: what they found missing is copied once more, as an agent would. */
const ROUNDS = 8;

async function copyAll({ engine: { client }, domainId, changes }: Move, kind: 'copy' | 'delta'): Promise<void> {
  let { mailboxes } = await client.directory.domain({ id: domainId });
  for (let round = 0; mailboxes.length > 0; round++) {
    expect(round, mailboxes.map(({ address, verdict }) => `${address}: ${verdict}`).join('\n')).toBeLessThan(ROUNDS);
    const runs = await Promise.all(
      mailboxes.map(({ id }) => client.runs.start({ mailboxId: id, options: runOptions.parse({ kind }) })),
    );
    const ids = new Set(runs.map((run) => run.id));
    await until(changes, async () => {
      const all = await client.runs.list({ domainId, limit: 500 });
      return all.filter((run) => ids.has(run.id)).every((run) => !isActive(run.state));
    });
    mailboxes = (await client.directory.domain({ id: domainId })).mailboxes.filter(({ state }) => state !== 'verified');
  }
}

describe.skipIf(reason !== null)('a domain in standard order', () => {
  it('moves without a gap: mail that is sent at every moment is at the destination exactly once', {
    timeout: 120_000,
  }, async () => {
    const world = await startMovingWorld();
    onTestFinished(() => world.stop());
    const move = await importedDomain(world.facts);
    const { domainId, engine } = move;
    const { client } = engine;
    world.startSending();

    const plan = await client.provisioning.plan({ domainId });
    expect(plan.lines.filter(({ action }) => action === 'create').map(({ kind }) => kind)).toEqual([
      'domain',
      ...Array.from({ length: 8 }, () => 'mailbox'),
    ]);
    await client.provisioning.apply({ planId: plan.id, keys: plan.lines.map(({ key }) => key) });
    await until(move.changes, async () => (await client.provisioning.job({ domainId }))?.state === 'ended');
    expect(await client.moves.check({ domainId, step: 'provision' })).toMatchObject({ outcome: 'passed' });

    await copyAll(move, 'copy');
    expect((await client.directory.domain({ id: domainId })).domain.stage).toBe('routing');
    expect(await client.moves.check({ domainId, step: 'copy' })).toMatchObject({ outcome: 'partly' });

    // Nothing has changed yet: the look learns how long the old records live.
    expect(await client.moves.check({ domainId, step: 'routing' })).toMatchObject({ outcome: 'failed' });
    const panel = await client.cutover.look({ domainId });
    const change = await client.cutover.preview({
      kind: 'move',
      domainId,
      lines: panel.plan?.lines.filter(({ state }) => state !== 'there').map(({ id }) => id) ?? [],
    });
    expect((await client.cutover.apply({ changeId: change.id })).state).toBe('applied');
    expect(await client.moves.check({ domainId, step: 'routing' })).toMatchObject({ outcome: 'passed' });
    expect(await client.moves.check({ domainId, step: 'webmail' })).toMatchObject({ outcome: 'passed' });

    const { lastCopyFrom } = await client.moves.standing({ domainId });
    expect(lastCopyFrom.at).not.toBeNull();
    // A last copy before the caches have let go proves nothing about what still comes.
    await copyAll(move, 'delta');
    expect(await move.stateOf('copy')).toBe('doing');

    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(lastCopyFrom.at ?? '') - Date.now())));
    await copyAll(move, 'delta');
    expect(await move.stateOf('copy')).toBe('done');
    expect((await client.directory.domain({ id: domainId })).domain.stage).toBeNull();

    const account = await world.account();
    expect(account.wrong).toEqual([]);
    expect(account.toOld).toBeGreaterThan(10);
    expect(account.toNew).toBeGreaterThan(10);
  });
});
