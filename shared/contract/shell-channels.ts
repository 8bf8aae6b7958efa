/**
 * Names of the messages between the page's preload and the shell. The preload is the only sender of the calls, the shell the
 * only sender of the events.
 */
export const shellChannels = {
  requestEnginePort: 'shell:request-engine-port',
  enginePort: 'shell:engine-port',
  engineState: 'shell:engine-state',
  engineStateChanged: 'shell:engine-state-changed',
  restartEngine: 'shell:restart-engine',
  vaultState: 'shell:vault-state',
  vaultStateChanged: 'shell:vault-state-changed',
  unlockVault: 'shell:unlock-vault',
  saveSecret: 'shell:save-secret',
  forgetSecret: 'shell:forget-secret',
  colorScheme: 'shell:color-scheme',
  setColorScheme: 'shell:set-color-scheme',
  colorSchemeChanged: 'shell:color-scheme-changed',
  openWorkspace: 'shell:open-workspace',
  copyText: 'shell:copy-text',
  saveFile: 'shell:save-file',
  savePdf: 'shell:save-pdf',
  runEnded: 'shell:run-ended',
  openMailbox: 'shell:open-mailbox',
  openDomain: 'shell:open-domain',
  unseenEnds: 'shell:unseen-ends',
  openHandOff: 'shell:open-hand-off',
  chooseImport: 'shell:choose-import',
  preferences: 'shell:preferences',
  savePreferences: 'shell:save-preferences',
  command: 'shell:command',
} as const;

/**
 * What a call comes back with. A rejected `invoke` would reach the page with Electron's own words around the message, so
 * failures travel as values.
 */
export type ShellReply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };
