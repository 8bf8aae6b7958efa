/** What both sides of a folder said of themselves when they last agreed entirely, so that an unchanged folder need not be opened. */
export const sql = `
ALTER TABLE ledger_folder ADD COLUMN mark TEXT;
`;
