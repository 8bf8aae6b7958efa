// Every screen and dialog, light and dark: axe must find nothing serious.
import { expect, type Page, test } from '@playwright/test';
import type { ColorScheme } from '../../shared/contract/shell.ts';
import { openMailbox as findMailbox } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';
import { seriousViolations } from './violations.ts';

let running: Console;

test.beforeAll(async () => {
  running = await launchConsole({ workspace: 'practice' });
  await engineReady(running.page);
});

test.afterAll(async () => {
  await running?.close();
});

/** Brings a screen or dialog up, ready to be looked at. */
type Show = (page: Page) => Promise<void>;

async function go(page: Page, hash: string, heading: string | RegExp): Promise<void> {
  await page.evaluate((next) => {
    window.location.hash = next;
  }, hash);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

async function openFirstDomain(page: Page): Promise<void> {
  await go(page, '#/domains', 'Domains');
  await page.getByRole('gridcell', { name: 'harbour.test', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'harbour.test' }).waitFor();
  await page.getByRole('gridcell', { name: 'anna@harbour.test', exact: true }).waitFor();
}

async function openMailbox(page: Page): Promise<void> {
  await openFirstDomain(page);
  await page.getByRole('gridcell', { name: 'anna@harbour.test', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: /anna@harbour.test/ }).waitFor();
  await page.getByRole('treegrid').or(page.getByRole('grid')).getByText('INBOX').first().waitFor();
}

async function openPair(page: Page): Promise<void> {
  await findMailbox(page, 'buchhaltung@mueller-feinmechanik.test');
  await page.getByRole('treegrid').getByText('INBOX').first().click();
  await page.getByRole('grid', { name: 'Messages of both sides' }).getByRole('row').nth(1).waitFor();
}

/** A message that both sides have, but not alike, with one of its faces. */
async function openMessage(page: Page, face: string | RegExp): Promise<void> {
  await openPair(page);
  // The table remembers what it was narrowed to by the test before.
  const chip = page.getByRole('checkbox', { name: /Size differs/ });
  if (!(await chip.isChecked())) await chip.press('Space');
  await page.getByRole('grid', { name: 'Messages of both sides' }).getByText('Size differs').first().click();
  await page.getByRole('dialog').getByRole('tab', { name: face }).click();
}

/** The incidents, all services looked at. */
async function openIncidents(page: Page): Promise<void> {
  await go(page, '#/incidents', 'Incidents');
  await page.getByRole('button', { name: 'Probe now' }).click();
  await page.getByText('MailEnable 4.26').first().waitFor();
}

async function openImport(page: Page): Promise<void> {
  await go(page, '#/import', 'Import');
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.getByRole('grid', { name: 'Mailboxes of the import' }).getByRole('row').nth(3).waitFor();
}

async function openNames(page: Page): Promise<void> {
  await go(page, '#/domains/practice-harbour-test?tab=dns', 'harbour.test');
  await page.getByRole('button', { name: 'Look now' }).first().click();
  await page.getByRole('table', { name: 'Name servers' }).waitFor();
}

async function openServer(page: Page): Promise<void> {
  await go(page, '#/settings', 'Settings');
  await page.getByRole('button', { name: 'More for Practice MailEnable' }).click();
  await page.getByRole('menuitem', { name: 'Edit or test…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Test connection' }).click();
  await page.getByRole('dialog').getByText('The server answers').waitFor();
}

async function openPlan(page: Page): Promise<void> {
  await go(page, '#/domains/practice-feinwerk-test?tab=provision', 'feinwerk.test');
  await page.getByRole('button', { name: /^Look/ }).click();
  await page.getByRole('table', { name: 'What the destination needs' }).waitFor();
}

const dialog = (page: Page): Promise<void> => page.getByRole('dialog').waitFor();

const screens: Readonly<Record<string, Show>> = {
  overview: (page) => go(page, '#/', 'Overview'),
  domains: async (page) => {
    await go(page, '#/domains', 'Domains');
    await page.getByRole('gridcell', { name: 'harbour.test', exact: true }).waitFor();
  },
  'domains, nothing found': async (page) => {
    await go(page, '#/domains?text=nowhere', 'Domains');
    await page.getByText('No domain matches').waitFor();
  },
  domain: openFirstDomain,
  'evidence of a domain': async (page) => {
    await go(page, '#/domains/practice-mueller-feinmechanik-test?tab=evidence', 'mueller-feinmechanik.test');
    await page.getByRole('region', { name: 'Evidence' }).getByText('Passed').first().waitFor();
  },
  'domain not there': async (page) => {
    await go(page, '#/domains/nowhere', 'Domain');
    await page.getByRole('alert').waitFor();
  },
  mailbox: openMailbox,
  'mailbox, the reply': async (page) => {
    await openMailbox(page);
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await page.getByRole('button', { name: 'Copy the reply' }).waitFor();
  },
  'mailbox, one side in full': async (page) => {
    await openMailbox(page);
    await page.getByRole('button', { name: /^Source: Login works/ }).click();
    await page.getByText(/^imap\+insecure:/).waitFor();
  },
  'mailbox, a message found': async (page) => {
    await openMailbox(page);
    await page.getByRole('tab', { name: 'Find a message' }).click();
    await page.getByRole('textbox', { name: 'Where is this mail?' }).fill('anna');
    await page.keyboard.press('Enter');
    await page.getByRole('grid', { name: 'Messages found' }).getByText('Only on the old side').first().waitFor();
  },
  'mailbox, from old to new': async (page) => {
    await openMailbox(page);
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await page.getByText(/are only on the old side/).waitFor({ timeout: 30_000 });
    await page.getByRole('tab', { name: /Verification/ }).click();
    await page.getByText('Old to new').click();
    await page.getByRole('table', { name: 'From the old number of messages to the new' }).waitFor();
  },
  'folder pair': openPair,
  'message, text': (page) => openMessage(page, 'Text'),
  'message, headers': (page) => openMessage(page, 'Headers'),
  'message, differences': (page) => openMessage(page, /Differences/),
  incidents: openIncidents,
  'incidents, a service': async (page) => {
    await openIncidents(page);
    await page.getByRole('button', { name: /^SMTP of Practice MailEnable/ }).click();
    await page.getByRole('dialog').getByText('It says').waitFor();
  },
  'incidents, a new one': async (page) => {
    await openIncidents(page);
    await page.getByRole('button', { name: 'Open an incident' }).click();
    await page.getByRole('dialog').getByLabel('Title').waitFor();
  },
  incident: async (page) => {
    await openIncidents(page);
    await page.getByRole('gridcell', { name: /^INC-/ }).click();
    await page.getByRole('heading', { level: 1, name: /^INC-/ }).waitFor();
    await page.getByRole('grid', { name: 'Affected domains' }).getByRole('row').nth(2).waitFor();
  },
  import: async (page) => {
    await go(page, '#/import', 'Import');
    await page.getByRole('button', { name: 'Choose folder…' }).waitFor();
  },
  'import, mailboxes': openImport,
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
  'import, a mailbox': async (page) => {
    await openImport(page);
    await page.getByRole('gridcell', { name: 'renée@lighthouse-books.test', exact: true }).click();
    await page.getByRole('dialog').getByLabel('User name at the destination').waitFor();
  },
  jobs: (page) => go(page, '#/jobs', 'Jobs'),
  'a job to start': async (page) => {
    await go(page, '#/domains', 'Domains');
    await page.getByRole('checkbox', { name: 'Select all rows' }).check();
    await page.getByRole('button', { name: 'Last copy…' }).click();
    await page.getByRole('dialog').getByText('Practice OpenSRS').waitFor();
  },
  job: async (page) => {
    await go(page, '#/domains', 'Domains');
    await page.getByRole('row').filter({ hasText: 'harbour.test' }).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Preflight…' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Preflight · 5 mailboxes/ })
      .click();
    await page.getByText('Ended', { exact: true }).first().waitFor();
    await page.getByRole('region', { name: 'What went wrong' }).waitFor();
  },
  'server budgets': async (page) => {
    await go(page, '#/jobs', 'Jobs');
    await page.getByRole('button', { name: 'Server budgets' }).click();
    await page.getByRole('button', { name: 'Change the budget of Practice MailEnable' }).click();
    await page.getByRole('button', { name: 'Save budget' }).waitFor();
  },
  'old side': async (page) => {
    await openFirstDomain(page);
    await page.getByRole('tab', { name: 'Old side' }).click();
    await page.getByText('Nobody watches the old side').waitFor();
  },
  'provisioning, planned': openPlan,
  'an OpenSRS account, not filled in': async (page) => {
    await go(page, '#/settings', 'Settings');
    await page.getByRole('button', { name: 'Add account' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save and test' }).click();
    await page.getByText('Enter the password of the admin login').waitFor();
  },
  'last calls to OpenSRS': async (page) => {
    await openPlan(page);
    await go(page, '#/settings', 'Settings');
    await page.getByRole('button', { name: 'More for the account of Practice OpenSRS' }).click();
    await page.getByRole('menuitem', { name: 'Last calls…' }).click();
    await page.getByRole('dialog').getByText('authenticate').first().waitFor();
  },
  runs: (page) => go(page, '#/runs', 'Runs'),
  settings: (page) => go(page, '#/settings', 'Settings'),
  'no such screen': (page) => go(page, '#/nowhere', 'No such screen'),
  'a server tested': openServer,
  'names of a domain': openNames,
  'dry run of a change of names': async (page) => {
    await openNames(page);
    await page.getByRole('button', { name: 'Dry run…' }).click();
    await dialog(page);
  },
  'a DNS account': async (page) => {
    await go(page, '#/settings', 'Settings');
    await page.getByRole('button', { name: 'Add DNS account' }).click();
    await dialog(page);
  },
  'command palette': async (page) => {
    await go(page, '#/', 'Overview');
    await page.keyboard.press('Control+K');
    await page.getByRole('combobox', { name: 'Search or paste an address' }).fill('anna');
    await page.getByRole('option', { name: /anna@harbour.test/ }).waitFor();
  },
  keys: async (page) => {
    await go(page, '#/', 'Overview');
    await page.getByRole('button', { name: 'Show all keys' }).click();
    await dialog(page);
  },
  'add a mailbox': async (page) => {
    await go(page, '#/', 'Overview');
    await page.getByRole('button', { name: 'Add mailbox' }).click();
    // In the dialog: its form comes with the list of servers, and the button behind it has the same name.
    await page.getByRole('dialog').getByRole('button', { name: 'Add mailbox' }).click();
    await page.getByText('Name the customer').waitFor();
  },
  'forced order': async (page) => {
    await openFirstDomain(page);
    await page.getByRole('button', { name: 'More for harbour.test', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Switch to forced order…' }).click();
    await dialog(page);
  },
  'vault passphrase': async (page) => {
    await go(page, '#/settings', 'Settings');
    await page.getByRole('button', { name: 'Set a passphrase…' }).click();
    await dialog(page);
  },
};

for (const scheme of ['light', 'dark'] satisfies ColorScheme[]) {
  for (const [name, show] of Object.entries(screens)) {
    test(`${name}, ${scheme}`, async () => {
      const { page } = running;
      // Without movement there is no half-faded text to measure.
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.evaluate((next) => window.mailferryShell.setColorScheme(next), scheme);
      await page.reload();
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme);
      await show(page);
      expect(await seriousViolations(page)).toEqual([]);
    });
  }
}
