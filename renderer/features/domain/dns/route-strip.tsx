import { IconCircleCheck, IconClock, IconRoute } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DnsPanel } from '../../../../shared/contract/cutover.ts';
import { useNow } from '../../../ui/clock.ts';
import { formatFullMoment, formatMoment } from '../../../ui/moment.ts';
import { StatusBadge, type StatusFace } from '../../../ui/status-badge.tsx';
import classes from './dns.module.css';
import { answersAt, shortTtl } from './dns-words.ts';

/** In one line: does new mail go to the destination, and when is the old side out of all caches. */
export function RouteStrip({ data }: { data: DnsPanel }): ReactNode {
  const now = useNow();
  const { look, route } = data;
  if (look === null) return <span className={classes.small}>Not looked at yet</span>;
  const face = routeFace(data);
  const { letGoAt, settledAt } = route;
  const old = route.oldTtls.filter(({ goneAt }) => goneAt === null).map(({ ttl }) => ttl);
  return (
    <>
      <StatusBadge face={face} />
      {letGoAt !== null ? (
        <span title={formatFullMoment(letGoAt)}>
          <StatusBadge
            bare
            face={
              Date.parse(letGoAt) <= now
                ? { tone: 'good', label: `Safe to sweep since ${formatMoment(letGoAt, now)}`, icon: IconCircleCheck }
                : { tone: 'info', label: `Safe to sweep after ${formatMoment(letGoAt, now)}`, icon: IconClock }
            }
          />
        </span>
      ) : settledAt !== null ? (
        <span className={classes.small} title="It had moved before anybody looked.">
          The old lifetime is not known; seen moved {formatMoment(settledAt, now)}
        </span>
      ) : old.length > 0 ? (
        <span className={classes.small}>
          Caches keep the old route for {shortTtl(Math.max(...old))} after the change
        </span>
      ) : null}
    </>
  );
}

function routeFace({ look, route }: DnsPanel): StatusFace {
  const own = (look?.servers ?? []).filter(({ kind }) => kind === 'authoritative');
  if (look === null || own.length === 0) return { tone: 'bad', label: 'No name server found', icon: IconRoute };
  const wanted = new Set(route.wanted.map((value) => value.slice(value.indexOf(' ') + 1)));
  const moved = own.filter((server) => {
    const values = answersAt(server, look.domain, ['MX'])?.values ?? [];
    return values.length > 0 && values.every((value) => wanted.has(value.slice(value.indexOf(' ') + 1)));
  }).length;
  const servers = own.length === 1 ? 'the name server' : `all ${own.length} name servers`;
  if (wanted.size === 0) return { tone: 'neutral', label: 'No template chosen', icon: IconRoute };
  if (moved === own.length)
    return { tone: 'good', label: `New mail goes to the destination by ${servers}`, icon: IconRoute };
  if (moved > 0)
    return {
      tone: 'warn',
      label: `New mail goes to the destination by ${moved} of ${own.length} name servers`,
      icon: IconRoute,
    };
  return { tone: 'neutral', label: 'New mail goes to the old side', icon: IconRoute };
}
