// The directory of a MailEnable server comes into the workspace: read, compared, decided on, written; passwords end up in the vault alone.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { composeMailEnableServer } from '../servers/mailenable-server.ts';
import { givePassphrase } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';
import { answerOpenDialogs } from './saved-files.ts';

const passwords = [
  'Kelp-Lantern-58',
  'Anker/Kette:9',
  'Foghorn_At_5',
  'Q9x-redirect',
  'Rusty-Anchor-3',
  'Fresh-Paint-1',
];

async function composed(dir: string, later: boolean): Promise<string> {
  const [anna = '', jorg = '', carla = '', sales = '', old = '', dora = ''] = passwords;
  const server = await composeMailEnableServer(dir, {
    postoffices: [
      {
        name: 'harbour',
        domains: [{ name: 'harbour.test', catchAll: 'anna' }],
        mailboxes: [
          { name: 'anna', password: anna, limitKb: later ? 1_024_000 : 512_000, aliases: ['info@harbour.test'] },
          { name: 'jörg', password: jorg, limitKb: 102_400 },
          { name: 'carla', password: carla, limitKb: 102_400, redirect: { mode: 2, to: ['carla@elsewhere.test'] } },
          { name: 'sales', password: sales, redirect: { mode: 1, to: ['anna@harbour.test'] } },
          ...(later ? [{ name: 'dora', password: dora }] : [{ name: 'old.box', password: old, enabled: false }]),
        ],
      },
    ],
    style: { encoding: 'windows-1252' },
  });
  return server.config;
}

async function addEndpoint(page: Page, name: string, platform: string, host: string): Promise<void> {
  await page.getByRole('button', { name: 'Add server' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog
    .getByRole('combobox', { name: 'Platform' })
    .or(dialog.getByRole('textbox', { name: 'Platform' }))
    .first()
    .click();
  await page.getByRole('option', { name: platform }).click();
  await dialog.getByLabel('Host name').fill(host);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
}

/** Every file below a folder that holds a text as it is. */
async function filesWith(dir: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(dir, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path).catch(() => Buffer.alloc(0));
    if (content.includes(text)) found.push(path);
  }
  return found;
}

test('a MailEnable folder is imported, looked at, and imported again', async () => {
  test.setTimeout(180_000);
  const folder = await mkdtemp(join(tmpdir(), 'mailferry-import-'));
  let running: Console | undefined;
  try {
    running = await launchConsole({ workspace: 'own' });
    const { page, app, userData } = running;
    await engineReady(page);
    await page.evaluate(() => {
      window.location.hash = '#/settings';
    });
    await addEndpoint(page, 'Old server', 'MailEnable', 'mail.old.example');
    await addEndpoint(page, 'New server', 'OpenSRS Hosted Email', 'mail.new.example');

    await page.keyboard.press('Control+2');
    await answerOpenDialogs(app, await composed(join(folder, 'first'), false));
    await page.getByRole('link', { name: 'Import…' }).click();
    await page.getByRole('button', { name: 'Choose folder…' }).click();
    const grid = page.getByRole('grid', { name: 'Mailboxes of the import' });
    await expect(grid.getByRole('row')).toHaveCount(6);
    await expect(grid.getByRole('row', { name: /jörg@harbour\.test/ })).toContainText('joerg@harbour.test');
    await expect(grid.getByRole('row', { name: /anna@harbour\.test/ }).first()).toContainText('anna@harbour');

    await page.getByRole('tab', { name: /Recognised/ }).click();
    const auth = page.getByRole('region', { name: 'AUTH.TAB', exact: true });
    await expect(auth).toContainText('Windows-1252');
    await expect(auth).toContainText('anna@harbour');
    await expect(auth).toContainText('Passwords are not shown');
    await page.getByRole('tab', { name: /Findings/ }).click();
    for (const kind of [
      'Names OpenSRS cannot take',
      'Catch-alls',
      'Forwards without a copy',
      'Disabled mailboxes',
      'Post offices named otherwise',
    ])
      await expect(page.getByRole('region', { name: kind })).toBeVisible();
    const text = (await page.locator('body').textContent()) ?? '';
    for (const password of passwords) expect(text).not.toContain(password);

    // The disabled one stays out; the vault gets its passphrase, then everything is written.
    await page.getByRole('tab', { name: /Mailboxes/ }).click();
    await grid
      .getByRole('row', { name: /old\.box@harbour\.test/ })
      .getByText('old.box@harbour.test')
      .first()
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave out' }).click();
    await page.keyboard.press('Escape');
    await expect(grid.getByRole('row', { name: /old\.box@harbour\.test/ })).toContainText('Left out');
    await page.getByRole('button', { name: 'Import 4 mailboxes' }).click();
    await givePassphrase(page);
    await expect(page.getByText(/4 mailboxes added/)).toBeVisible();
    await expect(page.getByText(/4 passwords went into the vault/)).toBeVisible();
    await page.getByRole('link', { name: 'harbour.test' }).click();
    await expect(page.getByRole('gridcell', { name: 'anna@harbour.test', exact: true })).toBeVisible();

    // Nowhere on the disk is a password as it is; the vault has one for each login.
    const vault = JSON.parse(await readFile(join(userData, 'vault.json'), 'utf8'));
    expect(Object.keys(vault.entries).filter((ref) => ref.endsWith('/source'))).toHaveLength(4);
    for (const password of passwords) expect(await filesWith(userData, password)).toEqual([]);

    await page.evaluate(() => {
      window.location.hash = '#/import';
    });
    await page.getByRole('button', { name: 'Import something else' }).click();
    await answerOpenDialogs(app, await composed(join(folder, 'later'), true));
    await page.getByRole('button', { name: 'Choose folder…' }).click();
    await expect(page.getByRole('radiogroup', { name: 'Which mailboxes' })).toContainText('New 1');
    await expect(grid.getByRole('row', { name: /dora@harbour\.test/ })).toContainText('New');
    const changed = grid.getByRole('row', { name: /anna@harbour\.test/ }).filter({ hasText: 'Changed' });
    await expect(changed).toContainText('Limit');
    await expect(grid.getByRole('row', { name: /jörg@harbour\.test/ })).toContainText('Same');
    await page.getByRole('button', { name: 'Import 2 mailboxes' }).click();
    await expect(page.getByText(/1 mailbox added, 1 changed/)).toBeVisible();
  } finally {
    await running?.close();
    await rm(folder, { recursive: true, force: true });
  }
});
