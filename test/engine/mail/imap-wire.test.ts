import { once } from 'node:events';
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toMailError } from '../../../electron/engine/mail/errors.ts';
import type { FetchResponse } from '../../../electron/engine/mail/imap/responses.ts';
import type { Command } from '../../../electron/engine/mail/imap/wire/imap-wire.ts';
import { openWire, type WirePeer } from './wire-peer.ts';

let peer: WirePeer;
beforeEach(async () => {
  peer = await openWire();
});
afterEach(() => peer.close());

/** The code of the error a command ends with, as callers of the engine see it. */
async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('It worked'),
    (reason: unknown) => reason,
  );
  return toMailError(error, { side: 'source', host: 'mail.example', port: 143 }).code;
}

const fetchAll = (onFetch: NonNullable<Command['onFetch']>): Command => ({
  name: 'UID FETCH',
  parts: [' 1:* (UID BODY.PEEK[])'],
  onFetch,
});
const message = (uid: number, body = 'abc'): string => `* ${uid} FETCH (UID ${uid} BODY[] {${body.length}}\r\n${body})`;

describe('commands asked for together', () => {
  test('go out together, and each gets its own answer', async () => {
    const status = (folder: string): { command: Command; seen: string[] } => {
      const seen: string[] = [];
      const onStatus = ({ values }: { values: readonly unknown[] }): void => void seen.push(JSON.stringify(values));
      return {
        seen,
        command: {
          name: 'STATUS',
          parts: [` ${folder} (MESSAGES)`],
          on: { STATUS: onStatus },
          isAbout: ({ values }) => values[0] === folder,
        },
      };
    };
    const [first, second] = [status('A'), status('B')];
    const done = Promise.all([
      peer.wire.run(first.command),
      peer.wire.run(second.command),
      peer.wire.run({ name: 'CREATE', parts: [' C'] }),
    ]);
    // Nothing has been answered yet, and all three are here.
    const [a, b, c] = [await peer.line(), await peer.line(), await peer.line()];
    expect([a.text, b.text, c.text]).toEqual(['STATUS A (MESSAGES)', 'STATUS B (MESSAGES)', 'CREATE C']);
    peer.say('* STATUS B (MESSAGES 2)', '* STATUS A (MESSAGES 1)', `${c.tag} OK`, `${b.tag} OK`, `${a.tag} OK`);
    await done;
    expect(first.seen).toEqual(['["A",["MESSAGES","1"]]']);
    expect(second.seen).toEqual(['["B",["MESSAGES","2"]]']);
  });

  test('wait where their answers could be confused, in the order they were asked for', async () => {
    let listed: () => void = () => undefined;
    const listing = new Promise<void>((resolve) => {
      listed = resolve;
    });
    const list = peer.wire.run({ name: 'LIST', parts: [' "" "*"'], on: { LIST: listed } });
    const status = peer.wire.run({ name: 'STATUS', parts: [' A (MESSAGES)'] });
    const create = peer.wire.run({ name: 'CREATE', parts: [' C'] });
    const first = await peer.line();
    expect(first.text).toBe('LIST "" "*"');
    peer.say('* LIST () "/" A');
    await listing;
    expect(peer.socket.bytesRead).toBe(`${first.tag} LIST "" "*"\r\n`.length);
    peer.say(`${first.tag} OK`);
    const [second, third] = [await peer.line(), await peer.line()];
    expect([second.text, third.text]).toEqual(['STATUS A (MESSAGES)', 'CREATE C']);
    peer.say(`${second.tag} OK`, `${third.tag} NO [ALREADYEXISTS] It is there`);
    await Promise.all([list, status]);
    await expect(create).rejects.toMatchObject({
      serverResponseCode: 'ALREADYEXISTS',
      responseText: 'It is there',
    });
  });

  test('read nothing of another folder when theirs cannot be opened', async () => {
    const read: FetchResponse[] = [];
    const open = peer.wire.run({ name: 'EXAMINE', parts: [' Gone'] });
    const fetch = peer.wire.run(fetchAll((item) => void read.push(item)));
    const [first, second] = [await peer.line(), await peer.line()];
    // A server that keeps the folder open that was open before.
    peer.say(`${first.tag} NO [NONEXISTENT] Gone`, message(1), `${second.tag} OK`);
    expect(await codeOf(open)).toBe('mail.folder-missing');
    expect(await codeOf(fetch)).toBe('mail.folder-missing');
    expect(read).toEqual([]);
    expect(peer.wire.usable).toBe(true);
  });
});

