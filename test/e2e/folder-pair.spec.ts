// The twin browser: a folder pair message by message, one message from both sides, and mail that was made to do harm.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { dovecotUnavailable } from '../servers/dovecot.ts';
import { deepNesting, hostileHtml, manyHeaders, nestedArchives, wrongCharset } from '../servers/hostile-mail.ts';
import type { PlannedMessage } from '../servers/mailbox-plan.ts';
import type { MailboxSnapshot } from '../servers/mailbox-snapshot.ts';
import { addServer, openMailbox } from './agent.ts';
import type { Console } from './launch.ts';
import { startTwoServers, type TwoServers } from './two-servers.ts';

const address = 'anna@harbour.test';
const unavailable = dovecotUnavailable();

test.skip(unavailable !== null, unavailable ?? '');
test.describe.configure({ mode: 'serial' });

let servers: TwoServers;
let mailferry: Console;
let calledHome: Server;
let folder: string;
const calls: string[] = [];
let before: MailboxSnapshot;

function letter(
  number: number,
  changes: { flags?: string[]; extraHeader?: string; text?: string } = {},
): PlannedMessage {
  const minute = String(number).padStart(2, '0');
  const header = [
    ...(changes.extraHeader ? [changes.extraHeader] : []),
    `From: "Sender ${number}" <sender${number}@example.org>`,
    'To: anna@harbour.test',
    `Subject: Letter ${number}`,
    `Date: Mon, 5 Feb 2018 10:${minute}:00 +0100`,
    `Message-ID: <letter.${number}@example.org>`,
  ];
  return {
    bytes: Buffer.from(`${header.join('\r\n')}\r\n\r\n${changes.text ?? `Hello ${number}\r\nSecond line\r\n`}`),
    flags: changes.flags ?? ['\\Seen'],
    internalDate: ` 5-Feb-2018 10:${minute}:00 +0100`,
  };
}

const numbered = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const raw = (text: string): PlannedMessage => ({
  bytes: Buffer.from(text, 'latin1'),
  flags: ['\\Seen'],
  internalDate: ' 5-Feb-2018 12:00:00 +0100',
});
const plan = (folders: Readonly<Record<string, readonly PlannedMessage[]>>) => ({
  folders: Object.entries(folders).map(([name, messages]) => ({ path: name.split('/'), selectable: true, messages })),
});

test.beforeAll(async () => {
  test.setTimeout(120_000);
  folder = await mkdtemp(join(tmpdir(), 'mailferry-saved-'));
  calledHome = createServer((request, response) => {
    calls.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'image/png' }).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => calledHome.once('listening', resolve));
  const home = `http://127.0.0.1:${(calledHome.address() as AddressInfo).port}`;
  servers = await startTwoServers(address);
  await servers.seed(
    plan({
      INBOX: numbered(12).map((number) => letter(number, number === 7 ? { flags: ['\\Seen', '\\Flagged'] } : {})),
      Projects: [letter(30)],
      Hostile: [
        raw(hostileHtml(home)),
        ...[deepNesting(500), manyHeaders(10_000), wrongCharset, nestedArchives].map(raw),
      ],
    }),
  );
  const there = numbered(12).filter((number) => ![3, 5, 8].includes(number));
  await servers.seed(
    plan({
      INBOX: [
        ...there.map((number) =>
          letter(
            number,
            number === 9 ? { extraHeader: 'X-Stored-By: new platform', text: 'Hello 9\r\nOther line\r\n' } : {},
          ),
        ),
        letter(40),
      ],
      Archive: [],
    }),
    'destination',
  );
  before = await servers.snapshot('source');
  mailferry = await servers.openConsole();
});

test.afterAll(async () => {
  await mailferry?.close();
  calledHome?.close();
  await servers?.stop();
  await rm(folder, { recursive: true, force: true });
});

const folders = (page: Page) => page.getByRole('treegrid', { name: 'Folders of both sides' });
const messages = (page: Page) => page.getByRole('grid', { name: 'Messages of both sides' });
const drawer = (page: Page) => page.getByRole('dialog');

/** Brings the folders of the mailbox up again. */
async function toFolders(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('link', { name: address }).click();
  await folders(page).getByText('INBOX').first().waitFor();
}

