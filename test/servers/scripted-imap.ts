import { createServer, type Socket } from 'node:net';
import { ByteReader, ConnectionEnded } from './byte-reader.ts';
import type { MailboxPlan } from './mailbox-plan.ts';
import { ScriptedAccount, type ScriptedFolder, type StorageQuirks } from './scripted-mailbox.ts';
import { type ReplyLine, type ScriptedServerState, ScriptedSession } from './scripted-session.ts';

export type { ScriptedAccount, ScriptedFolder, StorageQuirks } from './scripted-mailbox.ts';
export type { ReplyLine } from './scripted-session.ts';

/** What a rule knows of the command it answers. */
export interface ScriptContext {
  readonly tag: string;
  /** The command without its tag, literals as `{n}` in it. */
  readonly text: string;
  readonly literals: readonly Buffer[];
  readonly account: ScriptedAccount | undefined;
  readonly selected: ScriptedFolder | undefined;
  /** Does what a correct server does and gives its lines, the tagged one last. */
  run(): ReplyLine[];
}

/** One line of the script: which command is answered how. Rules are tried in order; the first that applies answers. */
export interface ScriptRule {
  /** Tested on the command without its tag. */
  readonly match: RegExp;
  /** The first matching command it applies to, from 1. Default 1. */
  readonly from?: number;
  /** How many commands it applies to. Default: all that follow. */
  readonly times?: number;
  /** Lines to send, with `{tag}` for the tag, or a function that makes them. Default: what a correct server says. */
  readonly reply?:
    | readonly ReplyLine[]
    | ((context: ScriptContext) => readonly ReplyLine[] | Promise<readonly ReplyLine[]>);
  /** What happens to the connection afterwards. Default: it goes on. */
  readonly after?: 'close' | 'reset';
  /** Answers a synchronising literal with the reply instead of asking for it (`+`). */
  readonly beforeLiteral?: boolean;
}

/** What a scripted server is to be like. */
export interface ScriptedImapOptions {
  /** Default `* OK IMAP4rev1 ready`. A greeting with BYE closes the connection. */
  readonly greeting?: string;
  /** Default: IMAP4rev1 with LITERAL+, UIDPLUS, MULTIAPPEND, NAMESPACE, UNSELECT, CHILDREN, SPECIAL-USE and QUOTA. */
  readonly capabilities?: readonly string[];
  /** Default '/'. */
  readonly delimiter?: string;
  /** Prefix of the personal namespace. Default ''. */
  readonly prefix?: string;
  readonly quotaKb?: number;
  readonly quirks?: StorageQuirks;
  readonly script?: readonly ScriptRule[];
}

/** An IMAP server inside the test process that misbehaves as told, and otherwise does what is right. */
export interface ScriptedImapServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Every command so far, without tag and literals. */
  readonly commands: readonly string[];
  readonly connections: { readonly total: number; readonly open: number; readonly peak: number };
  addUser(user: string, password: string, plan?: MailboxPlan): ScriptedAccount;
  /** The mail of a user, to look at and to change. Throws for an unknown user. */
  account(user: string): ScriptedAccount;
  passwordOf(user: string): string;
  /** Replaces the script; counting starts anew. */
  setScript(script: readonly ScriptRule[]): void;
  setQuirks(quirks: StorageQuirks): void;
  /** Sends a line to all who are connected. */
  broadcast(line: string): void;
  /** Ends all connections and the server. May be called twice. */
  stop(): Promise<void>;
}

/** What the scripted server can do unless told otherwise. */
export const usualCapabilities: readonly string[] =
  'IMAP4rev1 LITERAL+ UIDPLUS MULTIAPPEND NAMESPACE UNSELECT CHILDREN SPECIAL-USE QUOTA'.split(' ');

