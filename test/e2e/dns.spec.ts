// The way of a domain's names: a real PowerDNS is planned for, looked at, changed and put back; keys end up in the vault alone.
import { expect, type Locator, type Page, test } from '@playwright/test';
import { powerDnsUnavailable, startPowerDns } from '../servers/powerdns.ts';
import { givePassphrase } from './agent.ts';
import { engineReady, launchConsole } from './launch.ts';

const domain = 'harbour.test';
const newMx = `mx.${domain}.cust.b.hostedemail.com`;

/** A server that is named and never asked. */
async function addServer(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+4');
  await page.getByRole('button', { name: 'Add server' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByLabel('Host name').fill('127.0.0.1');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
}

async function choose(scope: Page | Locator, name: string, option: string): Promise<void> {
  await scope.getByRole('combobox', { name }).or(scope.getByRole('textbox', { name })).first().click();
  const page = 'page' in scope ? scope.page() : scope;
  await page.getByRole('option', { name: option, exact: true }).click();
}

test('a domain in PowerDNS is planned, tried dry, changed, seen live, and put back', async () => {
  const missing = powerDnsUnavailable();
  if (missing !== null) console.warn(`Skipped: ${missing}`);
  test.skip(missing !== null, missing ?? '');
  const server = await startPowerDns();
  const mailferry = await launchConsole({ workspace: 'own' });
  try {
    await server.resetZone(domain, [
      `${domain} 3600 MX 10 mail.${domain}.`,
      `${domain} 3600 TXT "v=spf1 mx -all"`,
      `mail.${domain} 3600 A 192.0.2.25`,
    ]);
    const before = await server.records(domain);
    const { page } = mailferry;
    await engineReady(page);
    await addServer(page, 'Old');
    await addServer(page, 'New');

    // Whom the console asks about names.
    await page.getByLabel('Public resolvers').fill('');
    await page.getByLabel('Name servers of all domains').fill(`ns1.${domain} ${server.address}:${server.port}`);
    await page.getByRole('region', { name: 'DNS: who is asked' }).getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Names are asked this way from now on.')).toBeVisible();

    // The account: a wrong key is said to be wrong, the right one shows its zone.
    await page.getByRole('button', { name: 'Add DNS account' }).click();
    const account = page.getByRole('dialog', { name: 'Add a DNS account' });
    await account.getByLabel('Name', { exact: true }).fill('Our name servers');
    await account.getByLabel('Address of the API').fill(server.apiUrl);
    await account.getByLabel('API key').fill('not the key');
    await account.getByRole('button', { name: 'Save and test' }).click();
    await givePassphrase(page);
    await expect(account.getByText('The DNS provider refused the key')).toBeVisible();
    await account.getByLabel('API key').fill(server.apiKey);
    await account.getByRole('button', { name: 'Save and test' }).click();
    await expect(account.getByText('The provider accepts the key')).toBeVisible();
    await account.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(account).toBeHidden();

    await page.keyboard.press('Control+n');
    const mailbox = page.getByRole('dialog', { name: 'Add a mailbox' });
    await mailbox.getByLabel('Address').fill(`anna@${domain}`);
    await mailbox.getByLabel('Customer').fill('Harbour Chandlery');
    for (const [legend, option] of [
      ['From (source)', 'Old'],
      ['To (destination)', 'New'],
    ] as const) {
      const side = mailbox.getByRole('group', { name: legend });
      await choose(side, 'Server', option);
      await side.getByLabel('User name').fill(`anna@${domain}`);
    }
    await mailbox.getByRole('button', { name: 'Add mailbox' }).click();
    await expect(mailbox.getByRole('button', { name: 'Add mailbox' })).toBeHidden();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+2');
    await page.getByRole('gridcell', { name: domain, exact: true }).click();
    await page.getByRole('tab', { name: 'DNS' }).click();

    await choose(page, 'Template', 'OpenSRS, cluster B');
    await page.getByRole('button', { name: 'Look now' }).first().click();
    const plan = page.getByRole('table', { name: 'DNS plan' });
    const mx = plan.getByRole('row', { name: /MX: where new mail goes/ });
    await expect(mx).toContainText(`10 mail.${domain}`);
    await expect(mx).toContainText(newMx);
    await expect(mx.getByRole('img', { name: 'Live on 0 of 1 name servers' })).toBeVisible();

    await page.getByRole('button', { name: 'Dry run…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Dry run' });
    await expect(dialog.getByText('Nothing has been changed yet.')).toBeVisible();
    expect(await server.records(domain)).toEqual(before);
    await dialog.getByRole('button', { name: /^Write 5 record sets/ }).click();
    await expect(dialog).toBeHidden();
    await expect(mx.getByRole('img', { name: 'Live on 1 of 1 name servers' })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(/Safe to sweep after/)).toBeVisible();
    await expect(page.getByRole('table', { name: 'Name servers' })).toContainText(newMx);
    expect((await server.records(domain)).some((line) => line.includes(newMx))).toBe(true);

    // One click in the history takes it all back, after showing what that means.
    await page.getByRole('button', { name: 'Undo…' }).click();
    const undo = page.getByRole('dialog', { name: 'Dry run: undo' });
    await expect(undo).toContainText(`10 mail.${domain}`);
    await undo.getByRole('button', { name: /^Write 5 record sets/ }).click();
    await expect(undo).toBeHidden();
    await expect(mx.getByRole('img', { name: 'Live on 0 of 1 name servers' })).toBeVisible({ timeout: 30_000 });
    expect(await server.records(domain)).toEqual(before);
    await expect(page.getByRole('region', { name: 'Changes' }).getByText('Undone')).toBeVisible();

    // Somebody else is quicker: nothing is overwritten.
    await page.getByRole('button', { name: 'Dry run…' }).click();
    await expect(dialog).toBeVisible();
    await server.put(domain, domain, 'MX', 3600, ['20 mx.theirs.test.']);
    const theirs = await server.records(domain);
    await dialog.getByRole('button', { name: /^Write 5 record sets/ }).click();
    await expect(dialog.getByText('Somebody else has changed these records')).toBeVisible();
    expect(await server.records(domain)).toEqual(theirs);
  } finally {
    await mailferry.close();
    await server.stop();
  }
});
