import type { ReactNode } from 'react';
import type { BudgetRow } from '../../../shared/contract/bulk.ts';
import { formatBytes, formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import classes from './bulk.module.css';

/** How much of a server's budget all runs together use at this moment. */
export function BudgetMeter({ row }: { row: BudgetRow }): ReactNode {
  const { budget, use } = row;
  return (
    <>
      <div className={classes.meterHead}>
        <span className={`${classes.strong} ${classes.clip}`}>{row.name}</span>
        {use.waiting > 0 ? <span className={classes.quiet}>{formatNumberOf(use.waiting, 'run')} waiting</span> : null}
      </div>
      <div className={classes.meters}>
        <Meter label="Connections" used={use.connections} limit={budget.connections} format={formatCount} />
        <Meter label="Mailboxes" used={use.mailboxes} limit={budget.mailboxes} format={formatCount} />
        <Meter
          label="Messages/s"
          used={Math.round(use.messagesPerSecond)}
          limit={budget.messagesPerSecond}
          format={formatCount}
        />
        <Meter label="Bytes/s" used={use.bytesPerSecond} limit={budget.bytesPerSecond} format={formatBytes} />
      </div>
      {budget.quietHours ? (
        <div className={classes.quiet}>
          Quiet from {budget.quietHours.from} to {budget.quietHours.to}
        </div>
      ) : null}
    </>
  );
}

function Meter({
  label,
  used,
  limit,
  format,
}: {
  label: string;
  used: number;
  limit: number | null;
  format: (value: number) => string;
}): ReactNode {
  const share = limit === null ? 0 : Math.min(1, used / limit);
  return (
    <div>
      <div className={classes.meterLine}>
        <span className={classes.quiet}>{label}</span>
        <span className={classes.digits}>
          {format(used)} <span className={classes.quiet}>/ {limit === null ? '∞' : format(limit)}</span>
        </span>
      </div>
      <div className={classes.meter} data-none={limit === null || undefined} aria-hidden>
        <span style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}
