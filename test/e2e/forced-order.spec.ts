// The contingency: routing and webmail moved at once, IMAP of the old server dead. The INBOX comes over POP3, the rest when IMAP is back,
// nothing twice, and the clock runs until then. Real mail servers, real Electron; names and webmail are servers of this test.
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createWebServer } from 'node:https';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { findElectron } from '../../build/electron-binary.mjs';
import { runAsNode } from '../../build/electron-node.mjs';
import { startDnsServer } from '../../electron/engine/practice/dns/dns-server.ts';
import { selfSigned } from '../../electron/engine/practice/dns/self-signed.ts';
import { Zone } from '../../electron/engine/practice/dns/zones.ts';
import type { Endpoint } from '../../shared/domain/endpoint.ts';
import { type DovecotServer, dovecotUnavailable, startDovecot } from '../servers/dovecot.ts';
import { freePorts } from '../servers/free-ports.ts';
import { generateMailbox } from '../servers/mailbox-generator.ts';
import { seedMailbox } from '../servers/mailbox-seed.ts';
import { type MailboxSnapshot, snapshotMailbox } from '../servers/mailbox-snapshot.ts';
import { passphrase } from './agent.ts';
import type { WorkspacePlan } from './fill-workspace.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';

const domain = 'mueller-feinmechanik.test';
const addresses = ['jutta', 'werkstatt', 'einkauf'].map((name) => `${name}@${domain}`);
const password = { source: 'Kelp-Lantern-58', destination: 'Tide.Table.07' };
const webmailAddress = '127.0.0.83';
const unavailable = dovecotUnavailable();

test.skip(unavailable !== null, unavailable ?? '');

const ends: (() => Promise<unknown>)[] = [];
let desk: Console | undefined;

test.afterEach(async () => {
  await desk?.close();
  for (const end of ends.splice(0).reverse()) await end();
});

const imapOf = (server: DovecotServer) => ({
  host: server.host,
  port: server.ports.imap,
  passwordOf: server.passwordOf,
});

/** A port that nobody listens on until it is opened; then it leads to the server. */
async function closedPort(server: DovecotServer): Promise<{ port: number; open: () => Promise<void> }> {
  const [port = 0] = await freePorts(1);
  return {
    port,
    async open() {
      const door: Server = createServer((socket) => {
        const line = connect(server.ports.imaps, server.host);
        socket.pipe(line).pipe(socket);
        for (const end of [socket, line]) end.on('error', () => [socket, line].forEach((one) => void one.destroy()));
      }).listen(port, '127.0.0.1');
      await once(door, 'listening');
      ends.push(async () => void door.close());
    },
  };
}

/** The web server that `mail.<domain>` shows, on the port browsers ask; its certificate is trusted by way of the file returned. */
async function startWebmail(dir: string): Promise<string> {
  const { certificate, key } = selfSigned('Test authority', [`mail.${domain}`], Date.now());
  const server = createWebServer({ cert: certificate, key }, (_request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end('<!doctype html><html lang="en"><head><title>Hosted Email</title></head><body>Log in</body></html>');
  }).listen(443, webmailAddress);
  await once(server, 'listening');
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const file = join(dir, 'authority.pem');
  await writeFile(file, certificate);
  return file;
}

/** What each side holds, folder by folder, without regard for order. */
function contentOf(mailbox: MailboxSnapshot): string[] {
  return mailbox.folders
    .flatMap(({ path, delimiter, messages }) =>
      messages.map(({ sha256 }) => `${path.split(delimiter ?? '/').join('/')} ${sha256}`),
    )
    .sort();
}

/** Any login over POP3 takes \Recent from messages of a Dovecot; nothing else may differ. */
function withoutRecent({ folders }: MailboxSnapshot): MailboxSnapshot {
  return {
    folders: folders.map((folder) => ({
      ...folder,
      messages: folder.messages.map((message) => ({
        ...message,
        flags: message.flags.filter((flag) => flag !== '\\Recent'),
      })),
    })),
  };
}

