// A hand-off as a file: made of a mailbox with findings, opened in a console with an empty workspace.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { passwordOf } from '../../electron/engine/practice/customers/directory.ts';
import { control, openMailbox } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';
import { answerOpenDialogs, answerSaveDialogs, savedFile } from './saved-files.ts';

const address = 'buchhaltung@mueller-feinmechanik.test';

async function save(page: Page, how: string, who: string): Promise<void> {
  await page.getByRole('button', { name: 'Hand off' }).click();
  const dialog = page.getByRole('dialog', { name: 'Hand off' });
  await dialog.getByRole('radio', { name: how }).click();
  await dialog.getByRole('button', { name: 'Save hand-off file' }).click();
  await expect(page.getByText(`Saved as Hand-off ${who} `)).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}

test('another installation reads the hand-off of a mailbox, with names and without', async () => {
  test.setTimeout(180_000);
  const folder = await mkdtemp(join(tmpdir(), 'mailferry-capsule-'));
  let here: Console | undefined;
  let there: Console | undefined;
  try {
    here = await launchConsole({ workspace: 'practice' });
    await engineReady(here.page);
    await answerSaveDialogs(here.app, folder);
    await openMailbox(here.page, address);
    await control(here.page, 'Verify').click();
    await expect(here.page.getByRole('tab', { name: /Verification\s*\d/ })).toBeVisible({ timeout: 60_000 });
    await save(here.page, 'Leave names in', address);
    await save(here.page, 'Replace addresses, names and subjects', 'mailbox');

    const names = (await readdir(folder)).sort();
    expect(names.map((name) => name.replace(/\d{4}-\d\d-\d\d/, 'DAY'))).toEqual([
      `Hand-off ${address} DAY.zip`,
      'Hand-off mailbox DAY.zip',
    ]);
    const texts = await Promise.all(
      names.map(async (name) => {
        const files = unzipSync(await savedFile(folder, name));
        expect(Object.keys(files).sort()).toEqual(['capsule.json', 'note.md']);
        return Object.values(files).map((bytes) => strFromU8(bytes));
      }),
    );
    const [open = [], hidden = []] = texts;
    const capsule = JSON.parse(open[1] ?? '');
    expect(capsule.findings.length).toBeGreaterThan(0);
    expect(capsule.headers.length).toBeGreaterThan(0);
    expect(capsule.source.facts.capabilities.length).toBeGreaterThan(3);
    for (const side of ['source', 'destination'] as const)
      for (const text of [...open, ...hidden]) expect(text).not.toContain(passwordOf(side, address, 1));
    const subject: string = capsule.findings.find((one: { subject: string }) => one.subject.length > 12).subject;
    expect(open.join('\n')).toContain(subject);
    const leaks = [address, 'mueller-feinmechanik', subject].flatMap((name) =>
      hidden.flatMap((text) => text.split('\n').filter((line) => line.includes(name))),
    );
    expect(leaks).toEqual([]);
    expect(JSON.parse(hidden[1] ?? '').findings.length).toBe(capsule.findings.length);
    await here.close();
    here = undefined;

    there = await launchConsole({ workspace: 'own' });
    const { page, app } = there;
    await engineReady(page);
    await answerOpenDialogs(app, join(folder, names[0] ?? ''));
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or paste an address' }).fill('hand-off');
    await page.getByRole('option', { name: /Open a hand-off/ }).click();
    await expect(page.getByRole('heading', { name: address })).toBeVisible();
    await expect(page.getByText('Read-only, from another installation')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Source' })).toContainText('password stored there');
    await expect(page.getByRole('grid', { name: 'Findings in the hand-off' })).toContainText(subject);
    await page.getByRole('tab', { name: /Folders/ }).click();
    await expect(page.getByRole('grid', { name: 'Folders in the hand-off' })).toContainText('INBOX');
    await page.getByRole('tab', { name: /Runs/ }).click();
    await expect(page.getByRole('grid', { name: 'Runs in the hand-off' })).toContainText('Findings');
    await page.getByRole('tab', { name: /Headers/ }).click();
    await expect(page.getByRole('grid', { name: 'Headers in the hand-off' })).toContainText('source');
    await page.getByRole('tab', { name: /Log/ }).click();
    await expect(page.getByRole('document', { name: 'Log in the hand-off' })).toContainText('info');
    // Nothing of it came into the workspace.
    await page.keyboard.press('Control+2');
    await expect(page.getByText('mueller-feinmechanik')).toHaveCount(0);

    await answerOpenDialogs(app, join(folder, names[1] ?? ''));
    await page.keyboard.press('Control+o');
    await expect(page.getByRole('heading', { name: /^person-\d+@domain-\d+\.example$/ })).toBeVisible();
    await expect(page.getByRole('grid', { name: 'Findings in the hand-off' })).toContainText(/Subject \d+/);

    await answerOpenDialogs(app, join(process.cwd(), 'package.json'));
    await page.keyboard.press('Control+o');
    await expect(page.getByText('This is not an archive, or it is damaged.')).toBeVisible();
  } finally {
    await here?.close();
    await there?.close();
    await rm(folder, { recursive: true, force: true });
  }
});
