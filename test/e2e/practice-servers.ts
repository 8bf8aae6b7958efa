// The servers of the practice workspace behind the console's back.
import { expect, type Page } from '@playwright/test';
import { passwordOf } from '../../electron/engine/practice/customers/directory.ts';
import { RawImap } from '../servers/raw-imap.ts';

/** Logs in to one side of the mailbox whose page is open; where the server listens is read from its card. */
export async function practiceLogin(page: Page, address: string, side: 'source' | 'destination'): Promise<RawImap> {
  const name = side === 'source' ? /^Source:/ : /^Destination:/;
  await page.getByRole('button', { name }).click();
  const text = await page.getByText(/^imap\+insecure:/).textContent();
  await page.keyboard.press('Escape');
  await expect(page.getByText(/^imap\+insecure:/)).toHaveCount(0);
  const port = Number(/:(\d+)$/.exec(text?.trim() ?? '')?.[1]);
  return RawImap.login({ host: '127.0.0.1', port }, address, passwordOf(side, address, 1));
}
