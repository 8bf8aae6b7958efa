import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { freshDirectory, launch, programsMissing, runProgram } from './name-server-process.ts';

const program = '/usr/sbin/pdns_server';
const root = join(import.meta.dirname, '../..');
const libraries = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
const backend = `/usr/lib/${libraries}/pdns/libgsqlite3backend.so`;

/** A real PowerDNS of one test with its HTTP API, on a loopback address. */
export interface PowerDnsServer {
  readonly address: string;
  readonly port: number;
  readonly apiUrl: string;
  readonly apiKey: string;
  /** Makes a zone anew of records with absolute names: `harbour.test 3600 MX 10 mail.harbour.test.`; `;disabled` switches one off. */
  resetZone(name: string, records: readonly string[]): Promise<void>;
  /** Everything in a zone as the API gives it: `name type ttl content`, sorted. */
  records(zone: string): Promise<string[]>;
  /** Changes a set behind everybody's back. */
  put(zone: string, name: string, type: string, ttl: number, contents: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/** Why a PowerDNS cannot be started here, or null when it can. Tests that skip print this. */
export function powerDnsUnavailable(): string | null {
  return programsMissing([program, backend], ['pdns-server', 'pdns-backend-sqlite3']);
}

/** Starts a PowerDNS with an SQLite database of its own. Ready when the promise resolves. */
export async function startPowerDns(): Promise<PowerDnsServer> {
  const directory = await freshDirectory('powerdns-');
  const [port = 0, apiPort = 0] = await freePorts(2);
  const database = join(directory, 'zones.sqlite');
  runProgram('node', ['build/electron-node.mjs', 'test/servers/powerdns-database.ts', database], root);
  const apiKey = 'a key of this test alone';
  await writeFile(
    join(directory, 'pdns.conf'),
    [
      'launch=gsqlite3',
      `gsqlite3-database=${database}`,
      'local-address=127.0.0.1',
      `local-port=${port}`,
      'api=yes',
      `api-key=${apiKey}`,
      'webserver=yes',
      'webserver-address=127.0.0.1',
      `webserver-port=${apiPort}`,
      `socket-dir=${directory}`,
      'daemon=no',
      'guardian=no',
      'write-pid=no',
      // What was changed is to be seen at once.
      'cache-ttl=0',
      'query-cache-ttl=0',
      'negquery-cache-ttl=0',
      'zone-cache-refresh-interval=0',
      'default-soa-edit=',
      '',
    ].join('\n'),
  );
  const child = await launch([program, `--config-dir=${directory}`], directory, apiPort);
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${apiUrl}/api/v1/servers/localhost/zones${path}`, {
      method,
      headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`PowerDNS: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  return {
    address: '127.0.0.1',
    port,
    apiUrl,
    apiKey,
    async resetZone(name, records) {
      const sets = new Map<
        string,
        { name: string; type: string; ttl: number; records: { content: string; disabled: boolean }[] }
      >();
      for (const record of [`${name} 3600 NS ns1.${name}.`, ...records]) {
        const [, owner = '', ttl = '', type = '', text = ''] = /^(\S+) (\d+) (\S+) (.*)$/.exec(record) ?? [];
        const disabled = text.endsWith(' ;disabled');
        const content = disabled ? text.slice(0, -' ;disabled'.length) : text;
        const set = sets.get(`${owner} ${type}`) ?? { name: `${owner}.`, type, ttl: Number(ttl), records: [] };
        set.records.push({ content, disabled });
        sets.set(`${owner} ${type}`, set);
      }
      const known = (await call('GET', '')) as { name: string }[];
      if (known.some((zone) => zone.name === `${name}.`)) await call('DELETE', `/${name}.`);
      await call('POST', '', { name: `${name}.`, kind: 'Native', rrsets: [...sets.values()] });
    },
    async records(zone) {
      const { rrsets } = (await call('GET', `/${zone}.`)) as {
        rrsets: { name: string; type: string; ttl: number; records: { content: string; disabled: boolean }[] }[];
      };
      return rrsets
        .filter(({ type }) => type !== 'SOA')
        .flatMap(({ name, type, ttl, records }) =>
          records.map(({ content, disabled }) => `${name} ${type} ${ttl} ${content}${disabled ? ' ;disabled' : ''}`),
        )
        .toSorted();
    },
    async put(zone, name, type, ttl, contents) {
      const records = contents.map((content) => ({ content, disabled: false }));
      await call('PATCH', `/${zone}.`, { rrsets: [{ name: `${name}.`, type, ttl, changetype: 'REPLACE', records }] });
    },
    stop: () => child.stop(),
  };
}
