import type { RehearsalResult, RehearsedMailbox } from '../../../shared/domain/cli-result.ts';
import { formatCount, formatDuration, formatNumberOf } from '../../../shared/domain/format.ts';
import { type Column, tableLines } from './table.ts';

const COLUMNS: readonly Column<RehearsedMailbox>[] = [
  { title: 'Mailbox', value: ({ address }) => address },
  { title: 'Folders', align: 'right', value: ({ folders }) => formatCount(folders) },
  { title: 'Messages', align: 'right', value: ({ messages }) => formatCount(messages) },
  { title: 'Copied', align: 'right', value: ({ copied }) => formatCount(copied) },
  { title: 'Already there', align: 'right', value: (mailbox) => formatCount(mailbox.alreadyThere) },
  { title: 'Findings', align: 'right', value: ({ findings }) => formatCount(findings) },
  { title: 'Remarks', align: 'right', value: ({ remarks }) => formatCount(remarks) },
  { title: 'Time', align: 'right', value: ({ seconds }) => formatDuration(seconds) },
  {
    title: 'Verdict',
    flexible: true,
    value: ({ agrees, verdict }) => (agrees ? 'agrees' : `DIFFERS: ${verdict}`),
  },
];

/** The final table of a rehearsal and what it comes to. */
export function rehearsalReport(result: RehearsalResult, width: number | null): string[] {
  const { totals, mailboxes } = result;
  const counts = `${formatNumberOf(mailboxes.length, 'mailbox', 'mailboxes')} of ${formatNumberOf(result.domains, 'domain')} and ${formatNumberOf(result.customers, 'customer')}`;
  const put = mailboxes.filter(({ interventions }) => interventions.length > 0);
  const differing = mailboxes.filter((mailbox) => !mailbox.agrees);
  return [
    '',
    ...tableLines(mailboxes, COLUMNS, width),
    '',
    ...put.map(({ address, interventions }) => `Put right on the way: ${address}: ${interventions.join('; ')}`),
    `${counts}: ${formatNumberOf(totals.messages, 'message')}, ${formatCount(totals.copied)} copied, ${formatCount(totals.alreadyThere)} already there, ${formatNumberOf(totals.findings, 'finding')}, ${formatNumberOf(totals.remarks, 'remark')}, ${formatDuration(totals.seconds)}.`,
    result.agrees
      ? 'Everything agrees: both sides were compared byte by byte, and a repeated copy brought nothing.'
      : `NOT everything agrees: ${differing.map(({ address }) => address).join(', ') || 'the rehearsal came to no end'}.`,
  ];
}
