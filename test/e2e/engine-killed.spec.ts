// The engine dies in the middle of a copy: the page says so, one click goes on, nothing is missing and nothing is twice.
import { expect, test } from '@playwright/test';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../servers/dovecot.ts';
import { startFaultProxy } from '../servers/fault-proxy.ts';
import { generateMailbox } from '../servers/mailbox-generator.ts';
import { seedMailbox } from '../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../servers/mailbox-snapshot.ts';
import { compareSnapshots } from '../servers/snapshot-comparison.ts';
import { addMailbox, addServer, control } from './agent.ts';
import { type Console, enginePid, engineReady, launchConsole } from './launch.ts';

const address = 'bert@harbour.test';
const passwords = { source: 'Kelp-Lantern-58', destination: 'Tide.Table.07' };
const unavailable = dovecotUnavailable();

test.skip(unavailable !== null, unavailable ?? '');

test('a run survives the death of the engine', async () => {
  test.setTimeout(180_000);
  let mailferry: Console | undefined;
  const [from, to]: [DovecotServer, DovecotServer] = await Promise.all([
    startDovecot(),
    startDovecot({ separator: '.' }),
  ]);
  const at = (server: DovecotServer) => ({ host: server.host, port: server.ports.imap });
  // A slow line to the destination, so that there is a middle to die in.
  const slow = await startFaultProxy({ host: to.host, port: to.ports.imap }, { bytesPerSecond: 400_000 });
  try {
    await Promise.all([from.addUser(address, passwords.source), to.addUser(address, passwords.destination)]);
    const plan = generateMailbox({ seed: 21, folders: 6, messages: 600, profile: 'small' });
    await seedMailbox({ ...at(from), passwordOf: from.passwordOf }, address, plan);
    mailferry = await launchConsole({ workspace: 'own' });
    const { app, page } = mailferry;
    await engineReady(page);
    await addServer(page, 'Old server', from, 'TLS');
    await addServer(page, 'New server', { ...to, ports: { ...to.ports, imap: slow.port } }, 'STARTTLS');
    await addMailbox(page, {
      address,
      customer: 'Harbour Chandlery',
      source: { server: 'Old server', password: passwords.source },
      destination: { server: 'New server', password: passwords.destination },
    });

    await control(page, 'Copy').click();
    const live = page.getByRole('region', { name: 'Run in progress' });
    await expect(live.getByText(/^(?!0 )[\d,]+ of 600$/)).toBeVisible({ timeout: 30_000 });
    process.kill(await enginePid(app), 'SIGKILL');
    await expect(page.getByText(/The engine stopped/).first()).toBeVisible();
    await expect(page.getByText(/interrupted/i).first()).toBeVisible({ timeout: 30_000 });
    const halfway = await snapshotMailbox(at(to), address, passwords.destination);
    const arrived = halfway.folders.reduce((sum, folder) => sum + folder.messages.length, 0);
    expect(arrived).toBeGreaterThan(0);
    expect(arrived).toBeLessThan(600);

    await control(page, 'Continue the run').click();
    await expect(page.getByText('All 600 messages in 6 folders are at the destination').first()).toBeVisible({
      timeout: 60_000,
    });
    expect(
      compareSnapshots(
        await snapshotMailbox(at(from), address, passwords.source),
        await snapshotMailbox(at(to), address, passwords.destination),
        { order: true },
      ),
    ).toEqual([]);
  } finally {
    await mailferry?.close();
    await slow.stop();
    await Promise.all([from.stop(), to.stop()]);
  }
});
