// The least that copies a mailbox exactly, run as a process of its own by the row "raw limit": no ledger, no checks, no resume.
import { quote, RawImap, type ServerLine } from '../servers/raw-imap.ts';
import type { Login } from './movers/mover.ts';

interface Message {
  /** What stands before the literal: flags and date. */
  readonly head: string;
  readonly bytes: Buffer;
}

const writers = 4;
const readers = 2;
const batchMessages = 50;
const batchBytes = 4_000_000;
const extensions = new Set(['LITERAL+', 'MULTIAPPEND']);

async function logIn({ host, port, user, password }: Login): Promise<RawImap> {
  const client = await RawImap.connect({ host, port });
  await client.command(`LOGIN ${quote(user)} ${quote(password)}`);
  // Known of both servers: asking would cost a round trip.
  client.capabilities = extensions;
  return client;
}

/** Selectable folders as the server writes them. */
async function foldersOf(client: RawImap): Promise<string[]> {
  const { untagged } = await client.command('LIST "" "*"');
  return untagged.flatMap(({ text, literals }) => {
    const found = /^\* LIST \(([^)]*)\) (?:NIL|"(?:.|\\.)") (.*)$/i.exec(text);
    if (found === null || /\\(Noselect|NonExistent)/i.test(found[1] ?? '')) return [];
    const name = found[2] ?? '';
    return [
      literals[0] === undefined ? (name.startsWith('"') ? name : quote(name)) : quote(literals[0].toString('latin1')),
    ];
  });
}

/** Sends one command and calls back for each line until it is done. */
async function stream(client: RawImap, tag: string, onLine: (line: ServerLine) => void): Promise<void> {
  for (;;) {
    const line = await client.readLine();
    if (line.text.startsWith(`${tag} `)) {
      if (!line.text.startsWith(`${tag} OK`)) throw new Error(line.text);
      return;
    }
    onLine(line);
  }
}

/** What is read of one folder and waits to be written, in order. */
class Folder {
  readonly name: string;
  readonly batches: Message[][] = [];
  complete = false;
  #open: Message[] = [];
  #bytes = 0;
  #wake: (() => void) | undefined;

  constructor(name: string) {
    this.name = name;
  }

  add({ text, literals }: ServerLine): void {
    const bytes = literals[0];
    const flags = /FLAGS \(([^)]*)\)/.exec(text)?.[1];
    const date = /INTERNALDATE ("[^"]*")/.exec(text)?.[1];
    if (bytes === undefined || flags === undefined || date === undefined) return;
    this.#open.push({ head: `(${flags.replace(/ ?\\Recent/, '').trimStart()}) ${date} {}`, bytes });
    this.#bytes += bytes.length;
    if (this.#open.length === batchMessages || this.#bytes >= batchBytes) this.#close();
  }

  end(): void {
    this.complete = true;
    this.#close();
  }

  #close(): void {
    if (this.#open.length > 0) this.batches.push(this.#open);
    this.#open = [];
    this.#bytes = 0;
    this.#wake?.();
  }

  /** Resolves when there is a batch more, or the end. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

async function read(source: Login, queue: Folder[]): Promise<void> {
  const client = await logIn(source);
  // Two folders ahead, so that the server never waits for a question.
  const asked: Folder[] = [];
  let number = 0;
  const ask = (): void => {
    const folder = queue.shift();
    if (folder === undefined) return;
    number++;
    client.send(`e${number} EXAMINE ${folder.name}\r\nf${number} UID FETCH 1:* (FLAGS INTERNALDATE BODY.PEEK[])\r\n`);
    asked.push(folder);
  };
  ask();
  ask();
  for (let answered = 1; asked.length > 0; answered++) {
    const folder = asked.shift();
    if (folder === undefined) break;
    await stream(client, `e${answered}`, () => undefined);
    await stream(client, `f${answered}`, (line) => folder.add(line));
    folder.end();
    ask();
  }
  client.destroy();
}

async function write(destination: Login, queue: Folder[], created: Map<string, Promise<unknown>>): Promise<void> {
  const client = await logIn(destination);
  for (let folder = take(queue); folder !== undefined; folder = take(queue)) {
    await created.get(folder.name);
    for (;;) {
      const batch = folder.batches.shift();
      if (batch !== undefined) {
        const heads = batch.map(({ head }) => head).join(' ');
        await client.command(
          `APPEND ${folder.name} ${heads}`,
          batch.map(({ bytes }) => bytes),
        );
      } else if (folder.complete) break;
      else await folder.changed();
    }
  }
  client.destroy();
}

/** The next folder for a writer: one that has something to write, else the next in line. */
function take(queue: Folder[]): Folder | undefined {
  const ready = queue.findIndex(({ batches }) => batches.length > 0);
  return queue.splice(Math.max(0, ready), 1)[0];
}

async function copyAll(source: Login, destination: Login): Promise<void> {
  const lister = await logIn(source);
  const names = await foldersOf(lister);
  // Sizes cost a round trip, and let the largest folder start first.
  const sizes = await statusOfAll(lister, names);
  lister.destroy();
  names.sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
  const folders = names.map((name) => new Folder(name));
  const created = createAll(destination, names);
  const toRead = [...folders];
  const toWrite = [...folders];
  await Promise.all([
    ...Array.from({ length: readers }, () => read(source, toRead)),
    ...Array.from({ length: writers }, () => write(destination, toWrite, created)),
  ]);
}

/** Creates the folders on one connection, all commands sent at once; says of each when it is there. */
function createAll(destination: Login, names: readonly string[]): Map<string, Promise<unknown>> {
  const wanted = names.filter((name) => !/^"?INBOX"?$/i.test(name));
  const sent = logIn(destination).then((client) => {
    client.send(wanted.map((name, index) => `c${index} CREATE ${name}\r\n`).join(''));
    return client;
  });
  let previous: Promise<unknown> = sent;
  const created = new Map<string, Promise<unknown>>();
  for (const [index, name] of wanted.entries()) {
    previous = previous.then(async () => stream(await sent, `c${index}`, () => undefined));
    created.set(name, previous);
  }
  void previous.then(async () => (await sent).destroy());
  return created;
}

/** Messages of each folder, all questions sent at once. */
async function statusOfAll(client: RawImap, names: readonly string[]): Promise<Map<string, number>> {
  client.send(names.map((name, index) => `s${index} STATUS ${name} (MESSAGES UIDNEXT UIDVALIDITY)\r\n`).join(''));
  const counts = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    await stream(client, `s${index}`, ({ text }) => counts.set(name, Number(/MESSAGES (\d+)/.exec(text)?.[1] ?? 0)));
  }
  return counts;
}

async function lookAtBoth(logins: readonly Login[]): Promise<void> {
  await Promise.all(
    logins.map(async (login) => {
      const client = await logIn(login);
      await statusOfAll(client, await foldersOf(client));
      client.destroy();
    }),
  );
}

const { source, destination } = JSON.parse(process.env.RAW_COPY_SIDES ?? '{}') as Record<
  'source' | 'destination',
  Login
>;
try {
  if (process.argv[2] === 'again') await lookAtBoth([source, destination]);
  else await copyAll(source, destination);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
