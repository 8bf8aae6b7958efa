// The old server is dead: its mailboxes come from a table, their mail out of a copy of its disk.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../servers/dovecot.ts';
import { generateMailbox } from '../servers/mailbox-generator.ts';
import { snapshotMailbox } from '../servers/mailbox-snapshot.ts';
import { composeMailEnableServer } from '../servers/mailenable-server.ts';
import { addServer, control, givePassphrase, openMailbox } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';
import { answerOpenDialogs } from './saved-files.ts';

const address = 'anna@harbour.test';
const password = 'Tide.Table.07';
const unavailable = dovecotUnavailable();

test.skip(unavailable !== null, unavailable ?? '');

test('a mailbox is imported from a table and copied out of the message store', async () => {
  test.setTimeout(180_000);
  const folder = await mkdtemp(join(tmpdir(), 'mailferry-store-'));
  let running: Console | undefined;
  let to: DovecotServer | undefined;
  try {
    to = await startDovecot({ separator: '.' });
    await to.addUser(address, password);
    const plan = generateMailbox({ seed: 5, folders: 4, messages: 60, profile: 'small' });
    const folders = plan.folders.map(({ path, messages }) => ({
      path,
      messages: messages.map(({ bytes, flags }) => ({ content: bytes, read: flags.includes('\\Seen') })),
    }));
    const { store } = await composeMailEnableServer(folder, {
      mail: [{ postoffice: 'kunde17', mailbox: 'anna', folders }],
    });
    const table = join(folder, 'mailboxes.csv');
    await writeFile(table, `Address;Login;New password\n${address};anna@kunde17;${password}\n`);

    running = await launchConsole({ workspace: 'own' });
    const { page, app } = running;
    await engineReady(page);
    await addServer(page, 'New server', to, 'TLS');
    await page.getByRole('button', { name: 'Add server' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Old disk');
    const protocol = dialog
      .getByRole('combobox', { name: 'Protocol' })
      .or(dialog.getByRole('textbox', { name: 'Protocol' }));
    await protocol.first().click();
    await page.getByRole('option', { name: 'Message store on a disk' }).click();
    await dialog.getByLabel('Folder of the message store').fill(store);
    await dialog.getByRole('button', { name: 'Test connection' }).click();
    await expect(dialog.getByText('1 mailbox in 1 post office')).toBeVisible();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();

    await answerOpenDialogs(app, table);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or paste an address' }).fill('import');
    await page.getByRole('option', { name: /Import a directory/ }).click();
    await page.getByRole('button', { name: 'Choose table…' }).click();
    const destination = page
      .getByRole('combobox', { name: 'To (destination server)' })
      .or(page.getByRole('textbox', { name: 'To (destination server)' }));
    await destination.first().click();
    await page.getByRole('option', { name: 'New server' }).click();
    await expect(page.getByRole('grid', { name: 'Mailboxes of the import' })).toContainText('anna@kunde17');
    await page.getByRole('tab', { name: /Recognised/ }).click();
    await expect(page.getByText('Passwords are not shown')).toBeVisible();
    await page.getByRole('button', { name: 'Import 1 mailbox', exact: true }).click();
    await givePassphrase(page);
    await expect(page.getByText(/1 mailbox added/)).toBeVisible();

    await openMailbox(page, address);
    await control(page, 'Copy').click();
    await expect(page.getByText(/All 60 messages in 5 folders are at the destination/).first()).toBeVisible({
      timeout: 60_000,
    });
    const there = await snapshotMailbox({ host: to.host, port: to.ports.imap }, address, password);
    expect(there.folders.reduce((sum, { messages }) => sum + messages.length, 0)).toBe(60);
  } finally {
    await running?.close();
    await to?.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
