import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { AppError } from '../../../../shared/domain/errors.ts';
import type { ColumnRole, Sureness } from '../../../../shared/domain/import.ts';
import { columnValues } from '../../platforms/mailenable/column-values.ts';
import type { TabProblem, TabRow } from '../../platforms/mailenable/tab-file.ts';
import { decodeText } from '../../platforms/mailenable/text.ts';

/** A table of people as a spreadsheet or a server's export has it. */
export interface CsvTable {
  readonly encoding: string;
  readonly delimiter: string;
  readonly rows: readonly TabRow[];
  readonly problems: readonly TabProblem[];
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
const LINES_TO_GUESS_BY = 40;
/** Whoever forgot a closing quote gets told, instead of one record with the rest of the file in it. */
const LONGEST_RECORD = 65_536;

/**
 * Reads a table separated by commas, semicolons, tabs or bars, whichever divides its lines most evenly.
 *
 * @throws AppError `input.invalid` that names the line where it cannot be read on
 */
export async function parseCsv(bytes: Uint8Array, name: string): Promise<CsvTable> {
  const { text, encoding } = decodeText(bytes);
  if (text.includes('\0')) throw invalid(`"${name}" is no table of text: it holds binary data.`);
  const delimiter = delimiterOf(text);
  const rows: TabRow[] = [];
  const problems: TabProblem[] = [];
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
    on_record: (fields: string[], { lines }) => {
      if (fields.some((field) => field.trim() !== '')) rows.push({ line: lines, fields });
      return null;
    },
  });
  try {
    await pipeline(Readable.from(pieces(text)), parser.resume());
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = 'lines' in error && typeof error.lines === 'number' ? error.lines : (rows.at(-1)?.line ?? 0) + 1;
    throw invalid(
      error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? `"${name}" has a quotation mark that is opened after line ${rows.at(-1)?.line ?? 0} and never closed.`
        : `"${name}" cannot be read on at line ${line}.`,
    );
  }
  return { encoding, delimiter, rows, problems };
}

// The parser takes pieces, so that a hundred thousand lines leave room for other work in between.
function* pieces(text: string): Generator<string> {
  const size = 1 << 18;
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 65_536)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, LINES_TO_GUESS_BY);
  const ranked = DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => line.replaceAll(/"[^"]*"/g, '').split(delimiter).length - 1);
    const most = Math.max(0, ...counts);
    const even = counts.filter((count) => count === counts[0] && count > 0).length;
    return { delimiter, even, most };
  }).sort((a, b) => b.even - a.even || b.most - a.most);
  return ranked[0] && ranked[0].most > 0 ? ranked[0].delimiter : ',';
}

const HEADERS: readonly (readonly [RegExp, ColumnRole])[] = [
  [/^(dest(ination)?|new|target|ziel|neues?)[ _-]?(pass ?w(or)?d|passwort|kennwort)$/, 'destination-password'],
  [/pass ?w(or)?d|passwort|kennwort|^pw$|^pwd$|secret/, 'password'],
  [
    /^(dest(ination)?|new|target|ziel|neues?)[ _-]?(user(name)?|login|mailbox|address|benutzer(name)?)$/,
    'destination-user',
  ],
  [
    /^(e-?mail|mail|email ?address|e-?mail-?adresse|address|adresse|mailbox|postfach|user ?principal ?name)$/,
    'address',
  ],
  [/^((source|old)[ _-]?)?(user|user ?name|login|login ?name|account ?name|benutzer(name)?|anmeldename)$/, 'user'],
  [/^(customer|client|company|kunde|firma|organi[sz]ation|owner)$/, 'customer'],
  [/quota|limit|^(max ?)?size$|speicher/, 'limit'],
  [/alias/, 'aliases'],
  [/forward|redirect|weiterleit/, 'redirect-to'],
  [/^(status|enabled|active|aktiv)$/, 'status'],
  [/^(notes?|remarks?|comments?|bemerkung(en)?|notiz(en)?)$/, 'note'],
];

/** What the columns of a table of people are, and whether its first line names them. */
export interface RecognisedPeople {
  readonly header: boolean;
  readonly columns: readonly { readonly role: ColumnRole; readonly sure: Sureness; readonly named: boolean }[];
}

/** Recognises the columns by the first line where it names any, else by what is in them. */
export function recognisePeople(rows: readonly TabRow[], headerWanted?: boolean): RecognisedPeople {
  const first = rows[0]?.fields.map(normalised) ?? [];
  const byName = first.map((name) => HEADERS.find(([pattern]) => pattern.test(name))?.[1] ?? null);
  const header =
    headerWanted ?? (byName.some((role) => role !== null) && first.every((field) => !/@|^-?\d+$/.test(field)));
  const values = columnValues(header ? rows.slice(1) : rows);
  const columns: { role: ColumnRole; sure: Sureness; named: boolean }[] = values.map(() => ({
    role: 'ignored',
    sure: 'likely',
    named: false,
  }));
  const taken = (role: ColumnRole): boolean => columns.some((column) => column.role === role);
  const set = (index: number | undefined, role: ColumnRole, sure: Sureness, named: boolean): void => {
    if (index === undefined || taken(role) || columns[index]?.role !== 'ignored') return;
    columns[index] = { role, sure, named };
  };
  if (header) for (const [index, role] of byName.entries()) if (role) set(index, role, 'sure', true);
  const addresses = values.filter((column) => column.address > 0.7 && column.filled > 0.7);
  set(addresses.find((column) => columns[column.index]?.role === 'ignored')?.index, 'address', 'likely', false);
  if (!header) {
    const at = columns.findIndex((column) => column.role === 'address');
    // The export of MailEnable's own console: address, password, quota. Digits alone may be a password, too: what stands beside the address
    // is taken for a limit by nobody but the agent.
    const next = values[at + 1];
    const hasUser = next !== undefined && next.address > 0.7;
    if (hasUser) set(at + 1, 'user', 'likely', false);
    const beside = values[hasUser ? at + 2 : at + 1];
    const limit = values.find(
      (column) => column.index > (beside?.index ?? at) && column.integer > 0.9 && column.trit < 0.9,
    );
    set(limit?.index, 'limit', 'unsure', false);
    if (beside && beside.filled > 0 && beside.address < 0.3 && (beside.integer < 0.5 || limit))
      set(beside.index, 'password', 'unsure', false);
  }
  return { header, columns };
}

function normalised(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[_\s]+/g, ' ');
}

function invalid(message: string): AppError {
  return new AppError({ code: 'input.invalid', message });
}
