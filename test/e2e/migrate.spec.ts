// The main journey of an agent: two servers, one customer, preflight, copy, proof, repair.
import { expect, test } from '@playwright/test';
import { dovecotUnavailable } from '../servers/dovecot.ts';
import { generateMailbox } from '../servers/mailbox-generator.ts';
import { RawImap } from '../servers/raw-imap.ts';
import { compareSnapshots } from '../servers/snapshot-comparison.ts';
import { control } from './agent.ts';
import type { Console } from './launch.ts';
import { startTwoServers, type TwoServers } from './two-servers.ts';

const address = 'anna@harbour.test';
const unavailable = dovecotUnavailable();

test.skip(unavailable !== null, unavailable ?? '');

let servers: TwoServers;
let mailferry: Console | undefined;

test.beforeEach(async () => {
  servers = await startTwoServers(address, { to: { separator: '.' } });
  await servers.seed(generateMailbox({ seed: 12, folders: 12, messages: 1000, profile: 'small' }));
});

test.afterEach(async () => {
  await mailferry?.close();
  await servers?.stop();
});

test('an agent moves a mailbox, proves it, and repairs what was deleted behind the back', async () => {
  test.setTimeout(180_000);
  const before = await servers.snapshot('source');
  mailferry = await servers.openConsole();
  const { page } = mailferry;

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

  const [source, destination] = await Promise.all([servers.snapshot('source'), servers.snapshot('destination')]);
  expect(source).toEqual(before);
  expect(compareSnapshots(source, destination, { order: true })).toEqual([]);

  const victim = destination.folders.find((folder) => folder.path === 'INBOX')?.messages[4];
  const client = await RawImap.login(
    { host: servers.to.host, port: servers.to.ports.imap },
    address,
    servers.passwords.destination,
  );
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
  expect(compareSnapshots(await servers.snapshot('source'), await servers.snapshot('destination'))).toEqual([]);
});