test('a folder opens by keyboard and shows what is missing, extra and changed', async () => {
  const { page } = mailferry;
  await folders(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'INBOX' })).toBeVisible();
  await expect(page.getByText('Source INBOX: 12 messages')).toBeVisible();
  await expect(page.getByText('Destination INBOX: 10 messages')).toBeVisible();
  const chips = page.getByRole('group', { name: 'Show only' });
  for (const said of ['Matched 7', 'Missing 3', 'Extra 1', 'Flags differ 1', 'Size differs 1'])
    await expect(chips.getByText(said)).toBeVisible();
  for (const number of [3, 5, 8])
    await expect(
      messages(page).getByRole('row', { name: new RegExp(`Missing .*Letter ${number} Not there`) }),
    ).toBeVisible();
  await expect(messages(page).getByRole('row', { name: /Extra Not here .*Letter 40/ })).toBeVisible();
  await expect(
    messages(page).getByRole('row', { name: /Flags differ .*read, flagged .*Letter 7 .*read Message-ID/ }),
  ).toBeVisible();

  await chips.getByText('Missing 3').click();
  await expect(page.getByText('3 of 13 messages', { exact: true })).toBeVisible();
  await expect(messages(page).getByRole('row')).toHaveCount(4);
  await chips.getByText('Missing 3').click();
  await page.getByRole('textbox', { name: 'Filter messages' }).fill('letter 40');
  await expect(messages(page).getByRole('row')).toHaveCount(2);
  await page.getByRole('textbox', { name: 'Filter messages' }).fill('');
  await expect(messages(page).getByRole('row')).toHaveCount(14);
});

test('keys lead from gap to gap and through the open message', async () => {
  const { page } = mailferry;
  await messages(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press(']');
  await page.keyboard.press(']');
  await page.keyboard.press('Enter');
  // Newest first: from 40, which is extra, to 8 and 5, which are missing.
  await expect(drawer(page).getByText('Letter 5', { exact: true })).toBeVisible();
  await expect(drawer(page).getByRole('document', { name: 'Text of the source copy' })).toContainText('Hello 5');
  await expect(drawer(page).getByRole('tab', { name: 'Differences' })).toBeDisabled();
  await page.keyboard.press('[');
  await expect(drawer(page).getByText('Letter 8', { exact: true })).toBeVisible();
  await page.keyboard.press('k');
  await expect(drawer(page).getByText('Letter 9', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer(page)).toBeHidden();
  await expect(messages(page)).toBeFocused();
});

test('one message shows both sides, what the server changed, and goes to a file as it is', async () => {
  const { app, page } = mailferry;
  await messages(page).getByText('Letter 9', { exact: true }).click();
  await expect(drawer(page).getByRole('document', { name: 'Text of the source copy' })).toContainText('Second line');
  await expect(drawer(page).getByRole('document', { name: 'Text of the destination copy' })).toContainText(
    'Other line',
  );
  await expect(
    drawer(page).getByText('The text differs at line 2 of the body. An X-Stored-By line was added.'),
  ).toBeVisible();
  await drawer(page).getByRole('tab', { name: 'Differences 2' }).click();
  await expect(drawer(page).getByText('destination: Other line')).toBeVisible();
  await drawer(page).getByRole('tab', { name: 'Text' }).click();
  const file = join(folder, 'letter.eml');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = (async () => ({ canceled: false, filePath })) as typeof dialog.showSaveDialog;
  }, file);
  await drawer(page).getByRole('button', { name: 'Save as .eml… (source copy)' }).click();
  await expect(page.getByText('Saved as letter.eml.')).toBeVisible();
  expect(await readFile(file)).toEqual(letter(9).bytes);
  await page.keyboard.press('Escape');

  await messages(page).getByText('Letter 7', { exact: true }).click();
  await expect(drawer(page).getByText('The flag \\Flagged is set only on the source.')).toBeVisible();
  await page.keyboard.press('Escape');
  await messages(page).getByText('Letter 1', { exact: true }).click();
  await expect(drawer(page).getByText('Both copies are the same, byte for byte.')).toBeVisible();
  await page.keyboard.press('Escape');
});

