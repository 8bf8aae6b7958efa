/** Where keys work: on every screen, on those with a certain content, while a table or its header has the focus, in an open message. */
export const shortcutScopes = ['everywhere', 'mailbox', 'screen', 'table', 'header', 'message'] as const;
export type ShortcutScope = (typeof shortcutScopes)[number];

export interface Shortcut {
  readonly scope: ShortcutScope;
  /** What it does, for the list of keys. */
  readonly what: string;
  /** `Mod` is Ctrl, on a Mac Command. More than one: they do the same. */
  readonly keys: readonly [string, ...string[]];
}

/** Every key of the console. The list on `?` is made of it, and nothing binds a key that is not in it. */
export const shortcuts = {
  palette: { scope: 'everywhere', what: 'Search, or paste what the customer wrote', keys: ['Mod+K'] },
  'go-overview': { scope: 'everywhere', what: 'Overview', keys: ['Mod+1'] },
  'go-domains': { scope: 'everywhere', what: 'Domains', keys: ['Mod+2'] },
  'go-runs': { scope: 'everywhere', what: 'Runs', keys: ['Mod+3'] },
  'go-settings': { scope: 'everywhere', what: 'Settings', keys: ['Mod+4'] },
  'go-jobs': { scope: 'everywhere', what: 'Jobs', keys: ['Mod+5'] },
  'go-incidents': { scope: 'everywhere', what: 'Incidents', keys: ['Mod+6'] },
  'add-mailbox': { scope: 'everywhere', what: 'Add a mailbox', keys: ['Mod+N'] },
  'open-hand-off': { scope: 'everywhere', what: 'Open a hand-off of another installation', keys: ['Mod+O'] },
  'customer-mode': { scope: 'everywhere', what: 'Show to customer: blur addresses, names, subjects', keys: ['F8'] },
  'reload-data': { scope: 'everywhere', what: 'Read all data again', keys: ['F5', 'Mod+R'] },
  keyboard: { scope: 'everywhere', what: 'This list', keys: ['?'] },
  close: { scope: 'everywhere', what: 'Close a dialog', keys: ['Escape'] },

  'look-again': { scope: 'mailbox', what: 'Look again at both sides', keys: ['R'] },
  'copy-reply': { scope: 'mailbox', what: 'Copy the reply for the chat', keys: ['C'] },
  'find-message': { scope: 'mailbox', what: 'Where is this mail? Find a message', keys: ['M'] },
  'run-copy': { scope: 'mailbox', what: 'Copy', keys: ['Mod+Shift+C'] },
  'run-verify': { scope: 'mailbox', what: 'Verify', keys: ['Mod+Shift+V'] },
  'run-pause': { scope: 'mailbox', what: 'Pause the run, or resume it', keys: ['Mod+Shift+S'] },
  'run-cancel': { scope: 'mailbox', what: 'Cancel the run', keys: ['Mod+Shift+X'] },
  'run-options': { scope: 'mailbox', what: 'Options of the next run', keys: ['Mod+Shift+O'] },
  preflight: { scope: 'mailbox', what: 'Run preflight', keys: ['Mod+Shift+P'] },
  findings: { scope: 'mailbox', what: 'Verification and findings', keys: ['Mod+Shift+F'] },
  'hand-off': { scope: 'mailbox', what: 'Hand off', keys: ['Mod+Shift+H'] },

  'go-back': { scope: 'screen', what: 'Back to where you were', keys: ['Alt+ArrowLeft'] },
  'table-search': { scope: 'screen', what: 'To the search field of the table', keys: ['/'] },
  'to-table': { scope: 'screen', what: 'Into the table', keys: ['ArrowDown'] },

  'probe-now': { scope: 'screen', what: 'Probe all services now', keys: ['P'] },
  'new-incident': { scope: 'screen', what: 'Open an incident', keys: ['I'] },
  'copy-customer-text': { scope: 'screen', what: 'Copy the text for the customer', keys: ['T'] },
  'copy-status': { scope: 'screen', what: 'Copy the status line', keys: ['S'] },
  'write-update': { scope: 'screen', what: 'Write an update', keys: ['U'] },

  'next-gap': { scope: 'screen', what: 'Next message that only one side has', keys: [']'] },
  'previous-gap': { scope: 'screen', what: 'The one before that only one side has', keys: ['['] },
  'folder-map': { scope: 'screen', what: 'Change where the folder goes', keys: ['G'] },

  'row-down': { scope: 'table', what: 'Next row', keys: ['ArrowDown', 'J'] },
  'row-up': { scope: 'table', what: 'Row before', keys: ['ArrowUp', 'K'] },
  'page-down': { scope: 'table', what: 'A page down', keys: ['PageDown'] },
  'page-up': { scope: 'table', what: 'A page up', keys: ['PageUp'] },
  'first-row': { scope: 'table', what: 'First row', keys: ['Home', 'Mod+Home'] },
  'last-row': { scope: 'table', what: 'Last row', keys: ['End', 'Mod+End'] },
  unfold: { scope: 'table', what: 'Unfold, or into the folder', keys: ['ArrowRight'] },
  fold: { scope: 'table', what: 'Fold, or up to the folder above', keys: ['ArrowLeft'] },
  'open-row': { scope: 'table', what: 'Open the row', keys: ['Enter'] },
  'choose-row': { scope: 'table', what: 'Select the row, or no longer', keys: ['Space'] },
  'choose-to-here': { scope: 'table', what: 'Select up to here', keys: ['Shift+Space'] },
  'extend-down': { scope: 'table', what: 'Extend the selection down', keys: ['Shift+ArrowDown'] },
  'extend-up': { scope: 'table', what: 'Extend the selection up', keys: ['Shift+ArrowUp'] },
  'choose-all': { scope: 'table', what: 'Select all rows', keys: ['Mod+A'] },
  'choose-none': { scope: 'table', what: 'Select nothing', keys: ['Escape'] },
  'copy-rows': { scope: 'table', what: 'Copy the selected rows', keys: ['Mod+C'] },

  narrower: { scope: 'header', what: 'Narrower column', keys: ['Shift+ArrowLeft'] },
  wider: { scope: 'header', what: 'Wider column', keys: ['Shift+ArrowRight'] },
  'column-left': { scope: 'header', what: 'Move the column to the left', keys: ['Alt+ArrowLeft'] },
  'column-right': { scope: 'header', what: 'Move the column to the right', keys: ['Alt+ArrowRight'] },

  'next-message': { scope: 'message', what: 'Next message of the table', keys: ['J'] },
  'previous-message': { scope: 'message', what: 'Message before', keys: ['K'] },
  'message-next-gap': { scope: 'message', what: 'Next one that only one side has', keys: [']'] },
  'message-previous-gap': { scope: 'message', what: 'The one before that only one side has', keys: ['['] },
} as const satisfies Readonly<Record<string, Shortcut>>;

