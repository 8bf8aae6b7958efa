import { Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './page-header.module.css';

/** The top of a screen: its title, a few facts beneath, its actions on the right. Also names the window. */
export function PageHeader({
  title,
  above,
  facts,
  actions,
}: {
  title: string;
  /** Where this screen belongs: a link back. */
  above?: ReactNode;
  facts?: ReactNode;
  actions?: ReactNode;
}): ReactNode {
  useDocumentTitle(`${title} · Mailferry`);
  return (
    <header className={classes.header}>
      <div className={classes.title}>
        {above}
        <Title order={1} tabIndex={-1}>
          {title}
        </Title>
        {facts ? <div className={classes.facts}>{facts}</div> : null}
      </div>
      {actions ? <div className={classes.actions}>{actions}</div> : null}
    </header>
  );
}
