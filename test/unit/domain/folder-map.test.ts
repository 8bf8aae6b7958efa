import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FolderInfo, FolderMapEntry, SpecialUse } from '../../../shared/domain/folder.ts';
import { type FolderMapInput, planFolderMap } from '../../../shared/domain/folder-map.ts';

/** What the planner promises to compare names by. */
const fold = (path: string): string => path.normalize('NFC').toLocaleLowerCase('en');
const utf8 = (text: string): number => new TextEncoder().encode(text).length;

// Names that clash with each other in every way names can: letter case, Unicode form, blanks, delimiters, known names.
const level = fc.oneof(
  fc.constantFrom(
    'Sent',
    'sent',
    'SENT',
    'Sent Items',
    'Gesendete Elemente',
    'Drafts',
    'Trash',
    'Bin',
    'Junk',
    'Spam',
    'Archive',
  ),
  fc.constantFrom(
    'Kunden',
    'kunden',
    'M\u00fcller',
    'Mu\u0308ller',
    'M\u00dcLLER',
    'INBOX',
    'Inbox',
    'a',
    'A',
    'a (2)',
    'A (2)',
    '_',
    '-',
  ),
  fc.constantFrom(
    ' a',
    'a ',
    '  ',
    '',
    'a.b',
    'a/b',
    'a-b',
    'tab\tin',
    'bell\u0007',
    '\u007f',
    'a\u0085b',
    '\u00a0x',
    'NIL',
    '日本',
    '😀',
    'x'.repeat(90),
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const depths = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 5, max: 26 }) },
);
const path = depths.chain((depth) => fc.array(level, { minLength: depth, maxLength: depth }));

const specialUse = fc.option(
  fc.constantFrom<SpecialUse>('sent', 'drafts', 'trash', 'junk', 'archive', 'all', 'flagged', 'important'),
  { freq: 6, nil: null },
);

function folders(delimiter: string | null, prefix: string): fc.Arbitrary<FolderInfo[]> {
  return fc
    .uniqueArray(fc.tuple(path, specialUse, fc.boolean(), fc.boolean()), {
      maxLength: 14,
      selector: ([levels]) => levels.join('\0'),
    })
    .map((drawn) => {
      const seen = new Set<string>(['INBOX']);
      const inbox: FolderInfo = { path: 'INBOX', delimiter, specialUse: 'inbox', selectable: true, subscribed: true };
      const others = drawn.flatMap(([levels, special, selectable, subscribed]): FolderInfo[] => {
        const safe = levels.map((text) => (delimiter === null ? text : text.replaceAll(delimiter, '~')));
        const joined = prefix + (delimiter === null ? safe.join('~') : safe.join(delimiter));
        if (joined === '' || joined.toUpperCase() === 'INBOX' || seen.has(joined)) return [];
        seen.add(joined);
        return [{ path: joined, delimiter, specialUse: special, selectable, subscribed }];
      });
      return [inbox, ...others];
    });
}

const place = fc.constantFrom<{ delimiter: string | null; prefix: string }>(
  { delimiter: '/', prefix: '' },
  { delimiter: '.', prefix: '' },
  { delimiter: '.', prefix: 'INBOX.' },
  { delimiter: '/', prefix: 'INBOX/' },
  { delimiter: '\\', prefix: '' },
  { delimiter: null, prefix: '' },
);

const input: fc.Arbitrary<FolderMapInput> = fc.tuple(place, place).chain(([from, to]) =>
  fc.tuple(folders(from.delimiter, from.prefix), folders(to.delimiter, to.prefix)).map(([source, destination]) => ({
    source,
    sourcePrefix: from.prefix,
    destination,
    rules: to,
    choices: [],
  })),
);

const withChoices: fc.Arbitrary<FolderMapInput> = input.chain((plain) =>
  fc
    .array(
      fc.tuple(fc.nat(), fc.option(fc.constantFrom('Chosen', 'chosen', 'Sent', 'Kunden', 'INBOX', 'x'), { nil: null })),
      { maxLength: 4 },
    )
    .map((drawn) => ({
      ...plain,
      choices: drawn.flatMap(([index, destination]) => {
        const source = plain.source[index % plain.source.length]?.path;
        return source === undefined ? [] : [{ source, destination }];
      }),
    })),
);

/** The destination after somebody created every folder of the map. */
function carriedOut(plain: FolderMapInput, map: readonly FolderMapEntry[]): FolderInfo[] {
  const there = new Map(plain.destination.map((folder) => [folder.path, folder]));
  for (const entry of map) {
    if (entry.destination === null || there.has(entry.destination)) continue;
    there.set(entry.destination, {
      path: entry.destination,
      delimiter: plain.rules.delimiter,
      specialUse: null,
      selectable: true,
      subscribed: true,
    });
  }
  return [...there.values()];
}

const lineOf = (map: readonly FolderMapEntry[], source: string): FolderMapEntry | undefined =>
  map.find((entry) => entry.source === source);
