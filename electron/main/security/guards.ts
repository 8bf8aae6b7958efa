import type { App, Session, WebContents } from 'electron';
import { PAGE_ORIGIN } from '../../../shared/contract/shell.ts';
import type { Log } from '../log.ts';

/** Schemes a page's requests may have; everything else never leaves the app. */
const allowedSchemes: ReadonlySet<string> = new Set(['app:', 'data:', 'blob:', 'devtools:']);

/** True for an address inside the app: the only ones a window may show. */
export function isOwnAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && `${url.protocol}//${url.host}` === PAGE_ORIGIN && !url.username && !url.password;
}

/** True for a request that may be made at all. */
export function isAllowedRequest(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && allowedSchemes.has(url.protocol);
}

/**
 * Shuts every way out of the page, for every web contents there will ever be: navigation, redirects, new windows, webviews,
 * client certificates, logins. Certificate errors are never accepted: the page needs no network at all.
 */
export function guardApp(app: App, log: Log, openOutside: (address: string) => void): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log, openOutside));
  app.on('certificate-error', (event, _contents, url, problem, _certificate, decide) => {
    event.preventDefault();
    decide(false);
    log.warn(`refused a certificate of ${url}: ${problem}`);
  });
  app.on('select-client-certificate', (event, _contents, url, _certificates, decide) => {
    event.preventDefault();
    decide();
    log.warn(`refused to send a client certificate to ${url}`);
  });
  app.on('login', (event, _contents, details, _info, decide) => {
    event.preventDefault();
    decide();
    log.warn(`refused a login to ${details.url}`);
  });
}

function guardContents(contents: WebContents, log: Log, openOutside: (address: string) => void): void {
  const refuse = (what: string, address: string): void => log.warn(`refused ${what}: ${address.slice(0, 200)}`);
  contents.on('will-frame-navigate', (details) => {
    if (details.isMainFrame && isOwnAddress(details.url)) return;
    details.preventDefault();
    refuse('navigation', details.url);
  });
  contents.on('will-redirect', (details) => {
    details.preventDefault();
    refuse('redirect', details.url);
  });
  contents.setWindowOpenHandler(({ url }) => {
    refuse('a new window', url);
    openOutside(url);
    return { action: 'deny' };
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    refuse('a webview', contents.getURL());
  });
}

/** Denies a session all permissions, devices and downloads, and every request that is not the app's own. */
export function guardSession(session: Session, log: Log): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => {
    log.warn(`refused permission: ${permission}`);
    decide(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, decide) => decide({}));
  session.on('will-download', (event, item) => {
    event.preventDefault();
    log.warn(`refused download: ${item.getURL().slice(0, 200)}`);
  });
  session.webRequest.onBeforeRequest((details, decide) => {
    const cancel = !isAllowedRequest(details.url);
    if (cancel) log.warn(`refused request: ${details.url.slice(0, 200)}`);
    decide({ cancel });
  });
}