/** Chooses all mailboxes of the domain that is open, and copies them by a job; with a name, over that other way to the old side. */
async function copyAll(page: Page, way: string | null): Promise<void> {
  await page.getByRole('tab', { name: /Mailboxes/ }).click();
  const all = page.getByRole('checkbox', { name: 'Select all rows' });
  await all.check();
  await page.getByRole('button', { name: 'Copy 3', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Copy', exact: true });
  if (way !== null) {
    await dialog.getByRole('combobox', { name: 'Read the old side over' }).click();
    await page.getByRole('option', { name: way }).click();
    await expect(dialog).toContainText('Over POP3 comes the INBOX only');
  }
  await dialog.getByRole('button', { name: /Copy · 3 mailboxes/ }).click();
  await expect(page.getByRole('heading', { name: 'Copy of 1 domain' })).toBeVisible();
  await expect(page.getByText('Ended', { exact: true }).first()).toBeVisible({ timeout: 45_000 });
}

async function openDomain(page: Page): Promise<void> {
  await page.keyboard.press('Control+2');
  await page.getByRole('row').filter({ hasText: domain }).getByText(domain).click();
  await expect(page.getByRole('heading', { name: domain })).toBeVisible();
}

test('a domain in forced order comes over although IMAP is dead, nothing twice, with its clock running', async () => {
  test.setTimeout(120_000);
  const [from, to] = await Promise.all([startDovecot(), startDovecot({ separator: '.' })]);
  ends.push(() => Promise.all([from.stop(), to.stop()]));
  for (const [place, address] of addresses.entries()) {
    await Promise.all([from.addUser(address, password.source), to.addUser(address, password.destination)]);
    const old = generateMailbox({ seed: 30 + place, folders: 4, messages: 60, profile: 'small' });
    await seedMailbox(imapOf(from), address, old);
    // Routing has changed already: mail of today is in the new mailbox.
    const [inbox] = generateMailbox({ seed: 60 + place, folders: 1, messages: 3, profile: 'small' }).folders;
    await seedMailbox(imapOf(to), address, { folders: inbox ? [inbox] : [] });
  }
  const before = await Promise.all(addresses.map((user) => snapshotMailbox(imapOf(from), user, password.source)));
  const today = await Promise.all(addresses.map((user) => snapshotMailbox(imapOf(to), user, password.destination)));

  const userData = await mkdtemp(join(tmpdir(), 'mailferry-e2e-'));
  ends.push(() => rm(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const authority = await startWebmail(userData);
  const imap = await closedPort(from);
  const zone = new Zone({
    name: domain,
    servers: [`ns1.${domain}`],
    sets: [
      { name: domain, type: 'MX', ttl: 300, values: [`10 mx.${domain}.cust.a.hostedemail.com`] },
      { name: `mail.${domain}`, type: 'A', ttl: 300, values: [webmailAddress] },
    ],
  });
  const names = await startDnsServer({ zones: [zone] });
  ends.push(() => names.stop());
  const endpoint = (id: string, name: string, server: DovecotServer, more: Partial<Endpoint>): Endpoint => ({
    id,
    name,
    platform: 'other',
    protocol: 'imap',
    host: server.host,
    port: server.ports.imaps,
    tls: 'implicit',
    pinnedFingerprint: server.certificate.fingerprint256,
    maxConnections: 4,
    ...more,
  });
  const plan: WorkspacePlan = {
    endpoints: [
      endpoint('old', 'Old server', from, { port: imap.port }),
      endpoint('pop', 'Old POP', from, { protocol: 'pop3', port: from.ports.pop3s }),
      endpoint('new', 'New server', to, { platform: 'opensrs' }),
    ],
    customer: 'Müller Feinmechanik',
    domain,
    order: 'forced',
    deadlineAt: new Date(Date.now() + 30 * 3_600_000).toISOString(),
    mailboxes: addresses.map((address, place) => ({ id: `box-${place}`, address })),
    source: 'old',
    destination: 'new',
    world: {
      resolvers: [],
      publicResolvers: [],
      nameServers: [{ name: 'ns1', address: names.address, port: names.port }],
    },
  };
  const folder = join(userData, 'workspaces', 'own');
  const filled = await runAsNode(await findElectron(), ['test/e2e/fill-workspace.ts', folder, JSON.stringify(plan)]);
  expect(filled.output).toBe('');

  desk = await launchConsole({ userData, workspace: 'own', env: { NODE_EXTRA_CA_CERTS: authority } });
  const { page } = desk;
  await engineReady(page);
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await page.evaluate(
    async ([words, secrets]) => {
      await window.mailferryShell.unlockVault(words);
      for (const [ref, secret] of secrets) await window.mailferryShell.saveSecret(ref, secret);
    },
    [
      passphrase,
      plan.mailboxes.flatMap(({ id }) => [
        [`mailbox/${id}/source`, password.source] as const,
        [`mailbox/${id}/destination`, password.destination] as const,
      ]),
    ] as const,
  );

  // The clock runs wherever the domain stands in a list.
  const clock = /(29|30) h \d\d min left/;
  await expect(page.getByRole('region', { name: /Deadlines/ })).toContainText(clock);
  await page.keyboard.press('Control+2');
  await expect(page.getByRole('row').filter({ hasText: domain })).toContainText(clock);

  await openDomain(page);
  await expect(page.getByText(clock).first()).toBeVisible();
  await page.getByRole('button', { name: 'Check all steps' }).click();
  const way = page.getByRole('region', { name: 'The move' });
  await expect(way).toContainText('3 of 4 steps done', { timeout: 30_000 });
  await expect(way).toContainText('The logins of all 3 mailboxes work at the destination');
  await expect(way).toContainText('MX is mx.');
  await expect(way).toContainText('answers with the new webmail');

  // IMAP is dead: the job says so, grouped, and nothing was touched.
  await copyAll(page, null);
  await expect(page.getByRole('region', { name: 'What went wrong' })).toContainText('3');
  await expect(page.getByRole('region', { name: 'What happened' })).toContainText('3 items failed');

  await openDomain(page);
  await copyAll(page, 'Old POP (POP3)');
  await expect(page.getByRole('region', { name: 'What happened' })).toContainText('3 items done');
  await openDomain(page);
  await expect(way).toContainText('3 of 4 steps done');
  await expect(page.getByText(clock).first()).toBeVisible();

  await imap.open();
  await copyAll(page, null);
  await expect(page.getByRole('region', { name: 'What happened' })).toContainText('3 items done');
  await openDomain(page);
  await expect(way).toContainText('4 of 4 steps done');
  await expect(way).toContainText('3 mailboxes verified');
  await expect(page.getByText('Deadline met')).toBeVisible();

  for (const [place, user] of addresses.entries()) {
    const [source, destination] = await Promise.all([
      snapshotMailbox(imapOf(from), user, password.source),
      snapshotMailbox(imapOf(to), user, password.destination),
    ]);
    expect(withoutRecent(source)).toEqual(withoutRecent(before[place] ?? { folders: [] }));
    const both = [...contentOf(source), ...contentOf(today[place] ?? { folders: [] })].sort();
    expect(contentOf(destination)).toEqual(both);
  }
});