const places = (map: readonly FolderMapEntry[]) => map.map((entry) => [entry.source, entry.destination]);
const runs = { numRuns: 2000 };

describe('a folder map', () => {
  test('has exactly one line for every source folder, in the order of the source', () => {
    fc.assert(
      fc.property(withChoices, (plain) => {
        expect(planFolderMap(plain).map((entry) => entry.source)).toEqual(plain.source.map((folder) => folder.path));
      }),
      runs,
    );
  });

  test('never sends two source folders to one place, twins in letter case and Unicode form included', () => {
    fc.assert(
      fc.property(input, (plain) => {
        const folded = planFolderMap(plain).map((entry) => fold(entry.destination ?? ''));
        expect(new Set(folded).size).toBe(folded.length);
      }),
      runs,
    );
  });

  test('sends only chosen folders to a place that is taken', () => {
    fc.assert(
      fc.property(withChoices, (plain) => {
        const map = planFolderMap(plain);
        const unchosen = map.filter((entry) => entry.rule !== 'chosen' && entry.destination !== null);
        for (const entry of unchosen) {
          const sharing = map.filter(
            (other) =>
              other !== entry &&
              other.destination !== null &&
              fold(other.destination) === fold(entry.destination ?? ''),
          );
          for (const other of sharing)
            if (other.source !== entry.source && entry.rule !== 'inbox') expect(other.rule).toBe('chosen');
          if (sharing.filter((other) => other.source !== entry.source).length > 0) expect(entry.rule).toBe('inbox');
        }
      }),
      runs,
    );
  });

  test('makes only names every server takes: no control characters, outer blanks, empty levels, stray delimiters', () => {
    fc.assert(
      fc.property(input, (plain) => {
        for (const entry of planFolderMap(plain)) {
          const to = entry.destination ?? '';
          const { delimiter, prefix } = plain.rules;
          // What is there already has its own spelling, and so has what goes below it.
          const isThere = ({ path: name }: FolderInfo): boolean =>
            name !== 'INBOX' && (name === to || to.startsWith(name + (delimiter ?? '-')));
          if (plain.destination.some(isThere)) continue;
          // So has what is shortened below it: its levels are those of the folder that is there.
          const parent = plain.source.find(
            (folder) => folder.delimiter !== null && entry.source.startsWith(folder.path + folder.delimiter),
          );
          if (entry.notes.includes('too-deep') && parent !== undefined && parent.path !== 'INBOX') continue;
          expect(to).not.toMatch(/\p{Cc}|\u2028|\u2029/u);
          expect(to.startsWith(prefix) || to === 'INBOX').toBe(true);
          const levels = delimiter === null || to === 'INBOX' ? [to] : to.slice(prefix.length).split(delimiter);
          for (const name of levels) {
            expect(name).not.toBe('');
            expect(name.trim()).toBe(name);
          }
          expect(levels.length).toBeLessThanOrEqual(20);
          // A number against a clash may come on top.
          expect(utf8(to)).toBeLessThanOrEqual(200 + ' (99)'.length * levels.length);
        }
      }),
      runs,
    );
  });

  test('keeps as many levels as the source has, so that no character of a name separates anything', () => {
    fc.assert(
      fc.property(input, (plain) => {
        const { delimiter, prefix } = plain.rules;
        if (delimiter === null) return;
        const map = planFolderMap(plain);
        for (const [index, entry] of map.entries()) {
          const folder = plain.source[index];
          if (folder === undefined || entry.rule !== 'same-path' || entry.notes.includes('too-deep')) continue;
          const body = folder.path.startsWith(plain.sourcePrefix)
            ? folder.path.slice(plain.sourcePrefix.length)
            : folder.path;
          const before = folder.delimiter === null ? 1 : body.split(folder.delimiter).length;
          const parent =
            folder.delimiter === null
              ? undefined
              : lineOf(map, folder.path.slice(0, folder.path.lastIndexOf(folder.delimiter)));
          // Below a parent that went elsewhere the parent's depth counts.
          if (parent !== undefined && parent.rule !== 'same-path') continue;
          if (parent?.notes.includes('too-deep')) continue;
          const to = entry.destination ?? '';
          const after = (prefix !== '' && to.startsWith(prefix) ? to.slice(prefix.length) : to).split(delimiter).length;
          // A name below INBOX loses or gains that level where the prefix is INBOX itself.
          if (/^inbox/i.test(folder.path) || parent?.destination === 'INBOX') continue;
          if (deeperAncestorMoved(map, folder)) continue;
          expect(after).toBe(before);
        }
      }),
      runs,
    );
  });

  test('puts children below where their parents went', () => {
    fc.assert(
      fc.property(withChoices, (plain) => {
        const map = planFolderMap(plain);
        for (const entry of map) {
          const folder = plain.source.find(({ path: name }) => name === entry.source);
          if (!folder?.delimiter || !['same-path'].includes(entry.rule) || plain.rules.delimiter === null) continue;
          if (entry.notes.includes('too-deep')) continue;
          const cut = folder.path.lastIndexOf(folder.delimiter);
          if (cut <= 0 || folder.path.slice(0, cut + 1) === plain.sourcePrefix) continue;
          const parent = lineOf(map, folder.path.slice(0, cut));
          if (!parent || parent.destination === null) continue;
          expect(fold(entry.destination ?? '').startsWith(fold(parent.destination + plain.rules.delimiter))).toBe(true);
        }
      }),
      runs,
    );
  });

  test('sends INBOX to INBOX', () => {
    fc.assert(
      fc.property(input, (plain) => {
        expect(lineOf(planFolderMap(plain), 'INBOX')).toMatchObject({
          destination: 'INBOX',
          rule: 'inbox',
          exists: true,
        });
      }),
      runs,
    );
  });

  test('gives the same places again once they exist', () => {
    fc.assert(
      fc.property(input, (plain) => {
        const first = planFolderMap(plain);
        const second = planFolderMap({ ...plain, destination: carriedOut(plain, first) });
        expect(places(second)).toEqual(places(first));
        for (const entry of second) if (entry.destination !== null) expect(entry.exists).toBe(true);
      }),
      runs,
    );
  });

  // Both were found by millions of draws from few names.
  test.each([
    [
      'of a folder below a special one that has such a name itself',
      ['INBOX.INBOX.Trash', 'INBOX.INBOX'],
      new Map<string, SpecialUse>([['INBOX.INBOX', 'trash']]),
      { delimiter: '.', prefix: 'INBOX.' },
    ],
    [
      'of a folder whose special place another one took',
      ['INBOX.Trash', 'INBOX.INBOX', 'INBOX.INBOX.Trash'],
      new Map<string, SpecialUse>([
        ['INBOX.Trash', 'junk'],
        ['INBOX.INBOX.Trash', 'sent'],
      ]),
      { delimiter: '/', prefix: '' },
    ],
  ])('keeps the place %s', (_what, paths, uses, rules) => {
    const folder = (path: string, delimiter: string | null, use: SpecialUse | null): FolderInfo => ({
      path,
      delimiter,
      specialUse: use,
      selectable: true,
      subscribed: true,
    });
    const plain: FolderMapInput = {
      source: [folder('INBOX', '.', 'inbox'), ...paths.map((path) => folder(path, '.', uses.get(path) ?? null))],
      sourcePrefix: 'INBOX.',
      destination: [
        folder('INBOX', rules.delimiter, 'inbox'),
        ...(rules.prefix === '' ? [folder('Sent', rules.delimiter, 'junk')] : []),
      ],
      rules,
      choices: [],
    };
    const first = planFolderMap(plain);
    expect(places(planFolderMap({ ...plain, destination: carriedOut(plain, first) }))).toEqual(places(first));
    const parent = lineOf(first, 'INBOX.INBOX')?.destination ?? '';
    expect(lineOf(first, 'INBOX.INBOX.Trash')?.destination).toBe(`${parent}${rules.delimiter}Trash`);
  });

  test('stays what it was where messages have gone, whatever the destination got since', () => {
    fc.assert(
      fc.property(withChoices, fc.array(fc.tuple(level, specialUse), { maxLength: 5 }), (plain, news) => {
        const first = planFolderMap(plain);
        const since = news.map(([name, special]): FolderInfo => {
          const added = { delimiter: plain.rules.delimiter, specialUse: special, selectable: true, subscribed: true };
          return { path: plain.rules.prefix + name, ...added };
        });
        const second = planFolderMap({
          ...plain,
          destination: [...carriedOut(plain, first), ...since],
          earlier: new Map(
            first.flatMap(({ source, destination }) => (destination === null ? [] : [[source, destination]])),
          ),
        });
        expect(places(second)).toEqual(places(first));
      }),
      runs,
    );
  });

  test('lets choices win', () => {
    fc.assert(
      fc.property(withChoices, (plain) => {
        const map = planFolderMap(plain);
        const last = new Map(plain.choices.map((choice) => [choice.source, choice.destination]));
        for (const [source, destination] of last) {
          const entry = lineOf(map, source);
          if (destination === null) expect(entry).toMatchObject({ destination: null, rule: 'excluded' });
          else {
            expect(entry?.rule).toBe('chosen');
            expect(entry?.destination?.normalize('NFC')).toBe(destination);
          }
        }
      }),
      runs,
    );
  });
});

/** Whether any ancestor in the source went anywhere but to its own path. */
function deeperAncestorMoved(map: readonly FolderMapEntry[], folder: FolderInfo): boolean {
  return map.some(
    (entry) =>
      folder.delimiter !== null &&
      folder.path.startsWith(entry.source + folder.delimiter) &&
      (entry.rule !== 'same-path' || entry.notes.includes('too-deep')),
  );
}
