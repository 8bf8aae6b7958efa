// The whole story of the product in one window: a domain of eight mailboxes goes from a MailEnable server to OpenSRS in standard order
// while mail is sent to it all the time, to whichever side its MX names at that moment.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { dovecotUnavailable } from '../servers/dovecot.ts';
import { givePassphrase } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';
import { type MovingWorldProcess, startMovingWorldProcess } from './moving-world.ts';
import { answerOpenDialogs } from './saved-files.ts';

const unavailable = dovecotUnavailable();
test.skip(unavailable !== null, unavailable ?? '');

let world: MovingWorldProcess | undefined;
let mailferry: Console | undefined;

test.afterEach(async () => {
  await mailferry?.close();
  await world?.stop();
});

test('a domain moves in standard order without a gap, each step ticked by its check', async () => {
  test.setTimeout(150_000);
  world = await startMovingWorldProcess();
  const { facts } = world;
  // The webmail's certificate is trusted as one that the company's own authority has issued.
  mailferry = await launchConsole({ workspace: 'own', env: { NODE_EXTRA_CA_CERTS: facts.webmail.caFile } });
  const { page, app } = mailferry;
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
  await engineReady(page);
  await world.startSending();

  await test.step('servers, accounts and the directory of the old server', async () => {
    await open(page, '#/settings');
    await addServer(page, 'Old server', 'MailEnable', facts.source);
    await addServer(page, 'New server', 'OpenSRS Hosted Email', facts.destination);
    await askNames(page, `${facts.dns.address}:${facts.dns.port}`);
    await addTemplate(page);
    await answerOpenDialogs(app, facts.configuration);
    await open(page, '#/import');
    await page.getByRole('button', { name: 'Choose folder…' }).click();
    await page.getByRole('button', { name: 'Import 8 mailboxes' }).click();
    await givePassphrase(page);
    await expect(page.getByText(/8 mailboxes added/)).toBeVisible();
    await open(page, '#/settings');
    await addOpensrsAccount(page, facts.oma);
    await addDnsAccount(page, facts.dns);
  });

  await test.step('provision', async () => {
    await open(page, '#/domains');
    await page.getByRole('row', { name: new RegExp(facts.domain) }).dblclick();
    await expect(page.getByRole('heading', { level: 1, name: facts.domain })).toBeVisible();
    await page.getByRole('tab', { name: 'Provisioning' }).click();
    await page.getByRole('button', { name: 'Look at OpenSRS' }).first().click();
    await page.getByRole('button', { name: /^Carry out/ }).click();
    await expect(station(page, 'Provision')).toContainText('Done', { timeout: 30_000 });
    await expect(station(page, 'Provision')).toContainText('The logins of all 8 mailboxes work');
    await picture(page, 'provision');
  });

  await test.step('first copy, again where mail came meanwhile', async () => {
    await untilDone(page, 'First copy', /^Copy \d+ mailbox/);
    await picture(page, 'first-copy');
  });

  await test.step('mail routing and webmail', async () => {
    await page.getByRole('tab', { name: 'DNS' }).click();
    await choose(page, 'Template', 'Own names');
    await page.getByRole('button', { name: 'Look now' }).first().click();
    const plan = page.getByRole('table', { name: 'DNS plan' });
    await expect(plan).toContainText(`webmail.${facts.domain}`);
    await change(page, `mx.${facts.domain}.cust.a.hostedemail.com`);
    await expect(station(page, 'Mail routing')).toContainText('Done');
    // The webmail's name follows once mail is routed.
    await expect(plan.getByRole('checkbox', { name: 'Change mail: the new webmail' })).toBeChecked();
    await change(page, `webmail.${facts.domain}`);
    await expect(station(page, 'Webmail')).toContainText('Done');
    await picture(page, 'routing');
  });

  await test.step('last copy, once no sender knows the old server any more', async () => {
    await untilDone(page, 'Last copy', /^(Last copy of|Copy) \d+ mailbox/);
    await expect(page.getByText('4 of 4 steps done')).toBeVisible();
    await expect(page.getByText('All four steps are done, each by a check.')).toBeVisible();
    await picture(page, 'done');
  });

  await test.step('the evidence is on screen', async () => {
    await page.getByRole('tab', { name: 'Evidence' }).click();
    const evidence = page.getByRole('region', { name: 'Evidence' });
    await expect(evidence).toContainText('8 mailboxes verified with');
    await expect(evidence).toContainText('by comparisons made after the caches had let go');
    await expect(evidence).toContainText('MX is');
    await expect(evidence.getByText('Verified after the caches let go').first()).toBeVisible();
    await picture(page, 'evidence');
  });

  const account = await world.account();
  expect(account.wrong).toEqual([]);
  expect(account.toOld).toBeGreaterThan(10);
  expect(account.toNew).toBeGreaterThan(10);
});

