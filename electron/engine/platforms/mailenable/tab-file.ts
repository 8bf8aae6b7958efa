import { decodeText } from './text.ts';

/** The lines of a table, as far as they are any. */
export interface TabFile {
  readonly encoding: string;
  readonly rows: readonly TabRow[];
  readonly problems: readonly TabProblem[];
}

export interface TabRow {
  /** Counted from one, blank lines included. */
  readonly line: number;
  readonly fields: readonly string[];
}

export interface TabProblem {
  readonly line: number;
  readonly text: string;
}

/** MailEnable itself takes no longer field than 1024 bytes, and few fields. */
const LONGEST_LINE = 16_384;

/** Splits a tab file: one record a line, one TAB between fields, no quoting. Blank lines and leftovers of panels are left out. */
export function parseTabFile(bytes: Uint8Array, isLeftover: (line: string) => boolean): TabFile {
  const { text, encoding } = decodeText(bytes);
  const rows: TabRow[] = [];
  const problems: TabProblem[] = [];
  for (const [index, content] of text.split(/\r\n|\n|\r/).entries()) {
    const line = index + 1;
    if (content.trim() === '') continue;
    if (content.length > LONGEST_LINE) problems.push({ line, text: `is ${content.length} characters long` });
    else if (content.includes('\0')) problems.push({ line, text: 'holds binary data' });
    else if (!isLeftover(content)) rows.push({ line, fields: content.split('\t') });
  }
  return { encoding, rows, problems };
}
