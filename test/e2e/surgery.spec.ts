// What takes something away at the destination: undo of a run, and duplicates moved aside and put back.
import { expect, test } from '@playwright/test';
import { dovecotUnavailable } from '../servers/dovecot.ts';
import { generateMailbox } from '../servers/mailbox-generator.ts';
import { RawImap } from '../servers/raw-imap.ts';
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
  await servers.seed(generateMailbox({ seed: 12, folders: 3, messages: 60, profile: 'small' }));
});

test.afterEach(async () => {
  await mailferry?.close();
  await servers?.stop();
});

async function folderSizes(): Promise<Record<string, number>> {
  const { folders } = await servers.snapshot('destination');
  return Object.fromEntries(folders.map(({ path, messages }) => [path, messages.length]));
}

test('an agent moves duplicates aside, puts them back, and undoes a run but for what the customer has read', async () => {
  test.setTimeout(180_000);
  const before = await servers.snapshot('source');
  mailferry = await servers.openConsole();
  const { page } = mailferry;
  await control(page, 'Copy').click();
  await expect(page.getByText('All 60 messages in 3 folders are at the destination').first()).toBeVisible({
    timeout: 60_000,
  });

  // Another tool brought three messages of the INBOX once more; the customer reads one of ours.
  const copied = await folderSizes();
  const client = await RawImap.login(
    { host: servers.to.host, port: servers.to.ports.imap },
    address,
    servers.passwords.destination,
  );
  await client.command('SELECT INBOX');
  await client.command('UID COPY 1:3 INBOX');
  await client.command('UID STORE 5 +FLAGS ($CustomerRead)');
  await client.logout();

  await page.getByRole('tab', { name: 'Duplicates' }).click();
  await page.getByRole('button', { name: 'Look for duplicates' }).click();
  const table = page.getByRole('grid', { name: 'Duplicates at the destination' });
  await expect(table.getByRole('row', { name: /every byte/ })).toHaveCount(3);
  const pair = page.getByRole('region', { name: 'Copies side by side' });
  await expect(pair.getByText('Stays', { exact: true })).toHaveCount(1);
  await expect(pair.getByText('Extra', { exact: true })).toHaveCount(1);
  await page.getByRole('button', { name: 'Move 3 extras aside' }).click();
  const question = page.getByRole('dialog', { name: 'Move 3 messages?' });
  await expect(question).toContainText('moved to the folder "Mailferry duplicates"');
  await question.getByRole('button', { name: 'Move 3 messages' }).click();
  await expect(page.getByText('No duplicates: of 60 messages')).toBeVisible({ timeout: 30_000 });
  expect(await folderSizes()).toEqual({ ...copied, 'Mailferry duplicates': 3 });
  const record = page.getByRole('region', { name: 'Taken away at this destination' });
  await expect(record).toContainText('3 duplicates moved to "Mailferry duplicates".');

  await record.getByRole('button', { name: 'Put back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put back 3 messages' }).click();
  await expect(record).toContainText('3 are back');
  expect(await folderSizes()).toEqual({ ...copied, INBOX: (copied['INBOX'] ?? 0) + 3, 'Mailferry duplicates': 0 });

  await page.getByRole('tab', { name: /Runs/ }).click();
  await page.getByRole('row', { name: /Copy\s+Complete/ }).click();
  await page.getByRole('button', { name: 'Undo this run' }).click();
  const dialog = page.getByRole('dialog', { name: 'Undo this run' });
  await expect(dialog).toContainText('59 messages');
  await expect(dialog).toContainText('1 message of it stays: 1 touched since: read, answered or marked');
  await dialog.getByLabel('Remove them for good').check();
  await expect(dialog.getByRole('button', { name: 'Remove 59 messages for good' })).toBeDisabled();
  await dialog.getByLabel(/Type the number of messages/).fill('59');
  await expect(dialog.getByRole('button', { name: 'Remove 59 messages for good' })).toBeEnabled();
  await dialog.getByLabel(/^Move them to the folder/).check();
  await dialog.getByRole('button', { name: 'Move 59 messages' }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  await expect(page.getByText(/59 messages of the run undone/).first()).toBeVisible();
  const left = await folderSizes();
  const undone = Object.keys(left).find((path) => path.startsWith('Mailferry undo ')) ?? '';
  expect(left[undone]).toBe(59);
  // What the other tool brought and what the customer read is where it was.
  expect(left['INBOX']).toBe(4);
  expect(await servers.snapshot('source')).toEqual(before);
  // The comparison from before is no proof any more.
  await expect(page.getByText(/missing at the destination/).first()).toBeVisible({ timeout: 60_000 });
});
