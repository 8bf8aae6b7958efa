import type { ReactNode } from 'react';
import classes from './dialog-foot.module.css';

/** The buttons of a dialog; they stay in sight however long the dialog is. `left` is for what is not a way out. */
export function DialogFoot({ left, children }: { left?: ReactNode; children: ReactNode }): ReactNode {
  return (
    <div className={classes.foot}>
      {left ? <div className={classes.left}>{left}</div> : null}
      {children}
    </div>
  );
}
