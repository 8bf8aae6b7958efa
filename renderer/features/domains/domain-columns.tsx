import type { DomainRow } from '../../../shared/contract/directory.ts';
import type { Order } from '../../../shared/domain/directory.ts';
import { formatCount } from '../../../shared/domain/format.ts';
import { type Stage, stagesInOrder } from '../../../shared/domain/stage.ts';
import { CountCell } from '../../ui/cells.tsx';
import type { DataColumn } from '../../ui/data-table/column.ts';
import { DeadlineClock } from '../../ui/deadline-clock.tsx';
import { formatFullMoment } from '../../ui/moment.ts';
import { OrderBadge } from '../../ui/states.tsx';
import { StepTrack } from '../../ui/step-track.tsx';
import { stageText } from '../../ui/steps.ts';
import classes from './domains.module.css';

/** The columns of the domains table; a row tells how far the domain is and what needs somebody. */
export const domainColumns: readonly DataColumn<DomainRow>[] = [
  {
    id: 'name',
    header: 'Domain',
    value: (row) => row.name,
    cell: (row) => <span className={classes.name}>{row.name}</span>,
    width: 198,
    grow: true,
    hideable: false,
    private: 'name',
  },
  { id: 'customer', header: 'Customer', value: (row) => row.customerName, width: 124, grow: true, private: 'name' },
  {
    id: 'step',
    header: 'Step',
    hint: 'The first step that is not done',
    // By the share of the way that lies behind, so that both orders sort together.
    value: (row) => (row.stage === null ? 1 : shareOfWay(row.order, row.stage)),
    text: (row) => (row.stage === null ? 'All done' : stageText[row.stage].label),
    cell: (row) => <StepTrack order={row.order} stage={row.stage} />,
    width: 152,
  },
  {
    id: 'order',
    header: 'Order',
    value: (row) => row.order,
    cell: (row) =>
      row.order === 'forced' ? <OrderBadge order="forced" /> : <span className={classes.quiet}>Standard</span>,
    width: 120,
  },
  {
    id: 'deadline',
    header: 'Deadline',
    hint: 'Time left; sorted by the time to spare once the rest is copied',
    // When the copy must have begun at the latest: what has least to spare comes first.
    value: (row) =>
      row.deadlineAt === null || row.stage === null
        ? null
        : Date.parse(row.deadlineAt) - (row.secondsNeeded ?? 0) * 1000,
    text: (row) => (row.deadlineAt ? formatFullMoment(row.deadlineAt) : ''),
    cell: (row) =>
      row.deadlineAt ? (
        <DeadlineClock deadline={{ ...row, deadlineAt: row.deadlineAt }} met={row.stage === null} />
      ) : null,
    width: 136,
  },
  {
    id: 'verified',
    header: 'Verified',
    hint: 'Mailboxes verified, of all mailboxes of the domain',
    value: (row) => (row.counts.mailboxes === 0 ? null : row.counts.verified / row.counts.mailboxes),
    text: (row) => `${row.counts.verified} of ${row.counts.mailboxes}`,
    cell: (row) => (
      <>
        {formatCount(row.counts.verified)} <span className={classes.quiet}>/ {formatCount(row.counts.mailboxes)}</span>
      </>
    ),
    align: 'right',
    width: 76,
  },
  {
    id: 'running',
    header: 'Running',
    hint: 'Mailboxes with a run going on',
    value: (row) => row.counts.running,
    cell: (row) => <Quiet value={row.counts.running} />,
    align: 'right',
    width: 88,
    initiallyHidden: true,
  },
  {
    id: 'failed',
    header: 'Failed',
    hint: 'Mailboxes whose last run failed',
    value: (row) => row.counts.failed,
    cell: (row) => <Quiet value={row.counts.failed} tone="bad" />,
    align: 'right',
    width: 64,
  },
  {
    id: 'findings',
    header: 'Findings',
    hint: 'Differences found by the last verifications',
    value: (row) => row.findings,
    cell: (row) => <Quiet value={row.findings} tone="warn" />,
    align: 'right',
    width: 80,
  },
];

function shareOfWay(order: Order, stage: Stage): number {
  const stages = stagesInOrder(order);
  return stages.indexOf(stage) / stages.length;
}

/** A zero steps back; anything else stands out in its tone. */
function Quiet({ value, tone = 'plain' }: { value: number; tone?: 'plain' | 'warn' | 'bad' }) {
  if (value === 0) return <span className={classes.quiet}>0</span>;
  return (
    <span className={classes[tone]}>
      <CountCell value={value} />
    </span>
  );
}