describe('a server that understands a command only when the one before is done', () => {
  test('is asked again, and from then on one thing at a time', async () => {
    const read: number[] = [];
    const done = Promise.all([
      peer.wire.run({ name: 'EXAMINE', parts: [' A'] }),
      peer.wire.run(fetchAll(({ uid }) => void read.push(uid))),
      peer.wire.run({ name: 'EXAMINE', parts: [' B'] }),
    ]);
    const [examine, fetch] = [await peer.line(), await peer.line()];
    peer.say(`${fetch.tag} BAD No folder is open`, `${examine.tag} OK`);
    const again = await peer.line();
    expect(again.text).toBe(fetch.text);
    expect(again.tag).not.toBe(fetch.tag);
    peer.say(message(7), `${again.tag} OK`);
    const last = await peer.line();
    expect(last.text).toBe('EXAMINE B');
    peer.say(`${last.tag} OK`);
    await done;
    expect(read).toEqual([7]);
  });

  test('is not believed what it read in the folder that was open before', async () => {
    const read: number[] = [];
    const done = Promise.all([
      peer.wire.run({ name: 'NOOP' }),
      peer.wire.run({ name: 'EXAMINE', parts: [' B'] }),
      peer.wire.run(fetchAll(({ uid }) => void read.push(uid))),
    ]);
    const [noop, examine, fetch] = [await peer.line(), await peer.line(), await peer.line()];
    peer.say(`${noop.tag} OK`, `${examine.tag} BAD Busy`, message(1), `${fetch.tag} OK`);
    const second = await peer.line();
    expect(second.text).toBe('EXAMINE B');
    peer.say(`${second.tag} OK`);
    const third = await peer.line();
    expect(third.text).toBe(fetch.text);
    peer.say(message(7), `${third.tag} OK`);
    await done;
    expect(read).toEqual([7]);
  });

  test('is believed when it refuses once more, and at once when nothing went before', async () => {
    const create = peer.wire.run({ name: 'CREATE', parts: [' A'] });
    const subscribe = peer.wire.run({ name: 'SUBSCRIBE', parts: [' A'] });
    const [first, second] = [await peer.line(), await peer.line()];
    peer.say(`${first.tag} BAD No`, `${second.tag} BAD No`);
    await expect(create).rejects.toMatchObject({ responseStatus: 'BAD' });
    peer.say(`${(await peer.line()).tag} BAD Never`);
    await expect(subscribe).rejects.toMatchObject({ responseText: 'Never' });
  });

  test('never gets a message twice', async () => {
    peer.wire.literals = 'plus';
    const appends = [1, 2].map(() => peer.wire.run({ name: 'APPEND', parts: [' A ', Buffer.from('x')] }));
    const tags: string[] = [];
    for (const _ of appends) {
      tags.push((await peer.line()).tag);
      await peer.bytes(3);
    }
    peer.say(...tags.map((tag) => `${tag} BAD No`));
    for (const append of appends) await expect(append).rejects.toMatchObject({ responseStatus: 'BAD' });
  });
});

describe('a literal', () => {
  const append = (): Promise<unknown> =>
    peer.wire.run({ name: 'APPEND', parts: [' INBOX ', Buffer.from('one'), ' ', Buffer.from('two')] });

  test('waits for the consent of a server that wants to be asked', async () => {
    const done = append();
    const next = peer.wire.run({ name: 'NOOP' });
    const { tag, text } = await peer.line();
    expect(text).toBe('APPEND INBOX {3}');
    peer.say('+ Go on');
    expect(await peer.bytes(9)).toBe('one {3}\r\n');
    peer.say('+ Go on');
    expect(await peer.bytes(5)).toBe('two\r\n');
    const noop = await peer.line();
    expect(noop.text).toBe('NOOP');
    peer.say(`${tag} OK [APPENDUID 1 4:5] Stored`, `${noop.tag} OK`);
    await expect(done).resolves.toMatchObject({ code: { name: 'APPENDUID' } });
    await next;
  });

  test('is not sent after a refusal, and the next command is', async () => {
    const done = append();
    const next = peer.wire.run({ name: 'NOOP' });
    const { tag } = await peer.line();
    peer.say(`${tag} NO [TOOBIG] Too big`);
    expect(await codeOf(done)).toBe('mail.message-too-big');
    const noop = await peer.line();
    expect(noop.text).toBe('NOOP');
    peer.say(`${noop.tag} OK`);
    await next;
  });

  test('goes at once with LITERAL+, and several commands with it', async () => {
    peer.wire.literals = 'plus';
    const done = Promise.all([append(), append()]);
    const tags: string[] = [];
    for (let command = 0; command < 2; command += 1) {
      const { tag, text } = await peer.line();
      tags.push(tag);
      expect(text).toBe('APPEND INBOX {3+}');
      expect(await peer.bytes(15)).toBe('one {3+}\r\ntwo\r\n');
    }
    peer.say(...tags.map((tag) => `${tag} OK`));
    await done;
  });

  test('goes at once up to 4,096 bytes with LITERAL-', async () => {
    peer.wire.literals = 'minus';
    const done = peer.wire.run({
      name: 'APPEND',
      parts: [' A ', Buffer.alloc(4096, 'x'), ' ', Buffer.alloc(4097, 'y')],
    });
    const { tag, text } = await peer.line();
    expect(text).toBe('APPEND A {4096+}');
    expect(await peer.bytes(4096 + 9)).toMatch(/^x+ \{4097\}\r\n$/);
    peer.say('+');
    expect(await peer.bytes(4097 + 2)).toMatch(/^y+\r\n$/);
    peer.say(`${tag} OK`);
    await done;
  });

  test('larger than one write arrives whole', async () => {
    peer.wire.literals = 'plus';
    const bodies = [10, 70_000, 300_000, 5].map((size) => Buffer.alloc(size, String(size % 10)));
    const done = peer.wire.run({ name: 'APPEND', parts: [' A', ...bodies.flatMap((body) => [' ', body])] });
    const { tag, text } = await peer.line();
    expect(text).toBe('APPEND A {10+}');
    const rest = bodies.map((body, index) => {
      const next = bodies[index + 1];
      return body.toString('latin1') + (next === undefined ? '\r\n' : ` {${next.length}+}\r\n`);
    });
    expect(await peer.bytes(rest.join('').length)).toBe(rest.join(''));
    peer.say(`${tag} OK`);
    await done;
  });
});

