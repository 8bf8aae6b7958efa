// The first file of the shell: what has to happen before Electron is ready, then the composition root.
import { dirname, join } from 'node:path';
import { app, dialog, powerMonitor, protocol } from 'electron';
import { compose, type Shell } from './compose.ts';
import { readLaunchOptions } from './launch-options.ts';
import { openLogFile } from './log.ts';
import { createQuit } from './quit.ts';
import { appScheme } from './security/app-protocol.ts';
import { guardApp } from './security/guards.ts';
import { openExternal } from './security/open-external.ts';

/** out/, seen from out/main/main.cjs. */
const outDir = dirname(import.meta.dirname);

function start(): void {
  const launch = readLaunchOptions(process.argv, process.env);
  app.setName('Mailferry');
  if (launch.userDataDir) app.setPath('userData', launch.userDataDir);
  const logDir = join(app.getPath('userData'), 'logs');
  app.setPath('logs', logDir);

  // One console per user data folder: a second start brings the first one's window forward.
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write('mailferry: it is open already; its window was brought forward.\n');
    app.exit(0);
    return;
  }

  protocol.registerSchemesAsPrivileged([appScheme]);
  // Together with --no-sandbox (development as root) it would make Chromium's network service crash over and over.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

  const log = openLogFile({ dir: logDir, name: 'shell' });
  process.on('uncaughtException', (error) => log.error('uncaught', error));
  process.on('unhandledRejection', (error) => log.error('unhandled rejection', error));
  log.info(`start: ${app.getVersion()}, Electron ${process.versions.electron}, ${process.platform} ${process.arch}`);
  guardApp(app, log, (address) => openExternal(address, log));

  let shell: Shell | undefined;
  const quit = createQuit({
    activeRuns: () => shell?.activeRuns() ?? 0,
    confirm: async (count) => shell?.confirmQuit(count) ?? true,
    stop: async () => {
      await shell?.stop().catch((error: unknown) => log.error('stopping failed', error));
      log.info('stop');
    },
    leave: () => app.quit(),
  });

  app.on('second-instance', () => shell?.focus());
  app.on('activate', () => shell?.focus());
  app.on('before-quit', (event) => {
    if (quit.isDone()) return;
    event.preventDefault();
    quit.request();
  });
  app.on('window-all-closed', () => quit.request());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => quit.request({ ask: false }));

  app
    .whenReady()
    .then(async () => {
      powerMonitor.on('shutdown', () => quit.request({ ask: false }));
      shell = await compose({ launch, log, logDir, outDir, onCloseRequest: () => quit.request() });
    })
    .catch((error: unknown) => fail(error, (text) => log.error('could not start', text)));
}

/** Says why there will be no window, then ends. */
function fail(error: unknown, report: (error: unknown) => void = () => {}): void {
  report(error);
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`mailferry: ${message}\n`);
  if (app.isReady()) dialog.showErrorBox('Mailferry cannot start', message);
  app.exit(1);
}

try {
  start();
} catch (error) {
  fail(error);
}
