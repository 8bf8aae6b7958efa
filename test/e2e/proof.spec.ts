// The proof sheet of a practice move: as a web page that checks, and as a PDF.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { control, openMailbox } from './agent.ts';
import { engineReady, launchConsole } from './launch.ts';
import { answerSaveDialogs, savedFile } from './saved-files.ts';

const address = 'postmaster@harbour.test';
const cli = (...parameters: string[]) =>
  promisify(execFile)(process.execPath, ['build/mailferry.mjs', ...parameters]).catch((error) => error);

test('an agent saves the proof of a move, and anyone can check that it was not changed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mailferry-proof-'));
  const mailferry = await launchConsole({ workspace: 'practice' });
  try {
    const { app, page } = mailferry;
    await engineReady(page);
    await answerSaveDialogs(app, folder);
    await openMailbox(page, address);
    await control(page, 'Copy').click();
    await expect(page.getByText('All 60 messages in 5 folders are at the destination').first()).toBeVisible({
      timeout: 60_000,
    });
    await page.getByRole('tab', { name: 'Verification' }).click();
    for (const form of ['Save as web page', 'Save as PDF']) {
      await page.getByRole('button', { name: 'Proof sheet' }).click();
      await page.getByRole('menuitem', { name: form }).click();
      const ending = form.endsWith('PDF') ? 'pdf' : 'html';
      await expect(page.getByText(new RegExp(`Saved as Proof ${address} .*\\.${ending}\\.`))).toBeVisible();
    }
    const names = await readdir(folder);
    const sheet = names.find((name) => name.endsWith('.html')) ?? '';
    const html = (await savedFile(folder, sheet)).toString('utf8');
    expect(html).toContain(`<h1>${address}</h1>`);
    expect(html).toContain('Both sides agree.');
    expect(html).toContain('All 60 messages in 5 folders are at the destination');

    const pdf = await savedFile(folder, names.find((name) => name.endsWith('.pdf')) ?? '');
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(10_000);

    const checked = await cli('check-proof', join(folder, sheet));
    expect(checked.stdout).toContain('Unchanged: the data have the checksum printed on the sheet');
    await writeFile(join(folder, 'changed.html'), html.replace('"sourceMessages":60', '"sourceMessages":61'));
    const changed = await cli('check-proof', join(folder, 'changed.html'));
    expect(changed.code).toBe(4);
    expect(changed.stdout).toContain('CHANGED');
  } finally {
    await mailferry.close();
    await rm(folder, { recursive: true, force: true });
  }
});
