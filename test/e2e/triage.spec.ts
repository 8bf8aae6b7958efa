// The card on top of a mailbox: what an agent knows a moment after pasting an address.
import { expect, test } from '@playwright/test';
import { control, givePassphrase, openMailbox } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';

let running: Console;

test.beforeAll(async () => {
  running = await launchConsole({ workspace: 'practice' });
  await engineReady(running.page);
});

test.afterAll(async () => {
  await running?.close();
});

test('a mailbox nobody has copied yet says so, with what is known of both sides', async () => {
  const { page } = running;
  await openMailbox(page, 'postmaster@harbour.test');
  const card = page.getByRole('region', { name: 'Triage' });
  await expect(card.getByRole('status')).toHaveText(
    'Nothing was copied yet: 60 messages in 5 folders are on the source.',
  );
  await expect(card.getByText('Login works')).toHaveCount(2);
  await expect(card).toContainText('60 fewer there: INBOX 42');
  await expect(card).toContainText('5.0 GB of 5.0 GB');
  await expect(card).toContainText(/Newest at the source.*Sent Items/s);
  await expect(card).toContainText(/Newest at the destination.*No mail/s);
  await expect(card).toContainText(/New mail goes to \(MX\).*Still the old server.*Webmail.*Still the old server/s);
  await expect(card).toContainText('No run has ended yet.');
  await card.getByRole('button', { name: 'Reply' }).click();
  await expect(page.getByRole('dialog')).toContainText('there are 60 messages in your old mailbox');
  await page.keyboard.press('Escape');

  await card.getByRole('button', { name: 'Copy everything' }).click();
  await expect(card.getByRole('status')).toHaveText(/^Everything is there: all 60 messages, compared at \d\d:\d\d\.$/, {
    timeout: 60_000,
  });
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('c');
  await expect(page.getByText('The reply was copied.')).toBeVisible();
  const copied = await running.app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toMatch(
    /^Your mail is complete: all 60 messages of your old mailbox are in your new mailbox\. Both were compared/,
  );
});

test('a wrong password is named, with the button that helps', async () => {
  const { page } = running;
  await openMailbox(page, 'info@harbour.test');
  const card = page.getByRole('region', { name: 'Triage' });
  await expect(card.getByRole('status')).toHaveText('The source refuses the password.');
  await expect(card).toContainText('The server refused the login');
  const note = await page.getByText(/The customer says it is/).textContent();
  await card.getByRole('button', { name: 'Change password', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password', { exact: true }).fill(/says it is (\S+)\./.exec(note ?? '')?.[1] ?? '');
  await dialog.getByRole('button', { name: /Save|Store/ }).click();
  await givePassphrase(page);
  await expect(card.getByRole('status')).toHaveText(
    /^Nothing was copied yet: \d+ messages in 6 folders are on the source\.$/,
  );
});

test('r looks again at both sides, and tells when it did', async () => {
  const { page } = running;
  await openMailbox(page, 'lehrling@mueller-feinmechanik.test');
  await expect(page.getByText('Login works')).toHaveCount(2);
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('r');
  await expect(page.getByRole('region', { name: 'Triage' })).toContainText('Newest at the source');
  await expect(control(page, 'Run preflight')).toBeVisible();
});
