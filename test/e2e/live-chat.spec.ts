// A customer asks in the chat where the sent mail is. From the paste of the address to the reply, as an agent would do it.
import { expect, type Page, test } from '@playwright/test';
import { passwordOf } from '../../electron/engine/practice/customers/directory.ts';
import { RawImap } from '../servers/raw-imap.ts';
import { control, openMailbox } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';

const address = 'office@sakura-travel.test';
const folder = 'Sent Items';

let running: Console;

test.beforeAll(async () => {
  running = await launchConsole({ workspace: 'practice' });
  await engineReady(running.page);
});

test.afterAll(async () => {
  await running?.close();
});

/** The port of the new practice server, as the page shows it. */
async function destinationPort(page: Page): Promise<number> {
  await page.getByRole('button', { name: /^Destination:/ }).click();
  const text = await page.getByText(/^imap\+insecure:/).textContent();
  await page.keyboard.press('Escape');
  await expect(page.getByText(/^imap\+insecure:/)).toHaveCount(0);
  return Number(/:(\d+)$/.exec(text?.trim() ?? '')?.[1]);
}

/** Somebody deletes three messages at the new server; their subjects. */
async function deleteThree(port: number): Promise<void> {
  const client = await RawImap.login({ host: '127.0.0.1', port }, address, passwordOf('destination', address, 1));
  await client.command(`SELECT "${folder}"`);
  await client.command('STORE 2:4 +FLAGS.SILENT (\\Deleted)');
  await client.command('EXPUNGE');
  await client.logout();
}

test('three messages are missing in Sent: seen, brought over, proven, told', async () => {
  test.setTimeout(180_000);
  const { page, app } = running;
  const card = page.getByRole('region', { name: 'Triage' });
  const sentence = card.getByRole('status');

  // What happened before the chat: the mailbox was moved, somebody deleted three messages, and the nightly comparison saw it.
  await openMailbox(page, address);
  await card.getByRole('button', { name: 'Copy everything' }).click();
  await expect(sentence).toHaveText(/^Everything is there/, { timeout: 60_000 });
  await deleteThree(await destinationPort(page));
  await control(page, 'Verify').click();
  await expect(sentence).toHaveText('3 messages in Sent Items are only on the old side.', { timeout: 60_000 });
  await page.keyboard.press('Control+1');

  // The chat begins.
  const started = performance.now();
  await openMailbox(page, address);
  await expect(sentence).toHaveText('3 messages in Sent Items are only on the old side.');
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('c');
  await expect
    .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
    .toMatch(/^3 messages from "Sent Items" have not arrived in your new mailbox; they were found in your old mailbox/);

  await page.getByRole('tab', { name: /Verification/ }).click();
  await page.getByText('Old to new').click();
  const chart = page.getByRole('table', { name: 'From the old number of messages to the new' });
  await expect(chart.getByRole('row', { name: /Missing/ })).toContainText('−3');
  await expect(chart.getByRole('row', { name: /New arrivals/ })).toContainText('+2');
  await chart.getByRole('button', { name: 'Missing' }).click();
  const findings = page.getByRole('grid', { name: 'Findings of the verification' });
  await expect(findings.getByRole('row').filter({ hasText: folder })).toHaveCount(3);

  await card.getByRole('button', { name: 'Bring them over' }).click();
  await expect(sentence).toHaveText(/^The part that was compared at \d\d:\d\d agrees/, { timeout: 60_000 });
  await card.getByRole('button', { name: 'Verify everything' }).click();
  await expect(sentence).toHaveText(/^Everything is there: all \d+ messages, compared at \d\d:\d\d\.$/, {
    timeout: 60_000,
  });
  await card.getByRole('button', { name: 'Copy the reply' }).click();
  await expect
    .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
    .toMatch(/^Your mail is complete: all \d+ messages of your old mailbox are in your new mailbox\./);
  console.log(`live chat, from the paste to the reply: ${((performance.now() - started) / 1000).toFixed(1)} s`);
});
