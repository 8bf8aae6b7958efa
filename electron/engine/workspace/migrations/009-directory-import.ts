/**
 * What an import knows of a mailbox and a domain beyond addresses and logins: how the old platform had them. Lists are JSON arrays of
 * addresses. And which imports there were.
 */
export const sql = `
CREATE TABLE mailbox_origin (
  mailbox_id TEXT PRIMARY KEY REFERENCES mailbox(id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('mailbox', 'redirect')),
  postoffice TEXT NOT NULL,
  name TEXT NOT NULL,
  -- NULL: not told.
  enabled INTEGER CHECK (enabled IN (0, 1)),
  -- -1: unlimited; NULL: not told.
  limit_kb INTEGER,
  size_kb INTEGER,
  redirect_mode INTEGER NOT NULL CHECK (redirect_mode BETWEEN 0 AND 2),
  redirect_to TEXT NOT NULL,
  aliases TEXT NOT NULL,
  import_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE domain_origin (
  domain_id TEXT PRIMARY KEY REFERENCES domain(id) ON DELETE CASCADE,
  postoffice TEXT NOT NULL,
  -- The address all unknown ones go to; NULL without a catch-all.
  catch_all TEXT,
  alias_domains TEXT NOT NULL,
  import_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE directory_import (
  id TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('folder', 'zip', 'csv')),
  -- The name of the folder or file, not where it lay.
  name TEXT NOT NULL,
  added INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  unchanged INTEGER NOT NULL
) STRICT;
CREATE INDEX directory_import_at ON directory_import(at);
`;
