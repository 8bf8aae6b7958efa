import { afterEach, describe, expect, test } from 'vitest';
import { openSession } from '../../../electron/engine/mail/connect.ts';
import { openWhole } from '../../../electron/engine/mail/whole-folder.ts';
import {
  byeDuringFetch,
  doneWithoutReply,
  existsInTheMiddle,
  refuse,
  refuseBeforeLiteral,
  refuseDuringFetch,
  shortFetch,
  wrongSequenceNumbers,
} from '../../servers/misbehaviour.ts';
import { type ScriptedImapOptions, usualCapabilities } from '../../servers/scripted-imap.ts';
import { letters, planOf, type ScriptedPair, startPair } from './scripted-pair.ts';

const listing = /^UID FETCH .*RFC822\.SIZE\)?$/i;
const headers = /^UID FETCH .*BODY\.PEEK\[HEADER\]/i;
const bodies = /^UID FETCH .*BODY\.PEEK\[\]/i;
const without = (...names: string[]): readonly string[] => usualCapabilities.filter((name) => !names.includes(name));

describe('a copy between servers that misbehave', () => {
  let pair: ScriptedPair;
  afterEach(() => pair?.stop());

  /** Copies, expects nothing to differ by the raw witness, and a second run to copy nothing. */
  async function expectExact(): Promise<void> {
    pair.from.setScript([]);
    pair.to.setScript([]);
    expect(await pair.differences({ allowExtra: true })).toEqual([]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [], totals: { copied: 0 } });
    expect(await pair.differences()).toEqual([]);
  }

  test.each<[string, ScriptedImapOptions, ScriptedImapOptions]>([
    ['nothing special', {}, {}],
    ['a BYE in the middle of reading bodies', { script: [byeDuringFetch(3, { from: 6, times: 1 })] }, {}],
    ['wrong sequence numbers everywhere', { script: [wrongSequenceNumbers(7)] }, { script: [wrongSequenceNumbers(7)] }],
    [
      'EXISTS in the middle of everything',
      { script: [existsInTheMiddle(/FETCH/)] },
      { script: [existsInTheMiddle(/FETCH|APPEND/)] },
    ],
    ['a listing of the source that comes short once', { script: [{ ...shortFetch(2), match: listing, times: 1 }] }, {}],
    ['bodies that come short once', { script: [{ ...shortFetch(2), match: bodies, times: 1 }] }, {}],
    [
      'reading that ends in NO once',
      { script: [{ ...refuseDuringFetch(2, 'Some messages could not be read'), match: bodies, times: 1 }] },
      {},
    ],
    ['a reply lost after APPEND stored', {}, { script: [doneWithoutReply(/^APPEND/, { times: 1 })] }],
    ['replies lost after three APPENDs', {}, { script: [doneWithoutReply(/^APPEND/, { times: 3 })] }],
    ['a destination without UIDPLUS', {}, { capabilities: without('UIDPLUS') }],
    [
      'a destination without UIDPLUS that loses a reply',
      {},
      { capabilities: without('UIDPLUS'), script: [doneWithoutReply(/^APPEND/, { times: 1 })] },
    ],
    ['a destination without MULTIAPPEND', {}, { capabilities: without('MULTIAPPEND') }],
    ['a destination without LITERAL+', {}, { capabilities: without('LITERAL+') }],
    ['a destination with nothing but IMAP4rev1', {}, { capabilities: ['IMAP4rev1'] }],
    ['other delimiters and a prefix', { delimiter: '/' }, { delimiter: '.', prefix: 'INBOX.' }],
  ])('is exact with %s', async (_name, from, to) => {
    const { script: sourceScript = [], ...source } = from;
    const { script: destinationScript = [], ...destination } = to;
    pair = await startPair({ from: source, to: destination });
    const before = (await pair.snapshots())[0];
    pair.from.setScript(sourceScript);
    pair.to.setScript(destinationScript);
    const outcome = await pair.move.run({ connections: 1 });
    expect(outcome).toMatchObject({ state: 'complete', findings: [], totals: { copied: 40, skipped: 0 } });
    pair.from.setScript([]);
    pair.to.setScript([]);
    expect((await pair.snapshots())[0]).toEqual(before);
    const mapFolder = (path: string) =>
      (path === 'INBOX' || to.prefix === undefined ? path : `INBOX.${path}`).replaceAll('/', to.delimiter ?? '/');
    expect(await pair.differences({ mapFolder })).toEqual([]);
    expect(await pair.move.run()).toMatchObject({
      state: 'complete',
      findings: [],
      totals: { copied: 0, alreadyThere: 40 },
    });
    expect(await pair.differences({ mapFolder })).toEqual([]);
  });

  test('looks into a folder that exists though it was not listed', async () => {
    const plan = planOf({ INBOX: letters(2), Work: letters(6, 10) });
    pair = await startPair({ plan });
    pair.destination.fill(planOf({ Work: letters(4, 10) }));
    pair.to.setScript([{ match: /^(LIST|LSUB) /, reply: ({ run }) => run().filter((line) => !line.includes('Work')) }]);
    expect(await pair.move.run()).toMatchObject({ totals: { copied: 4, alreadyThere: 4 } });
    await expectExact();
  });

  test('isolates the one message a batch is refused for', async () => {
    const plan = planOf({ INBOX: letters(20) });
    pair = await startPair({ plan });
    pair.to.setScript([
      {
        match: /^APPEND/,
        reply: ({ run, literals, tag }) =>
          literals.some((bytes) => bytes.includes('letter.7@')) ? [`${tag} NO Not this one`] : run(),
      },
    ]);
    const outcome = await pair.move.run();
    expect(outcome).toMatchObject({
      state: 'findings',
      totals: { copied: 19, skipped: 1 },
      verification: { agrees: false, counts: { refused: 1 } },
    });
    expect(outcome.findings).toMatchObject([
      { kind: 'refused', sourceUid: 7, subject: 'Letter 7', detail: expect.stringContaining('Not this one') },
    ]);
    await pair.move.run();
    expect(pair.destination.folder('INBOX')?.messages).toHaveLength(19);
    pair.to.setScript([]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 1 } });
    await expectExact();
  });

  test('reports a refused message once, though its folder was begun anew after a lost connection', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(20) }), to: { capabilities: without('MULTIAPPEND') } });
    let appends = 0;
    pair.to.setScript([
      { match: /^APPEND/, from: 15, times: 1, after: 'reset', reply: [] },
      {
        match: /^APPEND/,
        reply: ({ run, literals, tag }) => {
          appends += 1;
          return literals.some((bytes) => bytes.includes('letter.7@')) ? [`${tag} NO Not this one`] : run();
        },
      },
    ]);
    const outcome = await pair.move.run();
    expect(appends).toBeGreaterThan(15);
    expect(outcome.findings).toMatchObject([{ kind: 'refused', sourceUid: 7 }]);
    expect(outcome).toMatchObject({
      state: 'findings',
      totals: { copied: 19, skipped: 1, alreadyThere: 0 },
      verification: { counts: { refused: 1 } },
    });
  });

  test('takes a refusal before the literal for a refusal', async () => {
    pair = await startPair({
      plan: planOf({ INBOX: letters(5) }),
      to: {
        capabilities: ['IMAP4rev1'],
        script: [refuseBeforeLiteral(/^APPEND/, '[TOOBIG] Too big', { from: 2, times: 1 })],
      },
    });
    const outcome = await pair.move.run();
    expect(outcome).toMatchObject({ state: 'findings', totals: { copied: 4, skipped: 1 } });
    expect(outcome.findings).toMatchObject([
      { kind: 'too-big', sourceUid: 2, detail: expect.stringContaining('Too big') },
    ]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 1 } });
    await expectExact();
  });

  test('ends at a full mailbox, and finishes once there is room', async () => {
    pair = await startPair({ to: { script: [refuse(/^APPEND/, '[OVERQUOTA] Quota exceeded', { from: 2 })] } });
    const outcome = await pair.move.run({ connections: 1 });
    expect(outcome).toMatchObject({
      state: 'failed',
      error: { code: 'mail.over-quota', side: 'destination', serverText: expect.stringContaining('Quota exceeded') },
    });
    expect(outcome.verification).toBeNull();
    pair.to.setScript([]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [] });
    await expectExact();
  });

  test('names a folder that vanished under it, and the others are complete', async () => {
    pair = await startPair({ to: { script: [refuse(/^APPEND "?Sent Items/, '[TRYCREATE] No such mailbox')] } });
    const outcome = await pair.move.run();
    expect(outcome.state).toBe('findings');
    expect(outcome.findings.filter((found) => found.kind === 'folder-failed')).toMatchObject([
      { sourceFolder: 'Sent Items' },
    ]);
    pair.to.setScript([]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [] });
    await expectExact();
  });

  test('does not believe a listing that stays short, and goes on once it is whole', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(10) }) });
    pair.from.setScript([{ ...shortFetch(2), match: listing }]);
    const session = await openSession(pair.move.source, { get: async () => pair.source.password });
    await expect(openWhole(session, 'INBOX', 'examine')).rejects.toMatchObject({
      code: 'mail.protocol',
      message: expect.stringMatching(/"INBOX" has 10 messages, but lists 8/),
    });
    await session.close();
    // Short more often than one attempt asks: the folder is begun anew.
    pair.from.setScript([{ ...shortFetch(2), match: listing, times: 4 }]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', findings: [], totals: { copied: 10 } });
    await expectExact();
  });

  test('does not double what the destination lists only in part', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(10) }) });
    await pair.move.run();
    pair.to.setScript([{ ...shortFetch(3), match: listing, times: 1 }]);
    expect(await pair.move.run({ redeliver: true })).toMatchObject({ totals: { copied: 0 } });
    await expectExact();
  });

  test('does not double what the destination shows headers of only in part', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(10) }) });
    for (const message of letters(10)) pair.destination.store(pair.destination.create('INBOX'), message);
    pair.to.setScript([{ ...shortFetch(3), match: headers, times: 1 }]);
    pair.from.setScript([{ ...shortFetch(2), match: headers, times: 1 }]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 0, alreadyThere: 10 } });
    await expectExact();
  });

  test('is not confused by flags that change while it lists', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(10) }) });
    for (const message of letters(10)) pair.destination.store(pair.destination.create('INBOX'), message);
    const news = {
      match: /^UID FETCH/,
      reply: ({ run }: { run(): (string | Buffer)[] }) => {
        const lines = run();
        return [...lines.slice(0, -1), '* 3 FETCH (UID 3 FLAGS (\\Seen))', ...lines.slice(-1)];
      },
    };
    pair.from.setScript([news]);
    pair.to.setScript([news]);
    const outcome = await pair.move.run();
    expect(outcome.findings).toEqual([]);
    expect(outcome).toMatchObject({ state: 'complete', totals: { copied: 0, alreadyThere: 10 } });
    await expectExact();
  });

  test('reports a message the source never hands over', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(10) }) });
    pair.from.setScript([{ match: bodies, reply: ({ run }) => run().filter((line) => !line.includes('letter.4@')) }]);
    const outcome = await pair.move.run();
    expect(outcome).toMatchObject({ state: 'findings', totals: { copied: 9, skipped: 1 } });
    expect(outcome.findings).toMatchObject([{ kind: 'unreadable', sourceUid: 4 }]);
    pair.from.setScript([]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 1 } });
    await expectExact();
  });

  test('looks after the INBOX where the server does not list it', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(6), Work: letters(2, 20) }) });
    pair.from.setScript([{ match: /^LIST /, reply: ({ run }) => run().filter((line) => !line.includes('INBOX')) }]);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 8 } });
    await expectExact();
  });

  test('makes a folder that is there only as a parent', async () => {
    pair = await startPair({ plan: planOf({ Work: letters(3), 'Work/Old': letters(2, 10) }), to: { delimiter: '.' } });
    expect(await pair.move.run({ folders: ['Work/Old'] })).toMatchObject({ totals: { copied: 2 } });
    pair.destination.folders.delete('Work');
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 3 } });
  });

  test('stays with a folder once chosen, whatever folders the destination got since', async () => {
    pair = await startPair({ plan: planOf({ INBOX: letters(2), Sent: letters(10, 30) }) });
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 12 } });
    pair.destination.create('Gesendete Elemente', ['\\Sent']);
    expect(await pair.move.run()).toMatchObject({ state: 'complete', totals: { copied: 0 } });
    expect(pair.destination.folder('Gesendete Elemente')?.messages).toEqual([]);
  });
});
