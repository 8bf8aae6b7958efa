// Runs beside one another: the same symptom in several mailboxes with one repair for all, and two runs of one mailbox compared.
import { expect, type Page, test } from '@playwright/test';
import { control, openMailbox } from './agent.ts';
import { engineReady, launchConsole } from './launch.ts';

const addresses = ['anna@harbour.test', 'sales@harbour.test'] as const;

/** Starts a copy slow enough to be stopped on its way, and stops it. */
async function copyAndCancel(page: Page, address: string): Promise<void> {
  await openMailbox(page, address);
  await page.getByRole('main').getByRole('button', { name: 'Options' }).click();
  const options = page.getByRole('dialog');
  await options.getByLabel('Rate cap, in MB per second').fill('0.1');
  await page.keyboard.press('Escape');
  await expect(options).toBeHidden();
  await control(page, 'Copy').click();
  await control(page, 'Cancel').click();
  await expect(control(page, 'Copy')).toBeVisible({ timeout: 30_000 });
}

test('mailboxes that stopped the same way are found from one of them and continued together', async () => {
  const mailferry = await launchConsole({ workspace: 'practice' });
  try {
    const { page } = mailferry;
    await engineReady(page);
    for (const address of addresses) await copyAndCancel(page, address);

    await page.getByRole('main').getByRole('button', { name: 'Same symptom in 1 more mailbox of this domain' }).click();
    const drawer = page.getByRole('dialog', { name: 'Same symptom elsewhere' });
    await expect(drawer.getByText('The run was cancelled. 1 other mailbox ends the same way.')).toBeVisible();
    await expect(drawer.getByRole('listitem')).toHaveText([/anna@harbour\.test/]);
    await drawer.getByRole('button', { name: 'Continue 1 run' }).click();
    await expect(drawer.getByRole('listitem')).toContainText('Started');
    await drawer.getByRole('link', { name: addresses[0] }).click();
    await expect(page.getByRole('heading', { name: addresses[0] })).toBeVisible();
    await control(page, 'Cancel').click();
    await expect(control(page, 'Copy')).toBeVisible({ timeout: 30_000 });

    // The run that took up the first one, beside it.
    await page.getByRole('link', { name: 'Runs' }).click();
    await page
      .getByRole('row', { name: /anna@harbour\.test.*Cancelled/ })
      .first()
      .dblclick();
    await page.getByRole('dialog').getByRole('button', { name: 'Compare' }).click();
    const comparison = page.getByRole('dialog', { name: `Two runs of ${addresses[0]}` });
    await expect(comparison.getByRole('combobox', { name: 'Compare with' })).toHaveValue(/Copy, .*, cancelled/);
    await expect(comparison.getByRole('row', { name: /Copied/ }).first()).toBeVisible();
    await expect(comparison.getByText('Neither run found anything.')).toBeVisible();
  } finally {
    await mailferry.close();
  }
});
