import { describe, expect, it } from 'vitest';
import { createProvisionChecker } from '../../../electron/engine/provisioning/provision-checker.ts';
import type { ProvisionJob, ProvisionJobLine } from '../../../shared/domain/provisioning.ts';
import { GB } from './oma-bench.ts';
import { domainId, startProvisionBench } from './provision-bench.ts';

const lineOf = (job: ProvisionJob, name: string): ProvisionJobLine => {
  const found = job.lines.find(({ line }) => line.name === name && line.kind !== 'alias');
  if (!found) throw new Error(`No line for ${name}`);
  return found;
};
const never = new AbortController().signal;

describe('carrying out a plan', () => {
  it('makes domain, mailboxes, aliases and forwards, tries every login, and has nothing to do the second time', async () => {
    const bench = await startProvisionBench('bay.test');
    bench.addMailbox('anna', { aliases: ['a@bay.test'], limitKb: 8 * 1024 * 1024 });
    bench.addMailbox('ben', { redirectMode: 2, redirectTo: ['x@else.test'] });
    bench.addMailbox('all', { kind: 'redirect', redirectMode: 1, redirectTo: ['y@else.test'] }, null);
    bench.workspace.origins.saveDomain(
      { domainId, postoffice: 'bay', catchAll: 'anna@bay.test', aliasDomains: ['cove.test'] },
      'import',
    );
    const { job } = await bench.carryOut();
    expect(job).toMatchObject({ state: 'ended', error: null });
    expect(lineOf(job, 'anna@bay.test')).toMatchObject({ state: 'applied', login: 'works', note: 'Made.' });
    expect(lineOf(job, 'ben@bay.test')).toMatchObject({ state: 'applied', login: 'works' });
    expect(lineOf(job, 'all@bay.test')).toMatchObject({ state: 'applied', login: 'not-tried' });
    expect(lineOf(job, '*@bay.test')).toMatchObject({ state: 'left' });
    const { state } = bench.simulator;
    expect(state.domain('bay.test')?.attributes).toMatchObject({
      aliases: ['cove.test'],
      quota: 5 * GB,
      quota_maximum: 20_480,
    });
    expect(state.user('anna@bay.test')?.attributes).toMatchObject({ quota: 10 * GB, aliases: ['a@bay.test'] });
    expect(state.user('ben@bay.test')?.attributes).toMatchObject({ delivery_local: true, delivery_forward: true });
    expect(state.user('all@bay.test')?.attributes).toMatchObject({
      type: 'forward',
      forward_recipients: ['y@else.test'],
    });
    expect(bench.host.mailboxes.get('anna@bay.test')?.password).toBe('Old-Words-42');
    expect(bench.vault.get('mailbox/id-anna/destination')).toBe('Old-Words-42');

    const again = await bench.provisioning.plan(domainId, never);
    expect(again.lines.filter((line) => line.action === 'create' || line.action === 'adapt')).toEqual([]);
    const writes = bench.simulator.calls.filter(({ method }) => method.startsWith('change_'));
    expect(writes.filter(({ body }) => body.create_only === true)).toHaveLength(4);
  });

  it('adds to what is there and takes nothing away', async () => {
    const bench = await startProvisionBench();
    bench.addMailbox('anna', { aliases: ['new@harbour.test'] });
    const { job } = await bench.carryOut();
    expect(lineOf(job, 'anna@harbour.test')).toMatchObject({
      state: 'applied',
      note: expect.stringContaining('Adapted.'),
    });
    expect(bench.simulator.state.user('anna@harbour.test')?.attributes.aliases).toEqual([
      'a.ek@harbour.test',
      'new@harbour.test',
    ]);
    expect(bench.simulator.state.domain('harbour.test')?.attributes.aliases).toEqual(['hafen.test']);
  });

  it('merges with what another hand has added since the plan', async () => {
    const bench = await startProvisionBench();
    bench.addMailbox('anna', { aliases: ['new@harbour.test'] });
    const plan = await bench.provisioning.plan(domainId, never);
    const anna = bench.simulator.state.user('anna@harbour.test');
    if (anna) anna.attributes.aliases = ['a.ek@harbour.test', 'theirs@harbour.test'];
    bench.provisioning.apply(
      plan.id,
      plan.lines.map((line) => line.key),
    );
    await bench.ended();
    expect(anna?.attributes.aliases).toEqual(['a.ek@harbour.test', 'theirs@harbour.test', 'new@harbour.test']);
  });

  it.each(['error-23', null] as const)('leaves alone what somebody made since the plan (%s)', async (fault) => {
    const bench = await startProvisionBench();
    bench.addMailbox('ben', { aliases: ['b@harbour.test'] });
    const plan = await bench.provisioning.plan(domainId, never);
    const domain = bench.simulator.state.domain('harbour.test');
    if (domain) bench.simulator.state.addUser(domain, 'ben@harbour.test', { quota: GB }, 0);
    if (fault) bench.simulator.fault({ kind: fault, method: 'change_user' });
    bench.provisioning.apply(
      plan.id,
      plan.lines.map((line) => line.key),
    );
    const job = await bench.ended();
    expect(lineOf(job, 'ben@harbour.test')).toMatchObject({
      state: 'refused',
      note: expect.stringContaining('made by somebody else'),
    });
    expect(bench.simulator.state.user('ben@harbour.test')?.attributes).toMatchObject({ quota: GB });
    expect(bench.host.mailboxes.size).toBe(0);
  });

  it('counts a mailbox as made when only the answer was lost', async () => {
    const bench = await startProvisionBench();
    bench.addMailbox('ben');
    const plan = await bench.provisioning.plan(domainId, never);
    bench.simulator.fault({ kind: 'lost-answer', method: 'change_user' });
    bench.provisioning.apply(
      plan.id,
      plan.lines.map((line) => line.key),
    );
    expect(lineOf(await bench.ended(), 'ben@harbour.test')).toMatchObject({ state: 'applied', login: 'works' });
  });

  it('makes a new password where the old one has a blank, is not known, or is too weak, and says so without it', async () => {
    const bench = await startProvisionBench();
    const domain = bench.simulator.state.domain('harbour.test');
    if (domain) domain.attributes.password_strength = 'good';
    bench.addMailbox('ben', {}, 'two words');
    bench.addMailbox('carl', {}, null);
    bench.addMailbox('dora', {}, 'weak');
    const { job } = await bench.carryOut();
    const made = new Set<string>();
    for (const name of ['ben', 'carl', 'dora']) {
      expect(lineOf(job, `${name}@harbour.test`)).toMatchObject({
        state: 'applied',
        login: 'works',
        note: expect.stringContaining('With a new password'),
      });
      const secret = bench.vault.get(`mailbox/id-${name}/destination`) ?? '';
      expect(secret).toHaveLength(20);
      expect(bench.host.mailboxes.get(`${name}@harbour.test`)?.password).toBe(secret);
      expect(JSON.stringify([job, bench.accounts.trace('destination')])).not.toContain(secret);
      made.add(secret);
    }
    expect(made.size).toBe(3);
  });

  it('logs in with a session token where a mailbox was there before and its password is not known', async () => {
    const bench = await startProvisionBench();
    bench.addMailbox('anna', undefined, null);
    bench.host.mailboxes.set('anna@harbour.test', { password: 'nobody knows', quotaBytes: 0 });
    bench.addMailbox('ben');
    const { job } = await bench.carryOut();
    expect(lineOf(job, 'anna@harbour.test')).toMatchObject({ state: 'left', login: 'works' });
    expect(bench.host.tokens.has('anna@harbour.test')).toBe(true);
    expect(bench.host.mailboxes.get('anna@harbour.test')?.password).toBe('nobody knows');
  });
});

