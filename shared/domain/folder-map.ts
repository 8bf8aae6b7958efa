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
  /**
   * Where earlier runs put messages of a source folder. It stays there, whatever folders the destination got since: another
   * place would get all of them a second time.
   */
  readonly earlier?: ReadonlyMap<string, string>;
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
  /** Destination paths by how they compare: a server that tells letter case apart may have several of one. */
  readonly #existing: ReadonlyMap<string, readonly string[]>;
  readonly #uses: ReadonlyMap<SpecialUse, DestinationUse>;
  readonly #choices: ReadonlyMap<string, string | null>;
  /** Destination path as compared (letter case and Unicode form folded) to the source that took it. */
  readonly #taken = new Map<string, string>();
  /** Where each mapped source path went, so that children follow their parents. */
  readonly #placed = new Map<string, string>();
  readonly #sourcePaths: ReadonlyMap<string, FolderInfo>;
  /** The source folders that would have a destination path by their own name. */
  readonly #namesakes: ReadonlyMap<string, readonly string[]>;

  constructor(input: FolderMapInput) {
    this.#input = input;
    this.#sourcePaths = new Map(input.source.map((folder) => [folder.path, folder]));
    this.#existing = groupByFold(input.destination.map((folder) => folder.path));
    this.#uses = destinationUses(input.destination, input.rules.prefix);
    this.#choices = new Map(input.choices.map((choice) => [choice.source, choice.destination]));
    this.#namesakes = Map.groupBy(
      input.source.map((folder) => folder.path),
      (path) => fold(this.#ownPath(path)),
    );
  }

  plan(): FolderMapEntry[] {
    const uses = sourceUses(this.#input.source, this.#input.sourcePrefix);
    const entries = new Map<string, FolderMapEntry>();
    // Chosen and special folders take their places first, so that no ordinary folder of the same name gets in the way.
    const rank = (folder: FolderInfo): number => {
      if (this.#choices.has(folder.path)) return 0;
      if (this.#input.earlier?.has(folder.path)) return 1;
      const use = uses.get(folder.path);
      return use !== undefined && this.#specialPlace(folder, use) !== undefined ? 1 : 2;
    };
    const ordered = [...this.#input.source].sort(
      (a, b) => rank(a) - rank(b) || depthOf(a) - depthOf(b) || compareText(a.path, b.path),
    );
    const firstOrdinary = ordered.findIndex((folder) => rank(folder) === 2);
    const special = firstOrdinary < 0 ? ordered : ordered.slice(0, firstOrdinary);
    const ordinary = ordered.slice(special.length);
    for (const folder of special) {
      // Another special folder took its place: now it is one like any other, and its parents come first.
      if (rank(folder) === 2) ordinary.push(folder);
      else entries.set(folder.path, this.#place(folder, uses.get(folder.path)));
    }
    ordinary.sort((a, b) => depthOf(a) - depthOf(b) || compareText(a.path, b.path));
    for (const folder of ordinary) entries.set(folder.path, this.#place(folder, uses.get(folder.path)));
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
    const earlier = this.#input.earlier?.get(folder.path);
    if (earlier !== undefined && !this.#taken.has(fold(earlier))) {
      return this.#entry(folder, earlier, use?.rule ?? 'same-path', []);
    }
    const special = use === undefined ? undefined : this.#specialPlace(folder, use);
    if (use !== undefined && special !== undefined) return this.#entry(folder, special, use.rule, []);
    const { path, notes } = this.#spell(folder);
    return this.#entry(folder, this.#unclash(path, notes), 'same-path', notes);
  }

  /**
   * The destination's folder of the same special use. Attributes on both sides settle it; else a folder that has the very
   * name of the place comes before one that would go there by a guess.
   */
  #specialPlace(folder: FolderInfo, use: { use: SpecialUse; rule: MapRule }): string | undefined {
    const { attributed, named } = this.#uses.get(use.use) ?? { attributed: undefined, named: [] };
    if (attributed === undefined) {
      return named.find((path) => !this.#taken.has(fold(path)) && !this.#belongsToNamesake(path, folder));
    }
    const free = !this.#taken.has(fold(attributed));
    return free && (use.rule === 'special-use' || !this.#belongsToNamesake(attributed, folder))
      ? attributed
      : undefined;
  }

  #belongsToNamesake(destination: string, folder: FolderInfo): boolean {
    const namesakes = this.#namesakes.get(fold(destination)) ?? [];
    const owner = namesakes.find((path) => this.#ownPath(path) === destination) ?? namesakes[0];
    return owner !== undefined && owner !== folder.path;
  }

  /** A source path in the destination's spelling, wherever its parents go. */
  #ownPath(path: string): string {
    const folder = this.#sourcePaths.get(path);
    if (folder === undefined) return path;
    const { delimiter, prefix } = this.#input.rules;
    if (path.toUpperCase() === 'INBOX') return 'INBOX';
    const levels = levelsOf(folder, this.#input.sourcePrefix);
    const above = this.#parentOf(folder);
    const below = above === undefined ? levels : levels.slice(-1);
    const cleaned = below.map((level) => cleanLevel(level, delimiter, []));
    const own = [...(above === undefined ? [] : [this.#ownPath(above)]), ...cleaned].join(delimiter ?? STAND_IN);
    return startsWithPrefix(own, prefix) ? own : prefix + own;
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
    // A parent the agent chose may lie outside the prefix; its children are below it all the same.
    const needsPrefix = parent === undefined || parent === 'INBOX';
    if (needsPrefix && prefix !== '' && !startsWithPrefix(path, prefix)) path = prefix + path;
    const depth = delimiter === null ? 1 : path.split(delimiter).length;
    if (depth > MAX_DEPTH || byteLength(path) > MAX_BYTES) {
      notes.push('too-deep');
      path = shorten(path, delimiter, prefix);
    }
    return { path, notes };
  }

  /** The source folder right above, if there is one. */
  #parentOf(folder: FolderInfo): string | undefined {
    if (folder.delimiter === null) return undefined;
    const end = folder.path.lastIndexOf(folder.delimiter);
    if (end <= 0) return undefined;
    // With a namespace such as `INBOX.` every folder hangs below INBOX in spelling only.
    if (folder.path.slice(0, end + folder.delimiter.length) === this.#input.sourcePrefix) return undefined;
    const parent = folder.path.slice(0, end);
    return this.#sourcePaths.has(parent) ? parent : undefined;
  }

  #placedParent(folder: FolderInfo): string | undefined {
    const parent = this.#parentOf(folder);
    // A parent the agent left out has no place, so its children keep their whole own path.
    return parent === undefined ? undefined : this.#placed.get(parent);
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
    return this.#existing.has(fold(path)) && this.#existingSpelling(path) === undefined;
  }

  /** The folder at the destination that is this one: the very same name, else the same in another Unicode form. */
  #existingSpelling(path: string): string | undefined {
    const spellings = this.#existing.get(fold(path)) ?? [];
    return spellings.find((spelling) => spelling === path) ?? spellings.find((spelling) => sameUnicode(spelling, path));
  }

  #entry(folder: FolderInfo, destination: string | null, rule: MapRule, notes: readonly MapNote[]): FolderMapEntry {
    let existing: string | undefined;
    if (destination !== null) {
      // Where the same name exists in another Unicode form, the spelling that is there is used.
      existing = this.#existingSpelling(destination);
      this.#taken.set(fold(destination), folder.path);
      this.#placed.set(folder.path, existing ?? destination);
    }
    return {
      source: folder.path,
      destination: existing ?? destination,
      rule,
      notes: [...new Set(notes)],
      exists: existing !== undefined,
      selectable: folder.selectable,
    };
  }
}

/** Which folders of the destination have a special use: the shallowest with the attribute, and all that have such a name. */
interface DestinationUse {
  readonly attributed: string | undefined;
  readonly named: readonly string[];
}

function destinationUses(folders: readonly FolderInfo[], prefix: string): ReadonlyMap<SpecialUse, DestinationUse> {
  const uses = new Map<SpecialUse, { attributed: string | undefined; named: string[] }>();
  const entryOf = (use: SpecialUse) => {
    const known = uses.get(use) ?? { attributed: undefined, named: [] };
    uses.set(use, known);
    return known;
  };
  const ordered = [...folders]
    .filter((folder) => folder.selectable)
    .sort((a, b) => depthOf(a) - depthOf(b) || compareText(a.path, b.path));
  for (const folder of ordered) {
    if (folder.specialUse !== null) entryOf(folder.specialUse).attributed ??= folder.path;
    const use = specialUseByName(lastLevel(folder));
    if (use !== null && isTopLevel(folder, prefix)) entryOf(use).named.push(folder.path);
  }
  entryOf('inbox').attributed = 'INBOX';
  return uses;
}

/** The source's special folders. Of several folders that could be "Sent", the one with the attribute or the shallowest is it. */
function sourceUses(
  folders: readonly FolderInfo[],
  prefix: string,
): ReadonlyMap<string, { use: SpecialUse; rule: MapRule }> {
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
    if (folder.selectable && isTopLevel(folder, prefix))
      claim(folder, specialUseByName(lastLevel(folder)), 'known-name');
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
  // What RFC 9755 (section 3, by RFC 5198) keeps out of names: both ranges of controls, and the Unicode line ends.
  const printable = name.replace(/[\p{Cc}\u2028\u2029]/gu, STAND_IN);
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

/** Where special folders lie: at the top or right below INBOX. A customer's `Projects/Sent` is a folder like any other. */
function isTopLevel(folder: FolderInfo, prefix: string): boolean {
  const levels = levelsOf(folder, prefix);
  return levels.length === 1 || (levels.length === 2 && levels[0]?.toUpperCase() === 'INBOX');
}

function groupByFold(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return Map.groupBy(paths, fold);
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
