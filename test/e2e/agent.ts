// What a support agent does in the console, as functions; each waits for what the agent would see.
import { expect, type Locator, type Page } from '@playwright/test';
import type { DovecotServer } from '../servers/dovecot.ts';

export const passphrase = 'three quiet harbours';

/** Adds a server in the settings and trusts exactly the certificate it shows, after comparing the fingerprint. */
export async function addServer(
  page: Page,
  name: string,
  server: DovecotServer,
  mode: 'TLS' | 'STARTTLS',
): Promise<void> {
  await page.keyboard.press('Control+4');
  await page.getByRole('button', { name: 'Add server' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await choose(dialog, 'Platform', 'Another IMAP server');
  await choose(dialog, 'Encryption', mode === 'TLS' ? 'TLS from the start' : 'STARTTLS, required');
  await dialog.getByLabel('Host name').fill(server.host);
  await dialog.getByLabel('Port').fill(String(mode === 'TLS' ? server.ports.imaps : server.ports.imap));
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.getByText(server.certificate.fingerprint256).first()).toBeVisible();
  await dialog.getByRole('button', { name: 'Trust exactly this certificate' }).click();
  await expect(dialog.getByText('The server answers')).toBeVisible();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(name, { exact: true }).first()).toBeVisible();
}

export interface NewMailbox {
  readonly address: string;
  readonly customer: string;
  readonly source: { readonly server: string; readonly password: string };
  readonly destination: { readonly server: string; readonly password: string };
}

/** Adds a mailbox with both passwords, gives the vault its passphrase when it asks, and opens the mailbox. */
export async function addMailbox(page: Page, mailbox: NewMailbox): Promise<void> {
  await page.keyboard.press('Control+1');
  await page.getByRole('main').getByRole('button', { name: 'Add mailbox' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add a mailbox' });
  await dialog.getByLabel('Address').fill(mailbox.address);
  await dialog.getByLabel('Customer').fill(mailbox.customer);
  for (const [legend, side] of [
    ['From (source)', mailbox.source],
    ['To (destination)', mailbox.destination],
  ] as const) {
    const group = dialog.getByRole('group', { name: legend });
    await choose(group, 'Server', side.server);
    await group.getByLabel('User name').fill(mailbox.address);
    await group.getByLabel('Password', { exact: true }).fill(side.password);
  }
  await dialog.getByRole('button', { name: 'Add mailbox' }).click();
  await givePassphrase(page);
  await expect(page.getByText('Login works').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await openMailbox(page, mailbox.address);
}

/** Sets the passphrase of a vault that has none yet. */
export async function givePassphrase(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Set a passphrase for the vault' });
  await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await dialog.getByLabel('Passphrase once more').fill(passphrase);
  await dialog.getByRole('button', { name: 'Set passphrase' }).click();
  await expect(dialog).toBeHidden();
}

/** Finds a mailbox the way an agent does: palette, paste, Enter. */
export async function openMailbox(page: Page, address: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or paste an address' }).fill(address);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: address })).toBeVisible();
}

/** The run controls of the mailbox page. */
export function control(
  page: Page,
  name: 'Copy' | 'Verify' | 'Run preflight' | 'Continue the run' | 'Cancel',
): Locator {
  return page.getByRole('main').getByRole('button', { name, exact: true });
}

async function choose(scope: Locator, label: string, option: string): Promise<void> {
  await scope
    .getByRole('combobox', { name: label })
    .or(scope.getByRole('textbox', { name: label }))
    .first()
    .click();
  await scope.page().getByRole('option', { name: option, exact: true }).click();
}
