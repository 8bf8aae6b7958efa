import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MessageTable } from '../../../electron/engine/mail/message-table.ts';
import type { MessageListing } from '../../../electron/engine/mail/session.ts';
import { planFolder } from '../../../electron/engine/transfer/folder-plan.ts';
import { settleStrangers } from '../../../electron/engine/transfer/settlement.ts';
import type { LedgerEntry } from '../../../electron/engine/workspace/ledger.ts';
import { LedgerTable } from '../../../electron/engine/workspace/ledger-table.ts';
import type { Identity } from '../../../shared/domain/comparison.ts';

/** A message in the model: what it is (equal messages have the same `kind`) and its number. */
interface Item {
  uid: number;
  readonly kind: number;
  /** Only to count copies: which source message it is a copy of, or who else put it there. */
  readonly origin: string;
}

const dateOf = (kind: number): string => `0${1 + (kind % 9)}-Jul-2001 02:44:25 +0000`;
const identity = ({ uid, kind }: { uid: number; kind: number }): Identity => ({
  uid,
  size: 1000 + kind * 10,
  dateMs: kind,
  bytesHash: null,
  messageKey: kind % 4 === 0 ? null : `m${kind}`,
  headerKey: `h${kind}`,
});

/** A folder pair with a ledger, moved by the product's own plan and settlement; everything around them is the model. */
class Model {
  source: Item[] = [];
  destination: Item[] = [];
  /** The ledger of the present numbering of the source. */
  entries = new Map<number, LedgerEntry & { kind: number }>();
  #nextSource = 1;
  #nextDestination = 1;
  #destinationNumbering = 1;
  #ledgerNumbering = 1;
  readonly uidplus: boolean;
  /** Kinds of copies that left the destination on purpose; these must not come back by themselves. */
  #born = 0;

  constructor(uidplus: boolean) {
    this.uidplus = uidplus;
  }

