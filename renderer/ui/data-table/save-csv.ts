import { shell } from '../../app/shell.ts';
import { customerMode } from '../customer-mode.ts';
import { notifyDone, notifyFailed } from '../notify.ts';

/** With a byte order mark, by which Excel knows that the file is UTF-8, or without. */
export type CsvForm = 'spreadsheet' | 'plain';

/** Saves CSV where the agent chooses. */
export async function saveCsv(name: string, csv: string, form: CsvForm): Promise<void> {
  try {
    const content = new TextEncoder().encode(form === 'spreadsheet' ? `\uFEFF${csv}` : csv);
    const saved = await shell.saveFile({ name, kind: 'csv', content });
    if (saved !== null) notifyDone(`Saved as ${saved}.${customerMode() ? ' Nothing in the file is blurred.' : ''}`);
  } catch (error) {
    notifyFailed('The rows were not saved', error);
  }
}
