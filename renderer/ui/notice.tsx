import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

/** A remark that belongs to what stands around it: something to know or something to beware of. */
export function Notice({
  tone,
  icon: NoticeIcon,
  title,
  children,
}: {
  tone: 'info' | 'warn';
  icon: Icon;
  title: string;
  children: ReactNode;
}): ReactNode {
  return (
    <div className={`${classes.notice} ${classes[tone]}`} role="note">
      <NoticeIcon size={18} className={classes.icon} aria-hidden />
      <div className={classes.body}>
        <div className={classes.title}>{title}</div>
        {children}
      </div>
    </div>
  );
}