  arrive(kind: number): void {
    this.source.push({ uid: this.#nextSource++, kind, origin: `message ${this.#born++}` });
  }

  /** Somebody else puts a message into the destination. */
  store(kind: number, origin: string): void {
    this.destination.push({ uid: this.#nextDestination++, kind, origin });
  }

  /** Another tool copies source messages that are not there yet, one for one. */
  otherToolCopies(count: number): void {
    const there = this.countKinds(this.destination);
    for (const item of this.source) {
      const left = there.get(item.kind) ?? 0;
      if (left > 0) there.set(item.kind, left - 1);
      else if (count-- > 0) this.store(item.kind, 'other tool');
    }
  }

  renumberSource(): void {
    this.source = this.source.map((item, index) => ({ ...item, uid: index + 1 }));
    this.#nextSource = this.source.length + 1;
    this.entries = new Map();
  }

  renumberDestination(): void {
    this.destination = this.destination.toReversed().map((item, index) => ({ ...item, uid: index + 1 }));
    this.#nextDestination = this.destination.length + 1;
    this.#destinationNumbering += 1;
  }

  /** One attempt at the folder: batches of `batch`, ended by a fault after `appends` batches where a fault is given. */
  run(options: {
    batch: number;
    fault?: { appends: number; kind: 'killed-before' | 'killed-after' | 'lost-reply' | 'refused' } | undefined;
    redeliver?: boolean;
    newestFirst?: boolean;
  }): number {
    if (this.#ledgerNumbering !== this.#destinationNumbering) {
      for (const [uid, entry] of this.entries) this.entries.set(uid, { ...entry, destinationUid: null });
      this.#ledgerNumbering = this.#destinationNumbering;
    }
    const plan = planFolder({
      source: tableOf(
        this.source.map(
          ({ uid, kind }): MessageListing => ({
            uid,
            flags: [],
            internalDate: dateOf(kind),
            size: identity({ uid, kind }).size,
          }),
        ),
      ),
      lines: LedgerTable.of([...this.entries.values()]),
      destination: tableOfUids(this.destination.map(({ uid }) => uid)),
      othersUids: new Set(),
      leavesOut: () => false,
      maxSize: null,
      appendLimit: null,
      redeliver: options.redeliver ?? false,
    });
    const itemOf = new Map(this.source.map((item) => [item.uid, item]));
    const strangers = this.destination.filter(({ uid }) => plan.strangers.includes(uid));
    const settling = settleStrangers(
      plan.unresolved.map((entry) =>
        identity({ uid: entry.sourceUid, kind: this.entries.get(entry.sourceUid)?.kind ?? -1 }),
      ),
      plan.candidates.flatMap((uid) => itemOf.get(uid) ?? []).map(identity),
      strangers.map(identity),
    );
    let step = settling.next();
    while (!step.done) step = settling.next();
    const { over, candidates } = step.value;
    for (const [place, uid] of over) {
      const entry = plan.unresolved[place];
      if (entry) this.#write(entry.sourceUid, 'committed', uid);
    }
    for (const [uid, there] of candidates) this.#write(uid, 'found', there);
    const lost = options.redeliver
      ? plan.unresolved.filter((_, place) => !over.has(place)).map((entry) => entry.sourceUid)
      : [];
    let todo = [...plan.candidates.filter((uid) => !candidates.has(uid)), ...lost].sort((a, b) => a - b);
    if (options.newestFirst) todo = todo.reverse();
    for (let first = 0, appends = 0; first < todo.length; first += options.batch, appends += 1) {
      const batch = todo.slice(first, first + options.batch).flatMap((uid) => itemOf.get(uid) ?? []);
      const fault = options.fault?.appends === appends ? options.fault.kind : undefined;
      for (const item of batch) this.#write(item.uid, 'pending', null);
      if (fault === 'killed-before') return todo.length;
      if (fault === 'refused') {
        for (const item of batch) this.#write(item.uid, 'refused', null);
        continue;
      }
      const uids = batch.map((item) => {
        this.store(item.kind, item.origin);
        return this.destination.at(-1)?.uid ?? 0;
      });
      if (fault === 'killed-after' || fault === 'lost-reply') return todo.length;
      for (const [index, item] of batch.entries())
        this.#write(item.uid, 'committed', this.uidplus ? (uids[index] ?? null) : null);
    }
    return todo.length;
  }

  #write(sourceUid: number, state: LedgerEntry['state'], destinationUid: number | null): void {
    const kind = this.source.find(({ uid }) => uid === sourceUid)?.kind ?? this.entries.get(sourceUid)?.kind ?? -1;
    this.entries.set(sourceUid, {
      sourceUid,
      state,
      destinationUid,
      size: 1,
      internalDateMs: 0,
      bytesHash: null,
      messageKey: null,
      headerKey: new Uint8Array(),
      sourceFlags: null,
      kind,
    });
  }

  countKinds(items: readonly Item[]): Map<number, number> {
    const counts = new Map<number, number>();
    for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return counts;
  }
}

type Step = (model: Model, extra: Map<number, number>) => void;
const kinds = fc.nat(5);
const fault = fc.option(
  fc.record({ appends: fc.nat(3), kind: fc.constantFrom('killed-before', 'killed-after', 'lost-reply', 'refused') }),
  { nil: undefined, freq: 2 },
);
const runStep: fc.Arbitrary<Step> = fc
  .record({ batch: fc.integer({ min: 1, max: 4 }), fault, newestFirst: fc.boolean() })
  .map(
    (options): Step =>
      (model) =>
        void model.run(options),
  );
const peaceful: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: runStep },
  {
    weight: 4,
    arbitrary: fc.array(kinds, { minLength: 1, maxLength: 6 }).map(
      (arrived): Step =>
        (model) => {
          for (const kind of arrived) model.arrive(kind);
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat(4).map(
      (count): Step =>
        (model) =>
          model.otherToolCopies(count),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Step>((model) => model.renumberSource()) },
  { weight: 1, arbitrary: fc.constant<Step>((model) => model.renumberDestination()) },
  // New mail that the source never had.
  {
    weight: 1,
    arbitrary: fc.integer({ min: 100, max: 105 }).map(
      (kind): Step =>
        (model, extra) => {
          model.store(kind, 'new mail');
          extra.set(kind, (extra.get(kind) ?? 0) + 1);
        },
    ),
  },
);

function tableOf(messages: readonly MessageListing[]): MessageTable {
  const table = new MessageTable();
  for (const message of messages) table.add(message);
  return table;
}

const tableOfUids = (uids: readonly number[]): MessageTable =>
  tableOf(uids.map((uid) => ({ uid, flags: [], internalDate: '', size: 0 })));

describe('a folder, whatever happens to it', () => {
  test('ends with every message there exactly as often as on the source', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(peaceful, { minLength: 1, maxLength: 14 }), (uidplus, steps) => {
        const model = new Model(uidplus);
        const extra = new Map<number, number>();
        for (const step of steps) {
          step(model, extra);
          // Never, at no moment, is anything there more often than it should be.
          const should = model.countKinds(model.source);
          for (const [kind, count] of model.countKinds(model.destination))
            expect(count).toBeLessThanOrEqual((should.get(kind) ?? 0) + (extra.get(kind) ?? 0));
        }
        model.run({ batch: 3 });
        const expected = new Map([...model.countKinds(model.source), ...extra]);
        expect(new Map([...model.countKinds(model.destination)].sort())).toEqual(new Map([...expected].sort()));
        expect(model.run({ batch: 3 })).toBe(0);
      }),
      { numRuns: 5000 },
    );
  });

  test('brings back what was deleted at the destination only when asked, and then exactly', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(kinds, { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        fault,
        (uidplus, arrived, deleted, kind) => {
          const model = new Model(uidplus);
          for (const one of arrived) model.arrive(one);
          model.run({ batch: 2 });
          for (const place of deleted)
            if (model.destination.length > 0) model.destination.splice(place % model.destination.length, 1);
          const left = model.destination.length;
          expect(model.run({ batch: 2 })).toBe(0);
          expect(model.destination).toHaveLength(left);
          if (kind !== undefined) model.run({ batch: 2, redeliver: true, fault: kind });
          model.run({ batch: 2, redeliver: true });
          expect(new Map([...model.countKinds(model.destination)].sort())).toEqual(
            new Map([...model.countKinds(model.source)].sort()),
          );
          expect(model.run({ batch: 2, redeliver: true })).toBe(0);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('does not take new numbers for old ones after messages left the source', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(kinds, { minLength: 2, maxLength: 10 }),
        fc.nat(),
        fc.array(fc.integer({ min: 10, max: 15 }), { maxLength: 4 }),
        (uidplus, arrived, place, later) => {
          const model = new Model(uidplus);
          for (const one of arrived) model.arrive(one);
          model.run({ batch: 3 });
          model.source.splice(place % model.source.length, 1);
          for (const one of later) model.arrive(one);
          model.run({ batch: 3 });
          // What left the source stays at the destination: nothing is ever deleted there.
          expect(model.destination).toHaveLength(arrived.length + later.length);
          expect(model.run({ batch: 3 })).toBe(0);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('the plan of a folder', () => {
  const listing = (uid: number, size = 10, internalDate = '17-Jul-2001 02:44:25 +0000'): MessageListing => ({
    uid,
    flags: [],
    internalDate,
    size,
  });
  const input = {
    lines: LedgerTable.of([]),
    destination: tableOfUids([]),
    othersUids: new Set<number>(),
    leavesOut: () => false,
    maxSize: null,
    appendLimit: null,
    redeliver: false,
  };

  test('leaves out what it is told to, and what is too big', () => {
    const plan = planFolder({
      ...input,
      source: tableOf([listing(4, 10, ''), listing(1), listing(2, 101), listing(3, 10, '17-Jul-1999 00:00:00 +0000')]),
      leavesOut: ({ uid }) => uid === 3,
      maxSize: 200,
      appendLimit: 100,
    });
    expect(plan).toMatchObject({ candidates: [4, 1], tooBig: [2] });
    expect([...plan.leftOut]).toEqual([3]);
  });

  const over = (sourceUid: number, destinationUid: number | null): LedgerEntry => ({
    sourceUid,
    state: 'committed',
    destinationUid,
    size: 10,
    internalDateMs: 0,
    bytesHash: null,
    messageKey: null,
    headerKey: new Uint8Array(16),
    sourceFlags: null,
  });

  test('accounts for the copies of what it leaves out, and does not count them', () => {
    const plan = planFolder({
      ...input,
      source: tableOf([listing(1), listing(2), listing(3)]),
      lines: LedgerTable.of([over(1, 11), over(2, 12), over(3, null)]),
      destination: tableOfUids([11, 12, 13]),
      leavesOut: ({ uid }) => uid !== 1,
    });
    expect(plan).toMatchObject({ settled: 1, candidates: [], strangers: [13], gone: [] });
    expect(plan.unresolved.map(({ sourceUid }) => sourceUid)).toEqual([3]);
  });

  test('names what is over and gone on the source since', () => {
    const plan = planFolder({
      ...input,
      source: tableOf([listing(2)]),
      lines: LedgerTable.of([over(1, 11), over(2, 12), { ...over(3, null), state: 'refused' }]),
      destination: tableOfUids([11, 12]),
    });
    expect(plan.departed.map(({ sourceUid }) => sourceUid)).toEqual([1]);
    expect(plan.strangers).toEqual([]);
  });

  test('takes the copies of other folders for no strangers', () => {
    expect(
      planFolder({
        ...input,
        source: tableOf([listing(1)]),
        destination: tableOfUids([5, 6]),
        othersUids: new Set([5]),
      }).strangers,
    ).toEqual([6]);
  });
});