test('hostile mail shows inert: no script runs, no request leaves', async () => {
  const { page, userData } = mailferry;
  const shellLog = (): Promise<string> => readFile(join(userData, 'logs', 'shell.log'), 'utf8');
  const refusedBefore = ((await shellLog()).match(/refused/g) ?? []).length;
  await toFolders(page);
  await folders(page).getByText('Hostile', { exact: true }).first().click();
  await messages(page).getByText('Everything at once').click();
  await drawer(page).getByRole('tab', { name: 'HTML' }).click();
  const frame = page.frameLocator('iframe[title="HTML of the source copy"]');
  await expect(frame.getByText('Dear customer')).toBeVisible();
  await expect(frame.getByText('The end')).toBeVisible();
  await expect(frame.getByText('Picture not loaded: Logo')).toBeVisible();
  await expect(frame.getByText(/\[http:\/\/127\.0\.0\.1:\d+\/link\]/)).toBeVisible();
  // The letter's own colours are there: attribute before rule.
  await expect(frame.getByText('Dear customer')).toHaveCSS('color', 'rgb(0, 0, 200)');
  const forbidden =
    'script, svg, math, iframe, object, embed, form, input, button, video, audio, link, base, a, [src^="http"], [style], [onload], [background]';
  await expect(frame.locator(forbidden)).toHaveCount(0);
  await expect(frame.locator('meta[http-equiv="refresh"]')).toHaveCount(0);
  await expect(drawer(page).getByText(/pictures? from the web not loaded/)).toBeVisible();
  expect(calls).toEqual([]);
  expect(((await shellLog()).match(/refused/g) ?? []).length).toBe(refusedBefore);
  expect(await page.evaluate(() => 'intruded' in window)).toBe(false);

  // The second wall, with the first one taken down: the very same frame with the letter as it came.
  const html = await drawer(page)
    .getByRole('tab', { name: 'Raw' })
    .click()
    .then(() => drawer(page).getByRole('document').textContent())
    .then((text) => text ?? '');
  await page.evaluate(
    (text) => {
      const bare = document.createElement('iframe');
      bare.id = 'bare';
      bare.setAttribute('sandbox', '');
      bare.srcdoc = text;
      document.body.append(bare);
    },
    html.slice(html.indexOf('<html>')),
  );
  await expect(page.frameLocator('#bare').getByText('The end')).toBeAttached();
  expect(await page.evaluate(() => 'intruded' in window)).toBe(false);
  expect(calls).toEqual([]);
  await page.evaluate(() => document.getElementById('bare')?.remove());
  await page.keyboard.press('Escape');
});

test('mail that would cost without end is shown within limits', async () => {
  const { page } = mailferry;
  const said = async (subject: string, limit: RegExp | string): Promise<void> => {
    await messages(page).getByText(subject, { exact: true }).click();
    await expect(drawer(page).getByText(limit).first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(drawer(page)).toBeHidden();
  };
  await said('Deep', /nested more than 50 levels deep/);
  await said('Many headers', /header lines; the first 2000 are shown/);
  await messages(page).getByText('Archives', { exact: true }).click();
  await drawer(page).getByRole('tab', { name: 'Attachments 1' }).click();
  await expect(drawer(page).getByRole('row', { name: '42.zip application/zip 35 B' })).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await servers.snapshot('source')).toEqual(before);
});

test('a folder dragged onto another line goes there, after a look at what changes', async () => {
  const { page } = mailferry;
  await toFolders(page);
  const source = folders(page).getByText('Projects', { exact: true }).first();
  await source.dragTo(folders(page).getByRole('row', { name: /Archive/ }));
  const dialog = page.getByRole('dialog', { name: /Where does .*Projects.* go\?/ });
  await expect(dialog.getByRole('region', { name: 'What changes' })).toContainText(/Projects.*Archive/s);
  await dialog.getByRole('button', { name: 'Save the folder map' }).click();
  await expect(folders(page).getByRole('row', { name: /Projects .*Archive Chosen/ })).toBeVisible();

  // The same by keyboard alone.
  await folders(page).focus();
  await page.keyboard.press('Home');
  for (let step = 0; step < 12; step += 1) {
    const active = await folders(page).getAttribute('aria-activedescendant');
    if (active && (await page.locator(`[id="${active}"]`).textContent())?.includes('Projects')) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('g');
  await expect(
    dialog.getByRole('combobox', { name: 'Destination folder' }).or(dialog.getByRole('textbox')),
  ).toHaveValue('Archive');
  await page.keyboard.press('Escape');
});

test('another way to the source is tried before a run depends on it', async () => {
  const { page } = mailferry;
  await page.keyboard.press('Escape');
  await addServer(page, 'Old server, other port', servers.from, 'STARTTLS');
  await openMailbox(page, address);
  await page.keyboard.press('Control+Shift+O');
  const options = page.getByRole('dialog', { name: 'Options of the next run' });
  await options.getByLabel('Read the source over').first().click();
  await page.getByRole('option', { name: 'Old server, other port' }).click();
  await options.getByRole('button', { name: 'Check the login there' }).click();
  await expect(options.getByText('The login works')).toBeVisible();
});
