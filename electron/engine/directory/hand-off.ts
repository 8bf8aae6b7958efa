import type { DomainRow, MailboxRow } from '../../../shared/contract/directory.ts';
import type { DomainStep, Step } from '../../../shared/domain/directory.ts';
import type { Endpoint } from '../../../shared/domain/endpoint.ts';
import { formatEndpoint } from '../../../shared/domain/endpoint-url.ts';
import { errorCatalogue } from '../../../shared/domain/errors.ts';
import { formatBytes, formatCount, formatUtc } from '../../../shared/domain/format.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import type { Run, RunEvent } from '../../../shared/domain/run.ts';
import type { Verification } from '../../../shared/domain/verification.ts';

/** The facts of a mailbox that go into a hand-off note. */
export interface HandOffFacts {
  readonly at: string;
  readonly version: string;
  readonly mailbox: MailboxRow;
  readonly domain: DomainRow;
  readonly steps: readonly DomainStep[];
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly verification: Verification | null;
  /** Newest first. */
  readonly runs: readonly Run[];
  /** The last lines of the newest run, oldest first. */
  readonly log: readonly RunEvent[];
  /** Not closed, and touching its domain. */
  readonly incidents: readonly Pick<Incident, 'number' | 'title' | 'status' | 'startedAt'>[];
}

const STEP_NAMES: Record<Step, string> = {
  provision: 'Provision',
  copy: 'Copy',
  routing: 'Mail routing',
  webmail: 'Webmail',
};

/** The note an agent passes on, as Markdown: facts only, no passwords, no message bodies, no subjects. */
export function handOffNote(facts: HandOffFacts): string {
  const { mailbox, domain } = facts;
  return [
    `# Hand-off: ${text(mailbox.address)}`,
    [
      `- Customer: ${text(domain.customerName)}`,
      `- Domain: ${text(domain.name)}, ${domain.order} order${domain.deadlineAt ? `, deadline ${formatUtc(domain.deadlineAt)}` : ''}`,
      `- At step: ${domain.currentStep ? STEP_NAMES[domain.currentStep] : 'all steps done'}`,
      `- State of the mailbox: ${mailbox.state}`,
      `- Source: ${text(mailbox.source.user)} on ${text(facts.source.name)}, ${formatEndpoint(facts.source)}${password(mailbox.hasSecret.source)}`,
      `- Destination: ${text(mailbox.destination.user)} on ${text(facts.destination.name)}, ${formatEndpoint(facts.destination)}${password(mailbox.hasSecret.destination)}`,
      ...(mailbox.note ? [`- Note: ${text(mailbox.note)}`] : []),
      ...facts.incidents.map(
        ({ number, title, status, startedAt }) =>
          `- Incident: ${number}, ${text(title)} (${status}, since ${formatUtc(startedAt)})`,
      ),
      `- Written: ${formatUtc(facts.at)} by Mailferry ${facts.version}`,
    ].join('\n'),
    '## Steps',
    table(
      ['Step', 'State', 'Since', 'Evidence'],
      facts.steps.map((step) => [
        STEP_NAMES[step.step],
        step.state,
        step.at ? formatUtc(step.at) : '',
        step.evidence ?? '',
      ]),
    ),
    '## Last verification',
    ...verificationPart(facts.verification),
    ...errorPart(facts.runs[0]),
    '## Runs',
    runsPart(facts.runs),
    ...logPart(facts.log),
  ]
    .join('\n\n')
    .concat('\n');
}

function verificationPart(verification: Verification | null): string[] {
  if (!verification) return ['None so far: nothing has been compared after a run.'];
  const found = Object.entries(verification.counts).filter(([, count]) => count > 0);
  return [
    `${text(verification.sentence)} (${formatUtc(verification.at)}, ${verification.depth})`,
    ...(found.length > 0
      ? [`Findings: ${found.map(([kind, count]) => `${formatCount(count)} ${kind}`).join(', ')}.`]
      : []),
    table(
      ['Source folder', 'Destination folder', 'Source', 'Destination', 'Matched', 'Missing', 'Extra', 'Different'],
      verification.folders.map((folder) => [
        folder.source,
        folder.destination ?? '(left out)',
        ...[
          folder.sourceMessages,
          folder.destinationMessages,
          folder.matched,
          folder.missing,
          folder.extra,
          folder.different,
        ].map(formatCount),
      ]),
    ),
  ];
}

function errorPart(run: Run | undefined): string[] {
  if (!run?.error) return [];
  const { code, message, serverText, reference } = run.error;
  const lines = [
    `- ${text(message)} (\`${code}\`)`,
    ...(serverText ? [`- The server's words: ${text(serverText)}`] : []),
    ...(reference ? [`- Reference in the log: ${reference}`] : []),
    `- What to do: ${errorCatalogue[code].todo}`,
  ];
  return ['## Error of the last run', lines.join('\n')];
}

function runsPart(runs: readonly Run[]): string {
  if (runs.length === 0) return 'None so far.';
  return table(
    ['Queued', 'Kind', 'State', 'Copied', 'Already there', 'Skipped', 'Bytes', 'Verdict'],
    runs.map((run) => [
      formatUtc(run.queuedAt),
      run.kind,
      run.state,
      formatCount(run.totals.copied),
      formatCount(run.totals.alreadyThere),
      formatCount(run.totals.skipped),
      formatBytes(run.totals.bytesCopied),
      run.verdict ?? '',
    ]),
  );
}

function logPart(log: readonly RunEvent[]): string[] {
  if (log.length === 0) return [];
  const lines = log.map((event) => `    ${formatUtc(event.at)} ${event.level.padEnd(5)} ${oneLine(event.text)}`);
  return ['## Last log lines', lines.join('\n')];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(text).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function password(stored: boolean): string {
  return stored ? '' : ' (no password stored)';
}

function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim();
}

// What others wrote must not turn into Markdown or HTML of the ticket system.
function text(value: string): string {
  return oneLine(value)
    .replace(/[\\`*_[\]|]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
