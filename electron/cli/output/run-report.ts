import { formatBytes, formatCount, formatDuration, formatNumberOf, formatRate } from '../../../shared/domain/format.ts';
import type { FolderProgress, Run } from '../../../shared/domain/run.ts';
import { type Finding, repairableKinds, type Verification } from '../../../shared/domain/verification.ts';
import { printable } from './printable.ts';
import { type Column, tableLines } from './table.ts';

/** What the report of a run rests on. */
export interface Reported {
  readonly run: Run;
  readonly folders: readonly FolderProgress[];
  readonly verification: Verification | null;
  readonly findings: readonly Finding[];
  readonly workspace: string;
}

const SHOWN_FINDINGS = 50;

interface FolderLine {
  readonly source: string;
  readonly destination: string;
  readonly messages: string;
  readonly copied: string;
  readonly alreadyThere: string;
  readonly skipped: string;
  readonly missing: string;
  readonly extra: string;
  readonly different: string;
}

function folderLines({ folders, verification }: Reported): FolderLine[] {
  const verdicts = new Map(verification?.folders.map((folder) => [folder.source, folder]));
  return folders.map((folder) => {
    const verdict = verdicts.get(folder.source);
    const count = (value: number | undefined): string => (value === undefined ? '-' : formatCount(value));
    return {
      source: folder.source,
      destination: folder.destination ?? '(left out)',
      messages: formatCount(folder.messages),
      copied: formatCount(folder.copied),
      alreadyThere: formatCount(folder.alreadyThere),
      skipped: formatCount(folder.skipped),
      missing: count(verdict?.missing),
      extra: count(verdict?.extra),
      different: count(verdict?.different),
    };
  });
}

function folderColumns(run: Run): Column<FolderLine>[] {
  const right = (title: string, value: (line: FolderLine) => string): Column<FolderLine> => ({
    title,
    align: 'right',
    value,
  });
  return [
    { title: 'Source folder', flexible: true, value: (line) => line.source },
    { title: 'Destination folder', flexible: true, value: (line) => line.destination },
    right('Messages', (line) => line.messages),
    ...(run.kind === 'verify'
      ? []
      : [
          right(run.kind === 'rehearsal' ? 'To copy' : 'Copied', (line) => line.copied),
          right('Already there', (line) => line.alreadyThere),
          right('Skipped', (line) => line.skipped),
        ]),
    right('Missing', (line) => line.missing),
    right('Extra', (line) => line.extra),
    right('Different', (line) => line.different),
  ];
}

/** One finding in one line. */
export function findingLine(finding: Finding): string {
  const folder = finding.sourceFolder ?? finding.destinationFolder ?? '';
  const uid = finding.sourceUid === null ? '' : ` UID ${finding.sourceUid}`;
  const subject = finding.subject === '' ? '' : ` "${printable(finding.subject)}"`;
  const date = finding.date === null ? '' : ` of ${finding.date}`;
  return `${finding.kind}: "${printable(folder)}"${uid}${subject}${date}: ${printable(finding.detail)}`;
}

/** Findings as lines; of very many the first, and how many more there are. */
export function findingLines(findings: readonly Finding[]): string[] {
  const lines = findings.slice(0, SHOWN_FINDINGS).map(findingLine);
  const more = findings.length - lines.length;
  return more > 0 ? [...lines, `and ${formatNumberOf(more, 'more finding')}; --json has them all`] : lines;
}

/** What a run did, in one line: counts, bytes, time. */
export function totalsLine(run: Run): string {
  const { totals } = run;
  const seconds = run.startedAt && run.endedAt ? (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000 : 0;
  const parts = [`${formatNumberOf(totals.messages, 'message')} in ${formatNumberOf(totals.folders, 'folder')}`];
  if (run.kind !== 'verify') {
    const copied = formatCount(totals.copied);
    parts.push(
      run.kind === 'rehearsal' ? `${copied} to copy` : `${copied} copied (${formatBytes(totals.bytesCopied)})`,
    );
    parts.push(`${formatCount(totals.alreadyThere)} already there`);
    parts.push(`${formatCount(totals.skipped)} skipped`);
  }
  parts.push(formatNumberOf(totals.findings, 'finding'), formatDuration(seconds));
  if (seconds >= 1 && totals.bytesCopied > 0) parts.push(formatRate(totals.bytesCopied / seconds));
  return parts.join(', ');
}

function isRepairable(findings: readonly Finding[]): boolean {
  return findings.some(({ kind, sourceUid }) => repairableKinds.has(kind) && sourceUid !== null);
}

/** The report of a run for a terminal: table of folders, findings, verdict. */
export function runReport(reported: Reported, width: number): string[] {
  const { run, findings } = reported;
  const lines =
    reported.folders.length > 0 ? [...tableLines(folderLines(reported), folderColumns(run), width), ''] : [];
  if (findings.length > 0) lines.push('Findings', ...findingLines(findings).map((line) => `  ${line}`), '');
  lines.push(`${headline(run)}  ${printable(run.verdict ?? '')}`, totalsLine(run), `Ledger: ${reported.workspace}`);
  if (isRepairable(findings)) lines.push(`To bring back what is missing: mailferry copy --repair-of ${run.id} …`);
  return lines;
}

/** The same for a pipe: the folders have gone by already, so findings, totals and verdict, one line each. */
export function plainRunReport({ run, findings, workspace }: Reported): string[] {
  return [
    ...findingLines(findings).map((line) => `finding ${line}`),
    `totals: ${totalsLine(run)}`,
    `ledger: ${workspace}`,
    ...(isRepairable(findings) ? [`repair: mailferry copy --repair-of ${run.id} …`] : []),
    `${headline(run).toLowerCase()}: ${printable(run.verdict ?? '')}`,
  ];
}

function headline(run: Run): string {
  return run.state === 'findings' ? 'FINDINGS' : run.state.toUpperCase();
}
