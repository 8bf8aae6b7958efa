/** What connections said before they failed, a few for each run. */
export const sql = `
CREATE TABLE run_trace (
  run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  at TEXT NOT NULL,
  side TEXT,
  code TEXT NOT NULL,
  text TEXT NOT NULL,
  lines TEXT NOT NULL,
  PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;
`;
