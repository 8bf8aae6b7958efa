import { Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './page-header.module.css';
import { Private, type PrivateKind, useNamed } from './private.tsx';
import { useUnseenPrefix } from './unseen-ends.ts';

/** The top of a screen: its title, a few facts beneath, its actions on the right. Also names the window. */
export function PageHeader({
  title,
  privateTitle,
  above,
  facts,
  actions,
}: {
  title: string;
  /** What the title hides, and the neutral words for the window, when it names somebody. */
  privateTitle?: { readonly kind: PrivateKind; readonly neutral: string };
  /** Where this screen belongs: a link back. */
  above?: ReactNode;
  facts?: ReactNode;
  actions?: ReactNode;
}): ReactNode {
  const named = useNamed();
  const unseen = useUnseenPrefix();
  useDocumentTitle(`${unseen}${named(title, privateTitle?.neutral ?? title)} · Mailferry`);
  return (
    <header className={classes.header}>
      <div className={classes.title}>
        {above}
        <Title order={1} tabIndex={-1}>
          {privateTitle ? <Private kind={privateTitle.kind}>{title}</Private> : title}
        </Title>
        {facts ? <div className={classes.facts}>{facts}</div> : null}
      </div>
      {actions ? <div className={classes.actions}>{actions}</div> : null}
    </header>
  );
}
