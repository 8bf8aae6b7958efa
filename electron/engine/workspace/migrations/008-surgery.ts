/**
 * What was taken away at a destination because an agent asked for it: one line for each time, one for each message. A message is
 * written down before the command leaves, so that a cut-off attempt can be taken up.
 */
export const sql = `
CREATE TABLE surgery (
  id TEXT PRIMARY KEY,
  mailbox_id TEXT NOT NULL REFERENCES mailbox(id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('undo', 'duplicates')),
  -- The run that was undone.
  run_id TEXT,
  way TEXT NOT NULL CHECK (way IN ('move', 'remove')),
  -- Where the messages went; NULL when they were removed.
  folder TEXT,
  at TEXT NOT NULL,
  -- NULL: it was cut off.
  ended_at TEXT
) STRICT;
CREATE INDEX surgery_mailbox ON surgery(mailbox_id, at);

-- States: 0 about to go, 1 gone from its folder, 2 put back, 3 looked for in the quarantine folder and not found.
CREATE TABLE surgery_message (
  id INTEGER PRIMARY KEY,
  surgery_id TEXT NOT NULL REFERENCES surgery(id) ON DELETE CASCADE,
  state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
  folder TEXT NOT NULL,
  uidvalidity TEXT NOT NULL,
  uid INTEGER NOT NULL,
  -- In the quarantine folder; NULL where the server did not tell.
  moved_uidvalidity TEXT,
  moved_uid INTEGER,
  size INTEGER NOT NULL,
  message_key BLOB,
  header_key BLOB,
  subject TEXT NOT NULL,
  sender TEXT NOT NULL,
  date TEXT
) STRICT;
CREATE INDEX surgery_message_surgery ON surgery_message(surgery_id, state);
`;
