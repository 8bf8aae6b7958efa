import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LiveFolder, planUndo, type UndoLine } from '../../../shared/domain/undo.ts';

const flags = fc.subarray(['\\Seen', '\\Flagged', '$Label1', '\\Deleted', 'Custom']);
const lineOf = fc.record({
  folderId: fc.integer({ min: 1, max: 3 }),
  sourcePath: fc.constant('INBOX'),
  sourceUid: fc.integer({ min: 1, max: 50 }),
  destinationPath: fc.constantFrom('INBOX', 'Sent', 'Gone'),
  destinationUidValidity: fc.constantFrom('1', '2', null),
  destinationUid: fc.option(fc.integer({ min: 1, max: 20 })),
  copied: fc.boolean(),
  size: fc.constantFrom(500, 90_000),
  flags: fc.option(flags.map((some) => some.join(' '))),
  flagsNotKept: fc.subarray(['Custom']),
  begun: fc.boolean(),
});
const messages = fc.uniqueArray(
  fc.record({ uid: fc.integer({ min: 1, max: 20 }), size: fc.constantFrom(500, 700, 90_000), flags }),
  { selector: ({ uid }) => uid, maxLength: 20 },
);
const folderOf = fc.record({ uidValidity: fc.constantFrom('1', '2'), messages });

function live({ uidValidity, messages: all }: { uidValidity: string; messages: readonly Message[] }): LiveFolder {
  return { uidValidity, message: (uid) => all.find((message) => message.uid === uid) };
}

interface Message {
  readonly uid: number;
  readonly size: number;
  readonly flags: readonly string[];
}

const sorted = (some: readonly string[]): string[] => some.map((flag) => flag.toLowerCase()).sort();

describe('the plan of an undo', () => {
  it('takes nothing that the run did not add or that somebody touched, and says of every line what becomes of it', () => {
    fc.assert(
      fc.property(fc.array(lineOf, { maxLength: 30 }), folderOf, folderOf, (lines, inbox, sent) => {
        const folders = new Map<string, LiveFolder | null>([
          ['INBOX', live(inbox)],
          ['Sent', live(sent)],
          ['Gone', null],
        ]);
        const plan = planUndo(lines, folders);
        expect(plan.goes.length + plan.stays.length).toBe(lines.length);
        for (const line of plan.goes) {
          const folder = line.destinationPath === 'INBOX' ? inbox : sent;
          const now = folder.messages.find(({ uid }) => uid === line.destinationUid);
          expect(line.destinationPath).not.toBe('Gone');
          expect(line.copied).toBe(true);
          expect(line.destinationUidValidity).toBe(folder.uidValidity);
          expect(line.flags).not.toBeNull();
          expect(Math.abs((now?.size ?? -1) - line.size)).toBeLessThanOrEqual(2048);
          const brought = (line.flags ?? '').split(' ').filter((flag) => flag && !line.flagsNotKept.includes(flag));
          const found = now?.flags ?? [];
          const ownMark = line.begun && !brought.includes('\\Deleted');
          expect(sorted(ownMark ? found.filter((flag) => flag !== '\\Deleted') : found)).toEqual(sorted(brought));
        }
      }),
      { numRuns: 2000 },
    );
  });

  const line: UndoLine = {
    folderId: 1,
    sourcePath: 'INBOX',
    sourceUid: 7,
    destinationPath: 'INBOX',
    destinationUidValidity: '1',
    destinationUid: 3,
    copied: true,
    size: 500,
    flags: '\\Seen',
    flagsNotKept: [],
    begun: false,
  };
  const planOf = (change: Partial<UndoLine>, message: Partial<Message> = {}, uidValidity = '1') => {
    const now = { uid: 3, size: 500, flags: ['\\seen', '$HasNoAttachment'], ...message };
    return planUndo([{ ...line, ...change }], new Map([['INBOX', live({ uidValidity, messages: [now] })]]));
  };

  it('takes what is as it was brought, whatever the spelling and what the server set by itself', () => {
    expect(planOf({}).goes).toHaveLength(1);
    expect(planOf({ begun: true }, { flags: ['\\Seen', '\\Deleted'] }).goes).toHaveLength(1);
    expect(planOf({ flags: '\\Seen Custom', flagsNotKept: ['custom'] }).goes).toHaveLength(1);
  });

  it.each([
    ['recognised', { copied: false }, {}, '1'],
    ['uid-unknown', { destinationUid: null }, {}, '1'],
    ['folder-gone', { destinationPath: 'Nowhere' }, {}, '1'],
    ['renumbered', {}, {}, '2'],
    ['gone', {}, { uid: 4 }, '1'],
    ['different', {}, { size: 50_000 }, '1'],
    ['flags-unknown', { flags: null }, {}, '1'],
    ['touched', {}, { flags: [] }, '1'],
    ['touched', {}, { flags: ['\\Seen', '\\Deleted'] }, '1'],
    ['touched', {}, { flags: ['\\Seen', 'Custom'] }, '1'],
  ] as const)('leaves alone what is %s', (reason, change, message, uidValidity) => {
    expect(planOf(change, message, uidValidity).stays.map((one) => one.reason)).toEqual([reason]);
  });
});
