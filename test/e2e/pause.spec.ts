// Pause and resume as an agent sees it, between two real servers.
import { expect, test } from '@playwright/test';
import { dovecotUnavailable } from '../servers/dovecot.ts';
import { type FaultProxy, startFaultProxy } from '../servers/fault-proxy.ts';
import { generateMailbox } from '../servers/mailbox-generator.ts';
import { control } from './agent.ts';
import type { Console } from './launch.ts';
import { startTwoServers, type TwoServers } from './two-servers.ts';

const address = 'anna@harbour.test';
const unavailable = dovecotUnavailable();

test.skip(unavailable !== null, unavailable ?? '');

let servers: TwoServers;
let slow: FaultProxy;
let mailferry: Console | undefined;

test.beforeEach(async () => {
  servers = await startTwoServers(address);
  // A line on which a copy takes long enough to be paused by hand.
  slow = await startFaultProxy({ host: servers.to.host, port: servers.to.ports.imaps }, { bytesPerSecond: 60_000 });
  await servers.seed(generateMailbox({ seed: 5, folders: 8, messages: 600, profile: 'small' }));
});

test.afterEach(async () => {
  await mailferry?.close();
  await slow?.stop();
  await servers?.stop();
});

test('a copy is paused, nothing moves, and it goes on and is verified', async () => {
  test.setTimeout(180_000);
  mailferry = await servers.openConsole({
    ways: { to: { ...servers.to, ports: { ...servers.to.ports, imaps: slow.port } }, toMode: 'TLS' },
  });
  const { page } = mailferry;
  await control(page, 'Copy').click();
  const live = page.getByRole('region', { name: 'Run in progress' });
  await expect(live.getByRole('heading', { name: 'Copying messages' })).toBeVisible();
  await live.getByRole('switch', { name: 'Newest first' }).click();
  await expect(live.getByRole('switch', { name: 'Newest first' })).toBeChecked();
  await live.getByRole('button', { name: 'Pause' }).click();
  await expect(live.getByRole('heading', { name: 'Copy: Paused' })).toBeVisible({ timeout: 30_000 });
  await expect(live.getByText('Paused: nothing is on its way.')).toBeVisible();
  await expect(live.getByText('The agent paused the run.')).toBeVisible();

  const there = async (): Promise<number> => {
    const { folders } = await servers.snapshot('destination');
    return folders.reduce((sum, folder) => sum + folder.messages.length, 0);
  };
  const paused = await there();
  expect(paused).toBeLessThan(600);
  const carried = slow.bytes['to-server'];
  // A look over every folder of the destination takes longer than a batch would.
  expect(await there()).toBe(paused);
  // A life sign is no mail.
  expect(slow.bytes['to-server'] - carried).toBeLessThan(1000);
  await page.keyboard.press('Control+3');
  await expect(page.getByText('Paused').first()).toBeVisible();
  await page.getByRole('row', { name: /Paused/ }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('button', { name: 'Resume' }).click();
  await drawer.getByRole('button', { name: 'Pause' }).click();
  await expect(drawer.getByRole('button', { name: 'Resume' })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await page.goBack();

  await live.getByRole('button', { name: 'Resume' }).click();
  await expect(live.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(page.getByText(/All 600 messages in \d+ folders are at the destination/).first()).toBeVisible({
    timeout: 120_000,
  });
  expect(await there()).toBe(600);
});