describe('stopping and going on', () => {
  it('stops between lines and goes on with the rest', async () => {
    const bench = await startProvisionBench();
    for (let at = 0; at < 12; at++) bench.addMailbox(`u${10 + at}`);
    const plan = await bench.provisioning.plan(domainId, never);
    bench.simulator.fault({ kind: 'slow', ms: 20, method: 'change_user', times: 99 });
    bench.provisioning.apply(
      plan.id,
      plan.lines.map((line) => line.key),
    );
    while (bench.host.mailboxes.size < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(() => bench.provisioning.continue(domainId)).toThrow('stop it first');
    expect(bench.provisioning.stop(domainId)?.state).toBe('stopping');
    const stopped = await bench.ended();
    expect(stopped.state).toBe('stopped');
    const applied = stopped.lines.filter((entry) => entry.state === 'applied').length;
    expect(applied).toBe(bench.host.mailboxes.size);
    expect(stopped.lines.filter((entry) => entry.state === 'planned').length).toBe(12 - applied);
    expect(stopped.lines.some((entry) => entry.state === 'applying')).toBe(false);
    bench.simulator.heal();
    bench.provisioning.continue(domainId);
    const job = await bench.ended();
    expect(job.state).toBe('ended');
    const mailboxes = job.lines.filter(({ line }) => line.kind === 'mailbox');
    expect(mailboxes.every((entry) => entry.state === 'applied' && entry.login === 'works')).toBe(true);
    expect(bench.simulator.calls.filter(({ method }) => method === 'change_user')).toHaveLength(12);
  });

  it('settles after a kill what had arrived, and does the rest', async () => {
    const bench = await startProvisionBench();
    bench.addMailbox('ben', { aliases: ['b@harbour.test'] });
    bench.addMailbox('carl');
    const plan = await bench.provisioning.plan(domainId, never);
    const job = bench.provisioning.apply(plan.id, []);
    await bench.ended();
    // As it lies there when the engine was killed with both under way, and only the first call had arrived.
    bench.workspace.provisionJobs.setState(job.id, 'running', null, null);
    for (const [seq, { line }] of job.lines.entries()) {
      if (line.kind === 'mailbox')
        bench.workspace.provisionJobs.setLine(job.id, seq, { state: 'applying', note: null, login: 'not-tried' });
    }
    bench.vault.set('mailbox/id-ben/destination', 'Old-Words-42');
    await bench
      .client()
      .changeUser(
        'ben@harbour.test',
        { type: 'mailbox', password: 'Old-Words-42', aliases: ['b@harbour.test'] },
        { createOnly: true },
      );
    bench.restart();
    expect(bench.provisioning.job(domainId)?.state).toBe('interrupted');
    bench.provisioning.continue(domainId);
    const settled = await bench.ended();
    expect(lineOf(settled, 'ben@harbour.test')).toMatchObject({
      state: 'applied',
      login: 'works',
      note: expect.stringContaining('had arrived'),
    });
    expect(lineOf(settled, 'carl@harbour.test')).toMatchObject({ state: 'applied', login: 'works', note: 'Made.' });
  });

  it('stops with the reason when OpenSRS fails for good, and goes on later', async () => {
    const bench = await startProvisionBench();
    bench.addMailbox('ben');
    const plan = await bench.provisioning.plan(domainId, never);
    bench.simulator.fault({ kind: 'http-500', method: 'change_user', times: 99 });
    bench.provisioning.apply(
      plan.id,
      plan.lines.map((line) => line.key),
    );
    const job = await bench.ended();
    expect(job).toMatchObject({ state: 'stopped', error: { code: 'opensrs.fault' } });
    bench.simulator.heal();
    bench.provisioning.continue(domainId);
    expect(lineOf(await bench.ended(), 'ben@harbour.test')).toMatchObject({ state: 'applied', login: 'works' });
  });

  it('goes on over an expired token, and stops when the admin password was changed', async () => {
    const bench = await startProvisionBench();
    bench.addMailbox('ben');
    const plan = await bench.provisioning.plan(domainId, never);
    bench.simulator.expireTokens();
    bench.provisioning.apply(
      plan.id,
      plan.lines.map((line) => line.key),
    );
    expect(lineOf(await bench.ended(), 'ben@harbour.test')).toMatchObject({ state: 'applied' });
    bench.vault.set('opensrs/destination', 'changed');
    bench.accounts.forgetClient('destination');
    await expect(bench.provisioning.plan(domainId, never)).rejects.toMatchObject({ code: 'opensrs.credentials' });
  });

  it('refuses a plan it does not know any more', async () => {
    const bench = await startProvisionBench();
    bench.addMailbox('ben');
    const plan = await bench.provisioning.plan(domainId, never);
    bench.restart();
    expect(() => bench.provisioning.apply(plan.id, ['x'])).toThrow('out of date');
  });
});

describe('what a plan finds', () => {
  it('says that a domain is foreign, and that the role is too small', async () => {
    const foreign = await startProvisionBench('foreign.test');
    foreign.addMailbox('anna');
    expect((await foreign.provisioning.plan(domainId, never)).lines).toMatchObject([
      { kind: 'domain', action: 'cannot', reasons: [expect.stringContaining('another company')] },
      { kind: 'mailbox', action: 'cannot' },
    ]);
    const reader = await startProvisionBench();
    reader.addMailbox('ben');
    const account = reader.workspace.opensrsAccounts.find('destination');
    if (account) reader.workspace.opensrsAccounts.save({ ...account, user: 'mail@reseller1.adm' });
    expect((await reader.provisioning.plan(domainId, never)).lines.at(-1)).toMatchObject({
      action: 'cannot',
      cure: expect.stringContaining('role'),
    });
  });

  it('says when a name is an alias there', async () => {
    const bench = await startProvisionBench();
    bench.addMailbox('a.ek');
    expect((await bench.provisioning.plan(domainId, never)).lines.at(-1)).toMatchObject({
      action: 'cannot',
      reasons: [expect.stringContaining('alias of anna@harbour.test')],
    });
  });
});

describe('session tokens', () => {
  it('are asked for once, renewed before they run out, and only where no password is stored', async () => {
    const bench = await startProvisionBench();
    bench.addMailbox('anna', undefined, null);
    const asked = (): number => bench.simulator.calls.filter(({ method }) => method === 'generate_token').length;
    const ref = 'mailbox/id-anna/destination';
    const [first, second] = await Promise.all([bench.tokens.get(ref), bench.tokens.get(ref)]);
    expect(second).toBe(first);
    expect(asked()).toBe(1);
    bench.clock.nowMs += 8 * 3_600_000 - 5 * 60_000;
    expect(await bench.tokens.get(ref)).not.toBe(first);
    bench.vault.set(ref, 'stored');
    expect(await bench.tokens.get(ref)).toBe('stored');
    expect(asked()).toBe(2);
    await expect(bench.tokens.get('mailbox/id-anna/source')).rejects.toMatchObject({ code: 'mail.secret-missing' });
    bench.addMailbox('nobody', undefined, null);
    await expect(bench.tokens.get('mailbox/id-nobody/destination')).rejects.toMatchObject({ code: 'opensrs.absent' });
  });
});

describe('testing an account', () => {
  it('tells the role, or why the login does not work', async () => {
    const bench = await startProvisionBench();
    expect(await bench.accounts.test('destination')).toMatchObject({ ok: true, roles: ['company'] });
    const account = bench.workspace.opensrsAccounts.find('destination');
    if (account) bench.workspace.opensrsAccounts.save({ ...account, user: 'reader@reseller1.adm' });
    expect(await bench.accounts.test('destination')).toMatchObject({
      ok: true,
      text: expect.stringContaining('may not make mailboxes'),
    });
    bench.vault.set('opensrs/destination', 'wrong');
    const failed = await bench.accounts.test('destination');
    expect(failed).toMatchObject({ ok: false, text: expect.stringContaining('error 1') });
    expect(bench.workspace.opensrsAccounts.find('destination')?.test).toEqual(failed);
  });
});

describe('the check of the step', () => {
  it('asks for forwards, which have no login, instead of trying one', async () => {
    const bench = await startProvisionBench();
    bench.addMailbox('all', { kind: 'redirect', redirectMode: 1, redirectTo: ['y@else.test'] }, null);
    const check = createProvisionChecker({
      workspace: bench.workspace,
      secrets: bench.tokens,
      probeLogin: async () => {
        throw new Error('A forward was logged in to.');
      },
      forwardThere: (endpointId, address, signal) => bench.accounts.forwardThere(endpointId, address, signal),
    });
    expect(await check(domainId, never)).toMatchObject({ outcome: 'failed' });
    await bench.carryOut();
    expect(await check(domainId, never)).toMatchObject({ outcome: 'passed' });
    bench.workspace.opensrsAccounts.remove('destination');
    expect(await check(domainId, never)).toMatchObject({ outcome: 'unknown' });
  });

  it('counts logins that work, and tells a refusal from a server that does not answer', async () => {
    const bench = await startProvisionBench();
    bench.addMailbox('ben');
    bench.addMailbox('carl');
    const answers = new Map<string, boolean | null>([
      ['ben@harbour.test', true],
      ['carl@harbour.test', true],
    ]);
    const check = createProvisionChecker({
      workspace: bench.workspace,
      secrets: bench.tokens,
      forwardThere: (endpointId, address, signal) => bench.accounts.forwardThere(endpointId, address, signal),
      probeLogin: async ({ user }) => {
        const ok = answers.get(user) ?? null;
        const code = ok === false ? ('mail.auth-failed' as const) : ('mail.unreachable' as const);
        return {
          side: 'destination',
          ok: ok === true,
          error: ok === true ? null : { code, message: code },
          facts: null,
          quota: null,
          connectMs: null,
        };
      },
    });
    expect(await check(domainId, never)).toMatchObject({ outcome: 'passed', facts: [{ value: '2 of 2', ok: true }] });
    answers.set('carl@harbour.test', null);
    expect(await check(domainId, never)).toMatchObject({
      outcome: 'partly',
      summary: expect.stringContaining('1 could not be looked at'),
    });
    answers.set('ben@harbour.test', false);
    expect(await check(domainId, never)).toMatchObject({ outcome: 'failed' });
    answers.set('ben@harbour.test', null);
    expect(await check(domainId, never)).toMatchObject({ outcome: 'unknown' });
  });
});
