import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { freshDirectory, launch, programsMissing, runProgram } from './name-server-process.ts';

const program = '/usr/sbin/named';
const update = '/usr/bin/nsupdate';
const dig = '/usr/bin/dig';

export type BindAlgorithm = 'hmac-sha256' | 'hmac-sha512' | 'hmac-md5';

/** A key that may change the zones of a server. */
export interface BindKey {
  readonly name: string;
  readonly algorithm: BindAlgorithm;
  readonly secret: string;
}

export interface BindOptions {
  readonly zone: string;
  /** Lines of the zone file after SOA and NS, with absolute names. */
  readonly records: readonly string[];
  readonly algorithm?: BindAlgorithm;
  /** Also starts a resolver that checks signatures of this zone against a key the zone is not signed with: all it says is bogus. */
  readonly bogus?: boolean;
}

/** A real BIND of one test that takes updates. */
export interface BindServer {
  readonly address: string;
  readonly port: number;
  readonly key: BindKey;
  /** The resolver that finds the zone bogus; null unless it was asked for. */
  readonly resolver: { readonly address: string; readonly port: number } | null;
  /** Everything in the zone as a transfer gives it: `name ttl type content`, sorted. */
  records(): string[];
  /** Changes something behind everybody's back, as nsupdate would: `update add …`. */
  update(commands: readonly string[]): void;
  stop(): Promise<void>;
}

/** Why a BIND cannot be started here, or null when it can. Tests that skip print this. */
export function bindUnavailable(): string | null {
  return programsMissing([program, update, dig], ['bind9', 'bind9-dnsutils', 'bind9-utils']);
}

/** Starts a BIND that serves one zone and lets one key change it. */
export async function startBind({
  zone,
  records,
  algorithm = 'hmac-sha256',
  bogus = false,
}: BindOptions): Promise<BindServer> {
  const directory = await freshDirectory('bind-');
  const [port = 0, resolverPort = 0] = await freePorts(2);
  const key = { name: 'mover', algorithm, secret: randomBytes(32).toString('base64') };
  await writeFile(
    join(directory, 'zone.db'),
    [
      `$TTL 3600`,
      `${zone}. IN SOA ns1.${zone}. hostmaster.${zone}. 1 3600 600 86400 300`,
      `${zone}. IN NS ns1.${zone}.`,
      `ns1.${zone}. IN A 127.0.0.1`,
      ...records,
      '',
    ].join('\n'),
  );
  let zoneFile = 'zone.db';
  if (bogus) {
    for (const flags of [[], ['-f', 'KSK']]) {
      runProgram(
        '/usr/bin/dnssec-keygen',
        ['-q', '-a', 'ECDSAP256SHA256', ...flags, '-n', 'ZONE', `${zone}.`],
        directory,
      );
    }
    for (const file of await readdir(directory)) {
      if (file.endsWith('.key')) await appendFile(join(directory, 'zone.db'), `$INCLUDE ${file}\n`);
    }
    runProgram('/usr/bin/dnssec-signzone', ['-q', '-o', `${zone}.`, '-f', 'signed.db', 'zone.db'], directory);
    zoneFile = 'signed.db';
  }
  const shared = (name: string): string[] => [
    `directory "${directory}";`,
    `pid-file "${directory}/${name}.pid";`,
    `session-keyfile "${directory}/${name}.session";`,
    'listen-on-v6 { none; };',
  ];
  await writeFile(
    join(directory, 'named.conf'),
    [
      `key "${key.name}" { algorithm ${key.algorithm}; secret "${key.secret}"; };`,
      'options {',
      ...shared('named'),
      `listen-on port ${port} { 127.0.0.1; };`,
      'recursion no; allow-transfer { any; }; dnssec-validation no; notify no;',
      '};',
      'controls { };',
      `zone "${zone}" { type primary; file "${zoneFile}"; ${bogus ? '' : `allow-update { key "${key.name}"; };`} };`,
      '',
    ].join('\n'),
  );
  const command = (config: string): string[] => [program, '-g', '-c', join(directory, config)];
  const child = await launch(command('named.conf'), directory, port, / running\n/);
  let resolver: Awaited<ReturnType<typeof launch>> | null = null;
  if (bogus) {
    // Of a key nobody signs with.
    const other = randomBytes(64).toString('base64');
    await writeFile(
      join(directory, 'resolver.conf'),
      [
        'options {',
        ...shared('resolver'),
        `listen-on port ${resolverPort} { 127.0.0.1; };`,
        'recursion yes; dnssec-validation yes; empty-zones-enable no; qname-minimization off;',
        '};',
        'controls { };',
        `trust-anchors { "${zone}." static-key 257 3 13 "${other}"; };`,
        `zone "${zone}" { type forward; forward only; forwarders { 127.0.0.1 port ${port}; }; };`,
        '',
      ].join('\n'),
    );
    resolver = await launch(command('resolver.conf'), directory, resolverPort, / running\n/);
  }
  return {
    address: '127.0.0.1',
    port,
    key,
    resolver: resolver === null ? null : { address: '127.0.0.1', port: resolverPort },
    records() {
      const text = runProgram(
        dig,
        ['@127.0.0.1', '-p', String(port), '+noall', '+answer', '+onesoa', zone, 'AXFR'],
        directory,
      );
      return text
        .split('\n')
        .map((line) => line.split(/\s+/))
        .filter(([name, , , type]) => name !== undefined && name !== '' && type !== 'SOA')
        .map(([name, ttl, , type, ...content]) => `${name} ${ttl} ${type} ${content.join(' ')}`)
        .toSorted();
    },
    update(commands) {
      const file = join(directory, 'commands');
      const lines = [`server 127.0.0.1 ${port}`, `zone ${zone}`, ...commands, 'send', ''];
      writeFileSync(file, lines.join('\n'));
      runProgram(update, ['-y', `${key.algorithm}:${key.name}:${key.secret}`, file], directory);
    },
    async stop() {
      await resolver?.stop();
      await child.stop();
    },
  };
}
