import { IconAlertTriangle, IconServer } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { JobPreview } from '../../../shared/contract/bulk.ts';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import type { JobAction } from '../../../shared/domain/job.ts';
import { useNow } from '../clock.ts';
import { formatMoment } from '../moment.ts';
import classes from './job-preview.module.css';

/** What a job would do, in numbers and servers, and what to know before. */
export function JobPreviewView({ preview, action }: { preview: JobPreview; action: JobAction }): ReactNode {
  const now = useNow();
  const { domains, mailboxes, customers, servers } = preview;
  const sides = [
    ['From', servers.filter((server) => server.side === 'source')],
    ['To', servers.filter((server) => server.side === 'destination')],
  ] as const;
  const remarks = action === 'check' ? [] : remarksOf(preview, action, now);
  return (
    <div className={classes.preview}>
      <dl className={classes.numbers}>
        <Figure label="Customers" value={customers} />
        <Figure label="Domains" value={domains} />
        {action === 'check' ? null : <Figure label="Mailboxes" value={mailboxes} />}
      </dl>
      {action === 'check' ? null : (
        <ul className={classes.servers} aria-label="Servers">
          {sides.map(([label, side]) =>
            side.map((server) => (
              <li key={`${label} ${server.endpointId}`}>
                <IconServer size={15} stroke={1.7} aria-hidden />
                <span className={classes.quiet}>{label}</span>
                <span className={classes.name}>{server.name}</span>
                <span className={classes.count}>{formatNumberOf(server.mailboxes, 'mailbox', 'mailboxes')}</span>
              </li>
            )),
          )}
        </ul>
      )}
      {remarks.length === 0 ? null : (
        <ul className={classes.remarks}>
          {remarks.map((text) => (
            <li key={text}>
              <IconAlertTriangle size={15} stroke={1.8} aria-hidden />
              {text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Figure({ label, value }: { label: string; value: number }): ReactNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{formatCount(value)}</dd>
    </div>
  );
}

function remarksOf(preview: JobPreview, action: JobAction, nowMs: number): string[] {
  const { withoutPassword, busy, forced, caches } = preview;
  const boxes = (count: number): string => formatNumberOf(count, 'mailbox', 'mailboxes');
  return [
    withoutPassword > 0
      ? `${boxes(withoutPassword)} without a stored password: these will fail until it is there.`
      : '',
    busy > 0 ? `${boxes(busy)} with a run going on: these have their turn after it.` : '',
    forced > 0 ? `${formatNumberOf(forced, 'domain')} in forced order: deadlines have the first turn.` : '',
    action === 'delta' && caches.unknown > 0
      ? `${formatNumberOf(caches.unknown, 'domain')} whose routing has not changed yet: mail still comes to the old side.`
      : '',
    action === 'delta' && caches.waiting > 0 && caches.until !== null
      ? `${formatNumberOf(caches.waiting, 'domain')} whose caches let go later, the last at ${formatMoment(caches.until, nowMs)}.`
      : '',
  ].filter(Boolean);
}
