import { Modal, Select, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { formatBytes, formatCount, formatDifference, formatNumberOf } from '../../../shared/domain/format.ts';
import { isActive, type Run, type RunTotals } from '../../../shared/domain/run.ts';
import { compareFindings, inOrder, type RunComparison } from '../../../shared/domain/run-comparison.ts';
import type { Finding } from '../../../shared/domain/verification.ts';
import { orpc } from '../../app/client.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { formatMoment } from '../../ui/moment.ts';
import { folderPrivacy, Private, PrivateText, useNamed } from '../../ui/private.tsx';
import { findingWords } from '../../ui/run/words.ts';
import { runKindLabel, runStateFace } from '../../ui/states.tsx';
import classes from './runs.module.css';

/** Findings read of each run; what is beyond is said. */
const LIMIT = 5000;
/** Lines listed of each group. */
const LISTED = 200;

const totalNames: readonly { readonly name: keyof RunTotals; readonly label: string }[] = [
  { name: 'messages', label: 'Messages looked after' },
  { name: 'copied', label: 'Copied' },
  { name: 'alreadyThere', label: 'There already' },
  { name: 'skipped', label: 'Skipped' },
  { name: 'bytesCopied', label: 'Bytes copied' },
  { name: 'folders', label: 'Folders' },
  { name: 'findings', label: 'Findings' },
];

/** A run beside another one of the same mailbox: figures, and which findings went, stayed and came. */
export function RunComparisonDialog({ run, onClose }: { readonly run: Run; readonly onClose: () => void }): ReactNode {
  const [chosen, setChosen] = useState<string | null>(null);
  const runs = useQuery(orpc.runs.list.queryOptions({ input: { mailboxId: run.mailboxId, limit: 500 } }));
  const others = (runs.data ?? []).filter((other) => other.id !== run.id && !isActive(other.state));
  // The one before it is what most people mean.
  const other =
    others.find(({ id }) => id === chosen) ?? others.find(({ queuedAt }) => queuedAt <= run.queuedAt) ?? others[0];
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={<PrivateText text={`Two runs of ${run.address}`} />}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {runs.error ? (
        <ErrorView error={runs.error} onRetry={() => void runs.refetch()} />
      ) : runs.isPending ? (
        <LoadingRows rows={6} />
      ) : other === undefined ? (
        <Text size="sm">This mailbox has no other run yet. After the next one the two can be compared here.</Text>
      ) : (
        <Stack gap="md">
          <Select
            label="Compare with"
            allowDeselect={false}
            value={other.id}
            onChange={setChosen}
            data={others.map((entry) => ({ value: entry.id, label: runName(entry) }))}
          />
          <Comparison runs={inOrder(run, other)} />
        </Stack>
      )}
    </Modal>
  );
}

function Comparison({ runs: [before, after] }: { readonly runs: readonly [Run, Run] }): ReactNode {
  const earlier = useFindings(before);
  const later = useFindings(after);
  const error = earlier.error ?? later.error;
  return (
    <>
      <Table className={classes.figures ?? ''} withRowBorders={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th />
            <Table.Th ta="right">{runName(before)}</Table.Th>
            <Table.Th ta="right">{runName(after)}</Table.Th>
            <Table.Th ta="right">Difference</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {totalNames.map(({ name, label }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{label}</Table.Th>
              <Table.Td ta="right">{amount(name, before.totals[name])}</Table.Td>
              <Table.Td ta="right">{amount(name, after.totals[name])}</Table.Td>
              <Table.Td ta="right">{difference(name, after.totals[name] - before.totals[name])}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {error ? (
        <ErrorView error={error} />
      ) : earlier.data && later.data ? (
        <FindingGroups comparison={compareFindings(earlier.data.findings, later.data.findings)} />
      ) : (
        <LoadingRows rows={4} />
      )}
      {Math.max(earlier.data?.total ?? 0, later.data?.total ?? 0) > LIMIT && (
        <Text size="xs" c="dimmed">
          Only the first {formatCount(LIMIT)} findings of each run are compared.
        </Text>
      )}
    </>
  );
}

function useFindings(run: Run) {
  return useQuery(
    orpc.mailboxes.findings.queryOptions({ input: { id: run.mailboxId, runId: run.id, offset: 0, limit: LIMIT } }),
  );
}

function FindingGroups({ comparison }: { readonly comparison: RunComparison }): ReactNode {
  const { settled, fresh, still } = comparison;
  if (settled.length + fresh.length + still.length === 0) return <Text size="sm">Neither run found anything.</Text>;
  return (
    <Stack gap="sm">
      <Group title={`${formatNumberOf(settled.length, 'finding')} settled since`} findings={settled} />
      <Group title={`${formatNumberOf(fresh.length, 'new finding')}`} findings={fresh} />
      <Group title={`${formatNumberOf(still.length, 'finding')} in both`} findings={still} />
    </Stack>
  );
}

function Group({ title, findings }: { readonly title: string; readonly findings: readonly Finding[] }): ReactNode {
  return (
    <section aria-label={title}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {findings.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        <ul className={classes.findings} tabIndex={0} aria-label={title}>
          {findings.slice(0, LISTED).map((finding) => (
            <FindingLine key={`${finding.runId} ${finding.id}`} finding={finding} />
          ))}
        </ul>
      )}
      {findings.length > LISTED && (
        <Text size="xs" c="dimmed">
          and {formatNumberOf(findings.length - LISTED, 'more', 'more')}
        </Text>
      )}
    </section>
  );
}

function FindingLine({ finding }: { readonly finding: Finding }): ReactNode {
  const named = useNamed();
  const folder = finding.sourceFolder ?? finding.destinationFolder;
  const privacy = folderPrivacy(folder);
  return (
    <li>
      <span>{findingWords[finding.kind].label}</span>
      <span>{privacy === null ? folder : <Private kind={privacy}>{folder}</Private>}</span>
      <span title={named(finding.detail, '')}>
        <Private kind={finding.subject === '' ? 'text' : 'subject'}>{finding.subject || finding.detail}</Private>
      </span>
    </li>
  );
}

function runName(run: Run): string {
  return `${runKindLabel[run.kind]}, ${formatMoment(run.queuedAt, Date.now())}, ${runStateFace[run.state].label.toLowerCase()}`;
}

function amount(name: keyof RunTotals, value: number): string {
  return name === 'bytesCopied' ? formatBytes(value) : formatCount(value);
}

function difference(name: keyof RunTotals, value: number): string {
  if (name !== 'bytesCopied' || value === 0) return formatDifference(value);
  return `${value > 0 ? '+' : '\u2212'}${formatBytes(Math.abs(value))}`;
}
