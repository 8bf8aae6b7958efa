// The main journey of an agent: two servers, one customer, preflight, copy, proof, repair.
import { expect, test } from '@playwright/test';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../servers/dovecot.ts';
import { generateMailbox } from '../servers/mailbox-generator.ts';
import { seedMailbox } from '../servers/mailbox-seed.ts';
import { snapshotMailbox } from '../servers/mailbox-snapshot.ts';
import { RawImap } from '../servers/raw-imap.ts';
import { compareSnapshots } from '../servers/snapshot-comparison.ts';
import { addMailbox, addServer, control } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';

const address = 'anna@harbour.test';
const passwords = { source: 'Kelp-Lantern-58', destination: 'Tide.Table.07' };
const unavailable = dovecotUnavailable();

test.skip(unavailable !== null, unavailable ?? '');

let from: DovecotServer;
let to: DovecotServer;
let mailferry: Console | undefined;

const at = (server: DovecotServer) => ({ host: server.host, port: server.ports.imap });

test.beforeEach(async () => {
  [from, to] = await Promise.all([startDovecot(), startDovecot({ separator: '.' })]);
  await Promise.all([from.addUser(address, passwords.source), to.addUser(address, passwords.destination)]);
  const plan = generateMailbox({ seed: 12, folders: 12, messages: 1000, profile: 'small' });
  await seedMailbox({ ...at(from), passwordOf: from.passwordOf }, address, plan);
});

test.afterEach(async () => {
  await mailferry?.close();
  await Promise.all([from?.stop(), to?.stop()]);
});

test('an agent moves a mailbox, proves it, and repairs what was deleted behind the back', async () => {
  test.setTimeout(180_000);
  const before = await snapshotMailbox(at(from), address, passwords.source);
  mailferry = await launchConsole({ workspace: 'own' });
  const { page } = mailferry;
  await engineReady(page);
  await addServer(page, 'Old server', from, 'TLS');
  await addServer(page, 'New server', to, 'STARTTLS');
  await addMailbox(page, {
    address,
    customer: 'Harbour Chandlery',
    source: { server: 'Old server', password: passwords.source },
    destination: { server: 'New server', password: passwords.destination },
  });

  await control(page, 'Run preflight').click();
  await expect(page.getByText('1,000 messages').first()).toBeVisible();

  await control(page, 'Copy').click();
  await expect(page.getByRole('region', { name: 'Run in progress' })).toBeVisible();
  await expect(page.getByText('All 1,000 messages in 12 folders are at the destination').first()).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText('Verified').first()).toBeVisible();

  await control(page, 'Copy').click();
  await page.getByRole('tab', { name: /Runs/ }).click();
  // Asked for, run, state, copied, findings: the repeat copied nothing.
  await expect(page.getByRole('row', { name: /Copy\s+Complete\s+0\s+0\b/ })).toBeVisible({ timeout: 60_000 });

  const [source, destination] = await Promise.all([
    snapshotMailbox(at(from), address, passwords.source),
    snapshotMailbox(at(to), address, passwords.destination),
  ]);
  expect(source).toEqual(before);
  expect(compareSnapshots(source, destination, { order: true })).toEqual([]);

  const victim = destination.folders.find((folder) => folder.path === 'INBOX')?.messages[4];
  const client = await RawImap.login(at(to), address, passwords.destination);
  await client.command('SELECT INBOX');
  await client.command(`UID STORE ${victim?.uid} +FLAGS.SILENT (\\Deleted)`);
  await client.command(`UID EXPUNGE ${victim?.uid}`);
  await client.logout();

  await control(page, 'Verify').click();
  await expect(page.getByText('1 message is missing at the destination').first()).toBeVisible({ timeout: 60_000 });
  await page.getByRole('tab', { name: /Verification/ }).click();
  const findings = page.getByRole('row').filter({ hasText: 'Missing' });
  await expect(findings).toHaveCount(1);
  await expect(findings).toContainText('INBOX');

  await findings.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Bring back the 1 chosen' }).click();
  await expect(page.getByText('The message to bring back is at the destination').first()).toBeVisible({
    timeout: 60_000,
  });
  await page.getByRole('button', { name: 'Verify the whole mailbox' }).click();
  await expect(page.getByText('All 1,000 messages in 12 folders are at the destination').first()).toBeVisible({
    timeout: 60_000,
  });
  expect(
    compareSnapshots(
      await snapshotMailbox(at(from), address, passwords.source),
      await snapshotMailbox(at(to), address, passwords.destination),
    ),
  ).toEqual([]);
});
