// The first step in the real console: an account, a plan, carrying it out with a stop in the middle, and every login tried.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { findElectron } from '../../build/electron-binary.mjs';
import { runAsNode } from '../../build/electron-node.mjs';
import type { Endpoint } from '../../shared/domain/endpoint.ts';
import { dovecotUnavailable } from '../servers/dovecot.ts';
import { type OmaOnDovecot, omaAdmin, startOmaOnDovecot } from '../servers/oma-on-dovecot.ts';
import { canLogIn, RawImap } from '../servers/raw-imap.ts';
import { passphrase } from './agent.ts';
import type { WorkspacePlan } from './fill-workspace.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';

const GB = 1024 ** 3;
const domain = 'harbour.test';
const annasPassword = 'Nobody-Here-Knows-1';
const locals = ['anna', 'ben', 'carla', 'dora', 'emil', 'frida', 'gustav', 'hanna'];
const unavailable = dovecotUnavailable();

test.skip(unavailable !== null, unavailable ?? '');

let servers: OmaOnDovecot | undefined;
let desk: Console | undefined;
let userData: string;

test.beforeEach(async () => {
  userData = await mkdtemp(join(tmpdir(), 'mailferry-provision-'));
  servers = await startOmaOnDovecot();
});

test.afterEach(async () => {
  await desk?.close();
  await servers?.stop();
  await rm(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

async function addAccount(page: Page, url: string): Promise<void> {
  await page.keyboard.press('Control+4');
  await page.getByRole('button', { name: 'Add account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an OpenSRS account' });
  await dialog
    .getByRole('combobox', { name: 'Cluster' })
    .or(dialog.getByRole('textbox', { name: 'Cluster' }))
    .first()
    .click();
  await page.getByRole('option', { name: 'Own address' }).click();
  await dialog.getByLabel('Address of the mail API').fill('http://admin.example.com/api');
  await dialog.getByLabel('Admin login').fill(omaAdmin.user);
  await dialog.getByRole('button', { name: 'Save and test' }).click();
  await expect(dialog.getByText('The address must begin with https://')).toBeVisible();
  await expect(dialog.getByText('Enter the password of the admin login')).toBeVisible();
  await dialog.getByLabel('Address of the mail API').fill(url);
  await dialog.getByRole('textbox', { name: 'Password' }).fill(omaAdmin.password);
  await dialog.getByRole('button', { name: 'Save and test' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('The login works, with the role company.')).toBeVisible();
}

test('a domain is provisioned, stopped in the middle, and goes on; what was there stays as it was', async () => {
  test.setTimeout(180_000);
  if (!servers) throw new Error('The servers did not start.');
  const { oma, dovecot, mail } = servers;
  const at = { host: dovecot.host, port: dovecot.ports.imap };
  const harbour = oma.state.addDomain(domain, {});
  const anna = `anna@${domain}`;
  oma.state.addUser(harbour, anna, { quota: 10 * GB, aliases: [`a@${domain}`] }, 0);
  await mail.createMailbox(anna, { password: annasPassword, quotaBytes: 10 * GB });
  const client = await RawImap.login(at, anna, annasPassword);
  const message = Buffer.from('Subject: Was here before\r\n\r\nHello\r\n');
  await client.command('APPEND INBOX {}', [message]);
  await client.logout();

  const endpoint = (id: string, name: string, platform: Endpoint['platform']): Endpoint => ({
    id,
    name,
    platform,
    protocol: 'imap',
    ...at,
    tls: 'none',
    pinnedFingerprint: null,
    maxConnections: 4,
  });
  const plan: WorkspacePlan = {
    endpoints: [endpoint('old', 'Old server', 'mailenable'), endpoint('new', 'New server', 'opensrs')],
    customer: 'Harbour Chandlery',
    domain,
    order: 'standard',
    deadlineAt: null,
    mailboxes: locals.map((local) => ({ id: local, address: `${local}@${domain}` })),
    source: 'old',
    destination: 'new',
    world: { resolvers: [], publicResolvers: [], nameServers: [] },
  };
  const filled = await runAsNode(await findElectron(), [
    'test/e2e/fill-workspace.ts',
    join(userData, 'workspaces', 'own'),
    JSON.stringify(plan),
  ]);
  expect(filled.output).toBe('');

  desk = await launchConsole({ userData, workspace: 'own' });
  const { page } = desk;
  await engineReady(page);
  await page.evaluate(
    async ([words, secrets]) => {
      await window.mailferryShell.unlockVault(words);
      for (const [ref, secret] of secrets) await window.mailferryShell.saveSecret(ref, secret);
    },
    [
      passphrase,
      // One cannot be kept; Anna's is none that the new side knows.
      locals.map(
        (local) => [`mailbox/${local}/source`, local === 'ben' ? 'two words' : `Old-Words-${local.length}42`] as const,
      ),
    ] as const,
  );
  await addAccount(page, oma.url);

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or paste an address' }).fill(domain);
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'Provisioning' }).click();
  await page.getByRole('button', { name: 'Look at OpenSRS' }).click();
  await expect(page.getByText('7 to create · 0 to adapt · 2 there · 0 cannot')).toBeVisible();
  await expect(page.getByRole('row', { name: /ben@harbour\.test/ })).toContainText('has a blank in it');
  expect(oma.calls.filter(({ method }) => method.startsWith('change_'))).toEqual([]);

  oma.fault({ kind: 'slow', method: 'change_user', ms: 1200, times: 99 });
  await page.getByRole('button', { name: 'Carry out 7 lines' }).click();
  const table = page.getByRole('table', { name: 'What was carried out' });
  await expect(table.getByText('Done').first()).toBeVisible();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible();
  const begun = oma.calls.filter(({ method }) => method === 'change_user').length;
  expect(begun).toBeGreaterThan(0);
  expect(begun).toBeLessThan(7);
  await expect(table.getByText('To do')).toHaveCount(7 - begun);
  await expect(table.getByText('Under way')).toHaveCount(0);

  oma.heal();
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByText('7 of 7 lines carried out, 8 logins work')).toBeVisible({ timeout: 60_000 });
  await expect(table.getByText('Login works')).toHaveCount(8);
  await expect(page.getByText('The logins of all 8 mailboxes work at the destination.').first()).toBeVisible();

  const writes = oma.calls.filter(({ method }) => method === 'change_user');
  expect(writes.map(({ body }) => body.create_only)).toEqual(Array.from({ length: 7 }, () => true));
  expect(writes.some(({ body }) => body.user === anna)).toBe(false);
  for (const local of locals.slice(2)) {
    expect(await canLogIn(at, `${local}@${domain}`, `Old-Words-${local.length}42`)).toBe(true);
  }
  // Ben's words were not kept, and nobody was shown the new ones.
  expect(await canLogIn(at, `ben@${domain}`, 'two words')).toBe(false);
  const secret = dovecot.passwordOf(`ben@${domain}`);
  expect(await page.evaluate((hidden) => document.documentElement.innerHTML.includes(hidden), secret)).toBe(false);
  // Anna is as she was: password, quota, alias, mail.
  expect(oma.state.user(anna)?.attributes).toMatchObject({ quota: 10 * GB, aliases: [`a@${domain}`] });
  const again = await RawImap.login(at, anna, annasPassword);
  const { untagged } = await again.command('STATUS INBOX (MESSAGES)');
  expect(JSON.stringify(untagged)).toContain('MESSAGES 1');
  await again.logout();

  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByText('Nothing is left to do at the destination.')).toBeVisible();
});
