import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { appLaunch } from '../../build/app-launch.mjs';
import type { EngineState, VaultState } from '../../shared/contract/shell.ts';
import { type Console, enginePid, engineReady, launchConsole } from './launch.ts';

let userData: string;
let running: Console | undefined;

test.beforeEach(async () => {
  userData = await mkdtemp(join(tmpdir(), 'mailferry-e2e-'));
});

test.afterEach(async () => {
  await running?.close();
  running = undefined;
  await rm(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

async function start(workspace?: 'own' | 'practice'): Promise<Console> {
  running = await launchConsole({ userData, ...(workspace ? { workspace } : {}) });
  return running;
}

async function settings(): Promise<{ lastWorkspace?: string; colorScheme?: string }> {
  return JSON.parse(await readFile(join(userData, 'settings.json'), 'utf8'));
}

test('there is one console per user: a second start brings the window of the first one forward', async () => {
  const { app } = await start('own');
  await app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    window?.hide();
    Object.assign(globalThis, { shown: new Promise<void>((resolve) => window?.once('show', () => resolve())) });
  });
  const { executablePath, args, env, cwd } = appLaunch({ parameters: [`--user-data-dir=${userData}`] });
  const second = spawn(executablePath, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  second.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const status = await new Promise((resolve) => second.once('close', resolve));
  expect(status).toBe(0);
  expect(said).toContain('it is open already');
  await app.evaluate(() => (globalThis as unknown as { shown: Promise<void> }).shown);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('window, colour scheme and workspace are remembered', async () => {
  const first = await start('own');
  const bounds = { x: 120, y: 90, width: 1111, height: 777 };
  await first.app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds);
  await first.page.evaluate(() => window.mailferryShell.setColorScheme('dark'));
  await first.close();
  expect(await settings()).toMatchObject({ lastWorkspace: 'own', colorScheme: 'dark' });

  const { app, page } = await start();
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toEqual(bounds);
  expect(await page.evaluate(() => window.mailferryShell.colorScheme())).toBe('dark');
  expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
  expect(await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('workspace-own')?.checked)).toBe(
    true,
  );
});

test('the menu chooses the colour scheme and sends commands to the page', async () => {
  const { app, page } = await start('own');
  const told = page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const seen: string[] = [];
        const see = (what: string): void => {
          seen.push(what);
          if (seen.length === 2) resolve(seen);
        };
        window.mailferryShell.onColorScheme(see);
        window.mailferryShell.onCommand(see);
        document.body.dataset.listening = 'yes';
      }),
  );
  await page.locator('body[data-listening=yes]').waitFor();
  await app.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById('appearance-light')?.click();
    Menu.getApplicationMenu()?.getMenuItemById('reload-data')?.click();
  });
  expect(await told).toEqual(['light', 'reload-data']);
  expect(await settings()).toMatchObject({ colorScheme: 'light' });
});

test('an engine that is killed is noticed, told of and started again', async () => {
  const { app, page } = await start('own');
  await engineReady(page);
  const before = await enginePid(app);
  const told = page.evaluate(
    () =>
      new Promise<EngineState[]>((resolve) => {
        const states: EngineState[] = [];
        window.mailferryShell.onEngineState((state) => {
          states.push(state);
          if (state.status === 'ready' || state.status === 'failed') resolve(states);
        });
        document.body.dataset.watching = 'yes';
      }),
  );
  await page.locator('body[data-watching=yes]').waitFor();
  process.kill(before, 'SIGKILL');
  const states = await told;
  expect(states).toEqual([
    { status: 'restarting', reason: expect.stringContaining('SIGKILL'), attempt: 1 },
    { status: 'ready' },
  ]);
  expect(await enginePid(app)).not.toBe(before);
  const port = await page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        window.addEventListener('message', ({ data, ports, source }) => {
          if (data === 'mailferry:engine-port') resolve(source === window && ports.length === 1);
        });
        window.mailferryShell.requestEnginePort();
      }),
  );
  expect(port).toBe(true);
});

test('another workspace opens with another engine', async () => {
  const { app, page } = await start('own');
  await engineReady(page);
  const before = await enginePid(app);
  await page.evaluate(() => window.mailferryShell.openWorkspace('practice'));
  await engineReady(page);
  expect(await enginePid(app)).not.toBe(before);
  expect(await settings()).toMatchObject({ lastWorkspace: 'practice' });
  for (const kind of ['own', 'practice'])
    expect((await stat(join(userData, 'workspaces', kind))).isDirectory()).toBe(true);
});

test('the vault asks for its passphrase once per start and keeps secrets over a restart', async () => {
  const passphrase = 'a long enough passphrase';
  const secret = 'Zwölf-Boxkämpfer-7';
  const first = await start('own');
  expect(await first.page.evaluate(() => window.mailferryShell.vaultState())).toBe('needs-passphrase');
  const early = first.page.evaluate(() => window.mailferryShell.saveSecret('ref', 'secret'));
  await expect(early).rejects.toThrow('no passphrase yet');
  const opened = await first.page.evaluate(async (phrase) => {
    const shell = window.mailferryShell;
    const told: VaultState[] = [];
    shell.onVaultState((state) => told.push(state));
    const short = await shell.unlockVault('short').catch((error: Error) => error.message);
    const right = await shell.unlockVault(phrase);
    return { short, right, told, state: await shell.vaultState() };
  }, passphrase);
  expect(opened).toMatchObject({
    short: expect.stringContaining('too short'),
    right: true,
    told: ['unlocked'],
    state: 'unlocked',
  });
  await first.page.evaluate((value) => window.mailferryShell.saveSecret('mailbox:1:source', value), secret);
  await first.close();

  const { page, close } = await start();
  const again = await page.evaluate(async (phrase) => {
    const shell = window.mailferryShell;
    const before = await shell.vaultState();
    const wrong = await shell.unlockVault('not the passphrase');
    const between = await shell.vaultState();
    const right = await shell.unlockVault(phrase);
    return [before, wrong, between, right, await shell.vaultState()];
  }, passphrase);
  expect(again).toEqual(['locked', false, 'locked', true, 'unlocked']);
  await close();

  const file = await readFile(join(userData, 'vault.json'), 'utf8');
  expect(file).toContain('mailbox:1:source');
  for (const name of ['vault.json', 'settings.json', 'logs/shell.log']) {
    const text = await readFile(join(userData, name), 'utf8');
    expect(text).not.toContain(secret);
    expect(text).not.toContain(passphrase);
  }
  expect((await stat(join(userData, 'vault.json'))).mode & 0o777).toBe(0o600);
});

test('a request of the system to end is obeyed in order', async () => {
  test.skip(process.platform === 'win32', 'Windows has no SIGTERM');
  const { app, page } = await start('own');
  await engineReady(page);
  const engine = await enginePid(app);
  const ended = new Promise((resolve) => app.process().once('exit', (code, signal) => resolve(signal ?? code)));
  app.process().kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(() => process.kill(engine, 0)).toThrow('ESRCH');
  expect(await readFile(join(userData, 'logs', 'shell.log'), 'utf8')).toMatch(/ stop\n$/);
});
