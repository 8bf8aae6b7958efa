import { Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './section.module.css';

/** A titled part of a screen. `flush` lets lists and tables reach its edges. */
export function Section({
  title,
  count,
  actions,
  flush = false,
  children,
}: {
  title: string;
  count?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {count === undefined ? null : <span className={classes.count}>{count}</span>}
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </div>
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}
