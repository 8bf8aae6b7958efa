import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './status-badge.module.css';

/** How a state is meant: nothing to say, going on, as it should be, look at it, act on it. */
type Tone = 'neutral' | 'info' | 'good' | 'warn' | 'bad';

/** The face of one state: always colour, icon and word together, so that none has to carry it alone. */
export interface StatusFace {
  readonly tone: Tone;
  readonly label: string;
  readonly icon: Icon;
}

/** A state as a small pill; `bare` leaves the background out, for dense rows. */
export function StatusBadge({ face, bare = false }: { face: StatusFace; bare?: boolean }): ReactNode {
  const StateIcon = face.icon;
  return (
    <span className={[classes.badge, classes[face.tone], bare ? classes.bare : ''].join(' ')}>
      <StateIcon size={14} stroke={2} aria-hidden />
      <span className={classes.label}>{face.label}</span>
    </span>
  );
}
