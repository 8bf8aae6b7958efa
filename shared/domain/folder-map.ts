import type {
  FolderInfo,
  FolderMapChoice,
  FolderMapEntry,
  MapNote,
  MapRule,
  NamingRules,
  SpecialUse,
} from './folder.ts';
import { specialUseByName } from './folder-names.ts';

/** Everything the planner looks at; it asks nobody and changes nothing. */
export interface FolderMapInput {
  readonly source: readonly FolderInfo[];
  /** The personal namespace prefix of the source, for instance `INBOX.`; taken off before the name is carried over. */
  readonly sourcePrefix: string;
  readonly destination: readonly FolderInfo[];
  readonly rules: NamingRules;
  readonly choices: readonly FolderMapChoice[];
}

/** Levels and UTF-8 bytes of a name that practically every server accepts; Maildir file systems stop at 255 bytes. */
const MAX_DEPTH = 20;
const MAX_BYTES = 200;
/** What stands in for a character the destination cannot have inside a name. */
const STAND_IN = '-';
const MAPPED_USES: readonly SpecialUse[] = ['inbox', 'sent', 'drafts', 'trash', 'junk', 'archive'];

/**
 * Plans where every source folder goes: chosen by the agent, else by special use, else by a well-known name, else the same
 * path in the destination's spelling. Two source folders never share a destination unless the agent chose so; twins that
 * differ only in letter case get a number, because some destinations would merge them.
 */
export function planFolderMap(input: FolderMapInput): FolderMapEntry[] {
  const planner = new Planner(input);
  return planner.plan();
}

class Planner {
  readonly #input: FolderMapInput;
  readonly #existing: ReadonlyMap<string, string>;
  readonly #uses: ReadonlyMap<SpecialUse, string>;
  readonly #choices: ReadonlyMap<string, string | null>;
  /** Destination path as compared (letter case and Unicode form folded) to the source that took it. */
  readonly #taken = new Map<string, string>();
  /** Where each mapped source path went, so that children follow their parents. */
  readonly #placed = new Map<string, string>();

  constructor(input: FolderMapInput) {
    this.#input = input;
    this.#existing = new Map(input.destination.map((folder) => [fold(folder.path), folder.path]));
    this.#uses = destinationUses(input.destination);
    this.#choices = new Map(input.choices.map((choice) => [choice.source, choice.destination]));
  }

