import { BrowserWindow, session } from 'electron';
import { PAGE_ORIGIN } from '../../shared/contract/shell.ts';
import type { Log } from './log.ts';
import { guardSession } from './security/guards.ts';

/** Nothing but the document's own styles and the pictures inside it. */
const printPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** Prints HTML to PDF (A4) in a window nobody sees, without scripts and without a way out. */
export async function printPdf(html: string, log: Log): Promise<Uint8Array> {
  const own = session.fromPartition(`print-${crypto.randomUUID()}`);
  guardSession(own, log);
  own.protocol.handle(
    new URL(PAGE_ORIGIN).protocol.slice(0, -1),
    () =>
      new Response(html, {
        headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': printPolicy },
      }),
  );
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: own, sandbox: true, contextIsolation: true, javascript: false, spellcheck: false },
  });
  try {
    await window.loadURL(`${PAGE_ORIGIN}/document`);
    return await window.webContents.printToPDF({
      pageSize: 'A4',
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate:
        '<div style="width:100%;padding:0 12mm;font:8px sans-serif;color:#667;text-align:right"><span class="pageNumber"></span> / <span class="totalPages"></span></div>',
      margins: { top: 0.5, bottom: 0.6, left: 0.45, right: 0.45 },
      generateTaggedPDF: true,
    });
  } finally {
    window.destroy();
  }
}
