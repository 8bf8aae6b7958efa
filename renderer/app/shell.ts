import { SHELL_API_KEY, type ShellApi } from '../../shared/contract/shell.ts';

declare global {
  interface Window {
    readonly [SHELL_API_KEY]?: ShellApi;
  }
}

function shellOfThisWindow(): ShellApi {
  const api = window[SHELL_API_KEY];
  if (!api) throw new Error('This page works only inside the Mailferry window: start Mailferry and use its window.');
  return api;
}

/** The shell of this window: the engine port, the vault, the clipboard, appearance. */
export const shell: ShellApi = shellOfThisWindow();
