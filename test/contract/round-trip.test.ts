import { isContractProcedure } from '@orpc/contract';
import { describe, expect, it } from 'vitest';
import { contract } from '../../shared/contract/contract.ts';
import { unpackCapsule } from '../../shared/domain/capsule-archive.ts';
import { runOptions } from '../../shared/domain/run.ts';
import { csvFile } from '../unit/imports/import-desk.ts';
import { completeOutcome } from '../unit/runs/scripted-execution.ts';
import { askIncidents } from './ask-incidents.ts';
import { addSample, bench, type Client } from './port-client.ts';

/** Every procedure of the contract as `area.name`. */
const procedures = Object.entries(contract).flatMap(([area, calls]) =>
  Object.entries(calls).flatMap(([name, call]) => (isContractProcedure(call) ? [`${area}.${name}`] : [])),
);

/** A client that notes which procedures were called. */
function noting(client: Client, called: Set<string>): Client {
  const wrap = (target: object, path: readonly string[]): object =>
    new Proxy(target, {
      get(inner, key, receiver) {
        const value: unknown = Reflect.get(inner, key, receiver);
        return typeof key === 'string' && value instanceof Object ? wrap(value, [...path, key]) : value;
      },
      apply(inner, self, inputs) {
        called.add(path.join('.'));
        return Reflect.apply(inner as (...inputs: unknown[]) => unknown, self, inputs);
      },
    });
  return wrap(client, []) as Client;
}

/** Takes all that a call tells until it ends. */
async function drained(events: Promise<AsyncIterable<unknown>>): Promise<void> {
  for await (const _event of await events) {
    // What it says on the way is not asked here.
  }
}

describe('the contract over a port', () => {
  it('answers every call with what its schema says', async () => {
    const { client: plain, mail, forgotten, stored } = await bench();
    const called = new Set<string>();
    const client = noting(plain, called);

    expect(await client.workspace.info()).toEqual({ kind: 'own', name: 'My workspace', version: '0.1.0-test' });
    const changes = await client.workspace.changes();
    const { mailboxId, domainId, sourceId } = await addSample(client);
    expect((await changes.next()).value).toEqual({ topic: 'endpoints' });

    expect(await client.directory.customers()).toMatchObject([{ name: 'Harbour Chandlery' }]);
    expect(await client.directory.domains()).toMatchObject([{ id: domainId, counts: { mailboxes: 1 } }]);
    expect(await client.directory.domain({ id: domainId })).toMatchObject({ mailboxes: [{ id: mailboxId }] });
    expect(await client.directory.mailbox({ id: mailboxId })).toMatchObject({ address: 'anna@harbour.test' });
    expect(await client.moves.check({ domainId, step: 'copy' })).toMatchObject({
      step: 'copy',
      by: 'agent',
      outcome: 'failed',
      summary: 'None of 1 mailbox has been copied yet.',
    });
    expect((await client.moves.checkAll({ domainId })).map((check) => check.step)).toEqual([
      'provision',
      'copy',
      'routing',
      'webmail',
    ]);
    expect(await client.moves.standing({ domainId })).toMatchObject({
      entries: { copy: 2, routing: 1 },
      lastCopyFrom: { at: null, because: 'mail routing has not changed yet' },
    });
    await client.moves.setBack({ domainId, step: 'copy', text: 'Start over.' });
    await client.moves.remark({ domainId, step: 'copy', text: 'They asked for Friday.' });
    expect(await client.moves.evidence({ domainId, step: 'copy', limit: 3 })).toMatchObject([
      { kind: 'remark', text: 'They asked for Friday.' },
      { kind: 'set-back', text: 'Start over.' },
      { kind: 'check', outcome: 'failed', stateAfter: 'todo' },
    ]);
    await expect(client.moves.remark({ domainId, step: 'copy', text: ' ' })).rejects.toMatchObject({
      code: 'input.invalid',
    });
    expect(
      await client.directory.setOrder({ domainId, order: 'forced', deadlineAt: '2026-11-25T00:00:00.000Z' }),
    ).toMatchObject({ domain: { currentStep: 'routing' } });
    expect(await client.moves.deadlines()).toMatchObject([{ id: domainId, secondsNeeded: expect.any(Number) }]);

    expect(await client.cutover.panel({ domainId })).toMatchObject({
      domain: 'harbour.test',
      account: null,
    });
    expect((await client.cutover.look({ domainId })).look?.findings).toMatchObject([{ code: 'resolver-failed' }]);
    expect((await client.cutover.lookAtWebmail({ domainId })).webmail).toMatchObject({ state: 'unknown' });
    const dnsSettings = {
      provider: 'powerdns',
      name: 'Zones',
      url: 'http://127.0.0.1:9',
      serverId: 'localhost',
    } as const;
    const dnsAccount = await client.cutover.saveAccount({ id: null, settings: dnsSettings });
    expect(await client.cutover.accounts()).toEqual([{ account: dnsAccount, hasSecret: false }]);
    await expect(client.cutover.testAccount({ id: dnsAccount.id })).rejects.toMatchObject({ code: 'dns.unreachable' });
    const [builtIn] = await client.cutover.templates();
    if (!builtIn) throw new Error('There is no template.');
    const own = await client.cutover.saveTemplate({ ...builtIn.template, id: null, name: 'Ours' });
    expect(await client.cutover.choose({ domainId, accountId: null, byHand: false, templateId: own.id })).toMatchObject(
      { account: { name: 'Zones' }, template: { name: 'Ours' } },
    );
    const dryRun = client.cutover.preview({ kind: 'move', domainId, lines: ['mx'] });
    await expect(dryRun).rejects.toMatchObject({ code: 'dns.unreachable' });
    await expect(client.cutover.apply({ changeId: 'none' })).rejects.toMatchObject({ code: 'workspace.not-found' });
    await expect(client.cutover.settle({ changeId: 'none' })).rejects.toMatchObject({ code: 'workspace.not-found' });
    expect(await client.cutover.removeTemplate({ id: own.id })).toEqual({ id: own.id });
    expect(await client.cutover.removeAccount({ id: dnsAccount.id })).toEqual({ id: dnsAccount.id });
    const { world, fixed } = await client.cutover.world();
    expect(fixed).toBe(true);
    await expect(client.cutover.saveWorld(world)).rejects.toMatchObject({ code: 'input.invalid' });
    forgotten.length = 0;

    const [source] = await client.endpoints.list();
    if (!source) throw new Error('There is no endpoint.');
    const { mailboxes: _mailboxes, lastTest: _lastTest, ...settings } = source;
    const pinned = { ...settings, pinnedFingerprint: 'AB:CD' };
    expect(await client.endpoints.update(pinned)).toEqual(pinned);
    expect((await client.endpoints.test(pinned)).ok).toBe(true);
    expect(await client.endpoints.list()).toMatchObject([
      { id: pinned.id, pinnedFingerprint: 'AB:CD', lastTest: { ok: true, ms: 12 } },
      { lastTest: null },
    ]);
    expect((await client.endpoints.test({ ...settings, host: 'down.test' })).error?.code).toBe('mail.unreachable');

    expect(await client.mailboxes.checkLogin({ id: mailboxId, side: 'destination' })).toMatchObject({
      side: 'destination',
      quota: { usedBytes: 5_000_000_000 },
    });
    expect((await client.mailboxes.compare({ id: mailboxId })).folders[0]?.source?.status?.size).toBe(3_000_000_000);
    expect(await client.findMessage.find({ id: mailboxId, text: 'invoice from anna' })).toMatchObject({
      wanted: { from: 'anna', words: ['invoice'] },
    });
    await expect(client.findMessage.find({ id: mailboxId, text: 'the mail' })).rejects.toMatchObject({
      code: 'input.invalid',
    });
    const look = await client.triage.look({ id: mailboxId });
    expect((await look.next()).value).toMatchObject({ line: 'sides', comparison: { source: { ok: true } } });
    expect((await client.mailboxes.preflight({ id: mailboxId })).estimate).toEqual({
      messages: 3,
      bytes: null,
      seconds: 1,
    });
    const choices = [{ source: 'Junk', destination: null }];
    expect(await client.mailboxes.previewFolderMap({ id: mailboxId, choices })).toHaveLength(1);
    expect(await client.mailboxes.saveFolderMap({ id: mailboxId, choices })).toMatchObject([{ source: 'Junk' }]);
    expect(await client.mailboxes.verification({ id: mailboxId })).toBeNull();

    await askIncidents(client, mailboxId, domainId);

    const run = await client.runs.start({ mailboxId, options: { kind: 'copy' } });
    // The forced order decides what was left open.
    expect(run.options).toEqual({ ...runOptions.parse({ kind: 'copy' }), newestFirst: true });
    expect((await client.workspace.overview()).running).toMatchObject([
      { runId: run.id, address: 'anna@harbour.test' },
    ]);
    const watch = await client.runs.watch({ id: run.id });
    expect((await watch.next()).value).toMatchObject({ runId: run.id, state: 'running' });
    const execution = await mail.script.at(0);
    expect(execution.request.choices).toEqual(choices);
    execution.context.log('info', 'copied');
    expect(await client.runs.log({ id: run.id })).toMatchObject([{ seq: 1, text: 'copied' }]);
    execution.end({
      state: 'findings',
      findings: [
        {
          kind: 'missing',
          sourceFolder: 'INBOX',
          destinationFolder: 'INBOX',
          sourceUid: 4_294_967_295,
          destinationUid: null,
          subject: '見積り',
          from: 'yuki@sakura.test',
          date: null,
          size: 3_000_000_000,
          messageId: null,
          detail: 'It is not there.',
        },
      ],
    });
    for await (const progress of watch) if (progress.phase === 'ended') expect(progress.state).toBe('findings');
    expect(await client.runs.get({ id: run.id })).toMatchObject({
      state: 'findings',
      verdict: completeOutcome.verdict,
    });
    expect(await client.mailboxes.findings({ id: mailboxId })).toMatchObject({
      total: 1,
      findings: [{ subject: '見積り', sourceUid: 4_294_967_295 }],
    });
    expect((await client.mailboxes.verification({ id: mailboxId }))?.runId).toBe(run.id);
    expect((await client.mailboxes.handOff({ id: mailboxId })).markdown).toContain('# Hand-off: anna@harbour.test');
    const handOff = await client.capsule.make({ mailboxId, hideNames: true });
    expect(handOff.name).toMatch(/^Hand-off mailbox \d{4}-\d\d-\d\d$/);
    expect(unpackCapsule(Buffer.from(handOff.archive, 'base64')).capsule.redacted).toBe(true);
    expect(await client.proof.sheet({ mailboxId })).toMatchObject({
      checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    // Its comparison counted nothing that ails it.
    expect(await client.symptoms.elsewhere({ mailboxId })).toBeNull();

    const next = await client.runs.continue({ id: run.id });
    expect((await client.runs.setNewestFirst({ id: next.id, newestFirst: false })).options.newestFirst).toBe(false);
    expect((await client.runs.pause({ id: next.id })).state).toBe('paused');
    expect((await client.runs.resume({ id: next.id })).state).toBe('running');
    expect((await client.runs.cancel({ id: next.id })).state).toBe('cancelling');
    (await mail.script.at(1)).end({ state: 'cancelled', verification: null });
    for await (const _progress of await client.runs.watch({ id: next.id })) {
      // Until it has ended.
    }
    expect((await client.runs.list({ mailboxId })).map((entry) => entry.state)).toEqual(['cancelled', 'findings']);
    expect(await client.search.find({ terms: ['anna'] })).toMatchObject([{ kind: 'mailbox', targetId: mailboxId }]);
    expect(await client.search.recall([{ kind: 'domain', id: domainId }])).toMatchObject([{ targetId: domainId }]);

    const opened = await client.messages.openPair({ mailboxId, source: 'INBOX', destination: 'INBOX' });
    const reading = (async () => {
      for await (const event of opened) expect(event).toMatchObject({ type: 'progress', phase: 'connecting' });
    })();
    await expect(reading).rejects.toMatchObject({ code: 'mail.unreachable', data: { side: 'source' } });
    const notKept = { code: 'workspace.not-found' };
    await expect(client.messages.rows({ id: 'none', offset: 0, limit: 1 })).rejects.toMatchObject(notKept);
    const nothing = { id: 'none', sourceUid: 1, destinationUid: null };
    await expect(client.messages.read(nothing)).rejects.toMatchObject(notKept);
    await expect(client.messages.copyOf({ id: 'none', side: 'source', uid: 1 })).rejects.toMatchObject(notKept);

    const destinationId = (await client.directory.mailbox({ id: mailboxId })).destination.endpointId;
    const account = { endpointId: destinationId, cluster: 'custom', user: 'admin@reseller1.adm', company: '' } as const;
    await expect(client.provisioning.saveAccount({ ...account, url: 'http://mail.example/api' })).rejects.toMatchObject(
      {
        code: 'input.invalid',
      },
    );
    expect(await client.provisioning.saveAccount({ ...account, url: 'http://127.0.0.1:9/api' })).toMatchObject({
      hasSecret: false,
      test: null,
    });
    expect(await client.provisioning.testAccount({ endpointId: destinationId })).toMatchObject({ ok: false });
    expect(await client.provisioning.accounts()).toMatchObject([{ endpointId: destinationId, test: { ok: false } }]);
    expect(await client.provisioning.trace({ endpointId: destinationId })).toMatchObject([{ method: 'authenticate' }]);
    await expect(client.provisioning.plan({ domainId })).rejects.toMatchObject({ code: 'opensrs.unreachable' });
    await expect(client.provisioning.apply({ planId: 'none', keys: ['x'] })).rejects.toMatchObject({
      code: 'input.invalid',
    });
    await expect(client.provisioning.continue({ domainId })).rejects.toMatchObject({ code: 'input.invalid' });
    expect(await client.provisioning.copyAtOpenSrs({ mailboxIds: ['none'] })).toMatchObject({
      runs: [],
      refused: [{ mailboxId: 'none' }],
    });
    expect(await client.provisioning.job({ domainId })).toBeNull();
    expect(await client.provisioning.stop({ domainId })).toBeNull();
    await client.provisioning.removeAccount({ endpointId: destinationId });
    expect(forgotten).toContain(`opensrs/${destinationId}`);

    expect(await client.surgery.list({ mailboxId })).toEqual([]);
    await expect(client.surgery.moved({ id: 'none' })).rejects.toMatchObject(notKept);
    await expect(client.surgery.previewUndo({ runId: 'none' })).rejects.toMatchObject(notKept);
    const looks = [
      client.surgery.undo({ previewId: 'none', way: 'move', messages: 1 }),
      client.surgery.findDuplicates({ mailboxId: 'none', scope: 'folder' }),
      client.surgery.moveDuplicates({ lookId: 'none', extras: [{ folder: 'INBOX', uid: 1 }] }),
      client.surgery.putBack({ id: 'none', messages: null }),
    ];
    for (const look of looks) await expect(drained(look)).rejects.toMatchObject(notKept);

    const checks = { domainIds: [domainId], action: 'preflight' as const };
    expect(await client.bulk.preview(checks)).toMatchObject({ domains: 1, mailboxes: 1, withoutPassword: 1 });
    const later = { startAt: '2099-01-01T00:00:00Z' };
    const job = await client.bulk.create({ ...checks, schedule: later });
    expect(job).toMatchObject({ state: 'scheduled', counts: { queued: 1 } });
    expect(await client.bulk.jobs()).toMatchObject([{ id: job.id }]);
    expect(await client.bulk.job({ id: job.id })).toMatchObject({ servers: [{ chosen: false }, { chosen: false }] });
    expect(await client.bulk.items({ id: job.id })).toMatchObject([{ number: 1, address: 'anna@harbour.test' }]);
    expect(await client.bulk.moveUp({ id: job.id, numbers: [1] })).toEqual({ items: 1 });
    expect((await client.bulk.pause({ id: job.id })).state).toBe('paused');
    expect((await client.bulk.reschedule({ id: job.id, schedule: later })).schedule.startAt).toBe(later.startAt);
    expect((await client.bulk.stop({ id: job.id })).counts.skipped).toBe(1);
    expect(await client.bulk.retry({ id: job.id })).toEqual({ items: 1 });
    expect((await client.bulk.resume({ id: job.id })).id).toBe(job.id);
    await client.bulk.stop({ id: job.id });
    await expect.poll(async () => (await client.bulk.job({ id: job.id })).job.counts.running).toBe(0);
    expect(await client.bulk.remove({ id: job.id })).toEqual({ id: job.id });
    const budget = { connections: 3, mailboxes: 2, messagesPerSecond: 50, bytesPerSecond: null, quietHours: null };
    expect(await client.bulk.setBudget({ endpointId: sourceId, budget })).toEqual(await client.bulk.budgets());
    expect(await client.bulk.lastCopiesDue()).toEqual([]);
    expect(await client.bulk.startWatch({ domainIds: [domainId] })).toMatchObject([{ domainId, state: 'watching' }]);
    expect(await client.bulk.lookNow({ domainId })).toMatchObject([{ unseen: [{ mailboxId }] }]);
    await expect(client.bulk.sweep({ domainId })).rejects.toMatchObject({ code: 'input.invalid' });
    expect(await client.bulk.endWatch({ domainId })).toEqual(await client.bulk.watches({}));

    const file = csvFile('address,password,quota\nbert@pier.test,Rope-Ladder-7,512000\n');
    const importLook = await client.imports.open({ kind: 'csv', handle: file });
    await expect(client.imports.openPractice()).rejects.toMatchObject({ code: 'input.invalid' });
    const asRead = { id: importLook.id, tables: [], quotaUnit: 'KB' as const };
    expect(await client.imports.correct(asRead)).toEqual(importLook);
    const servers = await client.directory.mailbox({ id: mailboxId });
    const sides = {
      sourceEndpointId: servers.source.endpointId,
      destinationEndpointId: servers.destination.endpointId,
    };
    const preview = await client.imports.preview({ id: importLook.id, choices: sides });
    expect(preview.counts).toEqual({ new: 1, changed: 0, same: 0, gone: 0 });
    expect(JSON.stringify([importLook, preview])).not.toContain('Rope-Ladder');
    const imported = await client.imports.apply({ id: importLook.id, choices: sides });
    expect(imported).toMatchObject({ added: 1, passwords: 1, domains: [{ name: 'pier.test', mailboxes: 1 }] });
    expect([...stored.values()]).toEqual(['Rope-Ladder-7']);
    expect(await client.imports.storePasswords({ id: importLook.id })).toEqual({ stored: 0, problem: null });
    expect(await client.imports.recent()).toMatchObject([{ kind: 'csv', name: 'people.csv', added: 1 }]);
    expect(await client.imports.close({ id: importLook.id })).toEqual({ closed: true });
    const [bert] = (await client.directory.domain({ id: imported.domains[0]?.id ?? '' })).mailboxes;
    await client.directory.removeMailbox({ id: bert?.id ?? '' });
    forgotten.length = 0;

    const mailbox = await client.directory.mailbox({ id: mailboxId });
    const { source: from, destination: to } = mailbox;
    expect(
      (
        await client.directory.updateMailbox({
          id: mailboxId,
          draft: { source: from, destination: to, note: 'New note' },
        })
      ).note,
    ).toBe('New note');
    expect(await client.directory.removeMailbox({ id: mailboxId })).toEqual({ removedRuns: 2 });
    expect(forgotten).toEqual([`mailbox/${mailboxId}/source`, `mailbox/${mailboxId}/destination`]);
    expect(await client.endpoints.remove({ id: sourceId })).toEqual({ id: sourceId });
    await expect(client.workspace.resetPractice()).rejects.toMatchObject({ code: 'input.invalid' });

    expect([...called].sort()).toEqual([...procedures].sort());
  });
});
