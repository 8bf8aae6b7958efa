import type { ElectronApplication } from '@playwright/test';

/** Megabytes of the page's process. */
export async function pageMegabytes(app: ElectronApplication): Promise<number> {
  const kilobytes = await app.evaluate(({ app: shell, BrowserWindow }) => {
    const pid = BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId();
    return shell.getAppMetrics().find((metric) => metric.pid === pid)?.memory.workingSetSize ?? Number.NaN;
  });
  return Math.round(kilobytes / 1024);
}
