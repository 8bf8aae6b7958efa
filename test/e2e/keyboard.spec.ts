// An agent without a mouse: from the palette to the hand-off note.
import { expect, type Locator, type Page, test } from '@playwright/test';
import { type Console, engineReady, launchConsole } from './launch.ts';

let running: Console;

test.beforeAll(async () => {
  running = await launchConsole({ workspace: 'practice' });
  await engineReady(running.page);
});

test.afterAll(async () => {
  await running?.close();
});

const press = async (page: Page, ...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Goes on with Tab until something has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator, timeout = 30_000): Promise<void> {
  await target.waitFor({ timeout });
  await goTo(page, target, 'Tab');
}

async function goTo(page: Page, target: Locator, key: 'Tab' | 'ArrowDown'): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 120; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${target}`);
}

test('every flow goes by keyboard alone', async () => {
  test.setTimeout(400_000);
  const { page } = running;
  await page.getByRole('heading', { level: 1 }).waitFor();

  await test.step('the list of keys', async () => {
    await press(page, '?');
    const list = page.getByRole('dialog', { name: 'Keyboard' });
    await expect(list.getByText('Extend the selection down')).toBeVisible();
    await press(page, 'Escape');
    await expect(list).toBeHidden();
  });

  await test.step('a domain by the palette, a mailbox by its table', async () => {
    await press(page, 'Control+k');
    await expect(page.getByRole('combobox', { name: 'Search or paste an address' })).toBeFocused();
    await page.keyboard.type('harbour.test');
    await expect(page.getByRole('option').first()).toContainText('harbour.test');
    await press(page, 'Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'harbour.test' })).toBeVisible();
    await page.getByRole('gridcell', { name: 'anna@harbour.test', exact: true }).waitFor();
    await press(page, 'ArrowDown');
    await expect(page.getByRole('grid')).toBeFocused();
    await press(page, 'Home', 'Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'anna@harbour.test' })).toBeVisible();
  });

  await test.step('options, a copy, a verification, the findings', async () => {
    await page.getByText('Login works').nth(1).waitFor();
    await press(page, 'Control+Shift+O');
    const options = page.getByRole('dialog');
    await expect(options).toBeVisible();
    await press(page, 'Escape');
    await expect(options).toBeHidden();
    await press(page, 'Control+Shift+C');
    await expect(page.getByText('Verified').first()).toBeVisible({ timeout: 90_000 });
    await press(page, 'Control+k');
    await page.keyboard.type('verify');
    await expect(page.getByRole('option', { name: /^Verify anna@harbour.test/ })).toBeVisible();
    await press(page, 'Enter');
    await page.getByRole('region', { name: 'Run in progress' }).waitFor();
    await expect(page.getByRole('region', { name: 'Run in progress' })).toBeHidden({ timeout: 60_000 });
    await press(page, 'Control+Shift+F');
    await expect(page.getByText('Both sides agree')).toBeVisible();
  });

  await test.step('the hand-off note', async () => {
    await press(page, 'Control+Shift+H');
    await expect(page.getByRole('document', { name: 'Hand-off note' })).toContainText('anna@harbour.test');
    await press(page, 'Escape');
  });

  await test.step('a folder pair from gap to gap, a message, and back', async () => {
    await page.evaluate(() => {
      window.location.hash = '#/mailboxes/practice-buchhaltung-mueller-feinmechanik-test';
    });
    await page.getByText('Login works').nth(1).waitFor();
    await press(page, 'ArrowDown');
    await expect(page.getByRole('treegrid')).toBeFocused();
    await press(page, 'Home', 'Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'INBOX' })).toBeVisible();
    const messages = page.getByRole('grid', { name: 'Messages of both sides' });
    await messages.getByRole('row').nth(1).waitFor({ timeout: 30_000 });
    await press(page, ']');
    await expect(messages).toBeFocused();
    await expect(messages.locator('[data-active]')).toContainText(/Missing|Extra|Elsewhere|Duplicate/);
    await press(page, 'Enter');
    const message = page.getByRole('dialog');
    await expect(message.getByRole('tab', { name: 'Text' })).toBeVisible({ timeout: 30_000 });
    await press(page, ']', 'J', 'Escape');
    await expect(message).toBeHidden();
    await press(page, 'Alt+ArrowLeft');
    await expect(page.getByRole('treegrid')).toBeVisible();
  });

  await test.step('a verification, the repair its sentence offers, the reply', async () => {
    await press(page, 'Control+Shift+V');
    await expect(page.getByText(/are only on the old side/)).toBeVisible({ timeout: 60_000 });
    await tabTo(page, page.getByRole('button', { name: 'Bring them over' }));
    await press(page, 'Enter');
    // What was not looked at is not said to be there; the next best action looks at it.
    await tabTo(page, page.getByRole('button', { name: 'Verify everything' }), 90_000);
    await press(page, 'Enter');
    await expect(page.getByText(/^Everything is there/)).toBeVisible({ timeout: 90_000 });
    await press(page, 'c');
    await expect.poll(() => running.app.evaluate(({ clipboard }) => clipboard.readText())).toMatch(/406/);
  });

  await test.step('the proof sheet', async () => {
    await press(page, 'Control+Shift+F');
    await tabTo(page, page.getByRole('button', { name: 'Proof sheet' }));
    await press(page, 'Enter');
    await goTo(page, page.getByRole('menuitem', { name: /checksum/i }), 'ArrowDown');
    await press(page, 'Enter');
    await expect.poll(() => running.app.evaluate(({ clipboard }) => clipboard.readText())).toMatch(/[0-9a-f]{64}/);
  });

  await test.step('duplicates', async () => {
    await tabTo(page, page.getByRole('tab', { name: /Verification/ }));
    await press(page, 'ArrowRight', 'ArrowRight', 'Enter');
    await tabTo(page, page.getByRole('button', { name: 'Look for duplicates' }));
    await press(page, 'Enter');
    await expect(page.getByRole('button', { name: 'Look again', exact: true })).toBeVisible({ timeout: 60_000 });
  });

  await test.step('a run undone', async () => {
    await tabTo(page, page.getByRole('tab', { name: 'Duplicates' }));
    await press(page, 'ArrowRight', 'Enter');
    await tabTo(page, page.getByRole('grid', { name: 'Runs of this mailbox' }));
    await press(page, 'Home', 'ArrowDown', 'Enter');
    await tabTo(page, page.getByRole('button', { name: 'Undo this run' }));
    await press(page, 'Enter');
    const question = page.getByRole('dialog', { name: 'Undo this run' });
    const move = question.getByRole('button', { name: /^Move \d+ messages$/ });
    await expect(move).toBeEnabled({ timeout: 60_000 });
    await tabTo(page, move);
    await press(page, 'Enter');
    await expect(question).toBeHidden({ timeout: 60_000 });
    await expect(page.getByText(/messages of the run undone/).first()).toBeVisible();
  });

  await test.step('rows selected and copied', async () => {
    await press(page, 'Control+2');
    await page.getByRole('gridcell', { name: 'harbour.test', exact: true }).waitFor();
    await press(page, '/');
    await page.keyboard.type('test');
    await press(page, 'ArrowDown');
    await expect(page.getByRole('grid')).toBeFocused();
    await press(page, 'Home', 'Space', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowUp');
    await expect(page.getByRole('row', { selected: true })).toHaveCount(2);
    await press(page, 'Control+c');
    const copied = async (): Promise<number> => {
      const text = await running.app.evaluate(({ clipboard }) => clipboard.readText());
      return text.split('\n').length;
    };
    await expect.poll(copied).toBe(3);
    await press(page, 'Control+a');
    expect(await page.getByRole('row', { selected: true }).count()).toBeGreaterThan(3);
    await press(page, 'Escape');
    await expect(page.getByRole('row', { selected: true })).toHaveCount(0);
  });

  await test.step('the settings', async () => {
    await press(page, 'Control+4');
    await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
    const wish = page.getByRole('switch', { name: 'Tell me when a long run ends' });
    await wish.focus();
    await press(page, 'Space');
    await expect(wish).not.toBeChecked();
  });
});

test('a saved view outlives a restart of the page and opens the table', async () => {
  const { page } = running;
  await press(page, 'Control+2');
  await page.getByRole('columnheader', { name: 'Customer' }).getByRole('button').click();
  await page.getByRole('textbox', { name: 'Search domains and customers' }).fill('harbour');
  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('textbox', { name: 'Save the view as' }).fill('Only harbours');
  await press(page, 'Enter');
  await page.getByRole('button', { name: 'Open the table with the view Only harbours' }).click();
  await press(page, 'Escape');
  await page.evaluate(() => {
    window.location.hash = '#/';
  });
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await press(page, 'Control+2');
  await expect(page.getByRole('textbox', { name: 'Search domains and customers' })).toHaveValue('harbour');
  await expect(page.getByRole('columnheader', { name: 'Customer' })).toHaveAttribute('aria-sort', 'ascending');
});

test('rows are saved as CSV where the agent chooses, disarmed and marked as UTF-8', async () => {
  const { app, page } = running;
  const file = `${running.userData}/rows.csv`;
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await page.getByRole('button', { name: 'Copy or export rows' }).click();
  await page.getByRole('menuitem', { name: /Save 1 row as CSV/ }).click();
  await expect(page.getByText('Saved as rows.csv.')).toBeVisible();
  const { readFile } = await import('node:fs/promises');
  const bytes = await readFile(file);
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(bytes.toString('utf8')).toMatch(/^\uFEFFDomain,Customer,.*\r\nharbour\.test,/);
});

test('the end of a run nobody looked at is told, counted and opened', async () => {
  const { app, page } = running;
  await app.evaluate(({ BrowserWindow, Notification }) => {
    const window = BrowserWindow.getAllWindows()[0];
    if (window) window.isFocused = () => false;
    Notification.isSupported = () => true;
    Notification.prototype.show = function show() {
      Object.assign(globalThis, { shownNotification: this });
    };
  });
  await page.evaluate(async () => {
    const shell = window.mailferryShell;
    await shell.savePreferences({ ...(await shell.preferences()), notifyRunEnds: true });
    await shell.runEnded({ title: 'Copy: Complete', body: 'All there.', mailboxId: 'practice-anna-harbour-test' });
  });
  const body = await app.evaluate(() => {
    const { shownNotification } = globalThis as unknown as { shownNotification: Electron.Notification };
    shownNotification.emit('click');
    return shownNotification.body;
  });
  expect(body).toBe('All there.');
  await expect(page.getByRole('heading', { level: 1, name: 'anna@harbour.test' })).toBeVisible();
});
