import { customerMode } from '../ui/customer-mode.ts';
import { notifyDone } from '../ui/notify.ts';
import { shell } from './shell.ts';

/** Puts a text on the clipboard; while a customer looks on, says that the text itself is not blurred. */
export async function copyText(text: string): Promise<void> {
  await shell.copyText(text);
  if (customerMode()) notifyDone('Copied as it is, not blurred. Mind where you paste it while the customer looks on.');
}
