import {
  type ColumnRole,
  type ImportFinding,
  type ImportKind,
  type ImportLook,
  type QuotaUnit,
  type RecognisedColumn,
  type RecognisedTable,
  secretColumns,
  type TableCorrection,
} from '../../../../shared/domain/import.ts';
import { type ColumnValues, columnValues } from '../../platforms/mailenable/column-values.ts';
import { parseOptions } from '../../platforms/mailenable/options-file.ts';
import { type ConfigTable, type MailboxOptions, readServer } from '../../platforms/mailenable/read-server.ts';
import { assignColumns, recogniseTable } from '../../platforms/mailenable/recognise-table.ts';
import { parseTabFile, type TabProblem, type TabRow } from '../../platforms/mailenable/tab-file.ts';
import { isLeftover, parseToken } from '../../platforms/mailenable/tokens.ts';
import type { Candidates } from './candidate.ts';
import { parseCsv, recognisePeople } from './csv-table.ts';
import type { FileTree } from './file-tree.ts';
import { peopleCandidates } from './people-candidates.ts';
import { serverCandidates } from './server-candidates.ts';

/** What was read from the disk, before anybody says what it means. */
export interface Reading {
  readonly kind: ImportKind;
  readonly name: string;
  readonly tables: readonly RawTable[];
  readonly options: readonly MailboxOptions[];
  readonly delimiter: string | null;
}

interface RawTable {
  readonly path: string;
  readonly encoding: string;
  readonly rows: readonly TabRow[];
  readonly problems: readonly TabProblem[];
}

/** What it means: for the agent to look at, and for the comparison. */
export interface Interpretation {
  readonly look: Omit<ImportLook, 'id'>;
  readonly candidates: Candidates;
}

const KB_PER_UNIT: Readonly<Record<QuotaUnit, number>> = { KB: 1, MB: 1024, bytes: 1 / 1024 };
const MOST_PROBLEMS = 20;
const MOST_SAMPLES = 4;
const LONGEST_SAMPLE = 60;

/** Splits the files into lines and fields. @throws AppError `input.invalid` */
export async function readTree(kind: ImportKind, tree: FileTree): Promise<Reading> {
  const [only] = tree.files;
  if (kind === 'csv' && only) {
    const { encoding, delimiter, rows, problems } = await parseCsv(only.bytes, tree.name);
    return { kind, name: tree.name, tables: [{ path: only.path, encoding, rows, problems }], options: [], delimiter };
  }
  const tables: RawTable[] = [];
  const options: MailboxOptions[] = [];
  for (const { path, bytes } of tree.files) {
    const [, postoffice, name] = /(?:^|\/)([^/]+)\/mailboxes\/([^/]+)\.sys$/i.exec(path) ?? [];
    if (postoffice !== undefined && name !== undefined) {
      options.push({ postoffice, name, options: parseOptions(bytes) });
    } else tables.push({ path, ...parseTabFile(bytes, isLeftover) });
  }
  return { kind, name: tree.name, tables, options, delimiter: null };
}

/** Says what the tables are, by their shape and by what the agent corrected, and what mailboxes that gives. */
export function interpret(reading: Reading, corrections: readonly TableCorrection[], unit: QuotaUnit): Interpretation {
  return reading.kind === 'csv'
    ? interpretPeople(reading, corrections, unit)
    : interpretServer(reading, corrections, unit);
}

