import { describe, expect, it } from 'vitest';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import { messagesIn, snapshotOfPlan } from '../../servers/mailbox-plan.ts';
import type { FolderSnapshot, MailboxSnapshot, MessageSnapshot } from '../../servers/mailbox-snapshot.ts';
import { decodeMailboxName, encodeMailboxName } from '../../servers/modified-utf7.ts';
import { compareSnapshots, internalDateInstant } from '../../servers/snapshot-comparison.ts';

function message(uid: number, changes: Partial<MessageSnapshot> = {}): MessageSnapshot {
  const internalDate = '17-Jul-1996 02:44:25 -0700';
  return { uid, flags: ['\\Seen'], internalDate, size: 10, sha256: `hash${uid}`, messageId: `<${uid}@x>`, ...changes };
}

function mailbox(messages: MessageSnapshot[], changes: Partial<FolderSnapshot> = {}): MailboxSnapshot {
  const folder = {
    path: 'A/B',
    delimiter: '/',
    attributes: [],
    selectable: true,
    subscribed: true,
    uidValidity: 1,
    uidNext: 9,
  };
  return { folders: [{ ...folder, messages, ...changes }] };
}

describe('compareSnapshots', () => {
  const source = mailbox([message(1), message(2), message(2)]);

  it('finds nothing between the same mail under other UIDs, in another zone, with another delimiter', () => {
    const same = mailbox(
      [
        message(2),
        message(1, { uid: 70, internalDate: '17-Jul-1996 09:44:25 +0000', flags: ['\\Recent', '\\Seen'] }),
        message(2),
      ],
      { path: 'A.B', delimiter: '.' },
    );
    expect(compareSnapshots(source, same)).toEqual([]);
    expect(compareSnapshots(source, same, { order: true })).toEqual(['order: A.B: from message 1 on']);
  });

  it('counts repeats', () => {
    expect(compareSnapshots(source, mailbox([message(1), message(2)]))).toEqual(['missing: A/B: UID 2 <2@x> hash2']);
    const thrice = mailbox([message(1), message(2), message(2), message(2)]);
    expect(compareSnapshots(source, thrice)).toEqual(['extra: A/B: UID 2 <2@x> hash2']);
    expect(compareSnapshots(source, thrice, { allowExtra: true })).toEqual([]);
  });

  it('tells flags, dates and bytes of the message that has them', () => {
    const changed = mailbox([
      message(1, { flags: ['$Label1'] }),
      message(2, { internalDate: '17-Jul-1996 02:44:26 -0700' }),
      message(2, { sha256: 'other', size: 11 }),
    ]);
    expect(compareSnapshots(source, changed)).toEqual([
      'flags: A/B: UID 1 <1@x> hash1: (\\Seen) became ($Label1)',
      'date: A/B: UID 2 <2@x> hash2: 17-Jul-1996 02:44:25 -0700 became 17-Jul-1996 02:44:26 -0700',
      'bytes: A/B: UID 2 <2@x> hash2: 10 bytes became 11, with other content',
    ]);
  });

  it('tells folders that are missing, extra, or cannot be selected', () => {
    expect(compareSnapshots(source, { folders: [] })).toEqual(['missing folder: A/B (3 messages)']);
    expect(compareSnapshots({ folders: [] }, source)).toEqual(['extra folder: A/B (3 messages)']);
    const parent = mailbox([], { selectable: false });
    expect(compareSnapshots(source, parent)).toEqual(['selectable: A/B: true at the source, false at the destination']);
    expect(
      compareSnapshots(source, mailbox(source.folders[0]?.messages.slice() ?? [], { path: 'Z' }), {
        mapFolder: () => 'Z',
      }),
    ).toEqual([]);
  });
});

describe('generateMailbox', () => {
  const choices = { seed: 3, folders: 18, messages: 500, profile: 'small' as const };

  it('gives the same for the same seed and something else for another', () => {
    expect(
      compareSnapshots(snapshotOfPlan(generateMailbox(choices)), snapshotOfPlan(generateMailbox(choices)), {
        order: true,
      }),
    ).toEqual([]);
    expect(generateMailbox({ ...choices, seed: 4 })).not.toEqual(generateMailbox(choices));
  });

  it('holds every oddity of real mailboxes', () => {
    const plan = generateMailbox(choices);
    expect(messagesIn(plan)).toBe(500);
    const all = plan.folders.flatMap(({ messages }) => messages);
    const texts = all.map(({ bytes }) => bytes.toString('latin1'));
    expect(plan.folders.some(({ selectable, messages }) => selectable && messages.length === 0)).toBe(true);
    expect(plan.folders.some(({ selectable }) => !selectable)).toBe(true);
    expect(plan.folders.some(({ path }) => path.length > 3)).toBe(true);
    expect(new Set(texts).size).toBeLessThan(texts.length);
    expect(texts.some((text) => !/^message-id:/im.test(text))).toBe(true);
    expect(texts.filter((text) => text.includes('<notice@')).length).toBeGreaterThan(1);
    expect(texts.some((text) => /[\x80-\xff]/.test(text.split('\r\n\r\n', 1)[0] ?? ''))).toBe(true);
    expect(texts.some((text) => text.split('\r\n').some((line) => line.length > 10_000))).toBe(true);
    expect(texts.some((text) => !text.endsWith('\r\n'))).toBe(true);
    expect(texts.every((text) => !/(?<!\r)\n|\r(?!\n)/.test(text))).toBe(true);
    expect(new Set(all.map(({ internalDate }) => internalDate.slice(-5))).size).toBeGreaterThan(5);
    expect(all.every(({ internalDate }) => Number.isFinite(internalDateInstant(internalDate)))).toBe(true);
    expect(all.some(({ flags }) => flags.includes('$Forwarded'))).toBe(true);
  });
});

describe('mailbox names', () => {
  it.each([
    ['Entwürfe & Notizen', 'Entw&APw-rfe &- Notizen'],
    ['台北', '&U,BTFw-'],
    ['😀', '&2D3eAA-'],
  ])('%s is written %s', (name, written) => {
    expect(encodeMailboxName(name)).toBe(written);
    expect(decodeMailboxName(written)).toBe(name);
  });
});

describe('internalDateInstant', () => {
  it('reads zones and single digits and refuses the rest', () => {
    expect(internalDateInstant(' 7-Feb-1994 21:52:25 -0800')).toBe(Date.parse('1994-02-08T05:52:25Z'));
    expect(() => internalDateInstant('7 Feb 1994')).toThrow('Not an internal date');
  });
});
