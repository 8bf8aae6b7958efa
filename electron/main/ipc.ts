import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { z } from 'zod';
import { type Preferences, preferences } from '../../shared/contract/preferences.ts';
import { type RunEndNews, runEndNews } from '../../shared/contract/run-end.ts';
import {
  type ChosenImport,
  type ColorScheme,
  type EngineState,
  type FileToSave,
  type ImportSourceKind,
  importSourceKinds,
  type OpenedFile,
  savedKinds,
  type VaultState,
} from '../../shared/contract/shell.ts';
import { type ShellReply, shellChannels } from '../../shared/contract/shell-channels.ts';
import { type WorkspaceKind, workspaceKind } from '../../shared/contract/workspace.ts';
import type { Log } from './log.ts';
import { senderProblem } from './security/trusted-sender.ts';
import { colorScheme } from './settings-schema.ts';

/** What the page may ask of the shell. */
export interface ShellCalls {
  requestEnginePort(): void;
  engineState(): EngineState;
  restartEngine(): Promise<void>;
  vaultState(): VaultState;
  unlockVault(passphrase: string): Promise<boolean>;
  saveSecret(ref: string, secret: string): Promise<void>;
  forgetSecret(ref: string): Promise<void>;
  colorScheme(): ColorScheme;
  setColorScheme(scheme: ColorScheme): void;
  openWorkspace(kind: WorkspaceKind): Promise<void>;
  copyText(text: string): void;
  saveFile(file: FileToSave): Promise<string | null>;
  runEnded(news: RunEndNews): void;
  openHandOff(): Promise<OpenedFile | null>;
  chooseImport(kind: ImportSourceKind): Promise<ChosenImport | null>;
  preferences(): Preferences;
  savePreferences(preferences: Preferences): void;
  savePdf(document: { readonly name: string; readonly html: string }): Promise<string | null>;
}

const ref = z.string().min(1).max(512);
const secret = z.string().min(1).max(16_384);
const fileName = z.string().min(1).max(500);
const fileToSave = z.object({ name: fileName, kind: z.enum(savedKinds), content: z.instanceof(Uint8Array) });
const pdfToSave = z.object({ name: fileName, html: z.string().max(64_000_000) });
const nothing = z.tuple([]);

/**
 * Serves the page's calls: sender first, then parameters, then the work. The only importer of ipcMain. Returns its undo.
 * @param ownWebContentsId of the console's window, undefined while there is none
 */
export function serveShellCalls(calls: ShellCalls, ownWebContentsId: () => number | undefined, log: Log): () => void {
  const undo: (() => void)[] = [];

  function serve<Parameters extends readonly unknown[]>(
    channel: string,
    schema: z.ZodType<Parameters>,
    carryOut: (...parameters: Parameters) => unknown,
  ): void {
    ipcMain.handle(channel, async (event, ...raw): Promise<ShellReply<unknown>> => {
      try {
        assertTrusted(event, channel);
        const parsed = schema.safeParse(raw);
        if (!parsed.success) throw new Error(`The call ${channel} has parameters that are not valid.`);
        return { ok: true, value: await carryOut(...parsed.data) };
      } catch (error) {
        log.error(`${channel} failed`, error);
        return { ok: false, message: error instanceof Error ? error.message : String(error) };
      }
    });
    undo.push(() => ipcMain.removeHandler(channel));
  }

  function assertTrusted(event: IpcMainEvent | IpcMainInvokeEvent, channel: string): void {
    const frame = event.senderFrame;
    const problem = senderProblem(
      {
        webContentsId: event.sender.id,
        frame: frame && { isMainFrame: frame === event.sender.mainFrame && !frame.parent, origin: frame.origin },
      },
      ownWebContentsId(),
    );
    if (problem) throw new Error(`Refused ${channel}: ${problem}.`);
  }

  const requestPort = (event: IpcMainEvent): void => {
    try {
      assertTrusted(event, shellChannels.requestEnginePort);
      calls.requestEnginePort();
    } catch (error) {
      log.error(`${shellChannels.requestEnginePort} failed`, error);
    }
  };
  ipcMain.on(shellChannels.requestEnginePort, requestPort);
  undo.push(() => ipcMain.off(shellChannels.requestEnginePort, requestPort));

  serve(shellChannels.engineState, nothing, () => calls.engineState());
  serve(shellChannels.restartEngine, nothing, () => calls.restartEngine());
  serve(shellChannels.vaultState, nothing, () => calls.vaultState());
  serve(shellChannels.unlockVault, z.tuple([z.string().max(1_024)]), (passphrase) => calls.unlockVault(passphrase));
  serve(shellChannels.saveSecret, z.tuple([ref, secret]), (name, value) => calls.saveSecret(name, value));
  serve(shellChannels.forgetSecret, z.tuple([ref]), (name) => calls.forgetSecret(name));
  serve(shellChannels.colorScheme, nothing, () => calls.colorScheme());
  serve(shellChannels.setColorScheme, z.tuple([colorScheme]), (scheme) => calls.setColorScheme(scheme));
  serve(shellChannels.openWorkspace, z.tuple([workspaceKind]), (kind) => calls.openWorkspace(kind));
  serve(shellChannels.copyText, z.tuple([z.string().max(64_000_000)]), (text) => calls.copyText(text));
  serve(shellChannels.saveFile, z.tuple([fileToSave]), (file) => calls.saveFile(file));
  serve(shellChannels.savePdf, z.tuple([pdfToSave]), (document) => calls.savePdf(document));
  serve(shellChannels.openHandOff, nothing, () => calls.openHandOff());
  serve(shellChannels.chooseImport, z.tuple([z.enum(importSourceKinds)]), (kind) => calls.chooseImport(kind));

  serve(shellChannels.runEnded, z.tuple([runEndNews]), (news) => calls.runEnded(news));
  serve(shellChannels.preferences, nothing, () => calls.preferences());
  serve(shellChannels.savePreferences, z.tuple([preferences]), (changed) => calls.savePreferences(changed));

  // electron-store answers any page that asks where the user's data lies; ours has no need to know.
  ipcMain.removeAllListeners('electron-store-get-data');

  return () => {
    for (const step of undo) step();
  };
}
