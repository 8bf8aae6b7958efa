import { join } from 'node:path';
import {
  app,
  clipboard,
  dialog,
  MessageChannelMain,
  type MessagePortMain,
  nativeTheme,
  protocol,
  session,
  shell,
} from 'electron';
import type { ColorScheme } from '../../shared/contract/shell.ts';
import { shellChannels } from '../../shared/contract/shell-channels.ts';
import type { WorkspaceKind } from '../../shared/contract/workspace.ts';
import { chooseImport } from './choose-import.ts';
import { createChosenFiles } from './chosen-files.ts';
import { desktopOf } from './desktop.ts';
import { createEngineProcess } from './engine-process.ts';
import { forkEngine } from './fork-engine.ts';
import { serveShellCalls } from './ipc.ts';
import { type LaunchOptions, workspaceDir } from './launch-options.ts';
import type { LogFile } from './log.ts';
import { showMenu } from './menu.ts';
import { openHandOff } from './open-hand-off.ts';
import { printPdf } from './print-pdf.ts';
import { createRunEndNotices } from './run-end-notices.ts';
import { saveFile } from './save-file.ts';
import { createSecretsForEngine } from './secrets-for-engine.ts';
import { serveApp } from './security/app-protocol.ts';
import { guardSession } from './security/guards.ts';
import { openSettings } from './settings.ts';
import { openVault } from './vault/open-vault.ts';
import { findSystemKeyring } from './vault/system-keyring.ts';
import { focusWindow, openConsoleWindow, stateOf } from './window.ts';

/** The shell, running. */
export interface Shell {
  focus(): void;
  activeRuns(): number;
  /** Asks whether to quit although so many runs are going on. */
  confirmQuit(activeRuns: number): Promise<boolean>;
  /** Ends the engine and closes the window; safe to call twice. */
  stop(): Promise<void>;
}

export interface ComposeOptions {
  readonly launch: LaunchOptions;
  readonly log: LogFile;
  readonly logDir: string;
  /** The folder that holds the bundles: main/, preload/ and renderer/. */
  readonly outDir: string;
  readonly onCloseRequest: () => void;
}

