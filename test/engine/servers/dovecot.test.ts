import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCorpus } from '../../servers/corpus.ts';
import { type DovecotOptions, type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { messagesIn, snapshotOfPlan } from '../../servers/mailbox-plan.ts';
import { namespaceOf, seedMailbox } from '../../servers/mailbox-seed.ts';
import { type MailboxSnapshot, snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import { CommandRefused, canLogIn, RawImap } from '../../servers/raw-imap.ts';
import { compareSnapshots } from '../../servers/snapshot-comparison.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.warn(`SKIPPED: ${unavailable}`);

const user = 'alice@example.org';
const password = 'p:ä"ss w\\';

describe.skipIf(unavailable !== null)('Dovecot', () => {
  const layouts: { title: string; options: DovecotOptions; place: { delimiter: string; prefix: string } }[] = [
    { title: '"/" and no prefix', options: {}, place: { delimiter: '/', prefix: '' } },
    {
      title: '"." below INBOX.',
      options: { separator: '.', prefix: 'INBOX.' },
      place: { delimiter: '.', prefix: 'INBOX.' },
    },
    { title: 'sdbox with a quota', options: { storage: 'sdbox', quotaMb: 100 }, place: { delimiter: '/', prefix: '' } },
  ];

  describe.each(layouts)('with $title', ({ options, place }) => {
    const plan = generateMailbox({ seed: 7, folders: 18, messages: 1000, profile: 'small' });
    let server: DovecotServer;
    let first: MailboxSnapshot;

    beforeAll(async () => {
      server = await startDovecot(options);
      await server.addUser(user, password);
      await seedMailbox(server, user, plan);
      first = await snapshotMailbox(server, user, password);
    });
    afterAll(() => server?.stop());

    it('holds 1,000 seeded messages exactly as planned, in order', () => {
      expect(messagesIn(plan)).toBe(1000);
      expect(compareSnapshots(snapshotOfPlan(plan, place), first, { order: true })).toEqual([]);
    });

    it('shows the same again: reading left \\Recent, flags and UIDs alone', async () => {
      expect(first.folders.flatMap(({ messages }) => messages).every(({ flags }) => flags.includes('\\Recent'))).toBe(
        true,
      );
      expect(await snapshotMailbox(server, user, password)).toEqual(first);
    });

    it('keeps real messages to the byte', async ({ skip }) => {
      const corpus = loadCorpus();
      if (corpus === null) return skip('the corpus is not there');
      const messages = corpus.map(({ bytes }) => ({ bytes, flags: [], internalDate: ' 1-Feb-2009 03:04:05 +0530' }));
      const real = { folders: [{ path: ['INBOX'], selectable: true, messages }] };
      await server.addUser('corpus', 'corpus');
      await seedMailbox(server, 'corpus', real);
      const snapshot = await snapshotMailbox(server, 'corpus', 'corpus');
      expect(compareSnapshots(snapshotOfPlan(real, place), snapshot, { order: true })).toEqual([]);
    });

    it('says its delimiter and prefix', async () => {
      const client = await RawImap.login(server, user, password);
      expect(await namespaceOf(client)).toEqual(place);
      await client.logout();
    });
  });

  describe('as told', () => {
    let server: DovecotServer;
    beforeAll(async () => {
      server = await startDovecot({
        quotaMb: 100,
        specialUse: { 'Sent Items': '\\Sent' },
        capability: '+X-TEST',
        greeting: 'ready at 01/02/26',
        tls: 'required',
        debug: true,
      });
      await server.addUser(user, password);
    });
    afterAll(() => server?.stop());

    it('refuses a login in clear text when encryption is required and takes it with TLS', async () => {
      await expect(RawImap.login(server, user, password)).rejects.toThrow(/PRIVACYREQUIRED/);
      const client = await RawImap.login({ host: server.host, port: server.ports.imaps }, user, password, {
        tls: true,
      });
      expect(client.greeting).toContain('ready at 01/02/26');
      expect(client.capabilities).toContain('X-TEST');
      const { untagged } = await client.command('LIST "" "Sent*" RETURN (SPECIAL-USE)');
      expect(untagged[0]?.text).toContain('\\Sent');
      await client.logout();
    });

    it('holds a user to the quota', async () => {
      await server.addUser('Full@example.org', 'x', { quotaMb: 1 });
      const imaps = { host: server.host, port: server.ports.imaps };
      const client = await RawImap.login(imaps, 'full@Example.org', 'x', { tls: true });
      const result = await client.attempt('APPEND INBOX {}', [Buffer.alloc(1_100_000, 'x')]);
      expect(result.text).toContain('[OVERQUOTA]');
      await client.logout();
    });

    it('keeps a log for the test', () => {
      expect(server.log()).toContain('starting up for imap, pop3');
    });
  });

  it('changes a password, tells right from wrong, and leaves nothing behind', async () => {
    const server = await startDovecot();
    try {
      await server.addUser(user, password);
      expect(await canLogIn(server, user, password)).toBe(true);
      await server.setPassword(user, 'new');
      expect(await canLogIn(server, user, password)).toBe(false);
      const client = await RawImap.login(server, user, 'new');
      await client.command('SELECT INBOX');
      await client.logout();
      await expect(server.addUser('a/b', 'x')).rejects.toThrow('cannot be used');
      expect(existsSync(server.maildirOf(user))).toBe(true);
    } finally {
      await server.stop();
    }
    expect(existsSync(server.directory)).toBe(false);
    await expect(RawImap.connect(server)).rejects.toThrow('ECONNREFUSED');
  });

  it('says what is wrong with its configuration', async () => {
    await expect(startDovecot({ extra: 'no_such_setting = yes' })).rejects.toThrow('no_such_setting');
  });

  it('can be started several times side by side', async () => {
    const servers = await Promise.all([startDovecot(), startDovecot(), startDovecot()]);
    try {
      for (const [index, server] of servers.entries()) {
        await server.addUser('same', `password ${index}`);
        expect(await canLogIn(server, 'same', `password ${index}`)).toBe(true);
        expect(await canLogIn(server, 'same', `password ${index + 1}`)).toBe(false);
      }
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  });

  it('shows a refusal with the words of the server', async () => {
    const server = await startDovecot();
    try {
      await server.addUser(user, password);
      const client = await RawImap.login(server, user, password);
      await expect(client.command('SELECT Nowhere')).rejects.toThrow(CommandRefused);
      await client.logout();
    } finally {
      await server.stop();
    }
  });
});