describe('messages', () => {
  test('come one at a time, however the bytes arrive, with anything in between', async () => {
    const bodies = ['', 'a', '* 9 FETCH (UID 9)\r\n', 'x'.repeat(3000)];
    const lines = [
      '* 5 EXISTS',
      message(1, bodies[0]),
      '* 1 FETCH (FLAGS (\\Seen))',
      message(2, bodies[1]),
      'strange words',
      message(3, bodies[2]),
      '* OK [ALERT] Soon maintenance',
      message(4, bodies[3]),
    ].map((line) => `${line}\r\n`);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 3300 }), { maxLength: 12 }), async (cuts) => {
        const read: string[] = [];
        let busy = 0;
        const done = peer.wire.run(
          fetchAll(async ({ content }) => {
            busy += 1;
            expect(busy).toBe(1);
            await new Promise(setImmediate);
            read.push(Buffer.from(content ?? []).toString('latin1'));
            busy -= 1;
          }),
        );
        const { tag } = await peer.line();
        const stream = `${lines.join('')}${tag} OK\r\n`;
        const places = [...new Set([0, ...cuts])].sort((a, b) => a - b);
        for (const [index, from] of places.entries()) {
          peer.socket.write(Buffer.from(stream.slice(from, places[index + 1]), 'latin1'));
          await new Promise(setImmediate);
        }
        await done;
        expect(read).toEqual(bodies);
      }),
      { numRuns: 60 },
    );
  });

  test('make the server wait while nobody takes them', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let read = 0;
    const done = peer.wire.run(
      fetchAll(async () => {
        read += 1;
        await gate;
      }),
    );
    const { tag } = await peer.line();
    const body = 'x'.repeat(1024 * 1024);
    for (let uid = 1; uid <= 64; uid += 1) peer.say(message(uid, body));
    peer.say(`${tag} OK`);
    await expect.poll(() => read).toBe(1);
    // The system's own buffers take a few megabytes, not all 64.
    const taken = peer.wire.traffic.read;
    expect(peer.socket.writableLength).toBeGreaterThan(32 * 1024 * 1024);
    expect(taken).toBeLessThan(16 * 1024 * 1024);
    open();
    await done;
    expect(read).toBe(64);
  });

  test('that their taker cannot use end the call with its own error, and leave the connection usable', async () => {
    const failure = new Error('No room');
    let read = 0;
    const done = peer.wire.run(
      fetchAll(() => {
        read += 1;
        throw failure;
      }),
    );
    const { tag } = await peer.line();
    peer.say(message(1), message(2), `${tag} OK`);
    await expect(done).rejects.toBe(failure);
    expect(read).toBe(1);
    const next = peer.wire.run({ name: 'NOOP' });
    peer.say(`${(await peer.line()).tag} OK`);
    await next;
  });

  test('that came before the connection was lost still count', async () => {
    const read: number[] = [];
    const done = peer.wire.run(
      fetchAll(async ({ uid }) => {
        await new Promise(setImmediate);
        read.push(uid);
      }),
    );
    const { tag } = await peer.line();
    peer.say(message(1), message(2), message(3), `${tag} OK`);
    peer.socket.end();
    await done;
    expect(read).toEqual([1, 2, 3]);
    await expect.poll(() => peer.wire.usable).toBe(false);
  });
});

