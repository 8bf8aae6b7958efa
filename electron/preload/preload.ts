// Shows the page its few calls to the shell and passes the engine's port on. Sandboxed: it can require nothing but electron.
import { contextBridge, ipcRenderer } from 'electron';
import { ENGINE_PORT_MESSAGE, PAGE_ORIGIN, SHELL_API_KEY, type ShellApi } from '../../shared/contract/shell.ts';
import { type ShellReply, shellChannels } from '../../shared/contract/shell-channels.ts';

/** The project of this folder has no DOM types; this is all the preload uses of it. */
declare const window: {
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void;
};

async function call<Value>(channel: string, ...parameters: readonly unknown[]): Promise<Value> {
  const reply: ShellReply<Value> = await ipcRenderer.invoke(channel, ...parameters);
  if (!reply.ok) throw new Error(reply.message);
  return reply.value;
}

function listen<Value>(channel: string, listener: (value: Value) => void): () => void {
  // The event object carries the sender; it stays on this side of the bridge.
  const receive = (_event: unknown, value: Value): void => listener(value);
  ipcRenderer.on(channel, receive);
  return () => {
    ipcRenderer.off(channel, receive);
  };
}

const api: ShellApi = {
  requestEnginePort: () => ipcRenderer.send(shellChannels.requestEnginePort),
  engineState: () => call(shellChannels.engineState),
  onEngineState: (listener) => listen(shellChannels.engineStateChanged, listener),
  restartEngine: () => call(shellChannels.restartEngine),
  vaultState: () => call(shellChannels.vaultState),
  onVaultState: (listener) => listen(shellChannels.vaultStateChanged, listener),
  unlockVault: (passphrase) => call(shellChannels.unlockVault, passphrase),
  saveSecret: (ref, secret) => call(shellChannels.saveSecret, ref, secret),
  forgetSecret: (ref) => call(shellChannels.forgetSecret, ref),
  colorScheme: () => call(shellChannels.colorScheme),
  setColorScheme: (scheme) => call(shellChannels.setColorScheme, scheme),
  onColorScheme: (listener) => listen(shellChannels.colorSchemeChanged, listener),
  openWorkspace: (kind) => call(shellChannels.openWorkspace, kind),
  copyText: (text) => call(shellChannels.copyText, text),
  saveFile: (file) => call(shellChannels.saveFile, file),
  savePdf: (document) => call(shellChannels.savePdf, document),
  runEnded: (news) => call(shellChannels.runEnded, news),
  onOpenMailbox: (listener) => listen(shellChannels.openMailbox, listener),
  onOpenDomain: (listener) => listen(shellChannels.openDomain, listener),
  onUnseenEnds: (listener) => listen(shellChannels.unseenEnds, listener),
  openHandOff: () => call(shellChannels.openHandOff),
  chooseImport: (kind) => call(shellChannels.chooseImport, kind),
  preferences: () => call(shellChannels.preferences),
  savePreferences: (preferences) => call(shellChannels.savePreferences, preferences),
  onCommand: (listener) => listen(shellChannels.command, listener),
};

contextBridge.exposeInMainWorld(SHELL_API_KEY, api);

ipcRenderer.on(shellChannels.enginePort, (event) => {
  window.postMessage(ENGINE_PORT_MESSAGE, PAGE_ORIGIN, event.ports);
});
