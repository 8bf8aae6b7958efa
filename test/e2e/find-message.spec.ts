// "Where is this mail?": a few words, one answer from both servers, the record of what was copied, and the last findings.
import { expect, type Page, test } from '@playwright/test';
import { openMailbox } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';
import { practiceLogin } from './practice-servers.ts';

const address = 'lehrling@mueller-feinmechanik.test';
let running: Console;

test.beforeAll(async () => {
  running = await launchConsole({ workspace: 'practice' });
  await engineReady(running.page);
});

test.afterAll(async () => {
  await running?.close();
});

async function find(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Where is this mail?' }).fill(text);
  await page.keyboard.press('Enter');
}

test('a message is found where it is: only here, on both sides, moved, deleted later, never seen', async () => {
  test.setTimeout(120_000);
  const { page } = running;
  await openMailbox(page, address);
  await expect(page.getByText('Login works')).toHaveCount(2);
  const source = await practiceLogin(page, address, 'source');
  for (const subject of ['Hull survey report', 'Hull survey invoice']) {
    const message = [
      'From: Anna Berg <anna@harbour.test>',
      `To: <${address}>`,
      `Subject: ${subject}`,
      `Message-ID: <${subject.replaceAll(' ', '-')}@harbour.test>`,
      'Date: Thu, 12 Mar 2026 09:30:00 +0000',
      '',
      'See the figures of the rudder bearing.',
      '',
    ].join('\r\n');
    await source.command('APPEND INBOX "12-Mar-2026 09:30:00 +0000" {}', [Buffer.from(message)]);
  }
  await source.logout();

  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('m');
  const grid = page.getByRole('grid', { name: 'Messages found' });
  const row = (subject: string) => grid.getByRole('row', { name: new RegExp(subject) });

  await find(page, 'hull survey from anna in march 2026');
  await expect(page.getByText('from anna', { exact: true })).toBeVisible();
  await expect(page.getByText('1 Mar 2026 to 31 Mar 2026')).toBeVisible();
  await expect(row('Hull survey report')).toContainText('Only on the old side');
  await expect(row('Hull survey invoice')).toContainText('it was never copied');

  await row('Hull survey report').getByRole('button', { name: 'Copy just it' }).click();
  await expect(page.getByRole('region', { name: 'Run', exact: true })).toBeVisible({ timeout: 60_000 });
  await find(page, 'hull survey');
  await expect(row('Hull survey report')).toContainText('On both sides', { timeout: 30_000 });
  await expect(row('Hull survey invoice')).toContainText('Only on the old side');

  const destination = await practiceLogin(page, address, 'destination');
  await destination.command('SELECT INBOX');
  const { untagged } = await destination.command('UID SEARCH SUBJECT "Hull survey report"');
  const uid = /\* SEARCH (\d+)/.exec(untagged.map(({ text }) => text).join('\n'))?.[1];
  await destination.command(`UID COPY ${uid} "Trash"`);
  await destination.command(`UID STORE ${uid} +FLAGS.SILENT (\\Deleted)`);
  await destination.command('EXPUNGE');
  await find(page, 'survey report');
  await expect(row('Hull survey report')).toContainText('In another folder', { timeout: 30_000 });
  await expect(row('Hull survey report')).toContainText('Trash');

  await destination.command('SELECT "Trash"');
  await destination.command('STORE 1:* +FLAGS.SILENT (\\Deleted)');
  await destination.command('EXPUNGE');
  await destination.logout();
  await find(page, 'report hull');
  await expect(row('Hull survey report')).toContainText('Copied, deleted later', { timeout: 30_000 });

  await find(page, 'rudder bearing');
  await expect(row('Hull survey report')).toBeVisible({ timeout: 30_000 });
  await find(page, 'gearbox from nobody');
  await expect(
    page.getByText(/^Never seen: no such message among/).or(page.getByText(/^Not found: no such message among/)),
  ).toBeVisible({ timeout: 30_000 });
});
