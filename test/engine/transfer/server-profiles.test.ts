import { afterEach, describe, expect, test } from 'vitest';
import { generateMailbox } from '../../servers/mailbox-generator.ts';
import type { MailboxPlan } from '../../servers/mailbox-plan.ts';
import { doneWithoutReply } from '../../servers/misbehaviour.ts';
import type { ScriptedImapOptions, StorageQuirks } from '../../servers/scripted-imap.ts';
import { letter, letters, planOf, type ScriptedPair, smallPlan, startPair } from './scripted-pair.ts';

/** MailEnable 4.26: no NAMESPACE, UIDPLUS, LITERAL+ nor ID, "Inbox" by its own spelling, and BAD to whatever it does not know. */
const mailEnable: ScriptedImapOptions = {
  greeting: '* OK IMAP4rev1 server ready at 11/22/26 9:03:04 ',
  capabilities: ['IMAP4rev1', 'IMAP4', 'CHILDREN', 'IDLE', 'AUTH=LOGIN', 'AUTH=CRAM-MD5'],
  script: [
    {
      match:
        /^(NAMESPACE|ID|ENABLE|UNSELECT|COMPRESS|GETQUOTA|GETQUOTAROOT|MOVE|UID MOVE|UID SEARCH|SEARCH|LIST .*RETURN|STARTTLS)\b/i,
      reply: ['{tag} BAD UNKNOWN Command'],
    },
    {
      match: /^(LIST|LSUB)/,
      reply: ({ run }) => run().map((line) => (typeof line === 'string' ? line.replace('"INBOX"', '"Inbox"') : line)),
    },
  ],
};
/** What MailEnable before 10.31 did to what it was given. */
const oldHabits: StorageQuirks = { messageIdDomain: 'mail.old.test', squeezesHeader: true, dropsFlags: true };

/** OpenSRS as documented: names of several levels joined by dots, its own names for the special folders. */
const openSrs: ScriptedImapOptions = { delimiter: '.', capabilities: ['IMAP4rev1', 'CHILDREN', 'UIDPLUS', 'QUOTA'] };
const openSrsFolders = ['Spam', 'Drafts', 'Trash', 'Sent Items'];

describe('from MailEnable 4.26 to OpenSRS', () => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());
  const places = (): Record<string, number> =>
    Object.fromEntries([...pair.destination.folders.values()].map(({ path, messages }) => [path, messages.length]));

  const customer = planOf({
    INBOX: letters(12),
    'Sent Items': letters(6, 20),
    Drafts: letters(2, 30),
    'Deleted Items': letters(3, 40),
    'Junk E-mail': letters(4, 50),
    '2011.Q1': letters(2, 60),
    'INBOX/Orders': letters(3, 70),
    'Customers/Müller & Co': letters(2, 80),
  });

  test('every folder finds its place, the special ones those that are there', async () => {
    pair = await startPair({ plan: customer, from: mailEnable, to: openSrs });
    for (const name of openSrsFolders) pair.destination.create(name);
    const before = (await pair.snapshots())[0];
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [], totals: { copied: 34 } });
    expect(places()).toEqual({
      INBOX: 12,
      'Sent Items': 6,
      Drafts: 2,
      Trash: 3,
      Spam: 4,
      '2011-Q1': 2,
      'INBOX.Orders': 3,
      'Customers.Müller & Co': 2,
    });
    expect((await pair.snapshots())[0]).toEqual(before);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 0, alreadyThere: 34 } });
    expect(
      pair.from.commands.filter((command) => /^(UID )?(SEARCH|STORE|EXPUNGE)|^SELECT|BODY\[|ENVELOPE/i.test(command)),
    ).toEqual([]);
    expect(pair.from.commands.filter((command) => /CRAM-MD5/i.test(command))).toEqual([]);
  });

  test('a message over the limit is named, whatever the server says of it', async () => {
    const plan = planOf({ INBOX: [...letters(3), letter(9, { size: 50_000 })] });
    pair = await startPair({ plan, from: mailEnable, to: openSrs });
    pair.to.setScript([
      { match: /^APPEND .*\{5\d{4}/, reply: ['{tag} NO Message exceeds fixed maximum message size'] },
    ]);
    expect((await pair.move.run()).findings).toMatchObject([
      { kind: 'too-big', sourceFolder: 'INBOX', sourceUid: 4, subject: 'Letter 9' },
    ]);
  });

  test('a folder of 3,000 equal messages comes over as 3,000, after an interruption too', async () => {
    const plan = planOf({ INBOX: Array.from({ length: 3000 }, () => letter(5)) });
    pair = await startPair({
      plan,
      from: mailEnable,
      to: { ...openSrs, capabilities: ['IMAP4rev1', 'LITERAL+', 'MULTIAPPEND'] },
    });
    pair.to.setScript([doneWithoutReply(/^APPEND/, { from: 11, times: 1 })]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [], totals: { messages: 3000 } });
    expect(places()).toEqual({ INBOX: 3000 });
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 0, alreadyThere: 3000 } });
  });
});