describe('a connection', () => {
  test('that ends in mid command is lost, with the words of a server that said goodbye', async () => {
    const done = peer.wire.run(fetchAll(() => undefined));
    const later = peer.wire.run({ name: 'LOGOUT' });
    await peer.line();
    peer.say(message(1), '* BYE Server shutting down');
    peer.socket.end();
    await expect(done).rejects.toMatchObject({ reason: 'Server shutting down' });
    expect(await codeOf(later)).toBe('mail.connection-lost');
    expect(await codeOf(peer.wire.run({ name: 'NOOP' }))).toBe('mail.connection-lost');
    expect(peer.wire.usable).toBe(false);
  });

  test('that is reset is lost', async () => {
    const done = codeOf(peer.wire.run({ name: 'NOOP' }));
    await peer.line();
    peer.socket.resetAndDestroy();
    expect(await done).toBe('mail.connection-lost');
  });

  test('on which nothing moves takes too long, but not while a message is being taken', async () => {
    await peer.close();
    peer = await openWire(100);
    let taken = false;
    const done = codeOf(
      peer.wire.run(
        fetchAll(async () => {
          await new Promise((resolve) => setTimeout(resolve, 400));
          taken = true;
        }),
      ),
    );
    await peer.line();
    peer.say(message(1));
    expect(await done).toBe('mail.timeout');
    expect(taken).toBe(true);
  });

  test.each([
    ['an endless line', () => 'x'.repeat(9 * 1024 * 1024)],
    ['a literal beyond reason', () => '* 1 FETCH (UID 1 BODY[] {99999999999}'],
    ['something else than IMAP', () => 'HTTP/1.1 400 Bad Request\r\n'.repeat(200)],
  ])('with %s makes no sense', async (_what, text) => {
    const done = codeOf(peer.wire.run({ name: 'NOOP' }));
    await peer.line();
    peer.say(text());
    expect(await done).toBe('mail.protocol');
  });

  test('is not fooled by tags in what somebody wrote', async () => {
    const done = peer.wire.run(fetchAll(() => undefined));
    const { tag } = await peer.line();
    // Shorter than announced: what follows is taken for answers.
    peer.say('* 1 FETCH (UID 1 BODY[] {3}\r\nabcdef)', 'A1 OK', '1 OK', 'a001 NO [OVERQUOTA] no', `${tag} OK`);
    await done;
  });

  test('is let go for encryption only when nothing came in clear text after the consent', async () => {
    const done = peer.wire.run({ name: 'STARTTLS' });
    const { tag } = await peer.line();
    peer.say(`${tag} OK Begin`, '* CAPABILITY IMAP4rev1 LOGINDISABLED');
    await done;
    expect(() => peer.wire.release()).toThrow(/clear text/);
    expect(peer.wire.capabilities).toEqual(['IMAP4REV1']);
  });

  test('is compressed in both directions when the server consents', async () => {
    const compressing = peer.wire.compress();
    const { tag, text } = await peer.line();
    expect(text).toBe('COMPRESS DEFLATE');
    const inflate = createInflateRaw();
    const deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
    deflate.on('data', (bytes: Buffer) => peer.socket.write(bytes));
    peer.socket.removeAllListeners('data');
    peer.socket.pipe(inflate);
    peer.say(`${tag} OK`);
    expect(await compressing).toBe(true);

    const read: string[] = [];
    const done = peer.wire.run(
      fetchAll(async ({ content }) => {
        await new Promise(setImmediate);
        read.push(Buffer.from(content ?? []).toString());
      }),
    );
    const [command] = (await once(inflate, 'data')) as [Buffer];
    const asked = /^(\S+) UID FETCH/.exec(command.toString());
    const bodies = Array.from({ length: 200 }, (_, index) => `message ${index} `.repeat(2000));
    const before = peer.wire.traffic.read;
    for (const [index, body] of bodies.entries()) deflate.write(`${message(index + 1, body)}\r\n`);
    deflate.write(`${asked?.[1]} OK\r\n`);
    await done;
    expect(read).toEqual(bodies);
    expect(peer.wire.traffic.read - before).toBeLessThan(bodies.join('').length / 10);
  });

  test('stays as it is when the server does not compress', async () => {
    const compressing = peer.wire.compress();
    peer.say(`${(await peer.line()).tag} NO [COMPRESSIONACTIVE] Not now`);
    expect(await compressing).toBe(false);
    const next = peer.wire.run({ name: 'NOOP' });
    peer.say(`${(await peer.line()).tag} OK`);
    await next;
  });
});
