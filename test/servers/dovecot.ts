import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { makeCertificate, type ServerCertificate } from './certificate.ts';
import { type DovecotOptions, dovecotConfiguration, listenAddress, type MailPorts } from './dovecot-configuration.ts';
import { DovecotUsers } from './dovecot-users.ts';
import { freePorts } from './free-ports.ts';
import { canLogIn } from './raw-imap.ts';

export type { DovecotOptions, MailPorts } from './dovecot-configuration.ts';

const program = '/usr/sbin/dovecot';

/** A real Dovecot of one test, on a loopback address, with its own users and its own mail. */
export interface DovecotServer {
  /** 127.0.0.1, or 127.0.0.2 when encryption is required. */
  readonly host: string;
  readonly ports: MailPorts;
  readonly certificate: ServerCertificate;
  /** Everything the server owns lies below this directory; `stop` removes it. */
  readonly directory: string;
  /** Makes a user who can log in at once; `quotaMb` needs a server started with `quotaMb`. */
  addUser(user: string, password: string, limits?: { readonly quotaMb?: number }): Promise<void>;
  /** Changes a password; resolves when the server refuses the old one. */
  setPassword(user: string, password: string): Promise<void>;
  /** The password a user was given. Throws for a user who was never added. */
  passwordOf(user: string): string;
  /** Directory of the user's mail (Maildir or sdbox root); it appears when a folder is first opened. */
  maildirOf(user: string): string;
  /** The server's log so far. */
  log(): string;
  /** Ends the server with all its processes and removes its files. May be called twice. */
  stop(): Promise<void>;
}

/** Why a Dovecot cannot be started here and what to do about it, or null when it can. Tests that skip print this. */
export function dovecotUnavailable(): string | null {
  if (!existsSync(program)) {
    return 'Dovecot is not installed: apt-get install -y dovecot-core dovecot-imapd dovecot-pop3d';
  }
  if (process.getuid?.() !== 0) {
    return 'Dovecot of these tests must be started by root (it gives up its rights for mail and logins): run the tests as root';
  }
  return null;
}

// The guard ends Dovecot when the test process goes away for any reason, SIGKILL included: its standard input closes then.
const guard = `
exec 3<&0
"$1" -F -c "$2/dovecot.conf" & server=$!
(cat <&3 >/dev/null; kill $server; wait) 2>/dev/null & guard=$!
wait $server; status=$?
kill $guard 2>/dev/null
rm -rf "$2/run" "$2/state"
[ -e "$2/keep" ] || rm -rf "$2"
exit $status
`;

/** True when the server on `port` shows our certificate, false while nothing listens there. */
function greets(host: string, port: number, fingerprint256: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTls({ host, port, rejectUnauthorized: false });
    // Refused, or somebody else's port: either way not ours yet. Whether it ever will be, the process tells.
    socket.once('error', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('secureConnect', () => {
      const ours = socket.getPeerX509Certificate()?.fingerprint256 === fingerprint256;
      socket.destroy();
      resolve(ours);
    });
  });
}

async function launch(
  directory: string,
  options: DovecotOptions,
  certificate: ServerCertificate,
): Promise<{ child: ChildProcess; host: string; ports: MailPorts }> {
  const host = listenAddress(options);
  const [imap = 0, imaps = 0, pop3 = 0, pop3s = 0] = await freePorts(4);
  const ports = { imap, imaps, pop3, pop3s };
  const { certificatePath, keyPath } = certificate;
  const text = dovecotConfiguration(options, { directory, ports, certificatePath, keyPath });
  await writeFile(join(directory, 'dovecot.conf'), text);
  // `keep` holds the files back until it is known that the server started.
  await writeFile(join(directory, 'keep'), '');
  const child = spawn('/bin/sh', ['-c', guard, 'guard', program, directory], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  child.stdin?.on('error', () => undefined);
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  while (!ended) {
    if (await greets(host, imaps, certificate.fingerprint256)) {
      await rm(join(directory, 'keep'));
      return { child, host, ports };
    }
    // Only the server knows when it is ready: ask again shortly.
    await delay(15);
  }
  child.stdin?.destroy();
  const log = join(directory, 'dovecot.log');
  throw new Error(`Dovecot did not start:\n${complaint}${existsSync(log) ? readFileSync(log, 'utf8') : ''}`);
}

/** True while anybody takes connections on the port. */
function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

async function end(child: ChildProcess, host: string, ports: MailPorts): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, 'exit');
  // Its files go with it, so there is nothing to save: an orderly end would cost every test file a second.
  process.kill(-child.pid, 'SIGKILL');
  await exit;
  // The children of the killed master die a moment later, and share its ports until then.
  for (const port of Object.values(ports)) {
    // Bounded, because a port may at once be somebody else's.
    for (let attempt = 0; attempt < 200 && (await listens(host, port)); attempt++) await delay(5);
  }
}

/**
 * Starts a Dovecot 2.3 of its own for a test: nothing outside a temporary directory is touched, ports are free ones, users are
 * those of `addUser`. Ready when the promise resolves. Rejects when Dovecot is missing, when not run by root
 * (see {@link dovecotUnavailable}) and with the server's own log when it refuses its configuration.
 */
export async function startDovecot(options: DovecotOptions = {}): Promise<DovecotServer> {
  const reason = dovecotUnavailable();
  if (reason !== null) throw new Error(reason);
  const directory = await mkdtemp(join(tmpdir(), 'dovecot-'));
  await chmod(directory, 0o755);
  for (const name of ['users', 'homes', 'state']) await mkdir(join(directory, name));
  const certificate = await makeCertificate(directory);

  // A port may be taken by a parallel test between finding and using it.
  let launched: Awaited<ReturnType<typeof launch>> | undefined;
  for (let attempt = 1; launched === undefined; attempt++) {
    try {
      launched = await launch(directory, options, certificate);
    } catch (error) {
      if (attempt === 5 || !String(error).includes('Address already in use')) {
        await rm(directory, { recursive: true, force: true });
        throw error;
      }
    }
  }
  const { child, host, ports } = launched;

  const users = new DovecotUsers(directory);
  const server: DovecotServer = {
    host,
    ports,
    certificate,
    directory,
    async addUser(user, password, limits = {}) {
      if (limits.quotaMb !== undefined && options.quotaMb === undefined) {
        throw new Error('A quota for one user needs startDovecot({ quotaMb }), which loads the quota plugin');
      }
      await users.add(user, password, limits.quotaMb);
    },
    async setPassword(user, password) {
      users.passwordOf(user);
      await users.change(user, password);
      // Dovecot looks at a passwd-file at most once a second: wait until it has seen the change.
      while (!(await canLogIn(server, user, password))) await delay(50);
    },
    passwordOf: (user) => users.passwordOf(user),
    maildirOf: (user) => join(users.homeOf(user), 'mail'),
    log() {
      const path = join(directory, 'dovecot.log');
      return existsSync(path) ? readFileSync(path, 'utf8') : '';
    },
    async stop() {
      await end(child, host, ports);
      await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
  return server;
}
