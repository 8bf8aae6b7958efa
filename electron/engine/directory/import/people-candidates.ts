import type { ColumnRole, ImportFinding } from '../../../../shared/domain/import.ts';
import type { TabProblem, TabRow } from '../../platforms/mailenable/tab-file.ts';
import { parseTokens } from '../../platforms/mailenable/tokens.ts';
import type { Candidate, Candidates } from './candidate.ts';

/** What a table of people says, with the lines that could not be used. */
export interface PeopleCandidates extends Candidates {
  readonly problems: readonly TabProblem[];
}

const ADDRESS = /^[^\s@<>]+@[^\s@<>]+$/;

/** Turns the lines of a table of people into mailboxes. */
export function peopleCandidates(
  rows: readonly TabRow[],
  columns: readonly ColumnRole[],
  kbPerUnit: number,
): PeopleCandidates {
  const place = new Map(columns.map((role, index) => [role, index]));
  const mailboxes: Candidate[] = [];
  const findings: ImportFinding[] = [];
  const problems: TabProblem[] = [];
  const lines = new Map<string, number>();
  for (const { line, fields } of rows) {
    const raw = (role: ColumnRole): string => fields[place.get(role) ?? -1] ?? '';
    const cell = (role: ColumnRole): string => raw(role).trim();
    const address = bare(cell('address'));
    if (!ADDRESS.test(address)) {
      problems.push({ line, text: address === '' ? 'has no address' : 'has no valid address' });
      continue;
    }
    const key = address.toLowerCase();
    const earlier = lines.get(key);
    if (earlier !== undefined) {
      findings.push({
        kind: 'duplicate-address',
        weight: 'look',
        key,
        about: address,
        text: `${address} is in line ${earlier} and again in line ${line}.`,
        cure: 'The first line is used. Correct the file if the other one is meant.',
      });
      continue;
    }
    lines.set(key, line);
    const limit = limitOf(cell('limit'), kbPerUnit);
    if (limit === undefined) problems.push({ line, text: 'has a limit that is no number; it is left out' });
    const redirectTo = listOf(cell('redirect-to'));
    mailboxes.push({
      key,
      address,
      domain: key.slice(key.lastIndexOf('@') + 1),
      customer: cell('customer') || null,
      sourceUser: cell('user') || address,
      destinationUser: cell('destination-user') || null,
      note: cell('note'),
      password: raw('password'),
      destinationPassword: raw('destination-password'),
      origin: {
        kind: 'mailbox',
        postoffice: '',
        name: '',
        enabled: statusOf(cell('status')),
        limitKb: limit ?? null,
        sizeKb: null,
        redirectMode: redirectTo.length > 0 ? 2 : 0,
        redirectTo,
        aliases: listOf(cell('aliases')).filter((alias) => alias.toLowerCase() !== key),
      },
    });
  }
  return { mailboxes, domains: new Map(), findings, postoffices: 0, whole: false, problems };
}

/** `Anna Ek <anna@harbour.test>` and `mailto:` as well as the address itself. */
function bare(text: string): string {
  const [, inner] = /<([^<>]+)>$/.exec(text) ?? [];
  return (inner ?? text).trim().replace(/^mailto:/i, '');
}

function listOf(text: string): string[] {
  const tokens = parseTokens(text).flatMap((token) =>
    token.kind === 'smtp' ? [`${token.local}@${token.domain}`] : [],
  );
  if (tokens.length > 0) return tokens;
  return text.split(/[;,\s]+/).filter((part) => ADDRESS.test(part));
}

const UNITS: Readonly<Record<string, number>> = {
  kb: 1,
  k: 1,
  mb: 1024,
  m: 1024,
  gb: 1024 ** 2,
  g: 1024 ** 2,
  tb: 1024 ** 3,
};

/** In kilobytes, by the unit the value names, else by that of the column; undefined for what is no limit. */
function limitOf(text: string, kbPerUnit: number): number | null | undefined {
  if (text === '') return null;
  if (/^(-1|unlimited|unbegrenzt|none|∞)$/i.test(text)) return -1;
  const [, number, unit] = /^(\d+(?:[.,]\d+)?)\s*([kmgt]b?)?$/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  const value = Number(number.replace(',', '.'));
  return Math.round(value * (unit === undefined ? kbPerUnit : (UNITS[unit.toLowerCase()] ?? 1)));
}

function statusOf(text: string): boolean | null {
  if (/^(1|yes|true|enabled|active|aktiv|ja|on)$/i.test(text)) return true;
  if (/^(0|no|false|disabled|inactive|inaktiv|nein|off)$/i.test(text)) return false;
  return null;
}
