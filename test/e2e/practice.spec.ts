// The practice workspace: what an agent does there can be undone from the menu, and then everything is as on the first day.
import { expect, test } from '@playwright/test';
import { control, openMailbox } from './agent.ts';
import { engineReady, launchConsole } from './launch.ts';

const address = 'postmaster@harbour.test';

test('a practice mailbox is moved, and the menu puts the workspace back to its first day', async () => {
  const mailferry = await launchConsole({ workspace: 'practice' });
  try {
    const { app, page } = mailferry;
    await engineReady(page);
    await openMailbox(page, address);
    await control(page, 'Copy').click();
    await expect(page.getByText('All 60 messages in 5 folders are at the destination').first()).toBeVisible({
      timeout: 60_000,
    });
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('reset-practice')?.click());
    await page.getByRole('dialog').getByRole('button', { name: 'Reset practice' }).click();
    await expect(page.getByRole('dialog')).toBeHidden({ timeout: 30_000 });
    await openMailbox(page, address);
    await expect(page.getByText('Not started').first()).toBeVisible();
    await expect(page.getByText('No run has ended yet.')).toBeVisible();
    await expect(page.getByRole('row', { name: /INBOX.*42 messages to copy/ })).toBeVisible();
    // It can be practised again, with the same end.
    await control(page, 'Copy').click();
    await expect(page.getByText('All 60 messages in 5 folders are at the destination').first()).toBeVisible({
      timeout: 60_000,
    });
  } finally {
    await mailferry.close();
  }
});
