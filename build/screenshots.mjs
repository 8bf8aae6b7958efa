// npm run screenshots: drives the practice workspace in the real Electron and saves what the documentation shows, in light and dark.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { electronForPlaywright, playwrightLaunch } from './app-launch.mjs';
import { ensureBundle } from './bundle.mjs';
import { hasDisplay, startVirtualDisplay } from './display.mjs';
import { findElectron } from './electron-binary.mjs';
import { nodeEnvironment, runInForeground } from './electron-node.mjs';
import { root, say } from './paths.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

const folder = join(root, 'docs', 'screenshots');
const size = { width: 1280, height: 800 };
ensureSystemPackages('start');
const electron = await findElectron();

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

/**
 * Saves the hand-off of the mailbox on screen, for the console to open afterwards.
 * @param {import('@playwright/test').ElectronApplication} app
 * @param {import('@playwright/test').Page} page
 * @param {string} directory
 */
async function saveHandOff(app, page, directory) {
  const file = join(directory, 'hand-off.zip');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, file);
  await page.getByRole('button', { name: 'Hand off' }).click();
  const question = page.getByRole('dialog', { name: 'Hand off' });
  await question.getByRole('radio', { name: 'Leave names in' }).click();
  await question.getByRole('button', { name: 'Save hand-off file' }).click();
  await page.getByText(/^Saved as/).waitFor({ timeout: 60_000 });
  await page.keyboard.press('Escape');
}

/**
 * Another tool brought some messages once more.
 * @param {import('@playwright/test').Page} page
 * @param {string} address
 */
async function repeatAtDestination(page, address) {
  await page.getByRole('button', { name: /^Destination:/ }).click();
  const shown = await page.getByText(/^imap\+insecure:/).textContent();
  await page.keyboard.press('Escape');
  const port = Number(/:(\d+)$/.exec(shown?.trim() ?? '')?.[1]);
  const script = join(root, 'test', 'screenshots', 'repeat-messages.ts');
  await runInForeground(electron.path, [script, String(port), address], nodeEnvironment());
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
    await page.getByRole('button', { name: 'Search or paste an address' }).click();
    await page
      .getByRole('combobox', { name: 'Search or paste an address' })
      .fill('anna@harbour.test cannot find her mail');
    await page
      .getByRole('option', { name: /anna@harbour\.test/ })
      .first()
      .waitFor();
    await save('find');
    await page.keyboard.press('Escape');
    const address = 'buchhaltung@mueller-feinmechanik.test';
    await openMailbox(page, address);
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await page
      .getByText(/are only on the old side/)
      .first()
      .waitFor({ timeout: 120_000 });
    await save('triage');
    await page.getByRole('tab', { name: /Verification/ }).click();
    await page.getByText('Old to new').click();
    await page.getByRole('table', { name: 'From the old number of messages to the new' }).waitFor();
    await save('waterfall');
    await page.getByRole('tab', { name: 'Find a message' }).click();
    await page.getByRole('textbox', { name: 'Where is this mail?' }).fill('angebot passfedern');
    await page.keyboard.press('Enter');
    await page.getByRole('grid', { name: 'Messages found' }).getByRole('row').nth(1).waitFor({ timeout: 60_000 });
    await save('find-message');
    await page.getByRole('tab', { name: 'Folders' }).click();
    await page.getByRole('row', { name: /April/ }).first().getByText('April', { exact: true }).first().click();
    await page.getByRole('heading', { name: /April/ }).waitFor();
    await page.getByText(/as of/).first().waitFor();
    await save('folder-pair');
    await openMailbox(page, address);
    await saveHandOff(app, page, userData);
    await copy(page, address);
    await page.getByRole('tab', { name: /Verification/ }).click();
    await page.getByText('Findings', { exact: true }).first().click();
    await page.getByText('Both sides agree').waitFor();
    await save('verification');
    await repeatAtDestination(page, address);
    await page.getByRole('tab', { name: 'Duplicates' }).click();
    await page.getByRole('button', { name: 'Look for duplicates' }).click();
    await page.getByRole('region', { name: 'Copies side by side' }).waitFor({ timeout: 60_000 });
    await save('duplicates');
    await page.getByRole('tab', { name: 'Folders' }).click();
    await page.getByRole('row', { name: /April/ }).first().getByText('April', { exact: true }).first().click();
    await page.getByRole('heading', { name: /April/ }).waitFor();
    await page.getByText(/as of/).first().waitFor();
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
    await page
      .getByRole('row', { name: /Copy.*buchhaltung/ })
      .or(page.getByRole('row', { name: /buchhaltung.*Copy/ }))
      .first()
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('combobox', { name: 'Compare with' }).waitFor();
    await save('run-comparison');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+o');
    await page.getByText('Read-only, from another installation').waitFor();
    await save('capsule');
    await page.keyboard.press('Control+2');
    await page.getByText('sakura-travel.test').first().waitFor();
    await save('domains');
    await page.getByText('harbour.test', { exact: true }).first().click();
    await page.getByRole('tab', { name: 'DNS' }).click();
    await page.getByRole('button', { name: 'Look now' }).first().click();
    await page.getByRole('table', { name: 'Name servers' }).waitFor();
    await save('dns');
    await page.keyboard.press('Control+2');
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
    await page.evaluate("location.hash = '#/domains/practice-mueller-feinmechanik-test?tab=evidence'");
    await page.getByRole('region', { name: 'Evidence' }).getByText('Passed').first().waitFor();
    await save('evidence');
    await page.evaluate("location.hash = '#/domains/practice-feinwerk-test?tab=provision'");
    await page.getByRole('button', { name: /^Look/ }).click();
    await page.getByRole('table', { name: 'What the destination needs' }).waitFor();
    await save('provisioning');
    await page.keyboard.press('Control+6');
    await page.getByRole('button', { name: 'Probe now' }).click();
    await page.getByText('MailEnable 4.26').first().waitFor();
    await save('incidents');
    await page.getByRole('gridcell', { name: /^INC-/ }).click();
    await page.getByRole('heading', { name: /^INC-/ }).waitFor();
    await page.getByRole('grid', { name: 'Affected domains' }).getByRole('row').nth(2).waitFor();
    await save('incident');
    await page.keyboard.press('Control+4');
    await page.getByText('Practice OpenSRS').first().waitFor();
    await save('settings');
    await page.keyboard.press('Control+2');
    await page.getByRole('checkbox', { name: 'Select all rows' }).check();
    await page.getByRole('button', { name: 'Copy…', exact: true }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Copy · / })
      .click();
    await page
      .getByText(/^Ended: /)
      .first()
      .waitFor({ timeout: 180_000 });
    await save('job');
  } finally {
    await app.close();
    await rm(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

await ensureBundle(electron);
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