  plan(): FolderMapEntry[] {
    const uses = sourceUses(this.#input.source);
    const entries = new Map<string, FolderMapEntry>();
    // Chosen and special folders take their places first, so that no ordinary folder of the same name gets in the way.
    const rank = (folder: FolderInfo): number => {
      if (this.#choices.has(folder.path)) return 0;
      return uses.has(folder.path) ? 1 : 2;
    };
    const ordered = [...this.#input.source].sort(
      (a, b) => rank(a) - rank(b) || depthOf(a) - depthOf(b) || compareText(a.path, b.path),
    );
    for (const folder of ordered) entries.set(folder.path, this.#place(folder, uses.get(folder.path)));
    return this.#input.source.map((folder) => entries.get(folder.path)).filter((entry) => entry !== undefined);
  }

  #place(folder: FolderInfo, use: { use: SpecialUse; rule: MapRule } | undefined): FolderMapEntry {
    const choice = this.#choices.get(folder.path);
    if (choice === null) return this.#entry(folder, null, 'excluded', []);
    if (choice !== undefined) {
      const merged = this.#taken.has(fold(choice));
      return this.#entry(folder, choice, 'chosen', merged ? ['merged'] : []);
    }
    if (use?.use === 'inbox') return this.#entry(folder, 'INBOX', 'inbox', []);
    const special = use === undefined ? undefined : this.#uses.get(use.use);
    if (use !== undefined && special !== undefined && !this.#taken.has(fold(special))) {
      return this.#entry(folder, special, use.rule, []);
    }
    const { path, notes } = this.#spell(folder);
    return this.#entry(folder, this.#unclash(path, notes), 'same-path', notes);
  }

  /** The source path in the destination's spelling: level by level, below where the parent went. */
  #spell(folder: FolderInfo): { path: string; notes: MapNote[] } {
    const notes: MapNote[] = [];
    const { delimiter, prefix } = this.#input.rules;
    const levels = levelsOf(folder, this.#input.sourcePrefix);
    let parent = this.#placedParent(folder);
    let own = levels;
    if (parent !== undefined) own = levels.slice(-1);
    // Below INBOX only where the source has it there too; the prefix of the destination is added once.
    else if (levels[0]?.toUpperCase() === 'INBOX' && levels.length > 1) {
      parent = 'INBOX';
      own = levels.slice(1);
    }
    const cleaned = own.map((level) => cleanLevel(level, delimiter, notes));
    const separator = delimiter ?? STAND_IN;
    if (delimiter === null && (parent !== undefined || cleaned.length > 1)) notes.push('delimiter-in-name');
    let path = [...(parent === undefined ? [] : [parent]), ...cleaned].join(separator);
    if (prefix !== '' && !startsWithPrefix(path, prefix)) path = prefix + path;
    const depth = delimiter === null ? 1 : path.split(delimiter).length;
    if (depth > MAX_DEPTH || byteLength(path) > MAX_BYTES) {
      notes.push('too-deep');
      path = shorten(path, delimiter, prefix);
    }
    return { path, notes };
  }

  #placedParent(folder: FolderInfo): string | undefined {
    if (folder.delimiter === null) return undefined;
    const end = folder.path.lastIndexOf(folder.delimiter);
    if (end <= 0) return undefined;
    // With a namespace such as `INBOX.` every folder hangs below INBOX in spelling only.
    if (folder.path.slice(0, end + folder.delimiter.length) === this.#input.sourcePrefix) return undefined;
    // A parent the agent left out has no place, so its children keep their whole own path.
    return this.#placed.get(folder.path.slice(0, end));
  }

  /** Gives a name of its own to a folder whose place is taken, also by a twin in another letter case. */
  #unclash(path: string, notes: MapNote[]): string {
    const holder = this.#taken.get(fold(path));
    if (holder === undefined && !this.#isOtherCaseOfExisting(path)) return path;
    notes.push(holder !== undefined && holder.toLowerCase() !== path.toLowerCase() ? 'name-clash' : 'case-twin');
    for (let number = 2; ; number += 1) {
      const candidate = `${path} (${number})`;
      if (!this.#taken.has(fold(candidate)) && !this.#isOtherCaseOfExisting(candidate)) return candidate;
    }
  }

  /** A destination that has `Projects` may treat `projects` as the same folder or as another: both are surprising. */
  #isOtherCaseOfExisting(path: string): boolean {
    const existing = this.#existing.get(fold(path));
    return existing !== undefined && existing !== path && !sameUnicode(existing, path);
  }

  #entry(folder: FolderInfo, destination: string | null, rule: MapRule, notes: readonly MapNote[]): FolderMapEntry {
    let exists = false;
    let path = destination;
    if (destination !== null) {
      const existing = this.#existing.get(fold(destination));
      exists = existing !== undefined && (existing === destination || sameUnicode(existing, destination));
      // The same name in another Unicode form exists: use the spelling that is there.
      if (exists && existing !== undefined) path = existing;
      this.#taken.set(fold(destination), folder.path);
      this.#placed.set(folder.path, path ?? destination);
    }
    return {
      source: folder.path,
      destination: path,
      rule,
      notes: [...new Set(notes)],
      exists,
      selectable: folder.selectable,
    };
  }
}

/** The destination's special folders: by attribute, else by name; the shallowest one of a kind counts. */
function destinationUses(folders: readonly FolderInfo[]): ReadonlyMap<SpecialUse, string> {
  const uses = new Map<SpecialUse, string>();
  const ordered = [...folders]
    .filter((folder) => folder.selectable)
    .sort((a, b) => depthOf(a) - depthOf(b) || compareText(a.path, b.path));
  for (const folder of ordered) {
    if (folder.specialUse !== null && !uses.has(folder.specialUse)) uses.set(folder.specialUse, folder.path);
  }
  for (const folder of ordered) {
    const use = specialUseByName(lastLevel(folder));
    if (use !== null && !uses.has(use) && depthOf(folder) <= 2) uses.set(use, folder.path);
  }
  uses.set('inbox', 'INBOX');
  return uses;
}

/** The source's special folders. Of several folders that could be "Sent", the one with the attribute or the shallowest is it. */
function sourceUses(folders: readonly FolderInfo[]): ReadonlyMap<string, { use: SpecialUse; rule: MapRule }> {
  const result = new Map<string, { use: SpecialUse; rule: MapRule }>();
  const claimed = new Set<SpecialUse>();
  const claim = (folder: FolderInfo, use: SpecialUse | null, rule: MapRule): void => {
    if (use === null || claimed.has(use) || result.has(folder.path) || !MAPPED_USES.includes(use)) return;
    claimed.add(use);
    result.set(folder.path, { use, rule });
  };
  const ordered = [...folders].sort((a, b) => depthOf(a) - depthOf(b) || compareText(a.path, b.path));
  for (const folder of ordered) if (folder.path.toUpperCase() === 'INBOX') claim(folder, 'inbox', 'inbox');
  for (const folder of ordered) claim(folder, folder.specialUse, 'special-use');
  for (const folder of ordered) {
    if (folder.selectable && depthOf(folder) <= 2) claim(folder, specialUseByName(lastLevel(folder)), 'known-name');
  }
  return result;
}

function levelsOf(folder: FolderInfo, sourcePrefix: string): string[] {
  const path = startsWithPrefix(folder.path, sourcePrefix) ? folder.path.slice(sourcePrefix.length) : folder.path;
  return folder.delimiter === null ? [path] : path.split(folder.delimiter);
}

function startsWithPrefix(path: string, prefix: string): boolean {
  return prefix !== '' && path.length > prefix.length && path.toUpperCase().startsWith(prefix.toUpperCase());
}

/** One level of a name with what the destination cannot have replaced, and a note for each kind of change. */
function cleanLevel(level: string, delimiter: string | null, notes: MapNote[]): string {
  let name = level.normalize('NFC');
  if (name !== level) notes.push('unicode-form');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters in folder names are what this is about
  const printable = name.replace(/[\u0000-\u001f\u007f]/g, STAND_IN);
  if (printable !== name) notes.push('control-character');
  name = printable;
  if (delimiter !== null && name.includes(delimiter)) {
    name = name.replaceAll(delimiter, STAND_IN);
    notes.push('delimiter-in-name');
  }
  const trimmed = name.trim();
  if (trimmed !== name) notes.push('blank-trimmed');
  if (trimmed !== '') return trimmed;
  notes.push('empty-name');
  return '_';
}

/** Folds the middle levels of a path that is too deep or too long into its last ones; keeps it recognisable. */
function shorten(path: string, delimiter: string | null, prefix: string): string {
  const body = path.slice(startsWithPrefix(path, prefix) ? prefix.length : 0);
  const levels = delimiter === null ? [body] : body.split(delimiter);
  const kept =
    levels.length > MAX_DEPTH
      ? [...levels.slice(0, MAX_DEPTH - 1), levels.slice(MAX_DEPTH - 1).join(STAND_IN)]
      : levels;
  const budget = Math.floor((MAX_BYTES - byteLength(prefix)) / kept.length) - 1;
  const total = byteLength(kept.join(delimiter ?? ''));
  const cut = total + byteLength(prefix) > MAX_BYTES ? kept.map((level) => truncate(level, Math.max(budget, 4))) : kept;
  return prefix + cut.join(delimiter ?? '');
}

/** Cuts a text to so many UTF-8 bytes without splitting a character. */
function truncate(text: string, bytes: number): string {
  let result = '';
  for (const char of text) {
    if (byteLength(result + char) > bytes) break;
    result += char;
  }
  return result.trim() === '' ? '_' : result.trim();
}

function lastLevel(folder: FolderInfo): string {
  return folder.delimiter === null ? folder.path : (folder.path.split(folder.delimiter).at(-1) ?? folder.path);
}

function depthOf(folder: FolderInfo): number {
  return folder.delimiter === null ? 1 : folder.path.split(folder.delimiter).length;
}

/** How names are compared: letter case and Unicode form do not tell two folders apart safely. */
function fold(path: string): string {
  return path.normalize('NFC').toLocaleLowerCase('en');
}

function sameUnicode(a: string, b: string): boolean {
  return a.normalize('NFC') === b.normalize('NFC') || (a.toUpperCase() === 'INBOX' && b.toUpperCase() === 'INBOX');
}

function byteLength(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
