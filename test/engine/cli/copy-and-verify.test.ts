import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CliResult } from '../../../shared/domain/cli-result.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../../servers/dovecot.ts';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { seedMailbox } from '../../servers/mailbox-seed.ts';
import { composeMailEnableServer } from '../../servers/mailenable-server.ts';
import { RawImap } from '../../servers/raw-imap.ts';
import { resultOf, runCli, startCli } from './cli-process.ts';

const unavailable = dovecotUnavailable();
if (unavailable !== null) console.log(`skipped: ${unavailable}`);

const SOURCE_PASSWORD = 'Kelp-Heron-1720';
const DESTINATION_PASSWORD = 'Gravel-Tide-6841';
const passwords = { MAILFERRY_SOURCE_PASSWORD: SOURCE_PASSWORD, MAILFERRY_DESTINATION_PASSWORD: DESTINATION_PASSWORD };
const MESSAGES = 120;

describe.skipIf(unavailable !== null)('mailferry copy and verify between two Dovecots', () => {
  let source: DovecotServer;
  let destination: DovecotServer;
  let data: string;
  let count = 0;
  let user: string;

  beforeAll(async () => {
    [source, destination] = await Promise.all([startDovecot(), startDovecot({ separator: '.' })]);
  });
  afterAll(async () => {
    await Promise.all([source?.stop(), destination?.stop()]);
  });
  beforeEach(async () => {
    count += 1;
    user = `anna${count}@harbour.test`;
    await source.addUser(user, SOURCE_PASSWORD);
    await destination.addUser(user, DESTINATION_PASSWORD);
    await seedMailbox(source, user, generateMailbox({ seed: count, folders: 5, messages: MESSAGES, profile: 'small' }));
    data = await mkdtemp(join(tmpdir(), 'mailferry-cli-'));
  });
  afterEach(async () => {
    await rm(data, { recursive: true, force: true });
  });

  const env = (extra: Record<string, string> = {}) => ({ ...passwords, XDG_DATA_HOME: data, ...extra });
  const sides = () => [
    ...['--source', `imaps://${user}@${source.host}:${source.ports.imaps}`],
    ...['--source-fingerprint', source.certificate.fingerprint256],
    ...['--destination', `imap+insecure://${user}@${destination.host}:${destination.ports.imap}`],
  ];
  const ended = (result: CliResult) => {
    if (result.command !== 'copy' && result.command !== 'verify') throw new Error(`It was ${result.command}`);
    if (result.result === null) throw new Error(result.error?.message ?? 'There is no result');
    return result.result;
  };

  it('copies all, then nothing more, and both sides agree: status 0', async () => {
    const copied = ended(resultOf(await runCli(['copy', ...sides(), '--json'], env())));
    expect(copied.run).toMatchObject({
      state: 'complete',
      kind: 'copy',
      totals: { messages: MESSAGES, copied: MESSAGES },
    });
    expect(copied.verification).toMatchObject({ agrees: true, sourceMessages: MESSAGES });
    expect(copied.workspace.startsWith(join(data, 'mailferry', 'pairs'))).toBe(true);

    const again = ended(resultOf(await runCli(['copy', ...sides(), '--delta', '--json'], env())));
    expect(again.workspace).toBe(copied.workspace);
    expect(again.run).toMatchObject({
      state: 'complete',
      kind: 'delta',
      totals: { copied: 0, alreadyThere: MESSAGES },
    });

    const verified = ended(resultOf(await runCli(['verify', ...sides(), '--verify', 'deep', '--json'], env())));
    expect(verified.verification).toMatchObject({ agrees: true, depth: 'deep', matchedBy: { bytes: MESSAGES } });
    expect(verified.findings).toEqual([]);
  });

  it('reads an INBOX over POP3: status 0, and nothing more the next time', async () => {
    const overPop3 = sides().with(1, `pop3s://${user}@${source.host}:${source.ports.pop3s}`);
    const probed = await runCli(['probe', ...overPop3.slice(1, 4), '--json'], env());
    expect(resultOf(probed)).toMatchObject({ exitStatus: 0 });
    const copied = ended(resultOf(await runCli(['copy', ...overPop3, '--json'], env())));
    expect(copied.run.state).toBe('complete');
    expect(copied.run.totals.copied).toBeGreaterThan(0);
    expect(copied.run.totals).toMatchObject({ folders: 1, copied: copied.run.totals.messages });
    const again = ended(resultOf(await runCli(['copy', ...overPop3, '--delta', '--json'], env())));
    expect(again.run).toMatchObject({ state: 'complete', totals: { copied: 0 } });
    // Then IMAP works again: the other folders come along, and nothing twice.
    const whole = ended(resultOf(await runCli(['copy', ...sides(), '--json'], env())));
    expect(whole.run.totals.copied).toBe(MESSAGES - copied.run.totals.copied);
  });

  it('copies out of a message store on a disk without a password, and nothing twice over IMAP', async () => {
    const plan = generateMailbox({ seed: count, folders: 5, messages: MESSAGES, profile: 'small' });
    const folders = plan.folders.map(({ path, messages }) => ({
      path,
      messages: messages.map(({ bytes, flags }) => ({ content: bytes, read: flags.includes('\\Seen') })),
    }));
    const [name = '', postoffice = ''] = user.split('@');
    const { store } = await composeMailEnableServer(data, { mail: [{ postoffice, mailbox: name, folders }] });
    const url = `mailenable-store:${join(store, postoffice, 'MAILROOT', name)}`;
    const toDestination = sides().slice(-2);
    const onlyDestination = { MAILFERRY_DESTINATION_PASSWORD: DESTINATION_PASSWORD, XDG_DATA_HOME: data };
    expect(resultOf(await runCli(['probe', url, '--json'], onlyDestination))).toMatchObject({ exitStatus: 0 });
    const copied = ended(
      resultOf(await runCli(['copy', '--source', url, ...toDestination, '--json'], onlyDestination)),
    );
    expect(copied.run).toMatchObject({ state: 'complete', totals: { copied: MESSAGES } });
    const overImap = ended(resultOf(await runCli(['copy', ...sides(), '--json'], env())));
    expect(overImap.run.totals.copied).toBe(0);
    const refused = await runCli(['copy', '--source', sides()[1] ?? '', '--destination', url], env());
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('can only be read') });
  });

  it('says what a copy would bring and brings nothing with --dry-run: status 0', async () => {
    const dry = ended(resultOf(await runCli(['copy', ...sides(), '--dry-run', '--json'], env())));
    expect(dry.run).toMatchObject({ kind: 'rehearsal', totals: { messages: MESSAGES, copied: MESSAGES } });
    const client = await RawImap.login(destination, user, DESTINATION_PASSWORD);
    const { untagged } = await client.command('STATUS INBOX (MESSAGES)');
    await client.logout();
    expect(untagged.map(({ text }) => text).join()).toContain('MESSAGES 0');
  });

  it('copies what is asked for to where it is asked for', async () => {
    const parameters = [
      '--folder',
      'INBOX',
      '--folder',
      'Sent Items',
      '--exclude',
      'INBOX',
      '--map',
      'Sent Items=Old.Sent',
    ];
    const { run, verification } = ended(resultOf(await runCli(['copy', ...sides(), ...parameters, '--json'], env())));
    expect(run.state).toBe('complete');
    expect(verification?.folders).toMatchObject([{ source: 'Sent Items', destination: 'Old.Sent', missing: 0 }]);
  });

  const removeFirst = async (folder: string): Promise<void> => {
    const client = await RawImap.login(destination, user, DESTINATION_PASSWORD);
    await client.command(`SELECT ${folder}`);
    const { untagged } = await client.command('FETCH 1 (UID)');
    const uid = /UID (\d+)/.exec(untagged.map(({ text }) => text).join())?.[1];
    await client.command(`UID STORE ${uid} +FLAGS.SILENT (\\Deleted)`);
    await client.command(`UID EXPUNGE ${uid}`);
    await client.logout();
  };

  it('brings back only what an earlier run found missing with --repair-of', async () => {
    const never = await runCli(['copy', ...sides(), '--repair-of', 'last', '--json'], env());
    expect(resultOf(never)).toMatchObject({ exitStatus: 2, error: { code: 'input.invalid' } });
    expect((await runCli(['copy', ...sides()], env())).status).toBe(0);
    await removeFirst('INBOX');
    const found = ended(resultOf(await runCli(['verify', ...sides(), '--json'], env())));
    expect(found.findings.map(({ kind }) => kind)).toEqual(['missing']);
    // Gone only after that comparison, so it is not brought back.
    await removeFirst('INBOX');

    const repaired = ended(resultOf(await runCli(['copy', ...sides(), '--repair-of', 'last', '--json'], env())));
    expect(repaired.run).toMatchObject({ state: 'complete', totals: { copied: 1 } });
    const unknown = resultOf(await runCli(['copy', ...sides(), '--repair-of', 'no-such-run', '--json'], env()));
    expect(unknown).toMatchObject({ exitStatus: 1, error: { code: 'workspace.not-found' } });
    const rest = ended(resultOf(await runCli(['verify', ...sides(), '--json'], env())));
    expect(rest.findings).toHaveLength(1);
    const second = ['copy', ...sides(), '--repair-of', rest.run.id];
    expect((await runCli(second, env())).status).toBe(0);
    expect((await runCli(['verify', ...sides()], env())).status).toBe(0);
  });

  it('names the one message that is gone at the destination: status 4', async () => {
    expect((await runCli(['copy', ...sides()], env())).status).toBe(0);
    await removeFirst('INBOX');

    const result = resultOf(await runCli(['verify', ...sides(), '--json'], env()));
    expect(result).toMatchObject({ exitStatus: 4, error: null });
    const missing = ended(result).findings.filter((finding) => finding.kind === 'missing');
    expect(missing).toMatchObject([{ sourceFolder: 'INBOX', destinationFolder: 'INBOX' }]);

    const plain = await runCli(['verify', ...sides()], env());
    expect(plain.status).toBe(4);
    expect(plain.stdout).toMatch(/^finding missing: "INBOX" UID \d+ /m);
    expect(plain.stdout).toMatch(/^findings: /m);

    const back = await runCli(['copy', ...sides(), '--redeliver'], env());
    expect(back).toMatchObject({ status: 0 });
  });

  it('reports what is larger than --max-size: status 4', async () => {
    const run = await runCli(['copy', ...sides(), '--max-size', '1KB', '--json'], env());
    const result = resultOf(run);
    expect(result.exitStatus).toBe(4);
    expect(ended(result).run.totals.skipped).toBeGreaterThan(0);
    expect(ended(result).findings.some((finding) => finding.kind === 'too-big')).toBe(true);
  });

  it('prints plain lines into a pipe and keeps standard error for what needs attention', async () => {
    const { status, stdout, stderr } = await runCli(['copy', ...sides()], env());
    expect(status).toBe(0);
    expect(stdout).toMatch(/^folder "INBOX" -> "INBOX": \d+ of \d+ messages copied$/m);
    expect(stdout).toMatch(/^ledger: .*\ncomplete: .*\n$/m);
    expect(stdout).not.toContain('\x1b');
    expect(stderr).toBe('');
  });

  it('logs the details on standard error with --verbose', async () => {
    const { status, stdout, stderr } = await runCli(['copy', ...sides(), '--verbose'], env());
    expect(status).toBe(0);
    expect(stderr).toMatch(/ info {2}/);
    expect(stdout).not.toMatch(/ info {2}/);
  });

  it.each([
    ['a wrong password', () => sides(), { MAILFERRY_SOURCE_PASSWORD: 'wrong' }, 'mail.auth-failed'],
    [
      'a certificate that cannot be trusted',
      () => [...sides().slice(0, 2), ...sides().slice(4)],
      {},
      'mail.certificate',
    ],
    [
      'a certificate that is not the one named',
      () => [...sides().slice(0, 2), '--source-fingerprint', 'AB'.repeat(32), ...sides().slice(4)],
      {},
      'mail.certificate-changed',
    ],
  ])('ends with status 3 for %s', async (_what, parameters, extra, code) => {
    const run = await runCli(['copy', ...parameters(), '--json'], env(extra));
    expect(resultOf(run)).toMatchObject({ exitStatus: 3, error: { code, side: 'source' } });
    expect(run.stderr).toMatch(/^mailferry: /m);
    if (code === 'mail.certificate') expect(run.stderr).toContain(source.certificate.fingerprint256);
  });

  it('ends with status 2 without a password, and with one on the command line, which it does not repeat', async () => {
    const none = await runCli(['copy', ...sides(), '--json'], { XDG_DATA_HOME: data });
    expect(resultOf(none)).toMatchObject({ exitStatus: 2, error: { code: 'input.invalid' } });
    const told = await runCli(['copy', '--source', `imaps://anna:${SOURCE_PASSWORD}@localhost`, '--json'], env());
    expect(told.status).toBe(2);
    expect(told.stdout + told.stderr).not.toContain(SOURCE_PASSWORD);
  });

  it('takes passwords from files', async () => {
    const files = [join(data, 'source'), join(data, 'destination')] as const;
    await writeFile(files[0], `${SOURCE_PASSWORD}\n`, { mode: 0o600 });
    await writeFile(files[1], `${DESTINATION_PASSWORD}\r\n`, { mode: 0o600 });
    const options = ['--source-password-file', files[0], '--destination-password-file', files[1]];
    const run = await runCli(['copy', ...sides(), ...options], { XDG_DATA_HOME: data });
    expect(run).toMatchObject({ status: 0, stderr: '' });
  });

  describe('while a copy is slow', () => {
    const slowly = () => ['copy', ...sides(), '--rate', '40KB', '--connections', '1'];

    it.each(['SIGINT', 'SIGTERM'] as const)(
      'stops in good order on %s with status 5, and goes on later',
      async (signal) => {
        const slow = startCli([...slowly(), '--json', '--verbose'], env());
        await slow.until(/info .*/);
        slow.child.kill(signal);
        const stopped = resultOf(await slow.ended);
        expect(stopped).toMatchObject({ exitStatus: 5 });
        expect(ended(stopped).run).toMatchObject({ state: 'cancelled' });

        const rest = ended(resultOf(await runCli(['copy', ...sides(), '--json'], env())));
        expect(rest.run).toMatchObject({ state: 'complete', totals: { messages: MESSAGES } });
        expect(rest.run.totals.copied + rest.run.totals.alreadyThere).toBe(MESSAGES);
        expect(rest.findings).toEqual([]);
      },
    );

    it('stops at once on a second Ctrl-C, and a later copy brings nothing twice', async () => {
      const slow = startCli(slowly(), env());
      await slow.until(/^copying: /m);
      slow.child.kill('SIGINT');
      await slow.until(/once more stops at once/);
      slow.child.kill('SIGINT');
      expect((await slow.ended).status).toBe(5);

      const rest = ended(resultOf(await runCli(['copy', ...sides(), '--json'], env())));
      expect(rest.run).toMatchObject({ state: 'complete', totals: { messages: MESSAGES } });
      const verified = ended(resultOf(await runCli(['verify', ...sides(), '--verify', 'deep', '--json'], env())));
      expect(verified).toMatchObject({ verification: { agrees: true }, findings: [] });
    });

    it('refuses a second process on the same ledger with status 1, and shows no password to others', async () => {
      const slow = startCli(slowly(), env());
      await slow.until(/^copying: /m);
      const second = await runCli(['verify', ...sides(), '--json'], env());
      expect(resultOf(second)).toMatchObject({ exitStatus: 1, error: { code: 'workspace.in-use' } });
      expect(second.stderr).toMatch(/Another Mailferry/);
      if (process.platform === 'linux') {
        const argv = await readFile(`/proc/${slow.child.pid}/cmdline`, 'utf8');
        for (const password of Object.values(passwords)) expect(argv).not.toContain(password);
      }
      slow.child.kill('SIGINT');
      expect((await slow.ended).status).toBe(5);
    });
  });

  it('leaves no password in its output and in its files', async () => {
    const runs = [
      await runCli(['copy', ...sides(), '--json', '--verbose'], env()),
      await runCli(['verify', ...sides(), '--verbose'], env()),
    ];
    const written = await readdir(data, { recursive: true, withFileTypes: true });
    const files = written.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files.some((file) => file.endsWith('workspace.sqlite'))).toBe(true);
    const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
    const all = [...runs.flatMap((run) => [run.stdout, run.stderr]), ...texts].join('\n');
    for (const password of Object.values(passwords)) {
      for (const form of [password, Buffer.from(password).toString('base64')]) expect(all).not.toContain(form);
    }
  });

  it('keeps several pairs in one workspace, and refuses the same address between other servers', async () => {
    const workspace = join(data, 'mine');
    const other = `ben${count}@harbour.test`;
    await source.addUser(other, SOURCE_PASSWORD);
    await destination.addUser(other, DESTINATION_PASSWORD);
    const ofBen = sides().map((parameter) => parameter.replace(user, other));
    expect((await runCli(['copy', ...sides(), '--workspace', workspace], env())).status).toBe(0);
    expect((await runCli(['copy', ...ofBen, '--workspace', workspace], env())).status).toBe(0);
    const turned = ['--source', sides()[5] ?? '', '--destination', sides()[1] ?? ''];
    const refused = resultOf(await runCli(['verify', ...turned, '--workspace', workspace, '--json'], env()));
    expect(refused).toMatchObject({ exitStatus: 1, error: { code: 'workspace.duplicate' } });
  });
});
