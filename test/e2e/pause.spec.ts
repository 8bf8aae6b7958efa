// Pause and resume as an agent sees it, between two real servers.
import { expect, test } from '@playwright/test';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../servers/dovecot.ts';
import { type FaultProxy, startFaultProxy } from '../servers/fault-proxy.ts';
import { generateMailbox } from '../servers/mailbox-generator.ts';
import { seedMailbox } from '../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../servers/mailbox-snapshot.ts';
import { addMailbox, addServer, control } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';

const address = 'anna@harbour.test';
const passwords = { source: 'Kelp-Lantern-58', destination: 'Tide.Table.07' };
const unavailable = dovecotUnavailable();

test.skip(unavailable !== null, unavailable ?? '');

let from: DovecotServer;
let to: DovecotServer;
let slow: FaultProxy;
let mailferry: Console | undefined;

test.beforeEach(async () => {
  [from, to] = await Promise.all([startDovecot(), startDovecot()]);
  // A line on which a copy takes long enough to be paused by hand.
  slow = await startFaultProxy({ host: to.host, port: to.ports.imaps }, { bytesPerSecond: 60_000 });
  await Promise.all([from.addUser(address, passwords.source), to.addUser(address, passwords.destination)]);
  const plan = generateMailbox({ seed: 5, folders: 8, messages: 600, profile: 'small' });
  await seedMailbox({ host: from.host, port: from.ports.imap, passwordOf: from.passwordOf }, address, plan);
});

test.afterEach(async () => {
  await mailferry?.close();
  await slow?.stop();
  await Promise.all([from?.stop(), to?.stop()]);
});

test('a copy is paused, nothing moves, and it goes on and is verified', async () => {
  test.setTimeout(180_000);
  mailferry = await launchConsole({ workspace: 'own' });
  const { page } = mailferry;
  await engineReady(page);
  await addServer(page, 'Old server', from, 'TLS');
  await addServer(page, 'New server', { ...to, ports: { ...to.ports, imaps: slow.port } }, 'TLS');
  await addMailbox(page, {
    address,
    customer: 'Harbour Chandlery',
    source: { server: 'Old server', password: passwords.source },
    destination: { server: 'New server', password: passwords.destination },
  });
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
    const at = { host: to.host, port: to.ports.imap };
    const { folders } = await snapshotMailbox(at, address, passwords.destination);
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
