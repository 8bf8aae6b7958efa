/**
 * Services of servers with what probes found, and incidents. A probe is kept for some days; one whose state differs from the one before
 * it is kept for long, so that the timeline of an old incident stays readable.
 */
export const sql = `
CREATE TABLE service (
  id TEXT PRIMARY KEY,
  -- The server: all endpoints of one host.
  server TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('imap', 'pop3', 'smtp', 'webmail')),
  endpoint_id TEXT,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  tls TEXT NOT NULL CHECK (tls IN ('implicit', 'starttls', 'offered', 'none')),
  path TEXT NOT NULL,
  watched INTEGER NOT NULL,
  pinned_fingerprint TEXT,
  UNIQUE (server, kind)
) STRICT;

CREATE TABLE service_probe (
  id INTEGER PRIMARY KEY,
  service_id TEXT NOT NULL REFERENCES service(id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('up', 'trouble', 'down', 'unclear')),
  -- 1: another state than the probe before.
  changed INTEGER NOT NULL,
  total_ms REAL NOT NULL,
  -- The whole probe as JSON.
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX service_probe_service ON service_probe(service_id, at);
CREATE INDEX service_probe_at ON service_probe(at) WHERE changed = 0;

-- The account probes log in with. A password that was refused is not tried again before another one is stored.
CREATE TABLE probe_account (
  server TEXT PRIMARY KEY,
  user TEXT NOT NULL,
  refused_at TEXT,
  refused_text TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE incident (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE COLLATE NOCASE,
  title TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'watching', 'closed')),
  started_at TEXT NOT NULL,
  ended_at TEXT,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX incident_started ON incident(started_at);
CREATE INDEX incident_active ON incident(id) WHERE status <> 'closed';

CREATE TABLE incident_service (
  incident_id TEXT NOT NULL REFERENCES incident(id) ON DELETE CASCADE,
  server TEXT NOT NULL,
  kind TEXT NOT NULL,
  service_id TEXT,
  server_name TEXT NOT NULL,
  takes_mail_in INTEGER NOT NULL,
  PRIMARY KEY (incident_id, server, kind)
) STRICT, WITHOUT ROWID;

-- Domains it touches: because their mailboxes are on its servers, or because the agent said so; left_out wins over both.
CREATE TABLE incident_domain (
  incident_id TEXT NOT NULL REFERENCES incident(id) ON DELETE CASCADE,
  domain_id TEXT NOT NULL REFERENCES domain(id) ON DELETE CASCADE,
  how TEXT NOT NULL CHECK (how IN ('server', 'chosen')),
  left_out INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (incident_id, domain_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_domain_domain ON incident_domain(domain_id);

CREATE TABLE incident_update (
  id INTEGER PRIMARY KEY,
  incident_id TEXT NOT NULL REFERENCES incident(id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  mailbox_id TEXT
) STRICT;
CREATE INDEX incident_update_incident ON incident_update(incident_id, at);

-- Mail counted in a mailbox after an incident; the latest count of each mailbox.
CREATE TABLE incident_count (
  incident_id TEXT NOT NULL REFERENCES incident(id) ON DELETE CASCADE,
  mailbox_id TEXT NOT NULL REFERENCES mailbox(id) ON DELETE CASCADE,
  counted TEXT NOT NULL,
  PRIMARY KEY (incident_id, mailbox_id)
) STRICT, WITHOUT ROWID;

-- Offers an agent did not want: an outage by the service and its beginning, a closing by the incident and since when it was up again.
CREATE TABLE offer_declined (
  subject_id TEXT NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (subject_id, since)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER incident_searched AFTER INSERT ON incident BEGIN
  INSERT INTO search_term(kind, owner_id, text) VALUES (4, NEW.id, NEW.number), (4, NEW.id, NEW.title);
END;
CREATE TRIGGER incident_retitled AFTER UPDATE OF title ON incident BEGIN
  DELETE FROM search_term WHERE owner_id = NEW.id AND kind = 4;
  INSERT INTO search_term(kind, owner_id, text) VALUES (4, NEW.id, NEW.number), (4, NEW.id, NEW.title);
END;
CREATE TRIGGER incident_unsearched AFTER DELETE ON incident BEGIN
  DELETE FROM search_term WHERE owner_id = OLD.id AND kind = 4;
END;
`;
