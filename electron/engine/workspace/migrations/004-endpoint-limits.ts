/**
 * How many connections helped at a server, so that the next run starts with as many; and which new destination folders are
 * still to be subscribed, in case a run dies between the two.
 */
export const sql = `
CREATE TABLE endpoint_limit (
  endpoint_id TEXT NOT NULL REFERENCES endpoint (id) ON DELETE CASCADE,
  side        TEXT NOT NULL CHECK (side IN ('source', 'destination')),
  connections INTEGER NOT NULL CHECK (connections > 0),
  learned_at  INTEGER NOT NULL,
  PRIMARY KEY (endpoint_id, side)
) STRICT;

CREATE TABLE subscription_due (
  mailbox_id TEXT NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  path       TEXT NOT NULL,
  PRIMARY KEY (mailbox_id, path)
) STRICT;
`;