function interpretServer(reading: Reading, corrections: readonly TableCorrection[], unit: QuotaUnit): Interpretation {
  const postoffices = knownPostoffices(reading);
  const config: ConfigTable[] = [];
  const recognised = reading.tables.map((table): RecognisedTable => {
    const correction = corrections.find((one) => one.path === table.path);
    const header = correction?.header ?? hasHeader(table);
    const rows = header ? table.rows.slice(1) : table.rows;
    const guess = recogniseTable(table.path, rows, postoffices);
    const role = correction?.role ?? guess.role;
    const guessed = role === guess.role ? guess.columns : assignColumns(role, columnValues(rows), postoffices);
    const columns = guessed.map((column, index) => corrected(column, correction?.columns?.[String(index)]));
    config.push({ path: table.path, role, columns: columns.map((column) => column.role), rows });
    return {
      path: table.path,
      role,
      sure: correction?.role ? 'sure' : guess.sure,
      why: correction?.role ? 'As you say.' : guess.why,
      encoding: table.encoding,
      rows: rows.length,
      header,
      columns: described(rows, columns, header ? table.rows[0] : undefined, (values, column) =>
        role === 'logins' ? tellsNoPassword(values, column.role, postoffices) : role !== 'ignored',
      ),
      problems: [],
      moreProblems: 0,
    };
  });
  const server = readServer(config, reading.options);
  const candidates = serverCandidates(server, KB_PER_UNIT[unit]);
  const problems: string[] = [];
  if (!config.some((table) => table.role === 'logins'))
    problems.push(
      'No AUTH.TAB was found: without it logins and passwords are not known. Choose the folder that holds it.',
    );
  if (candidates.mailboxes.length === 0)
    problems.push(
      'No mailbox was found. Choose the configuration folder (the one with AUTH.TAB and Postoffices in it); a server that keeps its configuration in a database has to write the tab files first (Provider Migration Utility).',
    );
  const tables = recognised.map((table) =>
    withProblems(table, [
      ...(reading.tables.find((one) => one.path === table.path)?.problems ?? []),
      ...(server.problems.get(table.path) ?? []),
    ]),
  );
  return {
    candidates: { ...candidates, findings: [...candidates.findings, ...unreadable(tables)] },
    look: { ...facts(reading, candidates, unit), tables, problems },
  };
}

function interpretPeople(reading: Reading, corrections: readonly TableCorrection[], unit: QuotaUnit): Interpretation {
  const [table] = reading.tables;
  if (!table) throw new Error('A table was read without its lines.');
  const correction = corrections.find((one) => one.path === table.path);
  const guess = recognisePeople(table.rows, correction?.header);
  const rows = guess.header ? table.rows.slice(1) : table.rows;
  const columns = guess.columns.map((column, index) => corrected(column, correction?.columns?.[String(index)]));
  const candidates = peopleCandidates(
    rows,
    columns.map((column) => column.role),
    KB_PER_UNIT[unit],
  );
  const problems = columns.some((column) => column.role === 'address')
    ? candidates.mailboxes.length === 0
      ? ['No line of the file has an address.']
      : []
    : ['No column holds addresses: say which one does.'];
  const shown = withProblems(
    {
      path: table.path,
      role: 'people',
      sure: 'sure',
      why: 'The file you chose.',
      encoding: table.encoding,
      rows: rows.length,
      header: guess.header,
      columns: described(rows, columns, guess.header ? table.rows[0] : undefined, (values, { role }) => {
        const column = guess.columns[values.index];
        return (column?.named === true && role !== 'ignored') || tellsNoPassword(values, role, new Set());
      }),
      problems: [],
      moreProblems: 0,
    },
    [...table.problems, ...candidates.problems],
  );
  return {
    candidates: { ...candidates, findings: [...candidates.findings, ...unreadable([shown])] },
    look: { ...facts(reading, candidates, unit), tables: [shown], problems },
  };
}

/** Lines that were not used are among what an agent should know before anything is written. */
function unreadable(tables: readonly RecognisedTable[]): ImportFinding[] {
  return tables
    .filter((table) => table.role !== 'ignored' && table.problems.length > 0)
    .map((table): ImportFinding => {
      const [first] = table.problems;
      const count = table.problems.length + table.moreProblems;
      return {
        kind: 'lines-unreadable',
        weight: 'look',
        key: null,
        about: table.path,
        text: `${count === 1 ? 'One line' : `${count} lines`} of ${table.path} could not be used as ${count === 1 ? 'it is' : 'they are'}: line ${first?.line ?? 0} ${first?.text ?? ''}${count > 1 ? ', …' : ''}.`,
        cure: 'All of them stand under Recognised. Correct the file and import again if a mailbox is missing.',
      };
    });
}

