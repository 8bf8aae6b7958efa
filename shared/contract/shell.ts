import type { Preferences } from './preferences.ts';
import type { RunEndNews } from './run-end.ts';
import type { WorkspaceKind } from './workspace.ts';

/** How the engine process is doing, as the shell sees it. */
export type EngineState =
  | { readonly status: 'starting' }
  | { readonly status: 'ready' }
  | { readonly status: 'restarting'; readonly reason: string; readonly attempt: number }
  | { readonly status: 'failed'; readonly reason: string };

/**
 * How secrets are kept. `keyring`: by the system. `passphrase`: by one asked for at every start, `locked` until it is given;
 * `needs-passphrase` before the first secret is stored.
 */
export type VaultState = 'keyring' | 'needs-passphrase' | 'locked' | 'unlocked';

export type ColorScheme = 'light' | 'dark' | 'system';

/** Menu items and accelerators of the native menu that the page carries out. */
export type ShellCommand =
  | 'palette'
  | 'go-overview'
  | 'go-domains'
  | 'go-runs'
  | 'go-incidents'
  | 'go-settings'
  | 'go-jobs'
  | 'add-mailbox'
  | 'open-hand-off'
  | 'customer-mode'
  | 'reload-data'
  | 'reset-practice';

/** What can be saved to a file of the agent's choice; decides the file's ending. */
export const savedKinds = ['csv', 'eml', 'html', 'json', 'md', 'pdf', 'txt', 'zip'] as const;
export type SavedKind = (typeof savedKinds)[number];

/** A file the agent asked for. The page suggests a name without its ending; where it goes the agent decides, and the page is not told. */
export interface FileToSave {
  readonly name: string;
  readonly kind: SavedKind;
  readonly content: Uint8Array;
}

/** A file the agent chose; the page learns its name and what is in it, not where it lies. */
export interface OpenedFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** What an import is read from, as dialogs tell them apart. */
export const importSourceKinds = ['folder', 'zip', 'csv'] as const;
export type ImportSourceKind = (typeof importSourceKinds)[number];

/** What the agent chose to import: a handle for the engine; what is in it never comes through the page. */
export interface ChosenImport {
  readonly handle: string;
  readonly name: string;
}

/** The few calls the page may make to the shell; everything else goes to the engine. Implemented by the preload. */
export interface ShellApi {
  /** The port to the engine arrives as a `message` event of the window with `event.data === 'mailferry:engine-port'`. */
  requestEnginePort(): void;
  engineState(): Promise<EngineState>;
  onEngineState(listener: (state: EngineState) => void): () => void;
  restartEngine(): Promise<void>;
  vaultState(): Promise<VaultState>;
  onVaultState(listener: (state: VaultState) => void): () => void;
  /** Sets the passphrase the first time, unlocks later. False: it is not the one. */
  unlockVault(passphrase: string): Promise<boolean>;
  /** Stores a secret under its reference; it can never be read back by the page. Fails while the vault is locked. */
  saveSecret(ref: string, secret: string): Promise<void>;
  forgetSecret(ref: string): Promise<void>;
  colorScheme(): Promise<ColorScheme>;
  setColorScheme(scheme: ColorScheme): Promise<void>;
  /** Tells of a choice made in the native menu. */
  onColorScheme(listener: (scheme: ColorScheme) => void): () => void;
  openWorkspace(kind: WorkspaceKind): Promise<void>;
  copyText(text: string): Promise<void>;
  /** Asks where to, and writes. The name the file got, null when the agent thought better of it. */
  saveFile(file: FileToSave): Promise<string | null>;
  /** The same with a page of HTML printed as PDF; scripts and addresses in it do nothing. */
  savePdf(document: { readonly name: string; readonly html: string }): Promise<string | null>;
  /** Tells of the end of a long run by notification and badge, where the person wants it and does not look at the window. */
  runEnded(news: RunEndNews): Promise<void>;
  /** The person pressed such a notification. */
  onOpenMailbox(listener: (mailboxId: string) => void): () => void;
  /** The same for a notification about a domain. */
  onOpenDomain(listener: (domainId: string) => void): () => void;
  /** How many ends are not seen yet, on desktops that have no badge to show it. */
  onUnseenEnds(listener: (count: number) => void): () => void;
  /** Asks for a hand-off file and reads it. Null when the agent thought better of it. */
  openHandOff(): Promise<OpenedFile | null>;
  /** Asks what to import. Null when the agent thought better of it. */
  chooseImport(kind: ImportSourceKind): Promise<ChosenImport | null>;
  preferences(): Promise<Preferences>;
  savePreferences(preferences: Preferences): Promise<void>;
  onCommand(listener: (command: ShellCommand) => void): () => void;
}

/** The name under which the preload shows the API to the page. */
export const SHELL_API_KEY = 'mailferryShell';
export const ENGINE_PORT_MESSAGE = 'mailferry:engine-port';
/** The page's only origin. */
export const PAGE_ORIGIN = 'app://console';
