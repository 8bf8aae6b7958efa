// Makes an empty database for PowerDNS. A program of its own, because end-to-end tests run on a Node without SQLite:
// node build/electron-node.mjs test/servers/powerdns-database.ts <file>
import { DatabaseSync } from 'node:sqlite';

/** The tables PowerDNS 4.7 asks for; nothing here is signed, so nothing of that is filled. */
const schema = `
CREATE TABLE domains (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, master TEXT, last_check INTEGER, type TEXT NOT NULL,
  notified_serial INTEGER, account TEXT, options TEXT, catalog TEXT);
CREATE TABLE records (id INTEGER PRIMARY KEY, domain_id INTEGER REFERENCES domains(id) ON DELETE CASCADE, name TEXT, type TEXT, content TEXT,
  ttl INTEGER, prio INTEGER, disabled BOOLEAN DEFAULT 0, ordername TEXT, auth BOOL DEFAULT 1);
CREATE INDEX records_by_name ON records(name, type);
CREATE TABLE supermasters (ip TEXT NOT NULL, nameserver TEXT NOT NULL, account TEXT NOT NULL);
CREATE TABLE comments (id INTEGER PRIMARY KEY, domain_id INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, modified_at INT NOT NULL,
  account TEXT, comment TEXT NOT NULL);
CREATE TABLE domainmetadata (id INTEGER PRIMARY KEY, domain_id INT NOT NULL, kind TEXT COLLATE NOCASE, content TEXT);
CREATE TABLE cryptokeys (id INTEGER PRIMARY KEY, domain_id INT NOT NULL, flags INT NOT NULL, active BOOL, published BOOL DEFAULT 1, content TEXT);
CREATE TABLE tsigkeys (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE, algorithm TEXT COLLATE NOCASE, secret TEXT);
`;
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the file');
const database = new DatabaseSync(file);
database.exec(schema);
database.close();
