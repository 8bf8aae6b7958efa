import { type FindingKind, missingDetails, type Verification } from './verification.ts';

/** One step on the way from the number of messages on the old side to the number on the new one. */
export interface WaterfallBar {
  readonly id: string;
  readonly label: string;
  readonly why: string;
  /** Signed: what it adds or takes away. */
  readonly change: number;
  /** The number of messages after it. */
  readonly after: number;
  /** Which findings it consists of; null where there is no list of them. */
  readonly findings: { readonly kinds: readonly FindingKind[]; readonly detail?: string } | null;
}

export interface Waterfall {
  readonly oldCount: number;
  readonly newCount: number;
  /** Only those that change something, in order. Their changes lead exactly from the old count to the new. */
  readonly bars: readonly WaterfallBar[];
}

interface Step {
  readonly id: string;
  readonly label: string;
  readonly why: string;
  readonly change: (record: Verification) => number;
  readonly kinds?: readonly FindingKind[];
  readonly detail?: string;
}

const count = (record: Verification, kind: FindingKind): number => record.counts[kind] ?? 0;
const deletedMissing = (record: Verification): number => record.explained?.missingDeleted ?? 0;
const repeats = (record: Verification): number => record.explained?.missingRepeats ?? 0;

/** The steps in the order in which they are told. A new reason is one more step; what none explains becomes the remainder. */
const steps: readonly Step[] = [
  {
    id: 'left-out',
    label: 'Deleted, left out',
    why: 'Marked as deleted on the old side; the run was told to leave them out.',
    change: (record) => -(record.explained?.leftOutDeleted ?? 0),
  },
  {
    id: 'deleted',
    label: 'Hidden as deleted',
    why: 'Marked as deleted on the old side, where mail programs hide them, and not on the new side.',
    change: (record) => -deletedMissing(record),
    kinds: ['missing'],
    detail: missingDetails.deleted,
  },
  {
    id: 'repeats',
    label: 'Exact repeats',
    why: 'The old side has these messages more than once; the new side has them fewer times.',
    change: (record) => -repeats(record),
    kinds: ['missing'],
    detail: missingDetails.repeat,
  },
  {
    id: 'too-big',
    label: 'Too big',
    why: 'Larger than the new side or the run allows.',
    change: (record) => -count(record, 'too-big'),
    kinds: ['too-big'],
  },
  {
    id: 'refused',
    label: 'Refused',
    why: 'The new side did not take them.',
    change: (record) => -count(record, 'refused'),
    kinds: ['refused'],
  },
  {
    id: 'unreadable',
    label: 'Unreadable',
    why: 'The old side lists them but does not hand them over.',
    change: (record) => -count(record, 'unreadable'),
    kinds: ['unreadable'],
  },
  {
    id: 'missing',
    label: 'Missing',
    why: 'On the old side only, for no known reason.',
    change: (record) => -Math.max(0, count(record, 'missing') - deletedMissing(record) - repeats(record)),
    kinds: ['missing'],
    detail: missingDetails.plain,
  },
  {
    id: 'left-folder',
    label: 'Not in their folder',
    why: 'Not where they should be on the new side; found in another folder, see below.',
    change: (record) => -count(record, 'elsewhere'),
    kinds: ['elsewhere'],
  },
  {
    id: 'moved',
    label: 'Moved by the user',
    why: 'On the new side in another folder.',
    change: (record) => count(record, 'elsewhere'),
    kinds: ['elsewhere'],
  },
  {
    id: 'arrivals',
    label: 'New arrivals',
    why: 'Only on the new side, for instance mail that came in since.',
    change: (record) => count(record, 'extra'),
    kinds: ['extra'],
  },
  {
    id: 'duplicates',
    label: 'Repeats on the new side',
    why: 'More often on the new side than on the old.',
    change: (record) => count(record, 'duplicate'),
    kinds: ['duplicate'],
  },
];

/**
 * The way from the old number of messages to the new, from what a comparison found. It always adds up: what the findings do not
 * explain stands there as a bar of its own.
 */
export function waterfall(record: Verification): Waterfall {
  const oldCount = record.sourceMessages + (record.explained?.leftOutDeleted ?? 0);
  const newCount = messagesThere(record);
  const bars: WaterfallBar[] = [];
  let after = oldCount;
  for (const { id, label, why, change, kinds, detail } of steps) {
    const amount = change(record);
    if (amount === 0) continue;
    after += amount;
    const findings = kinds === undefined ? null : { kinds, ...(detail === undefined ? {} : { detail }) };
    bars.push({ id, label, why, change: amount, after, findings });
  }
  if (after !== newCount) {
    bars.push({
      id: 'remainder',
      label: 'Not explained',
      why: 'The comparison does not say where this difference comes from, for instance because mail came and went meanwhile.',
      change: newCount - after,
      after: newCount,
      findings: null,
    });
  }
  return { oldCount, newCount, bars };
}

/**
 * Messages on the new side: those in the compared folders, each folder once, and those of the old side that were found in a folder
 * that was not compared.
 */
function messagesThere(record: Verification): number {
  const folders = new Map<string | null, { lines: number; counted: number; found: number }>();
  for (const { destination, destinationMessages, matched, extra } of record.folders) {
    const folder = folders.get(destination) ?? { lines: 0, counted: 0, found: 0 };
    folder.lines += 1;
    folder.counted += destinationMessages;
    folder.found += matched + extra;
    folders.set(destination, folder);
  }
  // Where several folders went into one, each of its lines counts what others may claim: there the sum of what was found is exact.
  const inside = [...folders.values()].reduce(
    (sum, { lines, counted, found }) => sum + (lines === 1 ? counted : found),
    0,
  );
  const outside = Math.max(0, count(record, 'elsewhere') - (record.explained?.movedInside ?? 0));
  return inside + outside;
}
