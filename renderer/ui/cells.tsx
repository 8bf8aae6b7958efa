import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatCount } from '../../shared/domain/format.ts';
import classes from './cells.module.css';
import { useNow } from './clock.ts';
import { formatFullMoment, formatMoment } from './moment.ts';

/** Stands where nothing is known; a screen reader hears the words. */
export function NotKnown({ words = 'not known yet' }: { words?: string }): ReactNode {
  return (
    <span className={classes.none} title={words}>
      <span aria-hidden>–</span>
      <VisuallyHidden>{words}</VisuallyHidden>
    </span>
  );
}

/** `12,345`. */
export function CountCell({ value }: { value: number | null }): ReactNode {
  return value === null ? <NotKnown /> : <span className={classes.number}>{formatCount(value)}</span>;
}

/** A moment, short, with the full one as a hint. */
export function MomentCell({ iso, never = 'never' }: { iso: string | null; never?: string }): ReactNode {
  const now = useNow();
  if (iso === null) return <NotKnown words={never} />;
  return (
    <time className={classes.number} dateTime={iso} title={formatFullMoment(iso)}>
      {formatMoment(iso, now)}
    </time>
  );
}