async function open(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
}

/** Makes the dry run of what is chosen, which has to say something, and carries it out. */
async function change(page: Page, says: string): Promise<void> {
  await page.getByRole('button', { name: 'Dry run…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('table')).toContainText(says);
  await dialog.getByRole('button', { name: /^Write \d+ record/ }).click();
  await expect(dialog).toBeHidden();
}

/** A place of the timeline by its name. */
function station(page: Page, name: string): Locator {
  return page
    .getByRole('region', { name: 'The move' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name }) });
}

/** Presses what the timeline says is next, as often as it says so, until a place is done. */
async function untilDone(page: Page, name: string, button: RegExp): Promise<void> {
  const next = page.getByRole('region', { name: 'The move' }).getByRole('button', { name: button, disabled: false });
  const done = station(page, name).getByText('Done', { exact: true });
  await expect(async () => {
    if (await next.isVisible()) await next.click({ timeout: 1000 });
    await expect(done).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 60_000, intervals: [100] });
}

async function addServer(
  page: Page,
  name: string,
  platform: string,
  server: { host: string; imaps: number; fingerprint: string },
): Promise<void> {
  await page.getByRole('button', { name: 'Add server' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await choose(dialog, 'Platform', platform);
  await choose(dialog, 'Encryption', 'TLS from the start');
  await dialog.getByLabel('Host name').fill(server.host);
  await dialog.getByLabel('Port').fill(String(server.imaps));
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.getByText(server.fingerprint).first()).toBeVisible();
  await dialog.getByRole('button', { name: 'Trust exactly this certificate' }).click();
  await expect(dialog.getByText('The server answers')).toBeVisible();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
}

async function askNames(page: Page, server: string): Promise<void> {
  const part = page.getByRole('region', { name: 'DNS: who is asked' });
  await part.getByLabel('Public resolvers').fill('');
  await part.getByLabel('Name servers of all domains').fill(`ns1 ${server}`);
  await part.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Names are asked this way from now on.')).toBeVisible();
}

/** What the destination wants, with a webmail whose address stands in the customer's own zone. */
async function addTemplate(page: Page): Promise<void> {
  const part = page.getByRole('region', { name: 'DNS templates' });
  await part.getByRole('button', { name: 'More for OpenSRS, cluster A' }).click();
  await page.getByRole('menuitem', { name: /Copy/ }).click();
  const dialog = page.getByRole('dialog', { name: 'DNS template' });
  await dialog.getByLabel('Name', { exact: true }).fill('Own names');
  await dialog.getByLabel('Webmail', { exact: true }).fill('webmail.{domain}');
  await dialog.getByLabel('How the new webmail is recognised').fill('Hosted Email');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
}

async function addOpensrsAccount(page: Page, oma: { url: string; user: string; password: string }): Promise<void> {
  await page.getByRole('region', { name: 'OpenSRS', exact: true }).getByRole('button', { name: 'Add account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an OpenSRS account' });
  await choose(dialog, 'Server', 'New server');
  await choose(dialog, 'Cluster', 'Own address');
  await dialog.getByLabel('Address of the mail API').fill(oma.url);
  await dialog.getByLabel('Admin login').fill(oma.user);
  await dialog.getByLabel('Password', { exact: true }).fill(oma.password);
  await dialog.getByRole('button', { name: 'Save and test' }).click();
  await expect(dialog).toBeHidden();
  await expect(
    page.getByRole('region', { name: 'OpenSRS', exact: true }).getByText('Login works', { exact: true }),
  ).toBeVisible();
}

async function addDnsAccount(page: Page, dns: { apiUrl: string; apiKey: string }): Promise<void> {
  await page.getByRole('region', { name: 'DNS accounts' }).getByRole('button', { name: 'Add DNS account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a DNS account' });
  await dialog.getByLabel('Name', { exact: true }).fill('Our PowerDNS');
  await dialog.getByLabel('Address of the API').fill(dns.apiUrl);
  await dialog.getByLabel('Server', { exact: true }).fill('localhost');
  await dialog.getByLabel('API key').fill(dns.apiKey);
  await dialog.getByRole('button', { name: 'Save and test' }).click();
  await expect(dialog.getByText('The provider accepts the key')).toBeVisible();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog).toBeHidden();
}

async function choose(scope: Page | Locator, label: string, option: string): Promise<void> {
  await scope
    .getByRole('combobox', { name: label })
    .or(scope.getByRole('textbox', { name: label }))
    .first()
    .click();
  const page = 'page' in scope ? scope.page() : scope;
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** For looking at, where a folder is named. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['MAILFERRY_PICTURES'];
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `standard-order-${name}.png`) });
}
