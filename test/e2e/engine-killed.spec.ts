// The engine dies in the middle of a copy: the page says so, one click goes on, nothing is missing and nothing is twice.
import { expect, test } from '@playwright/test';
import { dovecotUnavailable } from '../servers/dovecot.ts';
import { startFaultProxy } from '../servers/fault-proxy.ts';
import { generateMailbox } from '../servers/mailbox-generator.ts';
import { compareSnapshots } from '../servers/snapshot-comparison.ts';
import { control } from './agent.ts';
import { type Console, enginePid } from './launch.ts';
import { startTwoServers } from './two-servers.ts';

const address = 'bert@harbour.test';
const unavailable = dovecotUnavailable();

test.skip(unavailable !== null, unavailable ?? '');

test('a run survives the death of the engine', async () => {
  test.setTimeout(180_000);
  let mailferry: Console | undefined;
  const servers = await startTwoServers(address, { to: { separator: '.' } });
  const { to } = servers;
  // A slow line to the destination, so that there is a middle to die in.
  const slow = await startFaultProxy({ host: to.host, port: to.ports.imap }, { bytesPerSecond: 400_000 });
  try {
    await servers.seed(generateMailbox({ seed: 21, folders: 6, messages: 600, profile: 'small' }));
    mailferry = await servers.openConsole({ ways: { to: { ...to, ports: { ...to.ports, imap: slow.port } } } });
    const { app, page } = mailferry;

    await control(page, 'Copy').click();
    const live = page.getByRole('region', { name: 'Run in progress' });
    await expect(live.getByText(/^(?!0 )[\d,]+ of 600$/)).toBeVisible({ timeout: 30_000 });
    process.kill(await enginePid(app), 'SIGKILL');
    await expect(page.getByText(/The engine stopped/).first()).toBeVisible();
    await expect(page.getByText(/interrupted/i).first()).toBeVisible({ timeout: 30_000 });
    const halfway = await servers.snapshot('destination');
    const arrived = halfway.folders.reduce((sum, folder) => sum + folder.messages.length, 0);
    expect(arrived).toBeGreaterThan(0);
    expect(arrived).toBeLessThan(600);

    await control(page, 'Continue the run').click();
    await expect(page.getByText('All 600 messages in 6 folders are at the destination').first()).toBeVisible({
      timeout: 60_000,
    });
    expect(
      compareSnapshots(await servers.snapshot('source'), await servers.snapshot('destination'), { order: true }),
    ).toEqual([]);
  } finally {
    await mailferry?.close();
    await slow.stop();
    await servers.stop();
  }
});