const oddPlan: MailboxPlan = generateMailbox({ seed: 17, folders: 4, messages: 60, profile: 'small' });
const habits: readonly [string, StorageQuirks][] = [
  ['old MailEnable', oldHabits],
  ['one that mends line ends', { mendsLineEnds: true }],
  ['one that adds a line end to every message', { addsLineEnd: true }],
  ['one that adds a header line', { addsHeader: 'X-Scanned-By: gate' }],
  [
    'one that does all of it and ignores dates',
    { ...oldHabits, mendsLineEnds: true, addsLineEnd: true, addsHeader: 'X-Seen: 1', stampsDate: 1_600_000_000_000 },
  ],
];

describe.each(habits)('a destination that changes what it is given: %s', (_name, quirks) => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());
  const count = (): number =>
    [...pair.destination.folders.values()].reduce((sum, { messages }) => sum + messages.length, 0);
  const lossy = [
    'missing',
    'duplicate',
    'extra',
    'content',
    'unreadable',
    'refused',
    'folder-failed',
    'folder-missing',
  ];
  const lost = (outcome: { findings: readonly { kind: string }[] }) =>
    outcome.findings.filter(({ kind }) => lossy.includes(kind));

  test.each([
    ['with UIDPLUS', 'IMAP4rev1 UIDPLUS LITERAL+ MULTIAPPEND'],
    ['without UIDPLUS', 'IMAP4rev1 LITERAL+'],
  ])(
    'has everything once, %s: after a repeat, after lost answers, after a new numbering of both sides',
    async (_how, capabilities) => {
      pair = await startPair({ plan: oddPlan, to: { capabilities: capabilities.split(' '), quirks } });
      pair.to.setScript([doneWithoutReply(/^APPEND/, { from: 2, times: 1 })]);
      const first = await pair.move.run({ connections: 1 });
      expect(lost(first)).toEqual([]);
      expect(count()).toBe(60);
      expect(await pair.move.run()).toMatchObject({ totals: { copied: 0, alreadyThere: 60 } });
      for (const account of [pair.source, pair.destination])
        for (const folder of account.folders.values()) folder.uidValidity += 100;
      const renumbered = await pair.move.run();
      expect(renumbered.totals).toMatchObject({ copied: 0, alreadyThere: 60 });
      expect(lost(renumbered)).toEqual([]);
      expect(count()).toBe(60);
    },
  );

  test('gets only what another program has not brought before', async () => {
    pair = await startPair({ plan: smallPlan, to: { quirks } });
    let brought = 0;
    for (const folder of pair.source.folders.values()) {
      const half = folder.messages.slice(0, Math.ceil(folder.messages.length / 2));
      for (const message of half)
        pair.destination.store(pair.destination.create(folder.path), { ...message, flags: [] }, quirks);
      brought += half.length;
    }
    const outcome = await pair.move.run();
    expect(outcome.totals).toMatchObject({ alreadyThere: brought, copied: 40 - brought });
    expect(lost(outcome)).toEqual([]);
    expect(count()).toBe(40);
  });
});

describe.each(['source', 'destination'] as const)('a new numbering of the %s in the middle of a run', (side) => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());

  test.each([[['UIDPLUS']], [[]]])('doubles nothing and loses nothing (%j)', async (more) => {
    pair = await startPair({
      plan: planOf({ INBOX: letters(60) }),
      to: { capabilities: ['IMAP4rev1', 'LITERAL+', ...more] },
    });
    pair.to.setScript([
      {
        match: /^APPEND/,
        from: 20,
        times: 1,
        after: 'reset',
        reply: ({ run }) => {
          run();
          const folder = pair[side].create('INBOX');
          folder.uidValidity += 1;
          folder.messages.reverse();
          for (const [index, message] of folder.messages.entries()) message.uid = index + 101;
          folder.uidNext = 1001;
          return [];
        },
      },
    ]);
    expect(await pair.move.run({ connections: 1 })).toMatchObject({
      state: 'complete',
      findings: [],
      totals: { messages: 60 },
    });
    expect(await pair.differences()).toEqual([]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 0, alreadyThere: 60 } });
  });
});
