import type { ReplyLine, ScriptRule } from './scripted-imap.ts';

/** When a rule applies: from which matching command on (default the first), and how often (default always). */
export type Occasion = Pick<ScriptRule, 'from' | 'times'>;

const anyFetch = /^(UID )?FETCH /i;

function isFetch(line: ReplyLine): boolean {
  return /^\* \d+ FETCH /.test(Buffer.isBuffer(line) ? line.toString('latin1', 0, 40) : line);
}

/** The server says NO with this text, e.g. `[THROTTLED] Slow down`, `[OVERQUOTA] Full`, `[TRYCREATE] Missing`. */
export function refuse(match: RegExp, text: string, occasion: Occasion = {}): ScriptRule {
  return { match, ...occasion, reply: [`{tag} NO ${text}`] };
}

/** The server says NO to the command before its literal is sent. */
export function refuseBeforeLiteral(match: RegExp, text: string, occasion: Occasion = {}): ScriptRule {
  return { ...refuse(match, text, occasion), beforeLiteral: true };
}

/** FETCH gives `count` messages, then BYE and the end of the connection. */
export function byeDuringFetch(count: number, occasion: Occasion = {}): ScriptRule {
  return {
    match: anyFetch,
    ...occasion,
    reply: ({ run }) => [...run().slice(0, count), '* BYE Server shutting down'],
    after: 'close',
  };
}

/** FETCH says OK but leaves out the last `count` messages. */
export function shortFetch(count: number, occasion: Occasion = {}): ScriptRule {
  return {
    match: anyFetch,
    ...occasion,
    reply({ run }) {
      const lines = run();
      return [...lines.slice(0, -1 - count), ...lines.slice(-1)];
    },
  };
}

/** FETCH gives `count` messages and then says NO: some messages cannot be read. */
export function refuseDuringFetch(count: number, text: string, occasion: Occasion = {}): ScriptRule {
  return { match: anyFetch, ...occasion, reply: ({ run }) => [...run().slice(0, count), `{tag} NO ${text}`] };
}

/** Every FETCH line bears a sequence number that is `offset` too high; the UIDs are right. */
export function wrongSequenceNumbers(offset: number, occasion: Occasion = {}): ScriptRule {
  return {
    match: anyFetch,
    ...occasion,
    reply: ({ run }) =>
      run().map((line) => {
        if (!isFetch(line)) return line;
        const bytes = Buffer.isBuffer(line) ? line : Buffer.from(line, 'latin1');
        const number = Number(bytes.toString('latin1', 2, bytes.indexOf(' FETCH')));
        return Buffer.concat([Buffer.from(`* ${number + offset}`), bytes.subarray(bytes.indexOf(' FETCH'))]);
      }),
  };
}

/** A message arrives in the middle of the answer: after its first line comes an untagged EXISTS with one more than there are. */
export function existsInTheMiddle(match: RegExp, occasion: Occasion = {}): ScriptRule {
  return {
    match,
    ...occasion,
    reply({ run, selected }) {
      const [first, ...rest] = run();
      const news = `* ${(selected?.messages.length ?? 0) + 1} EXISTS`;
      return rest.length === 0
        ? [news, ...(first === undefined ? [] : [first])]
        : [...(first === undefined ? [] : [first]), news, ...rest];
    },
  };
}

/** The command is done, but the connection ends before the server says so. */
export function doneWithoutReply(match: RegExp, occasion: Occasion = {}): ScriptRule {
  return {
    match,
    ...occasion,
    reply({ run }) {
      run();
      return [];
    },
    after: 'reset',
  };
}
