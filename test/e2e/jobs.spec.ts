// Many mailboxes as an agent moves them: domains chosen in their table, one job, its page, a budget, and the watch afterwards.
import { expect, type Locator, type Page, test } from '@playwright/test';
import { type Console, launchConsole } from './launch.ts';

test.describe.configure({ mode: 'serial' });

let desk: Console;

test.beforeAll(async () => {
  desk = await launchConsole({ workspace: 'practice' });
});

test.afterAll(async () => {
  await desk?.close();
});

function rowOf(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ hasText: name });
}

test('domains chosen across filters become one job, and what went wrong is grouped', async () => {
  const { page } = desk;
  await page.keyboard.press('Control+2');
  for (const name of ['harbour.test', 'feinwerk.test'])
    await rowOf(page, name).getByRole('checkbox', { name: 'Select this row' }).check();
  await page.getByLabel('Search domains and customers').fill('sakura');
  await rowOf(page, 'sakura-travel.test').getByRole('checkbox', { name: 'Select this row' }).check();
  const bar = page.getByRole('region', { name: 'With the chosen domains' });
  await expect(bar).toContainText('3 domains');
  await expect(bar).toContainText('10 mailboxes, 2 not in this view');

  await bar.getByRole('button', { name: 'Copy…', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Copy', exact: true });
  await expect(dialog.getByRole('list', { name: 'Servers' })).toContainText('Practice OpenSRS');
  await expect(dialog).toContainText('1 domain in forced order: deadlines have the first turn.');
  await dialog.getByRole('button', { name: /Copy · 10 mailboxes/ }).click();

  await expect(page.getByRole('heading', { name: 'Copy of 3 domains' })).toBeVisible();
  await expect(
    page
      .getByRole('banner')
      .or(page.getByText('Ended', { exact: true }))
      .last(),
  ).toBeVisible();
  await expect(page.getByText('Ended', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  const trouble = page.getByRole('region', { name: 'What went wrong' });
  await expect(trouble).toContainText('info@harbour.test');
  await expect(page.getByRole('region', { name: 'What happened' })).toContainText('9 items done, 1 item failed');
});

test('a job is paused, its turns are changed, and it is stopped and tried again', async () => {
  const { page } = desk;
  await page.keyboard.press('Control+2');
  await page.getByLabel('Search domains and customers').fill('');
  await rowOf(page, 'mueller-feinmechanik.test').getByRole('checkbox', { name: 'Select this row' }).check();
  const bar = page.getByRole('region', { name: 'With the chosen domains' });
  await bar.getByRole('button', { name: 'Preflight…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Preflight' });
  await dialog.getByText('At a time', { exact: true }).click();
  await expect(dialog.getByRole('button', { name: /Schedule: Preflight/ })).toBeDisabled();
  await dialog.getByLabel('Start at').fill('2099-01-01T22:00');
  await dialog.getByRole('button', { name: /Schedule: Preflight/ }).click();
  await expect(page.getByText('Scheduled', { exact: true })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Starts at 1 Jan' })).toBeVisible();

  await rowOf(page, 'werkstatt@mueller-feinmechanik.test').getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Move up 1' }).click();
  await expect(page.getByRole('row').nth(1)).toContainText('werkstatt@mueller-feinmechanik.test');
  await page.getByRole('button', { name: 'Stop…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop the job' }).click();
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible();
  const trouble = page.getByRole('region', { name: 'What went wrong' });
  await trouble.getByRole('button', { name: 'Try again: Left out because the job was stopped' }).click();
  await expect(page.getByText('Ended', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  // One of them is too full for its mail, which a preflight tells without being stopped by it.
  await expect(rowOf(page, 'jutta@mueller-feinmechanik.test')).toContainText('messages to copy');
});

test('a budget is set for a server and shown with what is used of it', async () => {
  const { page } = desk;
  await page.keyboard.press('Control+5');
  await expect(page.getByRole('grid', { name: 'All jobs' })).toContainText('Copy of 3 domains');
  await page.getByRole('button', { name: 'Server budgets' }).click();
  const dialog = page.getByRole('dialog', { name: 'Server budgets' });
  await dialog.getByRole('button', { name: 'Change the budget of Practice MailEnable' }).click();
  await dialog.getByLabel('Connections').fill('6');
  await dialog.getByLabel('Messages a second').fill('0');
  await expect(dialog).toContainText('Limits are above zero');
  await dialog.getByLabel('Messages a second').fill('40');
  await dialog.getByRole('button', { name: 'Save budget' }).click();
  await expect(dialog).toContainText('0 / 6');
  await expect(dialog).toContainText('0 / 40');
  await page.keyboard.press('Escape');
});

test('the old side of a domain is watched after its last copy', async () => {
  const { page } = desk;
  await page.keyboard.press('Control+2');
  await page.getByText('sakura-travel.test').click();
  await page.getByRole('tab', { name: 'Old side' }).click();
  await page.getByRole('button', { name: 'Watch the old side…' }).click();
  await page.getByRole('dialog', { name: 'Watch the old side' }).getByRole('button', { name: 'Watch' }).click();
  await expect(page.getByText('Nothing has arrived on the old side since')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: 'End the watch' }).click();
  await expect(page.getByText('Watch ended')).toBeVisible();
});