export type ShortcutId = keyof typeof shortcuts;

/** What of a keyboard event says which keys were pressed. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

const entries = Object.entries(shortcuts) as readonly (readonly [ShortcutId, Shortcut])[];
const byKeys = new Map<string, ShortcutId>(
  entries.flatMap(([id, { scope, keys }]) => keys.map((key) => [`${scope} ${key.toLowerCase()}`, id] as const)),
);

/** The shortcut of a scope that a key press means, null for none. */
export function shortcutOf(press: KeyPress, scope: ShortcutScope): ShortcutId | null {
  return byKeys.get(`${scope} ${keysOf(press)}`) ?? null;
}

function keysOf({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyPress): string {
  const name = key === ' ' ? 'space' : key.toLowerCase();
  // A sign such as `?` or `/` needs Shift on one keyboard and not on another.
  const sign = name.length === 1 && !/[\p{L}\p{N}]/u.test(name);
  const held = [ctrlKey || metaKey ? 'mod+' : '', altKey ? 'alt+' : '', shiftKey && !sign ? 'shift+' : ''].join('');
  return held + name;
}

const names: Readonly<Record<string, string>> = {
  Mod: 'Ctrl',
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  PageDown: 'Page ↓',
  PageUp: 'Page ↑',
};

/** The keys as they are printed on a keyboard: `['Ctrl', 'K']`. */
export function keyNames(keys: string): readonly string[] {
  return keys.split('+').map((key) => names[key] ?? key);
}

/** The first keys of a shortcut in words: `Ctrl Shift C`. */
export function shortcutText(id: ShortcutId): string {
  return keyNames(shortcuts[id].keys[0]).join(' ');
}

/** The same as `aria-keyshortcuts` wants it. */
export function ariaKeys(id: ShortcutId): string {
  return shortcuts[id].keys[0].replace('Mod', 'Control');
}

/** All shortcuts of a scope, in their order. */
export function shortcutsOf(scope: ShortcutScope): readonly (readonly [ShortcutId, Shortcut])[] {
  return entries.filter(([, shortcut]) => shortcut.scope === scope);
}