function facts(
  reading: Reading,
  candidates: Candidates,
  unit: QuotaUnit,
): Omit<ImportLook, 'id' | 'tables' | 'problems'> {
  return {
    kind: reading.kind,
    name: reading.name,
    delimiter: reading.delimiter,
    quotaUnit: unit,
    postoffices: candidates.postoffices,
    mailboxes: candidates.mailboxes.length,
    passwords: candidates.mailboxes
      .flatMap((mailbox) => [mailbox.password, mailbox.destinationPassword])
      .filter((password) => password !== '').length,
    optionFiles: reading.options.length,
  };
}

/** What was recognised as a password can be ignored, but never be shown as something else. */
function corrected<Column extends { role: ColumnRole; sure: RecognisedColumn['sure'] }>(
  column: Column,
  role: ColumnRole | undefined,
): Column {
  if (role === undefined || role === column.role) return column;
  const kept =
    secretColumns.has(column.role) && column.sure === 'sure' && role !== 'ignored' && !secretColumns.has(role);
  return kept ? column : { ...column, role, sure: 'sure' };
}

function described(
  rows: readonly TabRow[],
  columns: readonly { role: ColumnRole; sure: RecognisedColumn['sure'] }[],
  header: TabRow | undefined,
  mayShow: (values: ColumnValues, column: { role: ColumnRole }) => boolean,
): RecognisedColumn[] {
  const values = columnValues(rows);
  return columns.map(({ role, sure }, index): RecognisedColumn => {
    const own = values[index];
    const show = own !== undefined && !secretColumns.has(role) && mayShow(own, { role });
    const samples = show ? [...new Set(own.values.filter((value) => value !== ''))].slice(0, MOST_SAMPLES) : [];
    return {
      index,
      header: header?.fields[index]?.trim() || null,
      role,
      sure,
      samples: samples.map((text) => (text.length > LONGEST_SAMPLE ? `${text.slice(0, LONGEST_SAMPLE)}…` : text)),
    };
  });
}

/** Only what looks like an address, a name of a domain, a number or a right is surely no password. */
function tellsNoPassword(values: ColumnValues, role: ColumnRole, postoffices: ReadonlySet<string>): boolean {
  if (values.filled === 0) return true;
  if (Math.max(values.address, values.domain, values.tokens, values.rights, values.bit) > 0.9) return true;
  if (role === 'limit' || role === 'size') return values.integer > 0.9;
  return role === 'postoffice' && values.values.every((value) => value === '' || postoffices.has(value.toLowerCase()));
}

function withProblems(table: RecognisedTable, problems: readonly TabProblem[]): RecognisedTable {
  const sorted = problems.toSorted((a, b) => a.line - b.line);
  return {
    ...table,
    problems: sorted.slice(0, MOST_PROBLEMS),
    moreProblems: Math.max(0, sorted.length - MOST_PROBLEMS),
  };
}

/** A first line is a header when it holds no address and no number where the others do. */
function hasHeader({ rows }: RawTable): boolean {
  const [first, ...rest] = rows;
  if (!first || rest.length === 0) return false;
  if (first.fields.some((field) => /[@[\]]|^-?\d+$/.test(field.trim()))) return false;
  const words = first.fields.filter((field) => /^[A-Za-z][A-Za-z _-]*$/.test(field.trim())).length;
  return words >= 2 && rest.some((row) => row.fields.some((field) => /[@[\]]|^-?\d+$/.test(field.trim())));
}

/** Names of post offices: of folders, of logins, and of places in maps. */
function knownPostoffices(reading: Reading): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { postoffice } of reading.options) names.add(postoffice.toLowerCase());
  for (const { path, rows } of reading.tables) {
    const [, folder] = /(?:^|\/)postoffices\/([^/]+)\//i.exec(path) ?? [];
    if (folder) names.add(folder.toLowerCase());
    for (const { fields } of rows) {
      const [user = '', , , account = ''] = fields;
      if (/auth/i.test(path) && account.trim() !== '') names.add(account.trim().toLowerCase());
      if (/auth/i.test(path) && user.includes('@'))
        names.add(
          user
            .slice(user.lastIndexOf('@') + 1)
            .trim()
            .toLowerCase(),
        );
      for (const field of fields) {
        if (!field.startsWith('[')) continue;
        const token = parseToken(field);
        if (token && 'postoffice' in token) names.add(token.postoffice.toLowerCase());
      }
    }
  }
  return names;
}
