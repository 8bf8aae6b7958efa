import { Button, CloseButton, Loader } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { EngineState } from '../../shared/contract/shell.ts';
import { notifyFailed } from '../ui/notify.ts';
import classes from './engine-banner.module.css';
import { useEngineState } from './engine-state.ts';
import { shell } from './shell.ts';

/** An ordinary start is over sooner and needs no words. */
const SLOW_START_MS = 2000;

/** Says at the foot of the window when the engine is not there, and when it is there again. Nothing while all is well. */
export function EngineBanner(): ReactNode {
  const engine = useEngineState();
  const { recovered, dismiss } = useRecovered(engine);
  const slow = useSlowStart(engine);

  if (engine.status === 'restarting') {
    return (
      <div className={`${classes.banner} ${classes.warn}`} role="status">
        <Loader size={14} color="currentColor" aria-hidden />
        <span className={classes.text}>
          The engine stopped; it is being started again{engine.attempt > 1 ? ` (attempt ${engine.attempt})` : ''}.{' '}
          {engine.reason}
        </span>
      </div>
    );
  }
  if (engine.status === 'failed') {
    return (
      <div className={`${classes.banner} ${classes.bad}`} role="alert">
        <IconAlertCircle size={16} aria-hidden />
        <span className={classes.text}>The engine does not start. {engine.reason}</span>
        <Button
          variant="default"
          onClick={() =>
            void shell.restartEngine().catch((error: unknown) => notifyFailed('The engine was not started', error))
          }
        >
          Restart the engine
        </Button>
      </div>
    );
  }
  if (engine.status === 'ready' && recovered) {
    return (
      <div className={`${classes.banner} ${classes.good}`} role="status">
        <IconCircleCheck size={16} aria-hidden />
        <span className={classes.text}>
          The engine is running again. Runs that were going are marked as interrupted and can be continued.
        </span>
        <CloseButton size="sm" aria-label="Close this message" onClick={dismiss} />
      </div>
    );
  }
  if (slow) {
    return (
      <div className={`${classes.banner} ${classes.info}`} role="status">
        <Loader size={14} color="currentColor" aria-hidden />
        <span className={classes.text}>The engine is starting.</span>
      </div>
    );
  }
  return null;
}

/** True from the moment the engine is back after a crash until the message is closed. */
function useRecovered(engine: EngineState): { recovered: boolean; dismiss: () => void } {
  const [crashed, setCrashed] = useState(false);
  useEffect(() => {
    if (engine.status === 'restarting' || engine.status === 'failed') setCrashed(true);
  }, [engine.status]);
  return { recovered: crashed && engine.status === 'ready', dismiss: () => setCrashed(false) };
}

function useSlowStart(engine: EngineState): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    setSlow(false);
    if (engine.status !== 'starting') return;
    const timer = setTimeout(() => setSlow(true), SLOW_START_MS);
    return () => clearTimeout(timer);
  }, [engine.status]);
  return slow;
}
