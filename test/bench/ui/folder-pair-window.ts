import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkspace } from '../../../electron/engine/workspace/workspace.ts';
import { addMailbox } from '../../e2e/agent.ts';
import { engineReady, launchConsole } from '../../e2e/launch.ts';
import type { PlannedMessage } from '../../servers/mailbox-plan.ts';
import { type ScriptedImapServer, startScriptedImap } from '../../servers/scripted-imap.ts';
import { filterTime, scrollFrames, sortTime } from './page-measures.ts';
import { pageMegabytes } from './page-memory.ts';

const address = 'anna@harbour.test';
const password = 'Kelp-Lantern-58';

/** What a large folder pair costs in the window. */
export interface FolderPairFigures {
  /** Milliseconds from the last byte of both listings and all headers to the painted rows. */
  readonly opened: number;
  /** Milliseconds from the key to the painted rows when it is opened again. */
  readonly openedAgain: number;
  readonly frames: readonly number[];
  readonly sorts: readonly number[];
  readonly filters: readonly number[];
  readonly megabytes: number;
}

/** Opens a folder of so many messages on both sides in a console of its own; one in 50 is not there, one in 100 has other flags. */
export async function measureFolderPair(messages: number, say: (line: string) => void): Promise<FolderPairFigures> {
  const servers = [await serveFolder(messages, false), await serveFolder(messages, true)] as const;
  const userData = await mkdtemp(join(tmpdir(), 'mailferry-bench-pair-'));
  seedEndpoints(join(userData, 'workspaces', 'own'), servers);
  const mailferry = await launchConsole({ userData, workspace: 'own' });
  try {
    const { app, page } = mailferry;
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
    await engineReady(page);
    const side = (server: string) => ({ server, password });
    await addMailbox(page, { address, customer: 'Harbour', source: side('Old'), destination: side('New') });
    const folders = page.getByRole('treegrid', { name: 'Folders of both sides' });
    const open = async (): Promise<{ readonly started: number; readonly painted: number }> => {
      await folders.getByText('INBOX').first().waitFor();
      await folders.focus();
      await page.keyboard.press('Home');
      const started = Date.now();
      await page.keyboard.press('Enter');
      return { started, painted: await page.evaluate(paintedAt, messages + 1) };
    };
    const first = await open();
    const fetched = Math.max(...servers.map((server) => server.lastByteAt()));
    say(`folder pair of ${messages} messages: ${first.painted - first.started} ms with fetching`);
    await page.evaluate(scrollFrames, 1000);
    const frames = await page.evaluate(scrollFrames, 6000);
    const sorts: number[] = [];
    for (const column of ['Subject', 'Size', 'Subject', 'Date', 'Date'])
      sorts.push(await page.evaluate(sortTime, column));
    const filters: number[] = [];
    for (const text of ['offer 47', 'offer 471', '', 'sender 12', ''])
      filters.push(await page.evaluate(filterTime, text));
    const megabytes = await pageMegabytes(app);
    await page.getByRole('main').getByRole('link', { name: address }).click();
    const again = await open();
    return {
      opened: first.painted - fetched,
      openedAgain: again.painted - again.started,
      frames,
      sorts,
      filters,
      megabytes,
    };
  } finally {
    await mailferry.close();
    for (const server of servers) await server.stop();
    await rm(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Run in the page: when so many rows were painted, wherever the table was left, in Unix milliseconds. */
async function paintedAt(rowCount: number): Promise<number> {
  const shows = (): boolean =>
    document.querySelector(`main [role="grid"][aria-rowcount="${rowCount}"] [role="row"][aria-selected]`) !== null;
  while (!shows()) await new Promise((next) => setTimeout(next, 2));
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(Date.now());
      channel.port2.postMessage(null);
    });
  });
}

interface ServedFolder {
  readonly port: number;
  /** When the console was sent the last byte of any size worth mentioning. */
  lastByteAt(): number;
  stop(): Promise<void>;
}

/** A server with one large INBOX, behind a line that notices when it fell silent. */
async function serveFolder(messages: number, isDestination: boolean): Promise<ServedFolder> {
  const server = await startScriptedImap();
  const mail: PlannedMessage[] = [];
  for (let number = 1; number <= messages; number += 1) {
    if (isDestination && number % 50 === 0) continue;
    mail.push(message(number, isDestination && number % 100 === 1));
  }
  server.addUser(address, password, { folders: [{ path: ['INBOX'], selectable: true, messages: mail }] });
  return behindLine(server);
}

function message(number: number, flagged: boolean): PlannedMessage {
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${two(Math.floor(number / 3600) % 24)}:${two(Math.floor(number / 60) % 60)}:${two(number % 60)}`;
  const lines = [
    `Message-ID: <m.${number}@example.org>`,
    `Date: Mon, 5 Feb 2018 ${time} +0100`,
    `From: "Sender ${number % 900}" <s${number % 900}@example.org>`,
    `To: ${address}`,
    `Subject: Offer ${number} for the harbour`,
  ];
  return {
    bytes: Buffer.from(`${lines.join('\r\n')}\r\n\r\n${'x'.repeat(number % 60)}\r\n`),
    flags: flagged ? ['\\Seen', '\\Flagged'] : ['\\Seen'],
    internalDate: ` 5-Feb-2018 ${time} +0100`,
  };
}

/** Less is an answer to a question asked in passing. */
const WORTH_MENTIONING = 2000;

async function behindLine(server: ScriptedImapServer): Promise<ServedFolder> {
  let lastByteAt = 0;
  const line = createServer((client) => {
    const upstream = connect(server.port, server.host);
    upstream.on('data', (chunk) => {
      if (chunk.length > WORTH_MENTIONING) lastByteAt = Date.now();
    });
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream])
      socket.on('error', () => client.destroy()).on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  return {
    port: (line.address() as AddressInfo).port,
    lastByteAt: () => lastByteAt,
    stop: async () => {
      line.close();
      await server.stop();
    },
  };
}

function seedEndpoints(directory: string, servers: readonly [ServedFolder, ServedFolder]): void {
  const workspace = openWorkspace(directory);
  try {
    for (const [at, name] of ['Old', 'New'].entries())
      workspace.endpoints.add({
        id: name.toLowerCase(),
        name,
        platform: 'other',
        protocol: 'imap',
        host: '127.0.0.1',
        port: servers[at]?.port ?? 0,
        tls: 'none',
        pinnedFingerprint: null,
        maxConnections: 4,
      });
  } finally {
    workspace.close();
  }
}
