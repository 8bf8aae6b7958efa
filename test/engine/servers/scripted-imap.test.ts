import { afterEach, describe, expect, it } from 'vitest';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { snapshotOfPlan } from '../../servers/mailbox-plan.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../../servers/mailbox-snapshot.ts';
import {
  byeDuringFetch,
  doneWithoutReply,
  existsInTheMiddle,
  refuse,
  refuseBeforeLiteral,
  refuseDuringFetch,
  shortFetch,
  wrongSequenceNumbers,
} from '../../servers/misbehaviour.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import {
  type ScriptedImapOptions,
  type ScriptedImapServer,
  startScriptedImap,
  usualCapabilities,
} from '../../servers/scripted-imap.ts';
import { compareSnapshots } from '../../servers/snapshot-comparison.ts';

const plan = generateMailbox({ seed: 5, folders: 12, messages: 200, profile: 'small' });
const message = Buffer.from('Message-ID: <1@old.example>\r\nSubject: two  blanks\r\n\r\nbody  stays\r\n');

describe('scripted IMAP server', () => {
  let server: ScriptedImapServer;
  afterEach(() => server?.stop());

  async function start(options: ScriptedImapOptions = {}): Promise<RawImap> {
    server = await startScriptedImap(options);
    server.addUser('anna@example.org', 'secret', plan);
    return RawImap.login(server, 'anna@example.org', 'secret');
  }
  const inbox = () => server.account('anna@example.org').folder('INBOX')?.messages ?? [];

  it('behaves when nothing else is asked for', async () => {
    const client = await start();
    await client.logout();
    const snapshot = await snapshotMailbox(server, 'anna@example.org', 'secret');
    expect(compareSnapshots(snapshotOfPlan(plan), snapshot, { order: true })).toEqual([]);
    expect(await snapshotMailbox(server, 'anna@example.org', 'secret')).toEqual(snapshot);
  });

  it.each([usualCapabilities, ['IMAP4rev1', 'IMAP4', 'CHILDREN']])(
    'takes mail by APPEND with %s',
    async (...capabilities) => {
      server = await startScriptedImap({
        capabilities,
        delimiter: '.',
        prefix: capabilities.includes('NAMESPACE') ? 'INBOX.' : '',
      });
      server.addUser('ben', 'x');
      await seedMailbox(server, 'ben', plan);
      const place = { delimiter: '.', prefix: capabilities.includes('NAMESPACE') ? 'INBOX.' : '' };
      const snapshot = await snapshotMailbox(server, 'ben', 'x');
      expect(compareSnapshots(snapshotOfPlan(plan, place), snapshot, { order: true })).toEqual([]);
      const client = await RawImap.login(server, 'ben', 'x');
      const { text } = await client.command('APPEND INBOX (\\Seen) {}', [message]);
      expect(text.includes('[APPENDUID')).toBe(capabilities.includes('UIDPLUS'));
      await client.logout();
    },
  );

  it('refuses wrong logins, unknown folders, folders that exist, and what does not fit', async () => {
    const client = await start({ quotaKb: 2000 });
    await expect(RawImap.login(server, 'anna@example.org', 'wrong')).rejects.toThrow('[AUTHENTICATIONFAILED]');
    expect(await client.attempt('APPEND Nowhere {}', [message])).toMatchObject({
      status: 'NO',
      text: /^\[TRYCREATE\]/,
    });
    expect((await client.attempt('CREATE Drafts')).text).toContain('[ALREADYEXISTS]');
    expect((await client.attempt('APPEND INBOX {}', [Buffer.alloc(2_000_000)])).text).toContain('[OVERQUOTA]');
    expect((await client.attempt('FROBNICATE')).status).toBe('BAD');
    await client.logout();
  });

  it('notices a client that reads without PEEK, and keeps EXAMINE harmless', async () => {
    const client = await start();
    inbox()[0]?.flags.delete('\\Seen');
    await client.command('EXAMINE INBOX');
    await client.command('FETCH 1 BODY[]');
    expect((await client.attempt('STORE 1 +FLAGS (\\Deleted)')).status).toBe('NO');
    expect(inbox()[0]?.flags).not.toContain('\\Seen');
    expect(inbox()[0]?.recent).toBe(true);
    await client.command('SELECT INBOX');
    await client.command('FETCH 1 BODY[]');
    expect(inbox()[0]?.flags).toContain('\\Seen');
    expect(inbox()[0]?.recent).toBe(false);
    expect(server.commands.filter((command) => command.startsWith('FETCH'))).toEqual([
      'FETCH 1 BODY[]',
      'FETCH 1 BODY[]',
    ]);
    await client.logout();
  });

  it('says BYE in the middle of a FETCH', async () => {
    const client = await start({ script: [byeDuringFetch(3)] });
    await client.command('EXAMINE INBOX');
    client.send('x UID FETCH 1:* (UID BODY.PEEK[])\r\n');
    for (let sequence = 1; sequence <= 3; sequence++)
      expect((await client.readLine()).text).toMatch(`* ${sequence} FETCH`);
    expect((await client.readLine()).text).toMatch(/^\* BYE/);
    await expect(client.readLine()).rejects.toThrow('The connection was closed');
  });

  it('answers the third APPEND only with NO, then takes mail again', async () => {
    const client = await start({ script: [refuse(/^APPEND/, '[THROTTLED] Slow down', { from: 3, times: 1 })] });
    const answers: string[] = [];
    for (let count = 0; count < 4; count++) answers.push((await client.attempt('APPEND INBOX {}', [message])).status);
    expect(answers).toEqual(['OK', 'OK', 'NO', 'OK']);
    await client.logout();
  });

  it('refuses before it takes a literal', async () => {
    const capabilities = ['IMAP4rev1'];
    const client = await start({
      capabilities,
      script: [refuseBeforeLiteral(/^APPEND/, '[TOOBIG] Too big', { times: 1 })],
    });
    expect((await client.attempt('APPEND INBOX {}', [message])).text).toBe('[TOOBIG] Too big');
    await client.command('APPEND INBOX {}', [message]);
    await client.logout();
  });

  it('leaves messages out, miscounts and interrupts', async () => {
    const client = await start();
    await client.command('EXAMINE INBOX');
    const fetch = async () =>
      (await client.attempt('UID FETCH 1:5 (UID FLAGS)')).untagged.map(({ text }) => text.split(' ', 3).join(' '));
    server.setScript([shortFetch(2)]);
    expect(await fetch()).toEqual(['* 1 FETCH', '* 2 FETCH', '* 3 FETCH']);
    server.setScript([wrongSequenceNumbers(10)]);
    expect((await fetch()).slice(0, 2)).toEqual(['* 11 FETCH', '* 12 FETCH']);
    server.setScript([existsInTheMiddle(/FETCH/)]);
    expect((await fetch())[1]).toBe(`* ${inbox().length + 1} EXISTS`);
    server.setScript([refuseDuringFetch(1, 'Some messages could not be read')]);
    expect(await fetch()).toEqual(['* 1 FETCH']);
    await client.logout();
  });

  it('stores without saying so', async () => {
    const client = await start({ script: [doneWithoutReply(/^APPEND/)] });
    const before = inbox().length;
    await expect(client.command('APPEND INBOX {}', [message])).rejects.toThrow(/ECONNRESET|closed/);
    expect(inbox().length).toBe(before + 1);
  });

  it('changes what it stores', async () => {
    const client = await start({
      quirks: {
        dropsFlags: true,
        stampsDate: 0,
        messageIdDomain: 'new.example',
        squeezesHeader: true,
        addsHeader: 'X-Added: 1',
      },
    });
    await client.command('APPEND INBOX (\\Seen $Label1) " 1-Feb-2009 03:04:05 +0530" {}', [message]);
    const stored = inbox().at(-1);
    expect(stored?.bytes.toString()).toBe(
      'X-Added: 1\r\nMessage-ID: <1@new.example>\r\nSubject: two blanks\r\n\r\nbody  stays\r\n',
    );
    expect(stored?.flags).toEqual(new Set());
    expect(stored?.internalDate).toBe(' 1-Jan-1970 00:00:00 +0000');
    server.setQuirks({ losesSilently: (bytes) => bytes.includes('old.example') });
    const before = inbox().length;
    await client.command('APPEND INBOX {}', [message]);
    expect(inbox().length).toBe(before);
    await client.logout();
  });

  it('shows a script that fails', async () => {
    const client = await start({
      script: [
        {
          match: /^NOOP/,
          reply() {
            throw new Error('of the test');
          },
        },
      ],
    });
    client.send('x NOOP\r\n');
    expect((await client.readLine()).text).toContain('The script failed: Error: of the test');
  });
});
