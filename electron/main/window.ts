import { BrowserWindow, nativeTheme, screen } from 'electron';
import { PAGE_ORIGIN } from '../../shared/contract/shell.ts';
import type { Log } from './log.ts';
import { decideRestart, threeInFiveMinutes } from './restart-policy.ts';
import { minimumSize, placeWindow, type WindowState } from './window-placement.ts';

export interface ConsoleWindowOptions {
  readonly preload: string;
  readonly saved: WindowState | undefined;
  readonly log: Log;
  /** Called whenever size, place or maximisation has settled. */
  readonly onState: (state: WindowState) => void;
  /** The user wants the window gone. It stays until it is destroyed: runs may have to be asked about and ended first. */
  readonly onCloseRequest: () => void;
  /** The page crashed too often to be loaded again. */
  readonly onPageLost: (reason: string) => void;
}

/** Body colours of the page's two themes, so that the window does not flash before the page is there. */
const backgrounds = { light: '#ffffff', dark: '#242424' } as const;
const settledAfterMs = 400;

/** Opens the console's window. The only place where a window is made. */
export function openConsoleWindow(options: ConsoleWindowOptions): BrowserWindow {
  const { bounds, maximized } = placeWindow(options.saved, workAreas());
  const window = new BrowserWindow({
    ...bounds,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: 'Mailferry',
    show: false,
    backgroundColor: background(),
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      // It would fetch dictionaries from the network.
      spellcheck: false,
      // A run's progress goes on being drawn while the agent looks at another window.
      backgroundThrottling: false,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  // The page names itself; its title is not the window's to lose.
  window.on('close', (event) => {
    event.preventDefault();
    options.onCloseRequest();
  });
  rememberState(window, options.onState);
  followTheme(window);
  watchPage(window, options);
  void load(window, options.log);
  return window;
}

/** Brings the window to the person's eyes, wherever it is. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** How the window is now. */
export function stateOf(window: BrowserWindow): WindowState {
  return { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
}

function workAreas(): readonly Electron.Rectangle[] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  return [primary, ...others].map((display) => display.workArea);
}

function background(): string {
  return nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light;
}

function followTheme(window: BrowserWindow): void {
  const follow = (): void => window.setBackgroundColor(background());
  nativeTheme.on('updated', follow);
  window.once('closed', () => nativeTheme.off('updated', follow));
}

function rememberState(window: BrowserWindow, onState: (state: WindowState) => void): void {
  let timer: NodeJS.Timeout | undefined;
  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => onState(stateOf(window)), settledAfterMs);
  };
  window.on('resize', settle);
  window.on('move', settle);
  window.on('maximize', settle);
  window.on('unmaximize', settle);
  window.once('closed', () => clearTimeout(timer));
}

/** Loads the page again when its process is gone, as often as the policy allows. */
function watchPage(window: BrowserWindow, { log, onPageLost }: ConsoleWindowOptions): void {
  let crashes: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.error(`page: its process is gone: ${reason} (${exitCode})`);
    crashes = [...crashes, Date.now()];
    const decision = decideRestart(threeInFiveMinutes, crashes, Date.now());
    if (!decision.restart) {
      onPageLost(`${reason}, exit code ${exitCode}`);
      return;
    }
    timer = setTimeout(() => void load(window, log), decision.delayMs);
  });
  window.webContents.on('unresponsive', () => log.warn('page: does not respond'));
  window.webContents.on('responsive', () => log.info('page: responds again'));
  window.webContents.on('preload-error', (_event, path, error) => log.error(`page: ${path} failed`, error));
  window.once('closed', () => clearTimeout(timer));
}

async function load(window: BrowserWindow, log: Log): Promise<void> {
  try {
    await window.loadURL(`${PAGE_ORIGIN}/`);
  } catch (error) {
    log.error('page: could not be loaded', error);
  }
}