/** Starts a scripted server on a free port of 127.0.0.1, without encryption. */
export async function startScriptedImap(options: ScriptedImapOptions = {}): Promise<ScriptedImapServer> {
  const accounts = new Map<string, ScriptedAccount>();
  const state: ScriptedServerState = {
    accounts,
    capabilities: options.capabilities ?? usualCapabilities,
    delimiter: options.delimiter ?? '/',
    prefix: options.prefix ?? '',
    quirks: options.quirks ?? {},
    quotaKb: options.quotaKb,
  };
  let script = (options.script ?? []).map((rule) => ({ rule, matches: 0 }));
  const sockets = new Set<Socket>();
  const counts = { total: 0, open: 0, peak: 0 };
  const commands: string[] = [];

  function account(user: string): ScriptedAccount {
    const found = accounts.get(user);
    if (found === undefined) throw new Error(`No user "${user}" on this server: addUser first`);
    return found;
  }

  /** The rule for this command; every rule that matches counts it. */
  function ruleFor(text: string, beforeLiteral: boolean): ScriptRule | undefined {
    let chosen: ScriptRule | undefined;
    for (const entry of script) {
      if ((entry.rule.beforeLiteral ?? false) !== beforeLiteral || !entry.rule.match.test(text)) continue;
      entry.matches++;
      const { from = 1, times = Number.POSITIVE_INFINITY } = entry.rule;
      if (entry.matches >= from && entry.matches < from + times) chosen ??= entry.rule;
    }
    return chosen;
  }

  async function serve(socket: Socket): Promise<void> {
    const reader = new ByteReader(socket);
    const session = new ScriptedSession(state);
    const send = (line: ReplyLine): void => void socket.write(Buffer.concat([bytesOf(line), Buffer.from('\r\n')]));
    const greeting = options.greeting ?? '* OK IMAP4rev1 ready';
    send(greeting);
    if (/^\* BYE/i.test(greeting)) return void socket.end();

    for (;;) {
      const [tag, text, literals, refused] = await readCommand(reader, send, (start) => ruleFor(start, true));
      if (tag === undefined) return void socket.end('* BAD Where is the tag?\r\n');
      commands.push(text);
      const { account: user, selected } = session;
      const run = (): ReplyLine[] => session.answer(tag, text, literals);
      const rule = refused ?? ruleFor(text, false);
      let reply: readonly ReplyLine[];
      if (typeof rule?.reply === 'function')
        reply = await rule.reply({ tag, text, literals, account: user, selected, run });
      else if (rule?.reply !== undefined) reply = rule.reply;
      else if (/^AUTHENTICATE /i.test(text)) reply = await authenticate(session, reader, send, tag, text);
      else if (/^IDLE$/i.test(text)) reply = await idle(reader, send, tag);
      else reply = run();
      for (const line of reply) send(typeof line === 'string' ? line.replaceAll('{tag}', tag) : line);
      if (rule?.after === 'reset') return void socket.resetAndDestroy();
      if (rule?.after === 'close' || /^LOGOUT$/i.test(text)) return void socket.end();
    }
  }

  const listener = createServer((socket) => {
    counts.total++;
    counts.open++;
    counts.peak = Math.max(counts.peak, counts.open);
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => {
      counts.open--;
      sockets.delete(socket);
    });
    serve(socket).catch((error: unknown) => {
      // A client that goes away is no fault; a script that throws is one of the test, and must be seen.
      if (!(error instanceof ConnectionEnded)) socket.end(`* BYE The script failed: ${String(error)}\r\n`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(0, '127.0.0.1', resolve);
  });
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port');

  return {
    host: '127.0.0.1',
    port: address.port,
    commands,
    connections: counts,
    addUser(user, password, plan) {
      const added = new ScriptedAccount(user, password, state);
      if (plan !== undefined) added.fill(plan);
      accounts.set(user, added);
      return added;
    },
    account,
    passwordOf: (user) => account(user).password,
    setScript(rules) {
      script = rules.map((rule) => ({ rule, matches: 0 }));
    },
    setQuirks(quirks) {
      state.quirks = quirks;
    },
    broadcast(line) {
      for (const socket of sockets) socket.write(`${line}\r\n`);
    },
    async stop() {
      if (listener.listening) listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function bytesOf(line: ReplyLine): Buffer {
  return typeof line === 'string' ? Buffer.from(line, 'latin1') : line;
}

/** Tag, text and literals of the next command; with the rule that refused a literal, if one did. */
async function readCommand(
  reader: ByteReader,
  send: (line: ReplyLine) => void,
  refusal: (text: string) => ScriptRule | undefined,
): Promise<[tag: string | undefined, text: string, literals: Buffer[], refused?: ScriptRule]> {
  const literals: Buffer[] = [];
  let whole = '';
  for (;;) {
    const line = (await reader.line()).toString('latin1');
    whole += line;
    const [, tag, text = ''] = /^(\S+) (.*)$/s.exec(whole) ?? [];
    const [, size, nonSynchronizing] = /\{(\d+)(\+?)\}$/.exec(line) ?? [];
    if (size === undefined) return [tag, text, literals];
    if (nonSynchronizing === '') {
      const refused = refusal(text);
      if (refused !== undefined) return [tag, text, literals, refused];
      send('+ Go on');
    }
    literals.push(await reader.bytes(Number(size)));
  }
}

async function authenticate(
  session: ScriptedSession,
  reader: ByteReader,
  send: (line: ReplyLine) => void,
  tag: string,
  text: string,
): Promise<ReplyLine[]> {
  const [, mechanism = '', initial] = text.split(' ');
  const ask = async (prompt: string): Promise<string> => {
    send(`+ ${Buffer.from(prompt).toString('base64')}`);
    return (await reader.line()).toString('latin1');
  };
  const decode = (line: string): string => Buffer.from(line, 'base64').toString('utf8');
  let [user, password]: (string | undefined)[] = [];
  if (/^PLAIN$/i.test(mechanism)) [, user, password] = decode(initial ?? (await ask(''))).split('\0');
  else if (/^LOGIN$/i.test(mechanism))
    [user, password] = [decode(await ask('User Name')), decode(await ask('Password'))];
  else return [`${tag} NO Mechanism ${mechanism} is not known`];
  try {
    session.logIn(user ?? '', password ?? '');
    return [`${tag} OK Logged in`];
  } catch (error) {
    return [`${tag} NO ${error instanceof Error ? error.message : String(error)}`];
  }
}

async function idle(reader: ByteReader, send: (line: ReplyLine) => void, tag: string): Promise<ReplyLine[]> {
  send('+ idling');
  await reader.line();
  return [`${tag} OK IDLE completed`];
}
