// The show-to-customer mode: on no screen can an address, a name or a subject be read, by eye or by ear.
import { expect, type Page, test } from '@playwright/test';
import { control, openMailbox } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';
import { collect, readable } from './readable-names.ts';

let running: Console;
/** What names somebody in the practice workspace, as it stands on the screens before the mode is on. */
const names = new Set<string>();

test.beforeAll(async () => {
  test.setTimeout(180_000);
  running = await launchConsole({ workspace: 'practice' });
  const { page } = running;
  await engineReady(page);
  await page.keyboard.press('Control+2');
  for (const column of ['Domain', 'Customer']) await collect(page, column, names);
  await openMailbox(page, 'anna@harbour.test');
  await page.getByText('Login works').nth(1).waitFor();
  await control(page, 'Verify').click();
  await expect(page.getByText(/missing at the destination/).first()).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Control+Shift+F');
  for (const column of ['Subject', 'From']) await collect(page, column, names);
  await page.keyboard.press('F8');
  await expect(page.getByText('Show-to-customer mode')).toBeVisible();
});

test.afterAll(async () => {
  await running?.close();
});

async function go(page: Page, hash: string, heading: string | RegExp): Promise<void> {
  await page.evaluate((next) => {
    window.location.hash = next;
  }, hash);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

const openDomain = async (page: Page): Promise<void> => {
  await go(page, '#/domains/practice-harbour-test', 'hidden name');
  await page.getByRole('gridcell', { name: 'hidden address' }).first().waitFor();
};
const openAnna = async (page: Page): Promise<void> => {
  await go(page, '#/mailboxes/practice-anna-harbour-test', 'hidden address');
  await page.getByText('INBOX').first().waitFor();
};

const openNames = async (page: Page): Promise<void> => {
  await go(page, '#/domains/practice-harbour-test?tab=dns', 'hidden name');
  await page.getByRole('button', { name: 'Look now' }).first().click();
  await page.getByRole('table', { name: 'Name servers' }).waitFor();
  await page.getByRole('button', { name: 'Open the webmail' }).click();
  await page.getByText('Not the new webmail', { exact: true }).waitFor();
};

const openImport = async (page: Page): Promise<void> => {
  await go(page, '#/import', 'Import');
  const read = page.getByRole('button', { name: 'Read it' });
  const mailboxes = page.getByRole('tab', { name: /^Mailboxes/ });
  await read.or(mailboxes).first().waitFor();
  if (await read.isVisible()) await read.click();
  await mailboxes.click();
};

const screens: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  overview: async (page) => {
    await go(page, '#/', 'Overview');
    await page.getByText('Recent runs').waitFor();
  },
  domains: async (page) => {
    await go(page, '#/domains', 'Domains');
    await page.getByRole('gridcell', { name: 'hidden name' }).first().waitFor();
  },
  'domains, searched': async (page) => {
    await go(page, '#/domains?text=harbour.test', 'Domains');
    await page.getByRole('gridcell', { name: 'hidden name' }).first().waitFor();
  },
  domain: openDomain,
  'evidence of a domain': async (page) => {
    await page.evaluate(() => {
      location.hash = '#/domains/practice-mueller-feinmechanik-test?tab=evidence';
    });
    await page.getByRole('region', { name: 'Evidence' }).getByText('Passed').first().waitFor();
  },
  'names of a domain': openNames,
  'dry run of a change of names': async (page) => {
    await openNames(page);
    await page.getByRole('button', { name: 'Dry run…' }).click();
    await page.getByRole('dialog').getByText('Nothing has been changed yet.').waitFor();
  },
  'import, mailboxes': async (page) => {
    await openImport(page);
    await page.getByRole('gridcell', { name: 'hidden address' }).first().waitFor();
  },
  'import, recognised': async (page) => {
    await openImport(page);
    await page.getByRole('tab', { name: /Recognised/ }).click();
    await page.getByText('Passwords are not shown').first().waitFor();
  },
  'import, findings': async (page) => {
    await openImport(page);
    await page.getByRole('tab', { name: /Findings/ }).click();
    await page.getByRole('heading', { name: 'Catch-alls' }).waitFor();
  },
  'provisioning, planned': async (page) => {
    await page.evaluate(() => {
      location.hash = '#/domains/practice-feinwerk-test?tab=provision';
    });
    await page.getByRole('button', { name: /^Look/ }).click();
    await page.getByRole('table', { name: 'What the destination needs' }).waitFor();
  },
  'menu of a mailbox': async (page) => {
    await openDomain(page);
    await page.getByRole('button', { name: 'More for this mailbox' }).first().click();
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    await page.getByRole('dialog').waitFor();
  },
  mailbox: openAnna,
  findings: async (page) => {
    await openAnna(page);
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('gridcell', { name: 'hidden subject' }).first().waitFor();
  },
  'runs of a mailbox': async (page) => {
    await openAnna(page);
    await page.getByRole('tab', { name: /Runs/ }).click();
    await page
      .getByRole('row', { name: /Verify/ })
      .first()
      .waitFor();
  },
  'edit a mailbox': async (page) => {
    await openAnna(page);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('dialog').getByLabel('Note for colleagues').waitFor();
  },
  'hand-off': async (page) => {
    await openAnna(page);
    await page.keyboard.press('Control+Shift+H');
    await page.getByRole('document', { name: 'Hand-off note' }).waitFor();
  },
  'a job to start': async (page) => {
    await go(page, '#/domains', 'Domains');
    await page.getByRole('checkbox', { name: 'Select all rows' }).check();
    await page.getByRole('button', { name: 'Preflight…' }).click();
    await page.getByRole('dialog').getByText('Practice OpenSRS').waitFor();
  },
  'a job': async (page) => {
    await go(page, '#/domains', 'Domains');
    await page.getByRole('checkbox', { name: 'Select all rows' }).check();
    await page.getByRole('button', { name: 'Preflight…' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Preflight · / })
      .click();
    await page.getByText('Ended', { exact: true }).first().waitFor();
    await page.getByRole('gridcell', { name: 'hidden address' }).first().waitFor();
    await page.getByRole('region', { name: 'What went wrong' }).waitFor();
  },
  'the old side': async (page) => {
    await openDomain(page);
    await page.getByRole('tab', { name: 'Old side' }).click();
    await page.getByRole('button', { name: 'Watch the old side…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Watch' }).click();
    await page.getByText(/arrived on the old side|could not be looked at|landed on the old side/).waitFor();
  },
  runs: async (page) => {
    await go(page, '#/runs', 'Runs');
    await page.getByRole('gridcell', { name: 'hidden address' }).first().waitFor();
  },
  'a run': async (page) => {
    await go(page, '#/runs', 'Runs');
    await page.getByRole('gridcell', { name: 'hidden address' }).first().click();
    await page.getByRole('dialog').getByRole('log').locator('time').first().waitFor();
  },
  incidents: async (page) => {
    await go(page, '#/incidents', 'Incidents');
    await page.getByRole('button', { name: 'Probe now' }).click();
    await page.getByText('MailEnable 4.26').first().waitFor();
  },
  'a service': async (page) => {
    await go(page, '#/incidents', 'Incidents');
    await page.getByRole('button', { name: /^SMTP of Practice MailEnable/ }).click();
    await page.getByRole('dialog').getByText('It says').waitFor();
  },
  incident: async (page) => {
    await go(page, '#/incidents/practice-incident?mailbox=practice-anna-harbour-test', /^INC-/);
    await page.getByText('Colleagues', { exact: true }).click();
    await page.getByRole('region', { name: 'Text: Colleagues' }).getByText('What not to do').waitFor();
    await page.getByRole('gridcell', { name: 'hidden name' }).first().waitFor();
  },
  settings: (page) => go(page, '#/settings', 'Settings'),
  palette: async (page) => {
    await go(page, '#/', 'Overview');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or paste an address' }).fill('anna@harbour.test');
    await page.getByRole('option', { name: 'hidden address' }).first().waitFor();
  },
};

for (const [name, show] of Object.entries(screens)) {
  test(`nobody is named: ${name}`, async () => {
    const { page } = running;
    // It outlives the reload, from the first paint on.
    await page.reload();
    await show(page);
    expect(names.size).toBeGreaterThan(20);
    expect(await readable(page, names)).toEqual([]);
  });
}

test('counts stay, and the banner ends the mode', async () => {
  const { page } = running;
  await page.reload();
  await openAnna(page);
  await expect(page.getByText(/\d+ of \d+ source messages found|messages/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Show everything' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'anna@harbour.test' })).toBeVisible();
  expect((await readable(page, names)).length).toBeGreaterThan(0);
});
