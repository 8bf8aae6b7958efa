// The desk while a customer looks on: on each of its screens nobody can be named, by eye or by ear, and axe finds nothing serious, with
// and without the names, in light and in dark.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { ColorScheme } from '../../shared/contract/shell.ts';
import { control, openMailbox } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';
import { practiceLogin } from './practice-servers.ts';
import { collect, readable } from './readable-names.ts';
import { answerOpenDialogs, answerSaveDialogs } from './saved-files.ts';
import { seriousViolations } from './violations.ts';

const address = 'buchhaltung@mueller-feinmechanik.test';
const hash = '#/mailboxes/practice-buchhaltung-mueller-feinmechanik-test';
const banner = (page: Page) => page.getByText('Show-to-customer mode');
const names = new Set<string>();
let running: Console;
let folder: string;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  folder = await mkdtemp(join(tmpdir(), 'mailferry-shown-'));
  running = await launchConsole({ workspace: 'practice' });
  const { app, page } = running;
  await engineReady(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await answerSaveDialogs(app, folder);
  await page.keyboard.press('Control+2');
  for (const column of ['Domain', 'Customer']) await collect(page, column, names);
  await openMailbox(page, address);
  await page.getByText('Login works').nth(1).waitFor();
  // Two runs to compare, a comparison with steps from old to new, one of whose messages came twice.
  await control(page, 'Verify').click();
  await expect(page.getByText(/are only on the old side/)).toBeVisible({ timeout: 90_000 });
  await control(page, 'Copy').click();
  await page.getByRole('region', { name: 'Run in progress' }).waitFor();
  await control(page, 'Copy').waitFor({ timeout: 120_000 });
  const destination = await practiceLogin(page, address, 'destination');
  await destination.command('SELECT INBOX');
  await destination.command('UID COPY 1:2 INBOX');
  await destination.logout();
  await page.getByRole('treegrid').getByText('INBOX').first().click();
  for (const column of ['Subject', 'From']) await collect(page, column, names);
  await go(page, hash);
  await page.getByRole('button', { name: 'Hand off' }).click();
  const dialog = page.getByRole('dialog', { name: 'Hand off' });
  await dialog.getByRole('radio', { name: 'Leave names in' }).click();
  await dialog.getByRole('button', { name: 'Save hand-off file' }).click();
  await expect(page.getByText(/^Saved as Hand-off/)).toBeVisible({ timeout: 30_000 });
  const [file = ''] = await readdir(folder);
  await answerOpenDialogs(app, join(folder, file));
  await page.keyboard.press('Escape');
  await page.keyboard.press('F8');
  await expect(banner(page)).toBeVisible();
  expect(names.size).toBeGreaterThan(20);
});

test.afterAll(async () => {
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

async function go(page: Page, where: string): Promise<void> {
  await page.evaluate((next) => {
    window.location.hash = next;
  }, where);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

async function openTab(page: Page, tab: string | RegExp): Promise<void> {
  await go(page, hash);
  await page.getByRole('tab', { name: tab }).click();
}

async function openPair(page: Page): Promise<void> {
  await openTab(page, 'Folders');
  await page.getByRole('treegrid').getByText('INBOX').first().click();
  await page.getByRole('grid', { name: 'Messages of both sides' }).getByRole('row').nth(1).waitFor();
}

const screens: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'a folder pair': openPair,
  'a message from both sides': (page) => openMessage(page, /Differences/),
  'the headers of a message': (page) => openMessage(page, 'Headers'),
  'from old to new': async (page) => {
    await openTab(page, /Verification/);
    await page.getByText('Old to new').click();
    await page.getByRole('table', { name: 'From the old number of messages to the new' }).waitFor();
  },
  'a message found': async (page) => {
    await openTab(page, 'Find a message');
    await page.getByRole('textbox', { name: 'Where is this mail?' }).fill('re');
    await page.keyboard.press('Enter');
    await page.getByRole('grid', { name: 'Messages found' }).getByRole('row').nth(1).waitFor({ timeout: 30_000 });
  },
  'duplicates side by side': async (page) => {
    await openTab(page, 'Duplicates');
    await page.getByRole('button', { name: 'Look for duplicates' }).click();
    await page.getByRole('region', { name: 'Copies side by side' }).waitFor({ timeout: 30_000 });
  },
  'undoing a run': async (page) => {
    await openTab(page, /^Runs/);
    await page.getByRole('row', { name: /Copy/ }).first().click();
    await page.getByRole('button', { name: 'Undo this run' }).click();
    await page
      .getByRole('dialog', { name: 'Undo this run' })
      .getByRole('grid')
      .getByRole('row')
      .nth(1)
      .waitFor({ timeout: 30_000 });
  },
  'two runs compared': async (page) => {
    await go(page, '#/runs');
    await page.getByRole('row', { name: /Copy/ }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('combobox', { name: 'Compare with' }).waitFor();
  },
  'options of the next run': async (page) => {
    await go(page, hash);
    await page.keyboard.press('Control+Shift+O');
    const options = page.getByRole('dialog', { name: 'Options of the next run' });
    await options.getByLabel('Only these folders').first().click();
    await page.getByRole('option').first().waitFor();
  },
  'a hand-off of another installation': async (page) => {
    await go(page, '#/');
    await page.keyboard.press('Control+o');
    await page
      .getByRole('grid', { name: 'Findings in the hand-off' })
      .or(page.getByText('Read-only, from another installation'))
      .first()
      .waitFor();
  },
};

async function openMessage(page: Page, face: string | RegExp): Promise<void> {
  await openPair(page);
  const chip = page.getByRole('checkbox', { name: /Size differs/ });
  if (!(await chip.isChecked())) await chip.press('Space');
  await page.getByRole('grid', { name: 'Messages of both sides' }).getByText('Size differs').first().click();
  await page.getByRole('dialog').getByRole('tab', { name: face }).click();
}

/** With the names there must be something to hide, else the screen was not the one that is meant. */
const namesNobody = new Set(['from old to new', 'options of the next run']);

test('on no screen of the desk somebody is named, and none shuts anybody out', async () => {
  test.setTimeout(600_000);
  const { page } = running;
  // All screens are looked at, whatever the first one shows.
  const problems: string[] = [];
  for (const [name, show] of Object.entries(screens)) {
    await test.step(name, async () => {
      for (const scheme of ['light', 'dark'] satisfies ColorScheme[]) {
        await page.evaluate((next) => window.mailferryShell.setColorScheme(next), scheme);
        await page.reload();
        await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme);
        await banner(page).waitFor();
        await show(page);
        problems.push(...(await readable(page, names)).map((found) => `${name}: ${found}`));
        problems.push(...(await seriousViolations(page)).map((found) => `${name}, hidden, ${scheme}: ${found}`));
        await page.keyboard.press('F8');
        await expect(banner(page)).toBeHidden();
        problems.push(...(await seriousViolations(page)).map((found) => `${name}, named, ${scheme}: ${found}`));
        if (!namesNobody.has(name) && (await readable(page, names)).length === 0)
          problems.push(`${name}: there was nothing to hide`);
        await page.keyboard.press('F8');
        await expect(banner(page)).toBeVisible();
      }
    });
  }
  expect(problems).toEqual([]);
});
