import { Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatCount, formatDifference } from '../../../shared/domain/format.ts';
import type { FindingKind, Verification } from '../../../shared/domain/verification.ts';
import { type WaterfallBar, waterfall } from '../../../shared/domain/waterfall.ts';
import classes from './waterfall-chart.module.css';

/** Which findings a bar opens. */
export interface FindingsWanted {
  readonly kinds: readonly FindingKind[];
  readonly detail?: string;
}

/** From the old number of messages to the new, step by step; each step opens the list of what it consists of. */
export function WaterfallChart({
  verification,
  toolbar,
  onOpen,
}: {
  readonly verification: Verification;
  readonly toolbar: ReactNode;
  readonly onOpen: (wanted: FindingsWanted) => void;
}): ReactNode {
  const { oldCount, newCount, bars } = waterfall(verification);
  const place = scale([oldCount, ...bars.map((bar) => bar.after), newCount]);
  const failed = verification.counts['folder-failed'] ?? 0;
  return (
    <div className={classes.box}>
      <div>{toolbar}</div>
      <div className={classes.scroll}>
        <table className={classes.table} aria-label="From the old number of messages to the new">
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col" className={classes.number}>
                Messages
              </th>
              <th scope="col" aria-label="Chart" className={classes.lane} />
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            <Total label="Old side" count={oldCount} width={place(oldCount)} />
            {bars.map((bar) => (
              <Step key={bar.id} bar={bar} place={place} onOpen={onOpen} />
            ))}
            <Total label="New side" count={newCount} width={place(newCount)} />
          </tbody>
        </table>
        <Text size="xs" c="dimmed" mt="xs">
          {bars.length === 0 ? 'The same number on both sides, and the comparison found no step between them. ' : ''}
          The bars do not start at zero, so that small steps can be seen.
          {failed > 0
            ? ` ${formatCount(failed)} of the folders could not be compared and ${failed === 1 ? 'is' : 'are'} in neither number.`
            : ''}
        </Text>
      </div>
    </div>
  );
}

function Total({
  label,
  count,
  width,
}: {
  readonly label: string;
  readonly count: number;
  readonly width: number;
}): ReactNode {
  return (
    <tr className={classes.total}>
      <th scope="row">{label}</th>
      <td className={classes.number}>{formatCount(count)}</td>
      <td className={classes.lane} aria-hidden>
        <span className={classes.bar} style={{ left: 0, width: `${width}%` }} />
      </td>
      <td />
    </tr>
  );
}

function Step({
  bar,
  place,
  onOpen,
}: {
  readonly bar: WaterfallBar;
  readonly place: (count: number) => number;
  readonly onOpen: (wanted: FindingsWanted) => void;
}): ReactNode {
  const { findings } = bar;
  const [from, to] = [place(bar.after - bar.change), place(bar.after)];
  const tone = bar.change > 0 ? 'more' : bar.id === 'remainder' ? 'unknown' : 'less';
  return (
    <tr>
      <th scope="row">
        {findings ? (
          <UnstyledButton className={classes.open ?? ''} onClick={() => onOpen(findings)}>
            {bar.label}
          </UnstyledButton>
        ) : (
          bar.label
        )}
      </th>
      <td className={classes.number}>{formatDifference(bar.change)}</td>
      <td className={classes.lane} aria-hidden>
        <span
          className={classes.bar}
          data-tone={tone}
          style={{ left: `${Math.min(from, to)}%`, width: `max(3px, ${Math.abs(to - from)}%)` }}
        />
      </td>
      <td className={classes.why}>{bar.why}</td>
    </tr>
  );
}

/** Places counts between 60 and 98 per cent, from the least to the most: against thousands, three would be no bar at all. */
function scale(counts: readonly number[]): (count: number) => number {
  const least = Math.min(...counts);
  const most = Math.max(...counts);
  if (most === least) return () => 98;
  return (count) => 60 + ((count - least) / (most - least)) * 38;
}
