// As root, every other end-to-end test runs without Chromium's sandbox. This one starts the app as an ordinary user, with it.
import { execFileSync } from 'node:child_process';
import { chmod, chown, copyFile, cp, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { appLaunch } from '../../build/app-launch.mjs';
import { launchConsole } from './launch.ts';

/** `nobody` of every Linux: a user that owns nothing. */
const ordinary = { uid: 65_534, gid: 65_534 };
const root = join(import.meta.dirname, '..', '..');

/** Answers as the engine does at its start; the real one needs packages that the ordinary user cannot read in a private checkout. */
const standInEngine = `
process.parentPort.on('message', ({ data }) => {
  if (data.type === 'start') process.parentPort.postMessage({ type: 'ready' });
  if (data.type === 'stop') process.exit(0);
});
`;

function reasonToSkip(): string | undefined {
  if (process.platform !== 'linux') return 'only on Linux does root run without the sandbox';
  if (process.getuid?.() !== 0) return 'not root: all other end-to-end tests run with the sandbox already';
  try {
    execFileSync('setpriv', [...asOrdinary(), 'unshare', '--user', 'true'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'this machine lets no ordinary user make a user namespace, which the sandbox needs (or setpriv is missing)';
  }
}

function asOrdinary(): string[] {
  return [`--reuid=${ordinary.uid}`, `--regid=${ordinary.gid}`, '--clear-groups', '--inh-caps=-all'];
}

/** Electron, the bundle and a home in a folder of their own: a checkout in root's home cannot be entered by others. */
async function prepare(place: string): Promise<{ electron: string; app: string; home: string }> {
  const [electron, app, home] = [join(place, 'electron'), join(place, 'app'), join(place, 'home')];
  const { executablePath } = appLaunch();
  // Not by Node: under Electron it takes .asar files for folders.
  execFileSync('cp', ['-R', dirname(executablePath), electron]);
  await mkdir(app);
  for (const part of ['main', 'preload', 'renderer', 'chunks']) {
    await cp(join(root, 'out', part), join(app, 'out', part), { recursive: true });
  }
  await copyFile(join(root, 'package.json'), join(app, 'package.json'));
  await writeFile(join(app, 'out', 'main', 'engine.cjs'), standInEngine);
  await mkdir(home);
  if (process.env.XAUTHORITY) await copyFile(process.env.XAUTHORITY, join(home, '.Xauthority'));
  for (const file of [home, ...(await readdir(home)).map((name) => join(home, name))])
    await chown(file, ordinary.uid, ordinary.gid);
  await chmod(place, 0o755);
  return { electron: join(electron, 'electron'), app, home };
}

test('the app starts with the real sandbox as an ordinary user', async () => {
  const reason = reasonToSkip();
  if (reason) console.log(`skipped: ${reason}`);
  test.skip(reason !== undefined, reason);
  const place = await mkdtemp(join(tmpdir(), 'mailferry-sandbox-'));
  try {
    const { electron, app, home } = await prepare(place);
    const wrapper = join(place, 'electron-as-ordinary-user');
    await writeFile(wrapper, `#!/bin/sh\nexec setpriv ${asOrdinary().join(' ')} "${electron}" "$@"\n`, { mode: 0o755 });
    const mailferry = await launchConsole({
      userData: join(home, 'data'),
      workspace: 'own',
      env: {
        HOME: home,
        XAUTHORITY: join(home, '.Xauthority'),
        XDG_CONFIG_HOME: '',
        XDG_CACHE_HOME: '',
        XDG_RUNTIME_DIR: '',
      },
      program: { executablePath: wrapper, args: [app], cwd: app },
    });
    try {
      expect(await mailferry.page.evaluate(() => location.href.split('#')[0])).toBe('app://console/');
      const facts = await mailferry.app.evaluate(({ app: electronApp, BrowserWindow }) => ({
        uid: process.getuid?.(),
        withoutSandbox: electronApp.commandLine.hasSwitch('no-sandbox'),
        pagePid: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
      }));
      expect(facts).toMatchObject({ uid: ordinary.uid, withoutSandbox: false });
      // What the kernel says: a filter on system calls, no new privileges, no capability, a process id space of its own.
      const status = await readFile(`/proc/${facts.pagePid}/status`, 'utf8');
      expect(status).toMatch(/^Seccomp:\t2$/m);
      expect(status).toMatch(/^NoNewPrivs:\t1$/m);
      expect(status).toMatch(/^CapEff:\t0+$/m);
      expect(status).toMatch(/^NSpid:\t\d+\t\d+/m);
      await expect
        .poll(() => mailferry.page.evaluate(() => window.mailferryShell.engineState()))
        .toEqual({ status: 'ready' });
    } finally {
      await mailferry.close();
    }
  } finally {
    execFileSync('rm', ['-rf', place]);
  }
});
