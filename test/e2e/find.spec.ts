// The palette: whatever is pasted leads to the mailbox, and a password in it goes nowhere but into the vault.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { givePassphrase } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';

let running: Console;

test.beforeAll(async () => {
  running = await launchConsole({ workspace: 'practice' });
  await engineReady(running.page);
});

test.afterAll(async () => {
  await running?.close();
});

const field = (page: Page) => page.getByRole('combobox', { name: 'Search or paste an address' });

/** Pastes as a person does: by clipboard and key. */
async function paste(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.evaluate((pasted) => window.mailferryShell.copyText(pasted), text);
  await page.keyboard.press('Control+v');
}

test('a piece of a chat leads to the mailbox it is about', async () => {
  const { page } = running;
  await paste(
    page,
    'Hi, since yesterday nothing arrives at "Anna" <Anna@Harbour.test>.\nOur site is www.harbour.test. Thanks',
  );
  await expect(page.getByRole('option').first()).toContainText('anna@harbour.test');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'anna@harbour.test' })).toBeVisible();
});

test('what was opened last stands first in an empty field, and the screen offers what it can do', async () => {
  const { page } = running;
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('option').first()).toContainText('anna@harbour.test');
  await field(page).fill('verify');
  await expect(page.getByRole('option', { name: /Verify anna@harbour.test/ })).toBeVisible();
  await page.keyboard.press('Escape');
});

test('a password in the text is hidden at once, offered to the vault, and found nowhere afterwards', async () => {
  const { page, userData } = running;
  const password = 'Quiet-Herring-77';
  await paste(page, `anna@harbour.test\nPasswort lautet ${password}. Danke`);
  await expect(field(page)).toHaveValue(/Passwort lautet ••••••••\. Danke/);
  expect(await page.content()).not.toContain(password);
  await page.getByRole('option', { name: /Store the password of anna@harbour.test at the source/ }).click();
  await givePassphrase(page);
  await expect(page.getByText('The password of anna@harbour.test at the source is in the vault.')).toBeVisible();
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect(stored).not.toContain(password);
  for (const file of await readdir(userData, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || !/\.(json|log|sqlite|sqlite-wal)$/.test(file.name)) continue;
    const bytes = await readFile(join(file.parentPath, file.name));
    expect(bytes.includes(password), file.name).toBe(false);
  }
});
