// From every list of messages to the message itself on both sides, and back to the place in the list.
import { expect, type Page, test } from '@playwright/test';
import { control, openMailbox } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';

let running: Console;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  running = await launchConsole({ workspace: 'practice' });
  const { page } = running;
  await engineReady(page);
  await openMailbox(page, 'anna@harbour.test');
  await page.getByText('Login works').nth(1).waitFor();
  await control(page, 'Verify').click();
  await expect(page.getByText(/are only on the old side/)).toBeVisible({ timeout: 60_000 });
});

test.afterAll(async () => {
  await running?.close();
});

const findings = (page: Page) => page.getByRole('grid', { name: 'Findings of the verification' });
const message = (page: Page) => page.getByRole('dialog');

/** The subject in a row, by the header of its column. */
async function subjectOf(grid: ReturnType<typeof findings>, row: number): Promise<string> {
  const header = grid.getByRole('columnheader', { name: 'Subject', exact: true });
  const place = await header.evaluate((cell) => [...(cell.parentElement?.children ?? [])].indexOf(cell) + 1);
  const cell = grid.locator(`[aria-rowindex="${row + 2}"] [role="gridcell"]:nth-child(${place})`);
  return ((await cell.textContent()) ?? '').trim();
}

test('a finding opens its message, and going back leads to the same row', async () => {
  const { page } = running;
  await page.keyboard.press('Control+Shift+F');
  await findings(page).getByRole('row').nth(1).waitFor();
  await findings(page).focus();
  for (const key of ['Home', ...Array.from({ length: 25 }, () => 'ArrowDown')]) await page.keyboard.press(key);
  const subject = await subjectOf(findings(page), 25);
  await page.keyboard.press('Enter');
  await expect(message(page)).toContainText(subject, { timeout: 30_000 });
  await expect(message(page).getByRole('tab', { name: 'Headers' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(message(page)).toBeHidden();
  // In the folder, too, it is the row that the keys go on from.
  const messages = page.getByRole('grid', { name: 'Messages of both sides' });
  await expect(messages.locator('[data-active]')).toContainText(subject);
  await page.goBack();
  await expect(page.getByRole('tab', { name: /Verification/ })).toHaveAttribute('aria-selected', 'true');
  await expect(findings(page).locator('[data-active]')).toContainText(subject);
  await expect(findings(page).locator('[data-active]')).toBeInViewport();
});

test('a bar of the way from old to new opens its list, and the list its message', async () => {
  const { page } = running;
  await openMailbox(page, 'anna@harbour.test');
  await page.keyboard.press('Control+Shift+F');
  await page.getByText('Old to new').click();
  const table = page.getByRole('table', { name: 'From the old number of messages to the new' });
  const bar = table.getByRole('button').first();
  await bar.click();
  await findings(page).getByRole('row').nth(1).waitFor();
  const subject = await subjectOf(findings(page), 0);
  await findings(page).getByRole('row').nth(1).click();
  await expect(message(page)).toContainText(subject, { timeout: 30_000 });
  await page.keyboard.press('Escape');
  await page.goBack();
  await expect(findings(page)).toContainText(subject);
});

test('an answer to "where is this mail?" opens the message and is there again on the way back', async () => {
  const { page } = running;
  await openMailbox(page, 'anna@harbour.test');
  await page.getByRole('tab', { name: 'Find a message' }).click();
  await page.getByRole('textbox', { name: 'Where is this mail?' }).fill('anna');
  await page.keyboard.press('Enter');
  const found = page.getByRole('grid', { name: 'Messages found' });
  await found.getByText('Only on the old side').first().waitFor({ timeout: 30_000 });
  const subject = await subjectOf(found, 0);
  await found.getByText(subject).first().click();
  await expect(message(page)).toContainText(subject, { timeout: 30_000 });
  await page.keyboard.press('Escape');
  await page.goBack();
  await expect(page.getByRole('textbox', { name: 'Where is this mail?' })).toHaveValue('anna');
  await expect(found).toContainText(subject);
});

test('the verdict of a folder opens the folder, and the table of folders keeps its row', async () => {
  const { page } = running;
  await openMailbox(page, 'anna@harbour.test');
  await page.getByRole('tab', { name: /Verification/ }).click();
  await page.getByText('By folder').click();
  const verdicts = page.getByRole('grid', { name: 'Verdict of each folder' });
  await verdicts.getByText('INBOX').first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'INBOX' })).toBeVisible();
  await page.goBack();
  await expect(verdicts).toBeVisible();
  await page.getByRole('tab', { name: 'Folders' }).click();
  const folders = page.getByRole('treegrid', { name: 'Folders of both sides' });
  await folders.focus();
  for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await page.getByRole('grid', { name: 'Messages of both sides' }).getByRole('row').first().waitFor();
  await page.goBack();
  await expect(folders.locator('[data-active]')).toHaveAttribute('aria-rowindex', '5');
});
