import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Console, launchConsole } from './launch.ts';

let mailferry: Console;

test.beforeAll(async () => {
  mailferry = await launchConsole({ workspace: 'own' });
});

test.afterAll(async () => {
  await mailferry?.close();
});

const shellLog = (): Promise<string> => readFile(join(mailferry.userData, 'logs', 'shell.log'), 'utf8');

async function expectRefused(what: string): Promise<void> {
  await expect.poll(shellLog).toContain(`refused ${what}`);
}

test('the window shows the page from its own origin, sandboxed and without Node', async () => {
  const { app, page } = mailferry;
  expect(new URL(page.url()).href.split('#')[0]).toBe('app://console/');
  expect(await page.evaluate(() => location.origin)).toBe('app://console');
  const names = ['process', 'require', 'module', 'exports', 'Buffer', 'global', 'electron', 'ipcRenderer'];
  expect(await page.evaluate((all) => all.filter((name) => name in globalThis), names)).toEqual([]);
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return (contents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
  });
});

test('the page comes with a strict policy as a header, and a new nonce at every load', async () => {
  const policies = await mailferry.page.evaluate(async () => {
    const load = async () => (await fetch('/index.html')).headers.get('content-security-policy');
    return [await load(), await load()];
  });
  for (const policy of policies) {
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  }
  expect(policies[0]).not.toBe(policies[1]);
});

test('foreign code, frames and requests do not get in', async () => {
  const { page } = mailferry;
  const blocked = await page.evaluate(async () => {
    const seen: string[] = [];
    const four = new Promise<void>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => {
        seen.push(event.effectiveDirective);
        if (['script-src-elem', 'script-src-attr', 'frame-src', 'connect-src'].every((name) => seen.includes(name)))
          resolve();
      });
    });
    const script = document.createElement('script');
    script.textContent = 'window.intruded = true';
    const image = document.createElement('img');
    image.setAttribute('onerror', 'window.intruded = true');
    image.src = '/assets/none.png';
    const frame = document.createElement('iframe');
    frame.src = 'https://example.org/';
    document.body.append(script, image, frame);
    const answer = await fetch('https://example.org/').then(
      () => 'answered',
      () => 'refused',
    );
    await four;
    script.remove();
    image.remove();
    frame.remove();
    return { answer, intruded: 'intruded' in window };
  });
  expect(blocked).toEqual({ answer: 'refused', intruded: false });
});

test('a message can be shown in a sandboxed frame, where nothing of it runs', async () => {
  const { page } = mailferry;
  await page.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.id = 'message';
    frame.setAttribute('sandbox', '');
    frame.srcdoc = '<p>Dear customer</p><script>document.body.textContent = "intruded"</script>';
    document.body.append(frame);
  });
  await expect(page.frameLocator('#message').locator('p')).toHaveText('Dear customer');
  await page.evaluate(() => document.getElementById('message')?.remove());
});

test('the page cannot be navigated away', async () => {
  const { page } = mailferry;
  for (const address of ['https://example.org/away', 'file:///etc/passwd', 'app://elsewhere/']) {
    await page.evaluate((to) => {
      location.href = to;
    }, address);
    // Chromium itself refuses file: before anybody is asked.
    if (!address.startsWith('file:')) await expectRefused(`navigation: ${address}`);
    expect(await page.evaluate(() => location.origin)).toBe('app://console');
  }
});

test('a redirect is not followed, and nothing is asked of the network in the first place', async () => {
  const { app, page } = mailferry;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(302, { Location: '/target' }).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/redirect`;
  const load = (): Promise<string> =>
    app.evaluate(
      ({ BrowserWindow }, url) =>
        BrowserWindow.getAllWindows()[0]
          ?.loadURL(url)
          .then(
            () => 'loaded',
            () => 'refused',
          ) ?? 'no window',
      address,
    );
  try {
    expect(await load()).toBe('refused');
    expect(asked).toEqual([]);
    // The second wall, with the first one taken down.
    await app.evaluate(({ session }) => session.defaultSession.webRequest.onBeforeRequest(null));
    expect(await load()).toBe('refused');
    expect(asked).toEqual(['/redirect']);
    await expectRefused('redirect: ');
  } finally {
    server.close();
    server.closeAllConnections();
  }
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.loadURL('app://console/'));
  expect(await page.evaluate(() => location.origin)).toBe('app://console');
});

test('new windows are refused; web addresses go to the browser of the system', async () => {
  const { app, page } = mailferry;
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (address) => {
      opened.push(address);
    };
  });
  const handles = await page.evaluate(() =>
    ['https://example.org/help', 'file:///etc/passwd', 'app://console/', 'javascript:1'].map((address) =>
      window.open(address),
    ),
  );
  expect(handles).toEqual([null, null, null, null]);
  await expectRefused('to open outside: app://console/');
  expect(await app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual([
    'https://example.org/help',
  ]);
  expect(app.windows()).toHaveLength(1);
});

test('webviews, permissions and downloads are refused', async () => {
  const { app, page } = mailferry;
  const answers = await page.evaluate(async () => {
    const view = document.createElement('webview');
    view.setAttribute('src', 'https://example.org/');
    document.body.append(view);
    const link = document.createElement('a');
    link.href = 'data:text/plain,x';
    link.download = 'x.txt';
    document.body.append(link);
    link.click();
    view.remove();
    link.remove();
    return {
      notification: await Notification.requestPermission(),
      query: (await navigator.permissions.query({ name: 'geolocation' })).state,
      clipboard: await navigator.clipboard.readText().then(
        () => 'read',
        () => 'refused',
      ),
    };
  });
  expect(answers).toEqual({ notification: 'denied', query: 'denied', clipboard: 'refused' });
  await expectRefused('download: ');
  expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
});

test('calls with parameters of the wrong kind are refused', async () => {
  const attempt = mailferry.page.evaluate(() => window.mailferryShell.openWorkspace('../elsewhere' as 'own'));
  await expect(attempt).rejects.toThrow('parameters that are not valid');
});

test('a page on another origin, or in another window, has no say', async () => {
  const { app, page } = mailferry;
  const call = () =>
    window.mailferryShell.engineState().then(
      () => 'answered',
      (error: Error) => error.message,
    );
  const [other] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(async ({ app: electronApp, BrowserWindow }) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: { preload: `${electronApp.getAppPath()}/out/preload/preload.cjs`, sandbox: true },
      });
      await window.loadURL('app://console/');
    }),
  ]);
  expect(await other.evaluate(call)).toContain("are not our window's");
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .sort((a, b) => b.id - a.id)[0]
      ?.destroy(),
  );

  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.loadURL('data:text/html,<p>elsewhere</p>'),
  );
  expect(await page.evaluate(call)).toContain('Refused shell:engine-state: the origin is "null"');
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.loadURL('app://console/'));
  expect(await page.evaluate(call)).toBe('answered');
});
