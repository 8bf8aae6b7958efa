// npm run screenshots: drives the practice workspace in the real Electron and saves what the documentation shows, in light and dark.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { electronForPlaywright, playwrightLaunch } from './app-launch.mjs';
import { ensureBundle } from './bundle.mjs';
import { hasDisplay, startVirtualDisplay } from './display.mjs';
import { findElectron } from './electron-binary.mjs';
import { root, say } from './paths.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

const folder = join(root, 'docs', 'screenshots');
const size = { width: 1280, height: 800 };

/**
 * Opens a mailbox as an agent does.
 * @param {import('@playwright/test').Page} page
 * @param {string} address
 */
async function openMailbox(page, address) {
  await page.getByRole('button', { name: 'Search or paste an address' }).click();
  await page.getByRole('combobox', { name: 'Search or paste an address' }).fill(address);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: address }).waitFor();
  await page.getByText('Login works').nth(1).waitFor();
}

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} address
 */
async function copy(page, address) {
  await openMailbox(page, address);
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('region', { name: 'Run in progress' }).waitFor();
  await page.getByRole('button', { name: 'Copy', exact: true }).waitFor({ timeout: 120_000 });
  await page.getByText('Verified').first().waitFor();
}

/** @param {'light' | 'dark'} scheme */
async function shoot(scheme) {
  const userData = await mkdtemp(join(tmpdir(), 'mailferry-screenshots-'));
  const app = await _electron.launch(
    playwrightLaunch({ parameters: [`--user-data-dir=${userData}`, '--password-store=basic', '--workspace=practice'] }),
  );
  try {
    const page = await app.firstWindow();
    await page.waitForLoadState('load');
    await app.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
    }, size);
    await page.evaluate((chosen) => Reflect.get(globalThis, 'mailferryShell').setColorScheme(chosen), scheme);
    await page.reload();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    /** @param {string} name */
    const save = async (name) => {
      // The mouse rests where no tooltip opens.
      await page.mouse.move(size.width - 2, size.height - 2);
      await page.screenshot({ path: join(folder, `${name}-${scheme}.png`) });
      say(`${name}-${scheme}.png`);
    };
    await copy(page, 'buchhaltung@mueller-feinmechanik.test');
    await page.getByRole('tab', { name: /Verification/ }).click();
    await page.getByText('Both sides agree').waitFor();
    await save('verification');
    await page.getByRole('tab', { name: 'Folders' }).click();
    await page.getByRole('row', { name: /April/ }).first().getByText('April', { exact: true }).first().click();
    await page.getByRole('heading', { name: /April/ }).waitFor();
    await page.getByText(/as of/).first().waitFor();
    await save('folder-pair');
    await page.getByRole('group', { name: 'Show only' }).getByText('Size differs').click();
    await page.getByRole('grid', { name: 'Messages of both sides' }).getByRole('row').nth(1).click();
    await page.getByRole('tab', { name: 'Headers' }).waitFor();
    await save('message');
    await page.keyboard.press('Escape');
    await copy(page, 'anna@harbour.test');
    await page.getByRole('button', { name: 'Read both sides' }).click();
    await page.getByText('18 folders').first().waitFor();
    await save('mailbox');
    await page.keyboard.press('Control+3');
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await save('runs');
    await page.keyboard.press('Control+2');
    await page.getByText('sakura-travel.test').first().waitFor();
    await save('domains');
    await page.getByRole('link', { name: 'Import…' }).click();
    const read = page.getByRole('button', { name: 'Read it' });
    const mailboxes = page.getByRole('grid', { name: 'Mailboxes of the import' });
    await read.or(mailboxes).first().waitFor();
    if (await read.isVisible()) await read.click();
    await mailboxes.getByRole('row').nth(3).waitFor();
    await save('import');
    await page.keyboard.press('Control+1');
    await page.getByText('Practice OpenSRS').first().waitFor();
    await save('overview');
    await page.keyboard.press('Control+4');
    await page.getByText('Practice OpenSRS').first().waitFor();
    await save('settings');
  } finally {
    await app.close();
    await rm(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

ensureSystemPackages('start');
await ensureBundle(await findElectron());
electronForPlaywright();
const display = hasDisplay() ? null : await startVirtualDisplay();
if (display) process.env.DISPLAY = display.display;
try {
  await mkdir(folder, { recursive: true });
  await shoot('light');
  await shoot('dark');
} finally {
  display?.stop();
}
