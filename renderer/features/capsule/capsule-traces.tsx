import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Capsule, CapsuleTrace } from '../../../shared/domain/capsule.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { Private, PrivateText } from '../../ui/private.tsx';
import classes from './capsule.module.css';

/** What was said on the connections before they failed. */
export function CapsuleTraces({ traces }: { readonly traces: readonly CapsuleTrace[] }): ReactNode {
  if (traces.length === 0) return <Text size="sm">No failure of a connection came with this hand-off.</Text>;
  return traces.map((trace, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and its entries have no name of their own
    <details key={index} className={classes.trace} open={index === 0}>
      <summary>
        <MomentCell iso={trace.at} /> {trace.side ?? ''} {trace.code}: <PrivateText text={trace.text} />
      </summary>
      <pre className={classes.lines}>
        <Private kind="text">{trace.lines.join('\n')}</Private>
      </pre>
    </details>
  ));
}

/** The last lines of the newest run. */
export function CapsuleLog({ log }: { readonly log: Capsule['log'] }): ReactNode {
  if (log.length === 0) return <Text size="sm">No log came with this hand-off.</Text>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <pre className={classes.lines} role="document" tabIndex={0} aria-label="Log in the hand-off">
      <Private kind="text">{log.map(({ at, level, text }) => `${at} ${level.padEnd(5)} ${text}`).join('\n')}</Private>
    </pre>
  );
}
