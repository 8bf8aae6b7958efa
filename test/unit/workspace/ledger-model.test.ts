import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../../electron/engine/workspace/database.ts';
import type { LedgerEntry } from '../../../electron/engine/workspace/ledger.ts';
import { type LedgerStore, openLedger } from '../../../electron/engine/workspace/ledger-store.ts';
import { sampleWorkspace, temporaryFolder } from './sample-workspace.ts';

// The ledger beside a model of it that is plainly right, through thousands of lives with kills in them.

interface Line {
  readonly entries: ReadonlyMap<number, LedgerEntry>;
  readonly numbering: string | null;
}
type Model = readonly Line[];

const folders = [0, 1];
const uid = fc.integer({ min: 1, max: 5 });
const folder = fc.constantFrom(...folders);
const entry: fc.Arbitrary<LedgerEntry> = fc.record({
  sourceUid: uid,
  state: fc.constantFrom('pending', 'pending', 'pending', 'committed', 'found', 'refused'),
  destinationUid: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
  size: fc.nat(5000),
  internalDateMs: fc.nat(),
  bytesHash: fc.option(fc.uint8Array({ minLength: 1, maxLength: 4 }), { nil: null }),
  messageKey: fc.option(fc.uint8Array({ minLength: 1, maxLength: 4 }), { nil: null }),
  headerKey: fc.uint8Array({ minLength: 1, maxLength: 4 }),
  sourceFlags: fc.option(fc.constantFrom('', '\\Seen'), { nil: null }),
});
const confirmed = fc.record({
  sourceUid: uid,
  destinationUid: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
});
/** As a batch is confirmed: one after the other on both sides, now and then with a gap or a number that is not known. */
const batch = fc
  .record({
    first: uid,
    there: fc.integer({ min: 1, max: 9 }),
    length: fc.integer({ min: 1, max: 5 }),
    odd: fc.option(fc.record({ at: fc.nat(4), by: fc.constantFrom(null, 1, 3) }), { nil: null }),
  })
  .map(({ first, there, length, odd }) =>
    Array.from({ length }, (_, at) => ({
      sourceUid: first + at,
      destinationUid: odd !== null && odd.at <= at ? (odd.by === null ? null : there + at + odd.by) : there + at,
    })),
  );
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('put' as const), folder, entries: fc.array(entry, { maxLength: 4 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('confirm' as const),
      folder,
      confirmed: fc.oneof(fc.array(confirmed, { maxLength: 4 }), batch),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('forget' as const), folder, uids: fc.array(uid, { maxLength: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('renumber' as const), folder, numbering: fc.constantFrom('7', '8') }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('look' as const), folder }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('fail' as const), folder, entries: fc.array(entry, { maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'end' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'kill' as const }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function changed(
  model: Model,
  place: number,
  change: (entries: Map<number, LedgerEntry>) => void,
  numbering?: string,
): Model {
  return model.map((line, index) => {
    if (index !== place) return line;
    const entries = new Map(line.entries);
    change(entries);
    return { entries, numbering: numbering ?? line.numbering };
  });
}

/** What a step makes of a ledger. */
function next(model: Model, action: Step): Model {
  switch (action.do) {
    case 'put':
      return changed(model, action.folder, (entries) => {
        for (const one of action.entries) entries.set(one.sourceUid, one);
      });
    case 'confirm':
      return changed(model, action.folder, (entries) => {
        for (const { sourceUid, destinationUid } of action.confirmed) {
          const known = entries.get(sourceUid);
          if (known?.state === 'pending') entries.set(sourceUid, { ...known, state: 'committed', destinationUid });
        }
      });
    case 'forget':
      return changed(model, action.folder, (entries) => {
        for (const one of action.uids) entries.delete(one);
      });
    case 'renumber': {
      const other = model[action.folder]?.numbering !== action.numbering;
      return changed(
        model,
        action.folder,
        (entries) => {
          if (other) for (const [key, known] of entries) entries.set(key, { ...known, destinationUid: null });
        },
        action.numbering,
      );
    }
    default:
      return model;
  }
}

const unwritable: LedgerEntry = {
  sourceUid: 3,
  state: 'pending',
  destinationUid: null,
  size: Number.NaN,
  internalDateMs: 1,
  bytesHash: null,
  messageKey: null,
  headerKey: new Uint8Array([1]),
  sourceFlags: null,
};

const plain = (line: Line) => ({
  numbering: line.numbering,
  entries: [...line.entries.values()].sort((a, b) => a.sourceUid - b.sourceUid),
});

/** Opens the files as they are now in a folder of their own: what the next process finds when this one is killed. */
function openedFrom(file: string, dir: string): { database: Database; ledger: LedgerStore } {
  mkdirSync(dir);
  for (const end of ['', '-wal']) {
    if (existsSync(`${file}${end}`)) copyFileSync(`${file}${end}`, join(dir, `workspace.sqlite${end}`));
  }
  const database = openDatabase(dir);
  return { database, ledger: openLedger(database) };
}

test('the ledger is like its model through any life, and a kill loses at most confirmations that nothing came after', () => {
  const root = temporaryFolder();
  const workspace = sampleWorkspace();
  workspace.close();
  let lives = 0;
  const open = (file: string) => openedFrom(file, join(root, String(++lives)));
  let { database, ledger } = open(workspace.file);
  onTestFinished(() => database.close());
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), (steps) => {
      ledger.forgetMailbox('anna');
      const ids = folders.map((place) => ledger.folder('anna', `Folder ${place}`, '1', 'Somewhere').id);
      const idOf = (place: number): number => ids[place] ?? 0;
      const expectLike = (model: Model): void => {
        const lines = ledger.folders('anna');
        const found = folders.map((place) => ({
          numbering: lines[place]?.destinationUidValidity ?? null,
          entries: [...ledger.entries(idOf(place))],
        }));
        for (const place of folders) {
          const table = ledger.lines(idOf(place));
          expect(Array.from({ length: table.size }, (_, at) => table.entryAt(at))).toEqual(found[place]?.entries);
        }
        expect(found).toEqual(model.map(plain));
      };
      let model: Model = folders.map(() => ({ entries: new Map(), numbering: null }));
      // What a kill falls back to: without the confirmations that nothing came after.
      let kept = model;
      for (const action of steps) {
        if (action.do === 'kill') {
          const { file } = database;
          const survivor = open(file);
          database.close();
          rmSync(dirname(file), { recursive: true });
          ({ database, ledger } = survivor);
          model = kept;
          expectLike(model);
          continue;
        }
        model = next(model, action);
        if (action.do === 'confirm') {
          ledger.confirm(idOf(action.folder), 'run', action.confirmed);
          continue;
        }
        kept = model;
        if (action.do === 'look') expectLike(model);
        else if (action.do === 'put') ledger.put(idOf(action.folder), 'run', action.entries);
        else if (action.do === 'forget') ledger.forget(idOf(action.folder), action.uids);
        else if (action.do === 'renumber') ledger.setDestinationUidValidity(idOf(action.folder), action.numbering);
        else if (action.do === 'fail') {
          // A write that fails takes nothing with it: nothing of its own, nothing of what waited to go along with it.
          expect(() => ledger.put(idOf(action.folder), 'run', [...action.entries, unwritable])).toThrow();
        } else {
          const { file } = database;
          database.close();
          ({ database, ledger } = open(file));
          rmSync(dirname(file), { recursive: true });
        }
      }
      expectLike(model);
    }),
    { numRuns: 2000 },
  );
}, 120_000);
