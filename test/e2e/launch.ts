// Starts the real console for a test, with a user data folder of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, _electron as electron, errors, type Page } from '@playwright/test';
import { appLaunch } from '../../build/app-launch.mjs';
import type { ShellApi } from '../../shared/contract/shell.ts';
import type { WorkspaceKind } from '../../shared/contract/workspace.ts';

declare global {
  interface Window {
    readonly mailferryShell: ShellApi;
  }
}

export interface LaunchOptions {
  /** Give the same folder twice to start again on what was there; it is then the test's to remove. Default: a fresh one. */
  readonly userData?: string;
  readonly workspace?: WorkspaceKind;
  readonly env?: Readonly<Record<string, string>>;
  /** Further switches of the app. */
  readonly args?: readonly string[];
  /** Another Electron, and the parameters it takes in place of the usual ones: for starts that are not the usual one. */
  readonly program?: { readonly executablePath: string; readonly args: readonly string[]; readonly cwd: string };
}

export interface Console {
  readonly app: ElectronApplication;
  /** The console's one window, its document loaded. */
  readonly page: Page;
  readonly userData: string;
  /** Quits as a user would, and removes the user data folder when it was a fresh one. Safe to call twice. */
  close(): Promise<void>;
}

/** Starts the console. Its vault never touches the keyring of the machine the tests run on. */
export async function launchConsole(options: LaunchOptions = {}): Promise<Console> {
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), 'mailferry-e2e-')));
  const parameters = [
    `--user-data-dir=${userData}`,
    '--password-store=basic',
    ...(options.workspace ? [`--workspace=${options.workspace}`] : []),
    ...(options.args ?? []),
  ];
  const app = await launchPatiently(options, parameters);
  // Asked for now: Playwright forgets it when the app is gone.
  const child = app.process();
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let closed: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      await app.close();
      await exited;
    }
    if (!options.userData) await rm(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const close = (): Promise<void> => {
    closed ??= end();
    return closed;
  };
  try {
    const page = await app.firstWindow();
    await page.waitForLoadState('load');
    return { app, page, userData, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A launch that takes this long will never come back, in milliseconds. */
const launchTimeoutMs = 20_000;
const launchAttempts = 3;

/**
 * Playwright attaches to the window while it loads. When it comes upon the very moment the document is committed (one launch in
 * thirty), it waits for an event that has passed already; the app itself is well. Playwright ends it then, and we start again.
 */
async function launchPatiently(options: LaunchOptions, parameters: readonly string[]): Promise<ElectronApplication> {
  const { program } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      return await electron.launch({
        ...appLaunch({ parameters, env: { ...options.env } }),
        ...(program ? { ...program, args: [...program.args, ...parameters] } : {}),
        timeout: launchTimeoutMs,
        // Playwright would otherwise pretend a light system, whatever the app says.
        colorScheme: null,
        // It would add --no-sandbox by itself; as root, where that is needed, our own parameters have it.
        chromiumSandbox: true,
      });
    } catch (error) {
      if (!(error instanceof errors.TimeoutError) || attempt === launchAttempts) throw error;
    }
  }
}

/** Waits until the engine of this console serves the page. Fails with its reason when it gave up. */
export async function engineReady(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const shell = window.mailferryShell;
        const look = (state: Awaited<ReturnType<ShellApi['engineState']>>): void => {
          if (state.status === 'ready') resolve();
          else if (state.status === 'failed') reject(new Error(`The engine gave up: ${state.reason}`));
        };
        shell.onEngineState(look);
        void shell.engineState().then(look);
      }),
  );
}

/** The process id of the engine, for killing it. */
export async function enginePid(app: ElectronApplication): Promise<number> {
  const pid = await app.evaluate(
    ({ app: electronApp }) =>
      electronApp
        .getAppMetrics()
        .find((process) => process.name === 'Mailferry engine' || process.serviceName === 'Mailferry engine')?.pid,
  );
  if (pid === undefined) throw new Error('There is no engine process.');
  return pid;
}