/** Builds every part of the shell once and ties them together. After `ready`. */
export async function compose({ launch, log, logDir, outDir, onCloseRequest }: ComposeOptions): Promise<Shell> {
  const userDataDir = app.getPath('userData');
  const settings = openSettings(userDataDir, log);
  nativeTheme.themeSource = settings.get().colorScheme;
  let workspace: WorkspaceKind = launch.workspace ?? settings.get().lastWorkspace;

  guardSession(session.defaultSession, log);
  serveApp(protocol, join(outDir, 'renderer'));

  const vault = await openVault(join(userDataDir, 'vault.json'), await findSystemKeyring(), log);
  const chosen = createChosenFiles();
  const engine = createEngineProcess<MessagePortMain>({
    fork: (events) => forkEngine(join(outDir, 'main', 'engine.cjs'), log, events),
    log,
    logDir,
    version: app.getVersion(),
    workspaceDir: (kind) => workspaceDir(userDataDir, kind),
    answer: createSecretsForEngine(vault, log, chosen),
  });

  function openWorkspace(kind: WorkspaceKind): Promise<void> {
    workspace = kind;
    settings.update({ lastWorkspace: kind });
    refreshMenu();
    return engine.open(kind);
  }

  function setColorScheme(scheme: ColorScheme): void {
    settings.update({ colorScheme: scheme });
    // The page's `prefers-color-scheme` follows.
    nativeTheme.themeSource = scheme;
    refreshMenu();
  }

  function refreshMenu(): void {
    showMenu(
      {
        workspace,
        colorScheme: settings.get().colorScheme,
        packaged: app.isPackaged,
        mac: process.platform === 'darwin',
      },
      {
        command: (command) => send(shellChannels.command, command),
        openWorkspace: (kind) => {
          if (kind !== workspace) void confirmSwitch().then((agreed) => (agreed ? openWorkspace(kind) : refreshMenu()));
        },
        setColorScheme: (scheme) => {
          setColorScheme(scheme);
          send(shellChannels.colorSchemeChanged, scheme);
        },
        openLogs: () => {
          void shell.openPath(logDir).then((problem) => {
            if (problem) log.warn(`the logs folder could not be opened: ${problem}`);
          });
        },
      },
    );
  }

  function handOverPort(): void {
    const { port1, port2 } = new MessageChannelMain();
    if (engine.connect(port1)) window.webContents.postMessage(shellChannels.enginePort, null, [port2]);
    // Not ready: the page hears of it when it is, and asks again.
    else port1.close();
  }

  const stopServing = serveShellCalls(
    {
      requestEnginePort: handOverPort,
      engineState: engine.state,
      restartEngine: engine.restart,
      vaultState: vault.state,
      unlockVault: (passphrase) => vault.unlock(passphrase),
      async saveSecret(ref, secret) {
        log.hide(secret);
        await vault.save(ref, secret);
      },
      forgetSecret: (ref) => vault.forget(ref),
      colorScheme: () => settings.get().colorScheme,
      setColorScheme,
      openWorkspace,
      copyText: (text) => clipboard.writeText(text),
      runEnded: (news) => notices.tell(news),
      preferences: () => settings.get().preferences,
      savePreferences: (preferences) => settings.update({ preferences }),
      openHandOff: () => openHandOff(window),
      chooseImport: (kind) => chooseImport(kind, window, chosen),
      saveFile: (file) => saveFile(file, window),
      savePdf: async ({ name, html }) => saveFile({ name, kind: 'pdf', content: await printPdf(html, log) }, window),
    },
    () => (window.isDestroyed() ? undefined : window.webContents.id),
    log,
  );

  const window = openConsoleWindow({
    preload: join(outDir, 'preload', 'preload.cjs'),
    saved: settings.get().window,
    log,
    onState: (state) => settings.update({ window: state }),
    onCloseRequest,
    onPageLost: (reason) =>
      dialog.showErrorBox(
        'The window of Mailferry crashed several times',
        `${reason}. Close it and start again; runs go on where they stopped.`,
      ),
  });

  function send(channel: string, value: unknown): void {
    if (!window.isDestroyed()) window.webContents.send(channel, value);
  }

  const notices = createRunEndNotices(
    desktopOf(window, {
      openMailbox: (mailboxId) => send(shellChannels.openMailbox, mailboxId),
      openDomain: (domainId) => send(shellChannels.openDomain, domainId),
      countInTitle: (count) => send(shellChannels.unseenEnds, count),
    }),
    () => settings.get().preferences.notifyRunEnds,
  );
  window.on('focus', () => notices.seen());

  engine.onState((state) => send(shellChannels.engineStateChanged, state));
  vault.onState((state) => send(shellChannels.vaultStateChanged, state));
  refreshMenu();
  settings.update({ lastWorkspace: workspace });
  void engine.open(workspace);

  async function confirmSwitch(): Promise<boolean> {
    const count = engine.activeRuns();
    return count === 0 || confirm(`Change the workspace although ${runs(count)} going on?`, 'Change the workspace');
  }

  async function confirm(message: string, agree: string): Promise<boolean> {
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message,
      detail: 'What was copied stays; the runs can be continued later, where they stopped.',
      buttons: [agree, 'Let them finish'],
      defaultId: 1,
      cancelId: 1,
    });
    return response === 0;
  }

  async function shutDown(): Promise<void> {
    if (!window.isDestroyed()) {
      settings.update({ window: stateOf(window) });
      window.hide();
    }
    await engine.stop();
    stopServing();
    vault.close();
    if (!window.isDestroyed()) window.destroy();
  }

  let stopped: Promise<void> | undefined;
  return {
    focus: () => focusWindow(window),
    activeRuns: engine.activeRuns,
    confirmQuit: (count) => confirm(`Quit although ${runs(count)} going on?`, 'Quit'),
    stop() {
      stopped ??= shutDown();
      return stopped;
    },
  };
}

function runs(count: number): string {
  return count === 1 ? 'a run is' : `${count} runs are`;
}
